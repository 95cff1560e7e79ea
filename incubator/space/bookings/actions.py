"""What can be done with a booking: make it, move it, cancel it, and say whether anybody came.

Nobody reads first whether a time is free: the slot rows are written behind a savepoint, and the unique
constraint says who was second. The second gets the nearest free alternatives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from incubator.accounts.queries import user_ids_of_organization
from incubator.kernel import clock, notices, workflow
from incubator.kernel.access import Person, allows
from incubator.kernel.db import db
from incubator.kernel.errors import Conflict
from incubator.kernel.text import lazy
from incubator.organizations.models import Organization
from incubator.space.bookings import alternatives, queries, rules
from incubator.space.bookings.models import ONE_BOOKING, Booking, BookingSlot
from incubator.space.bookings.rules import BOOKING_READ, Span
from incubator.space.bookings.workflow import BOOKING
from incubator.space.places.models import MeetingRoom

TAKEN_SLOT = "booking_slots.room_id, booking_slots.slot_start"


@dataclass(frozen=True)
class BookingWish:
    """What somebody wants to book; no organization means the park's own use."""

    room: MeetingRoom
    span: Span
    people: int
    title: str
    organization: Organization | None = None
    equipment_note: str = ""


class Clash(Conflict):
    """Somebody was faster: `facts["alternatives"]` holds the nearest free times."""

    slug = "clash"


def book(wish: BookingWish, *, by: Person) -> Booking:
    """Book a room; refused by the terms, or by a clash with the nearest alternatives."""
    found, terms = queries.rules_for(wish.room.park)
    rules.check_booker(by, wish.room, wish.organization)
    rules.check_people(wish.room, wish.people)
    rules.check_span(wish.room, wish.span, terms)
    if wish.organization is not None:
        missed = queries.missed_by(wish.organization.id, terms)
        rules.check_not_blocked(by, wish.room, missed, terms)
    booking = Booking(
        room=wish.room,
        park_id=wish.room.park_id,
        organization_id=wish.organization.id if wish.organization else None,
        booked_by_id=by.id,
        rule_set_id=found.id,
        title=wish.title,
        people=wish.people,
        starts_at=wish.span.starts_at,
        ends_at=wish.span.ends_at,
        equipment_note=wish.equipment_note,
    )

    def store() -> None:
        db.session.add(booking)
        db.session.flush()
        _occupy(booking, wish.span)

    _or_clash(store, alternatives.Wanted(wish.room, wish.span, wish.people), by=by)
    _tell(booking, by, notices.message("%(room)s is booked for you: %(day)s %(time)s."))
    return booking


@dataclass(frozen=True)
class BookingChange:
    """What a booking shall be from now on."""

    room: MeetingRoom
    span: Span
    people: int
    title: str
    equipment_note: str = ""


def change(booking: Booking, to: BookingChange, *, by: Person, reason: str = "") -> None:
    """Move a booking to another time or room, or correct its words; the old time becomes free."""
    _found, terms = queries.rules_for(to.room.park)
    rules.check_can_be_cancelled(booking, by, terms)
    rules.check_people(to.room, to.people)
    moved = (to.room.id, to.span.starts_at, to.span.ends_at) != (
        booking.room_id,
        booking.starts_at,
        booking.ends_at,
    )
    if moved:
        rules.check_span(to.room, to.span, terms)
    BOOKING.apply(booking, "change", by=by, reason=reason)

    def store() -> None:
        if moved:
            _release(booking)
            booking.room = to.room
            booking.starts_at, booking.ends_at = to.span.starts_at, to.span.ends_at
            db.session.flush()
            _occupy(booking, to.span)

    _or_clash(store, alternatives.Wanted(to.room, to.span, to.people, but=booking), by=by)
    booking.people, booking.title = to.people, to.title
    booking.equipment_note = to.equipment_note
    db.session.flush()
    _tell(booking, by, notices.message("Your booking was changed: %(room)s, %(day)s %(time)s."))


def cancel(booking: Booking, *, by: Person, reason: str = "") -> None:
    """Give the time back; it is free at once."""

    def free(subject: Booking, *, by: Person, reason: str) -> None:  # noqa: ARG001 the shape of `also`
        _found, terms = queries.rules_for(subject.room.park)
        rules.check_can_be_cancelled(subject, by, terms)
        _release(subject)

    workflow.perform(booking, BOOKING, "cancel", by=by, reason=reason, also={"cancel": free})
    _tell(booking, by, notices.message("Your booking was cancelled: %(room)s, %(day)s %(time)s."))


