"""When may a room be booked, by whom, and when is it refused: the terms of the park as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from incubator.kernel import clock, rulesets
from incubator.kernel.access import (
    OWNERS,
    STAFF,
    SYSTEM,
    Permission,
    Person,
    Role,
    allows,
    permission,
    reach,
)
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.text import lazy, show_date
from incubator.organizations.models import Organization
from incubator.space.bookings.models import Booking
from incubator.space.places.models import MeetingRoom
from incubator.space.places.rules import running_residency

ROOM_READ = permission("space.room_read", *OWNERS, *STAFF, Role.SUPERVISOR)
BOOKING_READ = permission("space.booking_read", *OWNERS, *STAFF, Role.SUPERVISOR)
BOOK = permission("space.book", *OWNERS, *STAFF)
BOOK_FOR_OWN = permission("space.book_for_own", *OWNERS)
BOOK_FOR_ANY = permission("space.book_for_any", *STAFF)
SLOT = timedelta(minutes=30)
SLOT_MINUTES = 30


@dataclass(frozen=True)
class BookingTerms:
    """The terms of booking in force: figures of the rule set `space.booking`."""

    max_minutes: int
    days_ahead: int
    least_days_ahead: int
    release_minutes: int
    no_show_count: int
    no_show_days: int
    block_days: int
    opens_minute: int
    closes_minute: int
    cancel_hours: int
    notes: list[dict[str, str]]

    @property
    def durations(self) -> list[int]:
        """The lengths that can be chosen, in minutes."""
        return list(range(SLOT_MINUTES, self.max_minutes + 1, SLOT_MINUTES))


@rulesets.body_of("space.booking")
def read_terms(body: Mapping[str, Any]) -> BookingTerms:
    """The body of a rule set as terms; slots of another length than half an hour are not kept."""
    if body["slot_minutes"] != SLOT_MINUTES or body["max_minutes"] % SLOT_MINUTES:
        words = rulesets.message("slots are half hours, and the longest booking whole slots")
        raise rulesets.Fault("max_minutes", words)
    block = body["no_show"]
    return BookingTerms(
        max_minutes=int(body["max_minutes"]),
        days_ahead=int(body["earliest_days_ahead"]),
        least_days_ahead=int(body["latest_days_ahead"]),
        release_minutes=int(body["auto_release_minutes"]),
        no_show_count=int(block["count"]),
        no_show_days=int(block["within_days"]),
        block_days=int(block["block_days"]),
        opens_minute=read_minute(body["hours"]["open"]),
        closes_minute=read_minute(body["hours"]["close"]),
        cancel_hours=int(body.get("cancel_hours", 0)),
        notes=list(body["notes"]),
    )


def read_minute(text: str) -> int:
    """The minute of the day of a wall-clock time: 09:00 is 540."""
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


@dataclass(frozen=True)
class Span:
    """A time in a room: a day, the minute it begins and how long it lasts."""

    day: date
    start_minute: int
    minutes: int

    @property
    def end_minute(self) -> int:
        """The minute of the day at which it ends."""
        return self.start_minute + self.minutes

    @property
    def starts_at(self) -> datetime:
        """The moment it begins."""
        return clock.moment(self.day) + timedelta(minutes=self.start_minute)

    @property
    def ends_at(self) -> datetime:
        """The moment it ends."""
        return clock.moment(self.day) + timedelta(minutes=self.end_minute)

    @property
    def slots(self) -> list[datetime]:
        """The half hours it occupies, in order."""
        return [self.starts_at + SLOT * number for number in range(self.minutes // SLOT_MINUTES)]


def check_span(room: MeetingRoom, span: Span, terms: BookingTerms) -> None:
    """Refuse a time that the terms or the room's hours do not allow."""
    _check_length(span, terms)
    _check_hours(room, span, terms)
    _check_day(span, terms)


def _check_length(span: Span, terms: BookingTerms) -> None:
    if span.start_minute % SLOT_MINUTES or span.minutes % SLOT_MINUTES or span.minutes <= 0:
        raise Refusal(lazy("Please choose full half hours, such as 09:00 or 09:30."), field="start")
    if span.minutes > terms.max_minutes:
        raise Refusal(
            lazy(
                "At most %(hours)s hours at a time. Please choose a shorter time.",
                hours=f"{terms.max_minutes / 60:g}",
            ),
            field="minutes",
        )


def _check_hours(room: MeetingRoom, span: Span, terms: BookingTerms) -> None:
    if not room.is_open:
        raise Refusal(
            lazy("%(room)s is closed at present. Please choose another room.", room=room.name),
            field="room",
        )
    opens = max(room.opens_minute, terms.opens_minute)
    closes = min(room.closes_minute, terms.closes_minute)
    if span.start_minute < opens or span.end_minute > closes:
        raise Refusal(
            lazy(
                "%(room)s is open from %(opens)s to %(closes)s. Please choose a time within.",
                room=room.name,
                opens=f"{opens // 60:02d}:{opens % 60:02d}",
                closes=f"{closes // 60:02d}:{closes % 60:02d}",
            ),
            field="start",
        )


