"""Can a year's notice be taken over as it was sent? Every line that cannot is named with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from incubator.kernel.calendar import DayKind
from incubator.kernel.text import lazy
from incubator.territory.calendar.reading import Entry, day_of, kind_of
from incubator.territory.rules import SATURDAY

LONGEST_NAME = 40


@dataclass(frozen=True)
class Fault:
    """A line that cannot be taken over, and why."""

    line: int
    said: str
    reason: Any


@dataclass(frozen=True)
class Verdict:
    """The days of a file, and what is wrong with it; of a faulty file nothing is taken over."""

    days: dict[date, tuple[DayKind, str]]
    faults: list[Fault]

    def rows(self) -> list[tuple[date, DayKind, str]]:
        """The days in order."""
        return [(day, kind, name) for day, (kind, name) in sorted(self.days.items())]


def judge(entries: Iterable[Entry], year: int) -> Verdict:
    """Read every line of a file for that year."""
    days: dict[date, tuple[DayKind, str]] = {}
    faults: list[Fault] = []
    first_line: dict[date, int] = {}
    for entry in entries:
        day, kind = day_of(entry.day), kind_of(entry.kind)
        reason = _reason(entry, day, kind, year)
        if reason is None and day in days and days[day][0] is not kind:
            reason = lazy("line %(line)s says otherwise of the same day", line=first_line[day])
        if reason is not None or day is None or kind is None:
            said = " ".join(part for part in (entry.day, entry.kind, entry.name) if part)
            faults.append(Fault(entry.line, said[:80], reason))
            continue
        first_line.setdefault(day, entry.line)
        days.setdefault(day, (kind, entry.name))
    return Verdict(days, faults)


def _reason(entry: Entry, day: date | None, kind: DayKind | None, year: int) -> Any:  # noqa: ANN401 a lazy text or None
    """Why a line cannot be taken over; None when it can."""
    if day is None:
        return lazy("“%(text)s” is no day with year, month and day", text=entry.day[:40])
    if kind is None:
        return lazy("“%(text)s” is unknown: write holiday or working day", text=entry.kind[:40])
    return _misfit(entry, day, kind, year)


def _misfit(entry: Entry, day: date, kind: DayKind, year: int) -> Any:  # noqa: ANN401 a lazy text or None
    """Why a day that was understood does not belong into this year's list."""
    if day.year != year:
        return lazy("this day belongs to %(other)s, not to %(year)s", other=day.year, year=year)
    if kind is DayKind.WORKDAY and day.weekday() < SATURDAY:
        return lazy("this is a working day already; only make-up days at weekends are entered")
    if len(entry.name) > LONGEST_NAME:
        return lazy("the occasion has more than %(limit)s characters", limit=LONGEST_NAME)
    return None
