"""What can be asked about a year: its twelve months as weeks, and what a notice would change in it."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from incubator.kernel import workdays
from incubator.kernel.calendar import DayKind, WorkCalendar
from incubator.kernel.deadlines import Plan, plan
from incubator.kernel.workdays import CalendarDay
from incubator.territory.rules import SATURDAY

WEEKS = calendar.Calendar(firstweekday=0)


@dataclass(frozen=True)
class Cell:
    """One day of a month as it is drawn."""

    day: date
    kind: DayKind | None
    name: dict[str, str]

    @property
    def is_weekend(self) -> bool:
        """Whether the offices would be closed without a notice."""
        return self.day.weekday() >= SATURDAY


@dataclass(frozen=True)
class Month:
    """One month in weeks from Monday; None where a week reaches into a neighbour."""

    first: date
    weeks: list[list[Cell | None]]
    working_days: int


def months_of(year: int, days: list[CalendarDay]) -> list[Month]:
    """The year as twelve small tables."""
    special = {row.day: row for row in days}
    return [_month(year, number, special) for number in range(1, 13)]


def _month(year: int, number: int, special: Mapping[date, CalendarDay]) -> Month:
    weeks = [
        [_cell(day, special.get(day)) if day.month == number else None for day in week]
        for week in WEEKS.monthdatescalendar(year, number)
    ]
    cells = [cell for week in weeks for cell in week if cell is not None]
    worked = [cell.kind is DayKind.WORKDAY or not (cell.kind or cell.is_weekend) for cell in cells]
    return Month(date(year, number, 1), weeks, sum(worked))


def _cell(day: date, row: CalendarDay | None) -> Cell:
    return Cell(day, row.kind if row else None, row.name if row else {})


@dataclass(frozen=True)
class Change:
    """What becomes of one day; None is what its weekday says."""

    day: date
    before: DayKind | None
    after: DayKind | None
    name: str


def changes_of(year: int, wanted: Mapping[date, tuple[DayKind, str]]) -> list[Change]:
    """What a notice would change, day by day."""
    known = {row.day: row for row in workdays.list_days(year)}
    found = []
    for day in sorted({*known, *wanted}):
        row, new = known.get(day), wanted.get(day)
        before, after = row.kind if row else None, new[0] if new else None
        name = new[1] if new else (row.name.get("zh", "") if row else "")
        same_name = row is not None and new is not None and row.name.get("zh", "") == new[1]
        if before is not after or not same_name:
            found.append(Change(day, before, after, name))
    return found


def plan_days(
    days: Mapping[date, DayKind | None], *, announced: dict[int, bool] | None = None
) -> Plan:
    """Which ends would move if these days (and years) were so; reads only."""
    before = workdays.current()
    after: WorkCalendar = before.changed(days, announced=announced)
    return plan(before, after)
