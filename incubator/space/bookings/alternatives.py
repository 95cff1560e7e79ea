"""What is free instead: the nearest times in the same room, and other rooms at the same time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select

from incubator.kernel import clock
from incubator.kernel.db import db
from incubator.space.bookings.models import Booking, BookingSlot
from incubator.space.bookings.queries import Line, all_lines, read_lines
from incubator.space.bookings.rules import BookingTerms, Span
from incubator.space.places.models import MeetingRoom
from incubator.space.places.queries import list_rooms


@dataclass(frozen=True)
class Alternative:
    """A free time instead: plain data, so that it survives the rollback of the refused booking."""

    room_code: str
    room_name: str
    span: Span

    @property
    def value(self) -> str:
        """What its button sends: room, day and time."""
        minute = self.span.start_minute
        clock_time = f"{minute // 60:02d}:{minute % 60:02d}"
        return f"{self.room_code} {self.span.day.isoformat()} {clock_time}"


@dataclass(frozen=True)
class Wanted:
    """What somebody wanted when it was taken: where, when, for how many; `but` is what is moved."""

    room: MeetingRoom
    span: Span
    people: int
    but: Booking | None = None


def list_alternatives(wanted: Wanted, terms: BookingTerms) -> list[Alternative]:
    """The nearest free times: up to three in the same room that day, then two rooms at the same time."""
    rooms = [
        room
        for room in list_rooms(wanted.room.park_id, open_only=True)
        if room.capacity >= wanted.people
    ]
    taken = taken_slots([room.id for room in rooms], wanted)
    start = wanted.span.start_minute
    nearest = sorted(
        _free_spans(wanted.room, wanted, terms, taken) if wanted.room in rooms else [],
        key=lambda span: (abs(span.start_minute - start), span.start_minute < start),
    )
    same_room = [_alternative(wanted.room, span) for span in _apart(nearest, wanted.span)[:3]]
    others = (
        _alternative(room, wanted.span)
        for room in sorted(rooms, key=lambda room: (room.capacity, room.id))
        if room.id != wanted.room.id and _is_free(room, wanted.span, terms, taken)
    )
    return same_room + list(islice(others, 2))


def _alternative(room: MeetingRoom, span: Span) -> Alternative:
    return Alternative(room.code, room.name, span)


def _apart(spans: list[Span], wanted: Span) -> list[Span]:
    """The nearest before, the nearest after, then whatever does not overlap what was chosen."""
    before = next((span for span in spans if span.start_minute < wanted.start_minute), None)
    later = next((span for span in spans if span.start_minute > wanted.start_minute), None)
    chosen = [span for span in spans if span in (before, later)]
    for span in spans:
        if all(abs(span.start_minute - one.start_minute) >= span.minutes for one in chosen):
            chosen.append(span)
    return chosen


def taken_slots(room_ids: Sequence[int], wanted: Wanted) -> set[tuple[int, datetime]]:
    """The occupied half hours of these rooms on that day: one query."""
    query = select(BookingSlot.room_id, BookingSlot.slot_start).where(
        BookingSlot.room_id.in_(room_ids),
        BookingSlot.slot_start >= clock.moment(wanted.span.day),
        BookingSlot.slot_start < clock.end_of(wanted.span.day),
    )
    if wanted.but is not None:
        query = query.where(BookingSlot.booking_id != wanted.but.id)
    return {(room_id, start) for room_id, start in db.session.execute(query)}


def _hours(room: MeetingRoom, terms: BookingTerms) -> tuple[int, int]:
    return max(room.opens_minute, terms.opens_minute), min(room.closes_minute, terms.closes_minute)


def _free_spans(
    room: MeetingRoom, wanted: Wanted, terms: BookingTerms, taken: set[tuple[int, datetime]]
) -> list[Span]:
    opens, closes = _hours(room, terms)
    spans = [
        Span(wanted.span.day, minute, wanted.span.minutes)
        for minute in range(opens, closes - wanted.span.minutes + 1, 30)
    ]
    return [span for span in spans if _is_free(room, span, terms, taken)]


def _is_free(
    room: MeetingRoom, span: Span, terms: BookingTerms, taken: set[tuple[int, datetime]]
) -> bool:
    opens, closes = _hours(room, terms)
    within = opens <= span.start_minute and span.end_minute <= closes
    if not within or span.starts_at < clock.now():
        return False
    return not any((room.id, slot) in taken for slot in span.slots)


def clashing_lines(wanted: Wanted) -> list[Line]:
    """The bookings that stand in the way."""
    query = (
        all_lines()
        .where(
            Booking.id.in_(
                select(BookingSlot.booking_id).where(
                    BookingSlot.room_id == wanted.room.id,
                    BookingSlot.slot_start.in_(wanted.span.slots),
                )
            )
        )
        .order_by(Booking.starts_at)
    )
    but = wanted.but.id if wanted.but is not None else None
    return [line for line in read_lines(query) if line.booking.id != but]
