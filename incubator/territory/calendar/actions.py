"""What can be done with the calendar: change a day, a year's state, or take a whole notice over.

Each is one change: every stored end that is counted in working days is computed anew with it.
"""

from collections.abc import Mapping
from datetime import date

from incubator.kernel import deadlines, workdays
from incubator.kernel.access import Person
from incubator.kernel.calendar import DayKind
from incubator.kernel.deadlines import CalendarChange
from incubator.kernel.text import gettext
from incubator.territory import actions
from incubator.territory.calendar.queries import changes_of


def set_day(
    day: date, kind: DayKind | None, *, name: str = "", note: str = "", by: Person
) -> CalendarChange:
    """Make a day a holiday or a make-up working day; None makes it what its weekday says."""
    words = f"{day.isoformat()} {name}".strip()
    with deadlines.change(year=day.year, what=words, by=by) as change:
        actions.set_calendar_day(day, kind, name={"zh": name} if name else {}, note=note)
    return change


def set_announced(year: int, *, is_announced: bool, source: str, by: Person) -> CalendarChange:
    """Say whether the year's notice is out: ends that reach into it are certain or provisional."""
    with deadlines.change(year=year, what=source or str(year), by=by) as change:
        actions.set_announced(year, is_announced=is_announced, source=source)
    return change


def take_over(
    year: int, days: Mapping[date, tuple[DayKind, str]], *, source: str, by: Person
) -> CalendarChange:
    """Take a year's notice over in one act: what is not in it is no special day any more."""
    what = source or gettext("The notice for %(year)s", year=year)
    with deadlines.change(year=year, what=what, by=by) as change:
        for row in changes_of(year, days):
            name = {"zh": row.name} if row.name else {}
            workdays.set_day(row.day, row.after, name=name, note=source[:200])
        actions.set_announced(year, is_announced=True, source=source)
    return change
