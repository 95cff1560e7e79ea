"""What do other rooms ask about the place: free desks, an organization's desk, its part of the file."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, true

from incubator.kernel import clock
from incubator.kernel.access import Reach
from incubator.kernel.db import db
from incubator.organizations.models import Organization
from incubator.space.bookings.models import Booking
from incubator.space.bookings.queries import (
    select_next_booking,
    select_to_mark,
    select_used_seconds,
)
from incubator.space.places.models import DeskContract
from incubator.space.places.queries import (
    desk_of,
    free_desk_count,
    select_held_desk,
    select_overdue_desks,
)

__all__ = [
    "ParkWork",
    "SpaceSummary",
    "desk_of",
    "free_desk_count",
    "park_work",
    "summary_for",
]
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class SpaceSummary:
    """An organization's use of the place: its desk, its next booking, the hours of a year."""

    desk: DeskContract | None
    next_booking: Booking | None
    hours_of_year: float
    lives_here: bool


def summary_for(organization: Organization) -> SpaceSummary:
    """The place's part of the organization's file: one query."""
    moment = clock.now()
    desk = select_held_desk(organization).scalar_subquery()
    booking = select_next_booking([organization.id], until=moment + YEAR).scalar_subquery()
    used = select_used_seconds(organization.id, moment - YEAR, moment).scalar_subquery()
    query = (
        select(DeskContract, Booking, used.label("seconds"))
        .select_from(Organization)
        .outerjoin(DeskContract, DeskContract.id == desk)
        .outerjoin(Booking, Booking.id == booking)
        .where(Organization.id == organization.id)
    )
    row = db.session.execute(query).one()
    return SpaceSummary(
        desk=row.DeskContract,
        next_booking=row.Booking,
        hours_of_year=int(row.seconds) // 60 / 60,
        lives_here=organization.current_residency is not None,
    )


@dataclass(frozen=True)
class ParkWork:
    """What waits at the place for the park's people: bookings to be marked, desks to be taken back."""

    bookings: int
    since: datetime | None
    desks: int


def park_work(marks: Reach, desks: Reach) -> ParkWork:
    """What waits in the parks of these reaches: one query."""
    marking = select_to_mark(marks.parks).subquery()
    overdue = select_overdue_desks(desks, clock.today()).subquery()
    row = db.session.execute(select(marking, overdue).join(overdue, true())).one()
    return ParkWork(row.bookings, row.since, row.desks)
