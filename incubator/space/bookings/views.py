"""The pages of bookings: a new booking, one's own list, and what can be done with one."""

from datetime import date
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from incubator.kernel import access, clock, web
from incubator.kernel.access import Permission, Person
from incubator.kernel.db import db
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.forms import Form
from incubator.kernel.pages import MoveButton, move_buttons
from incubator.kernel.text import gettext, lazy, show_date
from incubator.organizations.models import Organization
from incubator.space.bookings import actions, queries, rules
from incubator.space.bookings.forms import BookingForm
from incubator.space.bookings.models import Booking
from incubator.space.bookings.queries import Tab
from incubator.space.bookings.rules import BOOK, BOOKING_READ, ROOM_READ, BookingTerms, Span
from incubator.space.bookings.workflow import BOOKING, BOOKING_CHANGE
from incubator.space.places.models import MeetingRoom
from incubator.space.places.queries import list_rooms, residents_to_choose
from incubator.space.room import asked_day, one_of, room
from incubator.territory.models import Park

TAB_LABELS = {
    Tab.UPCOMING: lazy("Upcoming"),
    Tab.TO_MARK: lazy("To be marked"),
    Tab.PAST: lazy("Past"),
    Tab.CANCELLED: lazy("Cancelled"),
}


@room.get("/bookings", BOOKING_READ)
def booking_list() -> Response:
    """The bookings within one's reach: upcoming, to be marked, past, cancelled."""
    person = web.signed_in()
    tab = next((tab for tab in Tab if tab.value == request.args.get("tab")), Tab.UPCOMING)
    lines = queries.list_mine(person, tab, after=request.args.get("after"))
    shown = [one for one in Tab if one is not Tab.TO_MARK or access.may(person, rules.BOOK_FOR_ANY)]
    park, _all = _chosen(ROOM_READ)
    tabs = [
        {
            "label": TAB_LABELS[one],
            "url": url_for("space.booking_list", tab=one.value),
            "active": one is tab,
        }
        for one in shown
    ]
    following = lines.next_code and url_for(
        "space.booking_list", tab=tab.value, after=lines.next_code
    )
    return web.page(
        "space/booking_list.html",
        lines=lines.rows,
        tabs=tabs,
        tab=tab.value,
        everyone=access.may(person, rules.BOOK_FOR_ANY),
        pager={"prev_url": None, "next_url": following},
        table=BOOKING,
        park=park,
        may_book=access.may(person, BOOK),
    )


@room.form("/bookings/new", BOOK)
def booking_new() -> Response:
    """Book a room; on a clash the nearest free times are one tap away."""
    park = _park_to_book()
    if park is None:
        return web.page("space/no_park.html")
    _rules, terms = queries.rules_for(park)
    form = _booking_form(park, terms)
    form.organization.choices = _for_whom(web.signed_in(), park)
    if request.method == "GET":
        _prefill(form, terms)
    if _taken_over(form).posted():
        with web.acting(form) as act:
            booking = actions.book(_wish(form, park), by=web.signed_in())
            url = url_for("space.booking_detail", code=booking.code)
            act.done(url, _booked(booking))
        if act.response:
            return act.response
    return web.page("space/booking_new.html", form=form, **_beside(form, park, terms))


def _chosen(needed: Permission) -> tuple[Park | None, list[Park]]:
    parks = queries.parks_for(web.signed_in(), needed)
    return one_of(parks), parks


def _park_to_book() -> Park | None:
    """The park of the room that was chosen, else the one in the address, else the first."""
    chosen, parks = _chosen(BOOK)
    code = request.form.get("room") or request.args.get("room") or ""
    found = db.session.query(MeetingRoom.park_id).filter_by(code=code).scalar() if code else None
    return next((park for park in parks if park.id == found), chosen)


def _booking_form(park: Park, terms: BookingTerms) -> BookingForm:
    form = BookingForm()
    form.room.choices = [
        (one.code, gettext("%(room)s (%(seats)s seats)", room=one.name, seats=one.capacity))
        for one in list_rooms(park.id, open_only=True)
    ]
    minutes = range(terms.opens_minute, terms.closes_minute, rules.SLOT_MINUTES)
    times = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in minutes]
    form.start.choices = [(time, time) for time in times]
    form.minutes.choices = [(minutes, _duration(minutes)) for minutes in terms.durations]
    return form


def _duration(minutes: int) -> str:
    if minutes < 60:
        return str(gettext("%(minutes)s minutes", minutes=minutes))
    if minutes == 60:
        return str(gettext("1 hour"))
    return str(gettext("%(hours)s hours", hours=f"{minutes / 60:g}"))


def _for_whom(person: Person, park: Park) -> list[tuple[str, str]]:
    own = queries.own_choices(person, park.id)
    if access.allows(person, rules.BOOK_FOR_ANY, park):
        everyone = residents_to_choose(park.id)
        return [("", gettext("The park itself")), *((one.code, one.name) for one in everyone)]
    return [(one.code, one.name) for one in own]


def _prefill(form: BookingForm, terms: BookingTerms) -> None:
    form.room.data = request.args.get("room") or form.room.data
    form.day.data = asked_day() if request.args.get("on") else clock.today()
    form.start.data = request.args.get("start") or f"{clock.local(clock.now()).hour + 1:02d}:00"
    wanted = request.args.get("minutes", 60, type=int)
    form.minutes.data = wanted if wanted in terms.durations else 60


