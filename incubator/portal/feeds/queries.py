"""What stands in somebody's calendar: own ends and own bookings, and nothing of other people."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from incubator.accounts.models import User
from incubator.accounts.queries import hash_token
from incubator.kernel import clock, duedates
from incubator.kernel.access import reach
from incubator.kernel.db import db
from incubator.kernel.duedates import DueDate
from incubator.portal.feeds.models import CalendarFeed
from incubator.portal.feeds.rules import AHEAD, BACK, MOST_BOOKINGS
from incubator.space.bookings.models import Booking
from incubator.space.bookings.rules import BOOK_FOR_OWN
from incubator.space.bookings.workflow import BookingStatus


def feed_of(user_id: int) -> CalendarFeed | None:
    """The person's address, if there is one."""
    query = select(CalendarFeed).where(CalendarFeed.user_id == user_id)
    return db.session.scalars(query).one_or_none()


def person_of(token: str) -> User | None:
    """Whose address that is; None for an unknown one and a closed account."""
    query = (
        select(User)
        .join(CalendarFeed, CalendarFeed.user_id == User.id)
        .where(CalendarFeed.token_hash == hash_token(token), User.is_active_account)
        .options(selectinload(User.grants))
    )
    return db.session.scalars(query).unique().one_or_none()


@dataclass(frozen=True)
class Meeting:
    """A booked room as it stands in a calendar."""

    code: str
    title: str
    room: str
    starts_at: datetime
    ends_at: datetime


def ends_for(user: User) -> list[DueDate]:
    """The ends that this person may see."""
    today = clock.today()
    return duedates.collect(user, today - BACK, today + AHEAD)


def meetings_of(user: User) -> list[Meeting]:
    """The bookings of the person and of the person's organizations."""
    mine = sorted(reach(user, BOOK_FOR_OWN).organizations)
    query = (
        select(Booking)
        .where(or_(Booking.booked_by_id == user.id, Booking.organization_id.in_(mine)))
        .where(Booking.status == BookingStatus.BOOKED, Booking.ends_at > clock.now() - BACK)
        .options(joinedload(Booking.room))
        .order_by(Booking.starts_at, Booking.id)
        .limit(MOST_BOOKINGS)
    )
    return [
        Meeting(row.code, row.title, row.room.name, row.starts_at, row.ends_at)
        for row in db.session.scalars(query).unique()
    ]
