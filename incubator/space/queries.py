"""What do other rooms ask about the place: free desks, an organization's desk, its part of the file."""

from dataclasses import dataclass
from datetime import timedelta

from incubator.kernel import clock
from incubator.organizations.models import Organization
from incubator.space.bookings.models import Booking
from incubator.space.bookings.queries import next_booking, used_minutes
from incubator.space.places.models import DeskContract
from incubator.space.places.queries import desk_of, free_desk_count

__all__ = ["SpaceSummary", "desk_of", "free_desk_count", "summary_for"]
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class SpaceSummary:
    """An organization's use of the place: its desk, its next booking, the hours of a year."""

    desk: DeskContract | None
    next_booking: Booking | None
    hours_of_year: float
    lives_here: bool


def summary_for(organization: Organization) -> SpaceSummary:
    """The place's part of the organization's file: three queries."""
    moment = clock.now()
    return SpaceSummary(
        desk=desk_of(organization),
        next_booking=next_booking([organization.id], until=moment + YEAR),
        hours_of_year=used_minutes(organization.id, moment - YEAR, moment) / 60,
        lives_here=organization.current_residency is not None,
    )
