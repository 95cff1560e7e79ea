"""How often may somebody try: failures per key, five free, then a doubling wait of at most 15 minutes,
and half an hour for those who go on for half a day.

Never a permanent lock: a stranger must not be able to lock a person out for good.
"""

from datetime import datetime, timedelta

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, mapped_column

from incubator.kernel import clock
from incubator.kernel.db import Base, db
from incubator.kernel.errors import TooManyTries
from incubator.kernel.text import lazy

FREE = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
# Who goes on for half a day is no forgetful person: a hundred tries a day must be the end of it.
STUBBORN = 60
STUBBORN_WAIT = timedelta(minutes=30)
FORGET_AFTER = timedelta(hours=24)


class Throttle(Base):
    """The failures of one key, such as sign-in:13800000000."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]
    next_at: Mapped[datetime]


def check(key: str) -> None:
    """Refuse while the wait runs."""
    row = db.session.get(Throttle, key)
    if row is None or row.next_at <= clock.now():
        return
    seconds = int((row.next_at - clock.now()).total_seconds()) + 1
    raise TooManyTries(
        lazy(
            "Too many tries. Please wait %(minutes)s min and try again.", minutes=-(-seconds // 60)
        ),
        wait_seconds=seconds,
    )


def fail(key: str, *, free: int = FREE) -> None:
    """Count a failure and set the next moment at which a try is allowed."""
    moment = clock.now()
    row = db.session.get(Throttle, key, with_for_update=True)
    if row is None:
        row = Throttle(key=key, failures=0, last_at=moment, next_at=moment)
        db.session.add(row)
    if moment - row.last_at > FORGET_AFTER:
        row.failures = 0
    row.failures += 1
    row.last_at = moment
    row.next_at = moment + wait_after(row.failures, free=free)


def wait_after(failures: int, *, free: int = FREE) -> timedelta:
    """How long to wait after so many failures."""
    over = failures - free
    if over < 0:
        return timedelta(0)
    if failures >= free + STUBBORN:
        return STUBBORN_WAIT
    doubled: timedelta = FIRST_WAIT * (1 << min(over, 10))
    return min(doubled, LONGEST_WAIT)


def clear(key: str) -> None:
    """Forget the failures after a success."""
    db.session.execute(delete(Throttle).where(Throttle.key == key))


def sweep() -> None:
    """Forget failures older than a day."""
    db.session.execute(delete(Throttle).where(Throttle.last_at < clock.now() - FORGET_AFTER))
