"""How tests make the place: zones, desks, rooms, residents and bookings, through actions."""

from dataclasses import dataclass
from datetime import date

from incubator.accounts.models import User
from incubator.kernel.access import SYSTEM, Person, Role
from incubator.kernel.db import work
from incubator.organizations.models import Organization, Residency
from incubator.space import demo
from incubator.space.bookings import actions
from incubator.space.bookings.models import Booking
from incubator.space.bookings.rules import Span
from incubator.space.places.models import MeetingRoom
from incubator.territory.models import Park
from tests.build import Builder
from tests.organizations.build import organization, owner, residency

DAY = date(2026, 11, 20)


@dataclass
class Place:
    """A park with its rooms (20, 8 and 6 seats), a resident and its leader."""

    park: Park
    large: MeetingRoom
    middle: MeetingRoom
    small: MeetingRoom
    resident: Organization
    leader: User


def place(build: Builder) -> Place:
    """A park with four zones, six desks, three rooms and one resident."""
    park = build.park()
    large, middle, small = demo.make_places(park, SYSTEM)
    home = resident(build, park)
    return Place(park, large, middle, small, home, owner(build, home))


def stay(found: Organization) -> Residency:
    """The stay that runs now."""
    running = found.current_residency
    assert running is not None
    return running


def resident(build: Builder, park: Park, name: str = "青禾县阳光社会工作服务中心") -> Organization:
    """An organization that lives in the park."""
    found = organization(park, name)
    residency(found, park)
    return found


def span(start: str = "09:00", minutes: int = 60, day: date = DAY) -> Span:
    """A time on the day of the tests (Friday 20 November 2026)."""
    hours, _, rest = start.partition(":")
    return Span(day, int(hours) * 60 + int(rest), minutes)


def booked(
    where: MeetingRoom,
    when: Span,
    by: Person,
    *,
    organization: Organization | None = None,
    title: str = "理事会会议",
    people: int = 4,
) -> Booking:
    """A booking, stored."""
    with work(by=by):
        wish = actions.BookingWish(where, when, people, title, organization=organization)
        return actions.book(wish, by=by)


def staff(build: Builder, park: Park, role: Role = Role.OPERATOR) -> User:
    """Somebody who works in the park."""
    return build.person(role, park=park)
