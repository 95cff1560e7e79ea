"""What time is it: the only module that asks. Storage is UTC, people read Asia/Shanghai."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
_frozen: datetime | None = None


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen if _frozen is not None else datetime.now(UTC)


def today() -> date:
    """The present day as the park's wall calendar shows it."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment on the park's clock."""
    return moment.astimezone(ZONE)


def moment(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The UTC moment of a wall-clock time in the park."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The first moment after that day in the park: a deadline "until the 26th" ends here."""
    return moment(day + timedelta(days=1))


def set_frozen(at: datetime | None) -> None:
    """Stop the clock at a moment, or let it run again: for tests and for making the demo park."""
    global _frozen  # noqa: PLW0603 one clock a process is the point of this module
    _frozen = at.astimezone(UTC) if at is not None else None


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stop the clock for a block, then restore what was before."""
    before = _frozen
    set_frozen(at)
    try:
        yield
    finally:
        set_frozen(before)