def mark_used(booking: Booking, *, by: Person, reason: str = "") -> None:
    """They came."""
    _check_mark(booking, "mark_used", by, came=True)
    BOOKING.apply(booking, "mark_used", by=by, reason=reason)


def mark_no_show(booking: Booking, *, by: Person, reason: str = "") -> None:
    """Nobody came: what is left of the time becomes free."""
    _check_mark(booking, "mark_no_show", by, came=False)
    BOOKING.apply(booking, "mark_no_show", by=by, reason=reason)
    _release(booking, only_rest=True)
    _tell(booking, by, notices.message("Nobody came to your booking: %(room)s, %(day)s %(time)s."))


def correct(booking: Booking, *, by: Person, reason: str = "") -> None:
    """They came after all: it no longer counts as a no-show."""
    BOOKING.apply(booking, "correct", by=by, reason=reason)
    _tell(
        booking,
        by,
        notices.message("Corrected, you came to your booking: %(room)s, %(day)s %(time)s."),
    )


MOVES: dict[str, Callable[..., None]] = {
    "cancel": cancel,
    "mark_used": mark_used,
    "mark_no_show": mark_no_show,
    "correct": correct,
}


def _check_mark(booking: Booking, move: str, by: Person, *, came: bool) -> None:
    BOOKING.check(booking, move, by=by)
    _found, terms = queries.rules_for(booking.room.park)
    rules.check_can_be_marked(booking, terms, came=came)


def _occupy(booking: Booking, span: Span) -> None:
    """Write the slots in order of time, so that two bookings wait for each other in one direction."""
    rows = [
        {"room_id": booking.room_id, "slot_start": slot, "booking_id": booking.id}
        for slot in span.slots
    ]
    db.session.execute(insert(BookingSlot).values(rows))


def _release(booking: Booking, *, only_rest: bool = False) -> None:
    gone = delete(BookingSlot).where(BookingSlot.booking_id == booking.id)
    if only_rest:
        gone = gone.where(BookingSlot.slot_start > clock.now())
    db.session.execute(gone)


def _or_clash(store: Callable[[], Any], wanted: alternatives.Wanted, *, by: Person) -> None:
    """Store behind a savepoint; a violated slot becomes a refusal with the alternatives."""
    noted = len(db.session().info.get("audit", []))
    try:
        with db.session.begin_nested():
            store()
    except IntegrityError as problem:
        if not is_slot_taken(problem):
            raise
        del db.session().info.get("audit", [])[noted:]  # what was undone did not happen
        raise _clash(wanted, by=by) from problem


def is_slot_taken(problem: IntegrityError) -> bool:
    """Whether the database refused because somebody has one of the slots (SQLite names columns)."""
    text = str(problem.orig)
    return ONE_BOOKING in text or TAKEN_SLOT in text


def _clash(wanted: alternatives.Wanted, *, by: Person) -> Clash:
    _found, terms = queries.rules_for(wanted.room.park)
    lines = alternatives.clashing_lines(wanted)
    words = [_who(line, by) for line in lines]
    where = {"room": wanted.room.name, "who": "、".join(filter(None, words))}
    message = (
        lazy("%(room)s is already booked at this time (%(who)s).", **where)
        if where["who"]
        else lazy("%(room)s is already booked at this time.", room=wanted.room.name)
    )
    return Clash(message, field="start", alternatives=alternatives.list_alternatives(wanted, terms))


def _who(line: queries.Line, by: Person) -> str:
    """When and by whom; who it is only for those who may read that booking."""
    times = f"{line.booking.start}–{line.booking.end}"
    if not allows(by, BOOKING_READ, line.booking):
        return times
    return f"{times} {line.organization or line.booking.title}"


def _tell(booking: Booking, by: Person, message: str) -> None:
    """Tell the organization's people what somebody else did to their booking."""
    if booking.organization_id is None:
        return
    people = user_ids_of_organization(booking.organization_id)
    if by.id in people:
        return
    notices.send(
        people,
        message,
        url=f"/bookings/{booking.code}",
        room=booking.room.name,
        day=booking.day,
        time=f"{booking.start}–{booking.end}",
    )
