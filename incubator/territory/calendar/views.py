"""The pages of the working days."""

from datetime import date

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import access, clock, navigation, web, workdays
from incubator.kernel.calendar import DayKind
from incubator.kernel.errors import Absent
from incubator.kernel.navigation import Entry, Platform
from incubator.kernel.text import gettext, lazy
from incubator.territory import actions
from incubator.territory.forms import CalendarDayForm, CalendarYearForm
from incubator.territory.room import room
from incubator.territory.rules import CALENDAR_EDIT, CALENDAR_READ, check_year

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
    """The special days of one year, and the years."""
    known = {row.year: row for row in workdays.list_years()}
    this_year = clock.today().year
    years = sorted({*known, this_year, this_year + 1}, reverse=True)
    year = request.args.get("year", this_year, type=int)
    check_year(year)
    return web.page(
        "territory/calendar_list.html",
        year=year,
        years=years,
        row=known.get(year),
        days=workdays.list_days(year),
        may_edit=access.may(web.person(), CALENDAR_EDIT),
        holiday=DayKind.HOLIDAY,
    )


@room.form("/working-days/<int:year>/days/new", CALENDAR_EDIT)
def calendar_day_new(year: int) -> ResponseReturnValue:
    """Add a special day, or change the one of that date."""
    check_year(year)
    form = CalendarDayForm()
    if form.posted() and _is_in_year(form, year):
        with web.acting(form) as act:
            actions.set_calendar_day(
                form.day.data or date.min,
                DayKind(form.kind.data),
                name={"zh": form.name.data or ""},
                note=form.note.data or "",
            )
            act.done(url_for("territory.calendar_list", year=year), gettext("The day is saved."))
        if act.response:
            return act.response
    return web.page("territory/calendar_day_new.html", form=form, year=year)


def _is_in_year(form: CalendarDayForm, year: int) -> bool:
    if form.day.data is not None and form.day.data.year == year:
        return True
    form.refuse("day", gettext("Please choose a day of %(year)s.", year=year))
    return False


@room.post("/working-days/days/<day>/remove", CALENDAR_EDIT)
def calendar_day_move(day: str) -> ResponseReturnValue:
    """Make a day what its weekday says."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError as problem:
        raise Absent from problem
    with web.acting() as act:
        actions.set_calendar_day(wanted, None, name={}, note="")
        act.done(
            url_for("territory.calendar_list", year=wanted.year), gettext("The day is removed.")
        )
    assert act.response is not None
    return act.response


@room.form("/working-days/<int:year>/edit", CALENDAR_EDIT)
def calendar_edit(year: int) -> ResponseReturnValue:
    """Say whether a year's notice is out and entered: until then, deadlines are provisional."""
    check_year(year)
    known = {row.year: row for row in workdays.list_years()}.get(year)
    form = CalendarYearForm(
        data={
            "is_announced": known.is_announced if known else False,
            "source": known.source.get("zh", "") if known else "",
        }
    )
    if form.posted():
        with web.acting(form) as act:
            actions.set_announced(
                year,
                is_announced=bool(form.is_announced.data),
                source=form.source.data or "",
            )
            act.done(url_for("territory.calendar_list", year=year), gettext("The year is saved."))
        if act.response:
            return act.response
    return web.page("territory/calendar_edit.html", form=form, year=year)