def _taken_over(form: BookingForm) -> BookingForm:
    """Put an alternative that was tapped into the form: room, day and time of its button."""
    parts = request.form.get("take", "").split(" ")
    if len(parts) == 3:
        form.room.data, form.start.data = parts[0], parts[2]
        try:
            form.day.data = date.fromisoformat(parts[1])
        except ValueError:
            form.day.data = None
    return form


def _room_in(park: Park, code: str | None) -> MeetingRoom:
    found = next((one for one in list_rooms(park.id) if one.code == code), None)
    if found is None:
        raise Refusal(lazy("Please choose a room."), field="room")
    return found


def _span(form: BookingForm) -> Span:
    assert form.day.data is not None
    return Span(form.day.data, rules.read_minute(form.start.data), form.minutes.data)


def _wish(form: BookingForm, park: Park) -> actions.BookingWish:
    organization = None
    if form.organization.data:
        query = db.session.query(Organization).filter_by(code=form.organization.data)
        organization = query.one_or_none()
        if organization is None:
            raise Absent
    return actions.BookingWish(
        room=_room_in(park, form.room.data),
        span=_span(form),
        people=form.people.data or 0,
        title=form.title.data or "",
        organization=organization,
        equipment_note=form.equipment_note.data or "",
    )


def _booked(booking: Booking) -> str:
    time = f"{show_date(booking.day, weekday=True)} {booking.start}–{booking.end}"
    return str(gettext("Booked: %(room)s, %(time)s.", room=booking.room.name, time=time))


def _beside(form: Form, park: Park, terms: BookingTerms) -> dict[str, Any]:
    """What stands beside the form: the terms, the house rule, and after a clash what is free."""
    facts = form.conflict.facts if form.conflict is not None else {}
    differences = facts.get("differences", [])
    return {
        "park": park,
        "notes": terms.notes,
        "sample": queries.rules_for(park)[0].is_sample,
        "house_rule": queries.house_rule_text(park),
        "alternatives": facts.get("alternatives"),
        "differences": differences,
    }


@room.get("/bookings/<code:code>", BOOKING_READ)
def booking_detail(code: str) -> Response:
    """One booking: where, when, for whom, and what can be done with it."""
    booking = web.load(Booking, code)
    _rules, terms = queries.rules_for(booking.room.park)
    buttons = _buttons(booking, terms)
    person = web.signed_in()
    return web.page(
        "space/booking_detail.html",
        booking=booking,
        table=BOOKING,
        buttons=buttons,
        may_change=any(button.name == "cancel" for button in buttons),
        is_over=booking.ends_at <= clock.now(),
        is_staff=rules.is_staff_of(person, booking.room),
        release_minutes=terms.release_minutes,
    )


def _buttons(booking: Booking, terms: BookingTerms) -> list[MoveButton]:
    """The moves that make sense at this hour."""
    found = move_buttons(booking, BOOKING, "space.booking_move")
    person = web.signed_in()
    return [button for button in found if rules.is_timely(booking, button.name, person, terms)]


@room.form("/bookings/<code:code>/edit", BOOKING_CHANGE)
def booking_edit(code: str) -> Response:
    """Move a booking to another time or room, or correct its words."""
    booking = web.load(Booking, code)
    park = booking.room.park
    _rules, terms = queries.rules_for(park)
    form = _booking_form(park, terms)
    del form.organization
    if request.method == "GET":
        _fill(form, booking)
    if _taken_over(form).posted():
        with web.acting(form) as act:
            booking = web.load(Booking, code, lock=True)
            web.check_version(booking, form)
            actions.change(booking, _change(form, park), by=web.signed_in())
            url = url_for("space.booking_detail", code=code)
            act.done(url, gettext("Changed. The old time is free for others."))
        if act.response:
            return act.response
    return web.page(
        "space/booking_edit.html", form=form, booking=booking, **_beside(form, park, terms)
    )


def _fill(form: BookingForm, booking: Booking) -> None:
    form.room.data, form.day.data = booking.room.code, booking.day
    form.start.data, form.minutes.data = booking.start, booking.minutes
    form.people.data, form.title.data = booking.people, booking.title
    form.equipment_note.data = booking.equipment_note
    web.stamp(form, booking)


def _change(form: BookingForm, park: Park) -> actions.BookingChange:
    return actions.BookingChange(
        room=_room_in(park, form.room.data),
        span=_span(form),
        people=form.people.data or 0,
        title=form.title.data or "",
        equipment_note=form.equipment_note.data or "",
    )


@room.moves("/bookings/<code:code>/moves/<move>", BOOKING)
def booking_move(code: str, move: str) -> Response:
    """Cancel a booking, or say whether anybody came."""
    to_day = request.form.get("back") == "day"

    def back(booking: Booking) -> str:
        if to_day:
            on = booking.day.isoformat()
            return url_for("space.space_day", park=booking.room.park.slug, on=on)
        return url_for("space.booking_detail", code=booking.code)

    return web.move(Booking, code, move, table=BOOKING, actions=actions.MOVES, back=back)
