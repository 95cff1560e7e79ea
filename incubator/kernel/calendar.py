"""Which days are working days, and on which day does a period of N working days end?

The table of holidays and make-up working days is data: each year is announced by the State Council
only weeks before it begins. Until then weekends alone are known, and every answer that touches
such a year says that it is provisional.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class DayKind(StrEnum):
    """How an announced day differs from what its weekday says."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """A computed date; provisional while a year it was counted through is not announced."""

    date: date
    provisional: bool


class WorkCalendar:
    """Weekends, corrected by the announced holidays and make-up working days."""

    def __init__(self, days: Mapping[date, DayKind], announced: Iterable[int]) -> None:
        self._days = dict(days)
        self._announced = frozenset(announced)

    @classmethod
    def from_bodies(cls, bodies: Iterable[Mapping[str, Any]]) -> "WorkCalendar":
        """Build from bodies of `calendar.year` rule sets; of two for one year the later wins."""
        days: dict[date, DayKind] = {}
        announced: set[int] = set()
        for body in bodies:
            year = int(body["year"])
            days = {day: kind for day, kind in days.items() if day.year != year}
            days |= {date.fromisoformat(d["date"]): DayKind(d["type"]) for d in body["days"]}
            announced.discard(year)
            if body["announced"]:
                announced.add(year)
        return cls(days, announced)

    @property
    def announced_years(self) -> frozenset[int]:
        """The years whose holidays are known."""
        return self._announced

    @property
    def special_days(self) -> dict[date, DayKind]:
        """The days that differ from their weekday, as far as they are known."""
        return dict(self._days)

    def changed(
        self, days: Mapping[date, DayKind | None], *, announced: Mapping[int, bool] | None = None
    ) -> "WorkCalendar":
        """The same calendar with other days (None: what the weekday says) and years announced or not."""
        merged: dict[date, DayKind | None] = {**self._days, **days}
        known = {**dict.fromkeys(self._announced, True), **(announced or {})}
        return WorkCalendar(
            {day: kind for day, kind in merged.items() if kind is not None},
            [year for year, is_known in known.items() if is_known],
        )

    def is_working_day(self, day: date) -> bool:
        """Is the office open on this day, as far as is known?"""
        kind = self._days.get(day)
        if kind is None:
            return day.weekday() < _SATURDAY
        return kind is DayKind.WORKDAY

    def is_provisional(self, first: date, last: date) -> bool:
        """Does the span, both ends included, touch a year that is not announced yet?"""
        low, high = min(first, last), max(first, last)
        return any(year not in self._announced for year in range(low.year, high.year + 1))

    def add_working_days(self, start: date, number: int) -> WorkingDay:
        """The N-th working day after start, which itself does not count; negative counts back.

        Zero gives start itself, whether or not it is a working day: nothing was counted.
        """
        step = _ONE_DAY if number > 0 else -_ONE_DAY
        day, left = start, abs(number)
        while left:
            day += step
            left -= self.is_working_day(day)
        return WorkingDay(day, self._is_counted_provisionally(start, day, number))

    def next_working_day(self, day: date) -> WorkingDay:
        """The first working day strictly after this one."""
        return self.add_working_days(day, 1)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after start, up to and including end; negative backwards.

        The count undoes `add_working_days`: between start and its N-th working day lie N.
        """
        if end < start:
            backwards = (end + _ONE_DAY * i for i in range((start - end).days))
            return -sum(self.is_working_day(day) for day in backwards)
        forwards = (start + _ONE_DAY * i for i in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in forwards)

    def _is_counted_provisionally(self, start: date, end: date, number: int) -> bool:
        """Start itself is never counted, so its own year matters only if another day of it was."""
        if number == 0:
            return False
        first = start + (_ONE_DAY if number > 0 else -_ONE_DAY)
        return self.is_provisional(first, end)