def _check_day(span: Span, terms: BookingTerms) -> None:
    if span.starts_at < clock.now():
        raise Refusal(lazy("This time has passed. Please choose a later one."), field="start")
    ahead = (span.day - clock.today()).days
    if ahead > terms.days_ahead:
        raise Refusal(
            lazy(
                "Rooms can be booked at most %(days)s days ahead. Please choose an earlier day.",
                days=terms.days_ahead,
            ),
            field="day",
        )
    if ahead < terms.least_days_ahead:
        raise Refusal(
            lazy("Please book at least %(days)s days ahead.", days=terms.least_days_ahead),
            field="day",
        )


def check_people(room: MeetingRoom, people: int) -> None:
    """Nobody stands: a room takes as many people as it has seats."""
    if people < 1:
        raise Refusal(lazy("Please say how many people come."), field="people")
    if people > room.capacity:
        raise Refusal(
            lazy(
                "%(room)s has %(seats)s seats. Please choose a larger room or fewer people.",
                room=room.name,
                seats=room.capacity,
            ),
            field="people",
        )


def is_staff_of(by: Person, room: MeetingRoom, needed: Permission = BOOK_FOR_ANY) -> bool:
    """Whether this person works for the park of the room (the system does)."""
    return by is SYSTEM or allows(by, needed, room)


def check_booker(by: Person, room: MeetingRoom, organization: Organization | None) -> None:
    """The park's staff book for anybody in the park; an organization's people for their own."""
    staff = is_staff_of(by, room)
    if organization is None:
        if not staff:
            raise Refusal(lazy("Please say for which organization."), field="organization")
        return
    mine = organization.id in reach(by, BOOK_FOR_OWN).organizations
    if not staff and not mine:
        raise Absent
    residency = running_residency(organization, room.park_id)
    if residency is None:
        raise Refusal(
            lazy("Only organizations that live in the park now can book its rooms."),
            field="organization",
        )


def check_not_blocked(
    by: Person, room: MeetingRoom, missed: list[datetime], terms: BookingTerms
) -> None:
    """After so many no-shows an organization cannot book for a while; the park's staff still can."""
    until = blocked_until(missed, terms)
    if until is None or until < clock.today() or is_staff_of(by, room):
        return
    raise Refusal(
        lazy(
            "Nobody came to %(count)s bookings within %(days)s days, so your organization can book "
            "again from %(day)s. If this is wrong, please talk to the front desk.",
            count=terms.no_show_count,
            days=terms.no_show_days,
            day=show_date(until + timedelta(days=1)),
        )
    )


def blocked_until(missed: list[datetime], terms: BookingTerms) -> date | None:
    """The last day of the block that these no-shows bring, or None."""
    moments = sorted(missed)
    reach_back = timedelta(days=terms.no_show_days)
    ends = [
        clock.local(last).date() + timedelta(days=terms.block_days)
        for first, last in zip(moments, moments[terms.no_show_count - 1 :], strict=False)
        if last - first <= reach_back
    ]
    return max(ends) if ends else None


def check_can_be_cancelled(booking: Booking, by: Person, terms: BookingTerms) -> None:
    """Cancelling goes until the booking begins, or earlier where the terms say so."""
    moment = clock.now()
    if moment >= booking.ends_at or (
        moment >= booking.starts_at and not is_staff_of(by, booking.room)
    ):
        raise Refusal(lazy("This time has passed: it can no longer be moved or cancelled."))
    limit = booking.starts_at - timedelta(hours=terms.cancel_hours)
    if moment > limit and not is_staff_of(by, booking.room):
        raise Refusal(
            lazy(
                "It is less than %(hours)s hours before the start. Please call the front desk.",
                hours=terms.cancel_hours,
            )
        )


def check_can_be_marked(booking: Booking, terms: BookingTerms, *, came: bool) -> None:
    """Nobody has come before the start, and nobody is missing before the grace time is over."""
    wait = timedelta() if came else timedelta(minutes=terms.release_minutes)
    if clock.now() < booking.starts_at + wait:
        raise Refusal(
            lazy("Please wait until the booking has begun.")
            if came
            else lazy(
                "Please wait until %(minutes)s minutes after the start.",
                minutes=terms.release_minutes,
            )
        )


def is_timely(booking: Booking, name: str, by: Person, terms: BookingTerms) -> bool:
    """Whether a move's button makes sense at this hour."""
    try:
        if name in {"cancel", "change"}:
            check_can_be_cancelled(booking, by, terms)
        elif name in {"mark_used", "mark_no_show"}:
            check_can_be_marked(booking, terms, came=name == "mark_used")
    except Refusal:
        return False
    return True
