"""The pages of the working days."""

from datetime import date
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import access, clock, deadlines, navigation, web, workdays
from incubator.kernel.calendar import DayKind
from incubator.kernel.deadlines import CalendarChange, Plan
from incubator.kernel.errors import Absent
from incubator.kernel.navigation import Entry, Platform
from incubator.kernel.text import gettext, lazy
from incubator.territory.calendar import actions
from incubator.territory.calendar.queries import months_of, plan_days
from incubator.territory.calendar.telling import SHOWN, after_change, is_agreed, moves_shown
from incubator.territory.forms import CalendarDayForm, CalendarYearForm
from incubator.territory.queries import park_ids_for
from incubator.territory.room import room
from incubator.territory.rules import CALENDAR_EDIT, CALENDAR_READ, PARK_READ, check_year

navigation.offer(
    Entry(
        Platform.ADMINISTRATION,
        lazy("Working days"),
        "territory.calendar_list",
        CALENDAR_READ,
        "calendar",
        order=50,
    )
)


@room.get("/working-days", CALENDAR_READ)
def calendar_list() -> ResponseReturnValue:
    """One year as a calendar, its special days, and the years."""
    known = {row.year: row for row in workdays.list_years()}
    this_year = clock.today().year
    years = sorted({*known, this_year, this_year + 1}, reverse=True)
    year = request.args.get("year", this_year, type=int)
    check_year(year)
    days = workdays.list_days(year)
    return web.page(
        "territory/calendar_list.html",
        year=year,
        years=years,
        row=known.get(year),
        days=days,
        months=months_of(year, days),
        today=clock.today(),
        changes=deadlines.list_changes(limit=5),
        may_edit=access.may(web.person(), CALENDAR_EDIT),
        holiday=DayKind.HOLIDAY,
        workday=DayKind.WORKDAY,
    )


@room.form("/working-days/<int:year>/days/new", CALENDAR_EDIT)
def calendar_day_new(year: int) -> ResponseReturnValue:
    """Add a special day, or change the one of that date; says first how many ends move."""
    check_year(year)
    form, plan = CalendarDayForm(), None
    if form.posted() and _is_in_year(form, year):
        day, kind = form.day.data or date.min, DayKind(form.kind.data)
        plan = plan_days({day: kind})
        if is_agreed(plan):
            with web.acting(form) as act:
                name, note = form.name.data or "", form.note.data or ""
                change = actions.set_day(day, kind, name=name, note=note, by=web.signed_in())
                act.done(after_change(change), gettext("The day is saved."))
            if act.response:
                return act.response
    return web.page("territory/calendar_day_new.html", form=form, year=year, moves=_told(plan))


def _told(plan: Plan | None) -> dict[str, Any] | None:
    return moves_shown(plan) if plan is not None and plan.count else None


def _is_in_year(form: CalendarDayForm, year: int) -> bool:
    if form.day.data is not None and form.day.data.year == year:
        return True
    form.refuse("day", gettext("Please choose a day of %(year)s.", year=year))
    return False


@room.post("/working-days/days/<day>/remove", CALENDAR_EDIT)
def calendar_day_move(day: str) -> ResponseReturnValue:
    """Make a day what its weekday says; says first how many ends move."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError as problem:
        raise Absent from problem
    plan = plan_days({wanted: None})
    if not is_agreed(plan):
        return web.page(
            "territory/calendar_day_move.html", day=wanted, year=wanted.year, moves=_told(plan)
        )
    with web.acting() as act:
        change = actions.set_day(wanted, None, by=web.signed_in())
        act.done(after_change(change), gettext("The day is removed."))
    return act.answer


@room.form("/working-days/<int:year>/edit", CALENDAR_EDIT)
def calendar_edit(year: int) -> ResponseReturnValue:
    """Say whether a year's notice is out and entered: until then, deadlines are provisional."""
    check_year(year)
    known = {row.year: row for row in workdays.list_years()}.get(year)
    form, plan = CalendarYearForm(data=_year_facts(known)), None
    if form.posted():
        announced = bool(form.is_announced.data)
        plan = plan_days({}, announced={year: announced})
        if is_agreed(plan):
            with web.acting(form) as act:
                change = actions.set_announced(
                    year,
                    is_announced=announced,
                    source=form.source.data or "",
                    by=web.signed_in(),
                )
                act.done(after_change(change), gettext("The year is saved."))
            if act.response:
                return act.response
    return web.page("territory/calendar_edit.html", form=form, year=year, moves=_told(plan))


def _year_facts(known: workdays.CalendarYear | None) -> dict[str, Any]:
    return {
        "is_announced": known.is_announced if known else False,
        "source": known.source.get("zh", "") if known else "",
    }


@room.get("/working-days/changes/<code:code>", CALENDAR_READ)
def calendar_change(code: str) -> ResponseReturnValue:
    """What moved with a change of the calendar, in one's own parks."""
    change = web.load(CalendarChange, code)
    after = request.args.get("after", 0, type=int)
    # Whoever only looks after the installation reads how many, and not whose.
    parks = park_ids_for(web.signed_in(), PARK_READ)
    rows = deadlines.list_moves(change, parks, after=after, limit=SHOWN + 1)
    following = rows[SHOWN - 1].id if len(rows) > SHOWN else None
    return web.page(
        "territory/calendar_change.html",
        change=change,
        rows=rows[:SHOWN],
        next_url=url_for("territory.calendar_change", code=code, after=following)
        if following
        else None,
    )
