"""What can be asked about bookings: the terms, the day of a room, one's own list, what waits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_

from incubator.kernel import clock, rulesets
from incubator.kernel.access import Permission, Person, Reach, reach
from incubator.kernel.db import db
from incubator.kernel.rulesets import RuleSet
from incubator.organizations.models import Organization, Residency
from incubator.organizations.workflow import ResidencyStatus
from incubator.space.bookings.models import Booking
from incubator.space.bookings.rules import BOOK_FOR_OWN, BOOKING_READ, ROOM_READ, BookingTerms
from incubator.space.bookings.workflow import BookingStatus
from incubator.space.places.queries import Choice
from incubator.territory.models import Park, Region
from incubator.territory.queries import in_regions, list_house_rules, park_condition

PAGE = 25
OCCUPYING = (BookingStatus.BOOKED, BookingStatus.USED)


class Tab(StrEnum):
    """The saved filters of the list of bookings."""

    UPCOMING = "upcoming"
    TO_MARK = "to_mark"
    PAST = "past"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Line:
    """One booking with the name of its organization (empty for the park's own use)."""

    booking: Booking
    organization: str


@dataclass(frozen=True)
class Lines:
    """One page of bookings; `next_code` leads on."""

    rows: list[Line]
    next_code: str | None


def rules_for(park: Park) -> tuple[RuleSet, BookingTerms]:
    """The booking rules in force in the park, and their figures."""
    found = rulesets.get("space.booking", "rooms", regions=park.region.codes_upwards)
    terms: BookingTerms = rulesets.parse(found)
    return found, terms


def house_rule_text(park: Park) -> tuple[dict[str, str], dict[str, Any]] | None:
    """The title and text of the park's rule on meeting rooms: its own wording, else the shipped one."""
    shipped = rulesets.find(rulesets.Wanted("space.house_rules", "park"))
    if shipped is None:
        return None
    rule = next(item for item in shipped.body["rules"] if item["slug"] == "meeting_rooms")
    own = next((row for row in list_house_rules(park) if row.number == rule["number"]), None)
    return (own.title, own.text) if own is not None else (rule["title"], rule["text"])


def parks_for(person: Person, needed: Permission = ROOM_READ) -> list[Park]:
    """The parks whose rooms this person may see: those worked in, overseen, or lived in."""
    span = reach(person, needed)
    query = select(Park).join(Region, Park.region_id == Region.id).order_by(Park.name, Park.id)
    if span.everything:
        return list(db.session.scalars(query))
    lived_in = _lived_in(span.organizations)
    return list(db.session.scalars(query.where(or_(park_condition(span), Park.id.in_(lived_in)))))


def _lived_in(organization_ids: Iterable[int]) -> Select[Any]:
    return select(Residency.park_id).where(
        Residency.organization_id.in_(sorted(organization_ids)),
        Residency.status == ResidencyStatus.RUNNING,
    )


def own_choices(person: Person, park_id: int) -> list[Choice]:
    """The person's own organizations that live in the park now."""
    mine = sorted(reach(person, BOOK_FOR_OWN).organizations)
    query = (
        select(Organization.code, Organization.name)
        .join(Residency, Residency.organization_id == Organization.id)
        .where(Organization.id.in_(mine), Residency.park_id == park_id)
        .where(Residency.status == ResidencyStatus.RUNNING)
        .order_by(Organization.name)
        .distinct()
    )
    return [Choice(code, name) for code, name in db.session.execute(query)]


def lines_between(room_ids: Sequence[int], first: date, last: date) -> list[Line]:
    """What occupies these rooms on these days, in order: one query."""
    query = all_lines().where(
        Booking.room_id.in_(room_ids),
        Booking.status.in_(OCCUPYING),
        Booking.starts_at >= clock.moment(first),
        Booking.starts_at < clock.end_of(last),
    )
    return read_lines(query.order_by(Booking.starts_at, Booking.id))


def lines_of_day(park_id: int, day: date) -> list[Line]:
    """All bookings of a park's day but the cancelled ones, in order."""
    query = all_lines().where(
        Booking.park_id == park_id,
        Booking.status != BookingStatus.CANCELLED,
        Booking.starts_at >= clock.moment(day),
        Booking.starts_at < clock.end_of(day),
    )
    return read_lines(query.order_by(Booking.starts_at, Booking.room_id, Booking.id))


def all_lines() -> Select[Any]:
    """Every booking with the name of its organization, to be narrowed down."""
    columns: list[Any] = [Booking, Organization.name]
    return select(*columns).outerjoin(Organization, Booking.organization_id == Organization.id)


def read_lines(query: Select[Any]) -> list[Line]:
    """The rows of such a question."""
    return [Line(booking, name or "") for booking, name in db.session.execute(query)]


def list_mine(person: Person, tab: Tab, *, after: str | None) -> Lines:
    """One page of the bookings within a person's reach, the nearest first."""
    query = _tab(all_lines().where(_within(reach(person, BOOKING_READ))), tab)
    key = tuple_(Booking.starts_at, Booking.id)
    forward = tab in {Tab.UPCOMING, Tab.TO_MARK}
    start = _find(after)
    if start is not None:
        here = (start.starts_at, start.id)
        query = query.where(key > here if forward else key < here)
    order = (
        (Booking.starts_at, Booking.id)
        if forward
        else (Booking.starts_at.desc(), Booking.id.desc())
    )
    rows = read_lines(query.order_by(*order).limit(PAGE + 1))
    more = len(rows) > PAGE
    return Lines(rows[:PAGE], rows[PAGE - 1].booking.code if more else None)


def _find(code: str | None) -> Booking | None:
    if not code:
        return None
    return db.session.scalars(select(Booking).where(Booking.code == code)).one_or_none()


def _within(span: Reach) -> ColumnElement[bool]:
    conditions: list[Any] = [
        Booking.park_id.in_(sorted(span.parks)),
        Booking.organization_id.in_(sorted(span.organizations)),
    ]
    if span.region_paths:
        parks = select(Park.id).join(Region, Park.region_id == Region.id)
        parks = parks.where(or_(*in_regions(span)))
        conditions.append(Booking.park_id.in_(parks))
    return or_(*conditions)


def _tab(query: Select[Any], tab: Tab) -> Select[Any]:
    moment = clock.now()
    if tab is Tab.UPCOMING:
        return query.where(Booking.status == BookingStatus.BOOKED, Booking.ends_at > moment)
    if tab is Tab.TO_MARK:
        return query.where(Booking.status == BookingStatus.BOOKED, Booking.ends_at <= moment)
    if tab is Tab.CANCELLED:
        return query.where(Booking.status == BookingStatus.CANCELLED)
    return query.where(Booking.status != BookingStatus.CANCELLED, Booking.ends_at <= moment)


def missed_by(organization_id: int, terms: BookingTerms) -> list[datetime]:
    """When nobody came to the organization's bookings, as far back as it can still matter."""
    since = clock.now() - timedelta(days=terms.no_show_days + terms.block_days)
    query = select(Booking.starts_at).where(
        Booking.organization_id == organization_id,
        Booking.status == BookingStatus.NO_SHOW,
        Booking.starts_at >= since,
    )
    return list(db.session.scalars(query))


def select_to_mark(park_ids: Iterable[int]) -> Select[int, datetime]:
    """What the front desk has to mark in these parks: how many, and since when."""
    return select(
        func.count(Booking.id).label("bookings"), func.min(Booking.ends_at).label("since")
    ).where(
        Booking.park_id.in_(sorted(park_ids)),
        Booking.status == BookingStatus.BOOKED,
        Booking.ends_at <= clock.now(),
    )


def next_booking(organization_ids: Iterable[int], *, until: datetime) -> Booking | None:
    """The next booking of these organizations that begins before `until` and is not over."""
    chosen = select_next_booking(organization_ids, until=until)
    query = select(Booking).where(Booking.id == chosen.scalar_subquery())
    return db.session.scalars(query).one_or_none()


def select_next_booking(organization_ids: Iterable[int], *, until: datetime) -> Select[int]:
    """The key of that booking."""
    return (
        select(Booking.id)
        .where(
            Booking.organization_id.in_(sorted(organization_ids)),
            Booking.status == BookingStatus.BOOKED,
            Booking.ends_at > clock.now(),
            Booking.starts_at < until,
        )
        .order_by(Booking.starts_at, Booking.id)
        .limit(1)
    )


def select_used_seconds(organization_id: int, first: datetime, last: datetime) -> Select[int]:
    """How long an organization used rooms in that time, added up by the database."""
    length = func.extract("epoch", Booking.ends_at) - func.extract("epoch", Booking.starts_at)
    return select(func.coalesce(func.sum(length), 0)).where(
        Booking.organization_id == organization_id,
        Booking.status == BookingStatus.USED,
        Booking.starts_at >= first,
        Booking.starts_at < last,
    )
