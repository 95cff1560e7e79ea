"""On which day does a period end that starts, stops and goes on again, and how was that found?

One rule for all: the day on which something happens is not counted. Counting begins the day after the
start; the day of a stop (通知补正) is the last one counted, and the day after going on (补正材料收到)
is the next. Working days are counted by the calendar, calendar days one by one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from incubator.kernel.calendar import WorkCalendar

ONE_DAY = timedelta(days=1)
WORKING, CALENDAR = "working", "calendar"


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch that does not count: after the day of the stop, up to the day of going on."""

    from_on: date
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """So many days, working or calendar, from the day after `start`, without the pauses."""

    start: date
    days: int
    unit: str
    pauses: tuple[Pause, ...] = ()

    @property
    def is_stopped(self) -> bool:
        """Whether the clock stands still now."""
        return any(pause.to_on is None for pause in self.pauses)


@dataclass(frozen=True, slots=True)
class End:
    """Where a period ends; no day while it is stopped before its end."""

    on: date | None
    provisional: bool


def pauses_of(rows: Iterable[tuple[date, date | None]]) -> tuple[Pause, ...]:
    """The pauses of stored rows in order; what overlaps is made one."""
    found: list[Pause] = []
    for from_on, to_on in sorted(rows, key=lambda row: row[0]):
        last = found[-1] if found else None
        if last is None or (last.to_on is not None and last.to_on < from_on):
            found.append(Pause(from_on, to_on))
        elif last.to_on is not None:
            found[-1] = Pause(last.from_on, None if to_on is None else max(last.to_on, to_on))
    return tuple(found)


def end_of(period: Period, calendar: WorkCalendar) -> End:
    """The last day of a period; a later pause than the end does not matter."""
    day, left = period.start, period.days
    for pause in period.pauses:
        if pause.to_on is not None and pause.to_on <= day:
            continue
        stretch = _count(calendar, day, max(day, pause.from_on), period.unit)
        if stretch >= left:
            break
        left -= stretch
        if pause.to_on is None:
            return End(None, provisional=False)
        day = pause.to_on
    return _ahead(calendar, period, day, left)


def _ahead(calendar: WorkCalendar, period: Period, day: date, left: int) -> End:
    if period.unit == CALENDAR:
        return End(day + timedelta(days=left), provisional=False)
    found = calendar.add_working_days(day, left)
    first = period.start + ONE_DAY
    unsure = first <= found.date and calendar.is_provisional(first, found.date)
    return End(found.date, unsure)


def counted_until(period: Period, calendar: WorkCalendar, day: date) -> int:
    """How many days of a period have been counted by the end of that day; never more than it has."""
    return min(period.days, sum(stretch.days for stretch in stretches(period, calendar, day)))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a period in one piece: it ran (or stood still) after `after` up to `until`."""

    after: date
    until: date
    days: int
    ran: bool


def stretches(period: Period, calendar: WorkCalendar, today: date) -> Sequence[Stretch]:
    """The whole course up to a day: what ran with its days counted, and every stop between."""
    found: list[Stretch] = []
    day, is_running = period.start, True
    for pause in period.pauses:
        if pause.from_on > today or (pause.to_on is not None and pause.to_on <= day):
            continue
        stop = max(day, pause.from_on)
        if stop > day:
            found.append(Stretch(day, stop, _count(calendar, day, stop, period.unit), ran=True))
        is_running = pause.to_on is not None
        day = today if pause.to_on is None else min(pause.to_on, today)
        if day > stop or not is_running:
            found.append(Stretch(stop, day, 0, ran=False))
    if day < today and is_running:
        found.append(Stretch(day, today, _count(calendar, day, today, period.unit), ran=True))
    return found


def _count(calendar: WorkCalendar, after: date, until: date, unit: str) -> int:
    """The days after one day up to another."""
    if until <= after:
        return 0
    if unit == CALENDAR:
        return (until - after).days
    return calendar.working_days_between(after, until)
