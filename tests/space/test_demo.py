"""Does the demo place carry its figures, and do its bookings look like a year of use?"""

from datetime import date
from random import Random

from sqlalchemy import func, select

from incubator.kernel import clock, workdays
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import db
from incubator.space import demo
from incubator.space.bookings.models import Booking
from incubator.space.bookings.workflow import BookingStatus
from incubator.space.places.models import Desk, MeetingRoom, Zone
from tests.space.build import place, resident


def count(model, *conditions) -> int:
    return db.session.scalar(select(func.count(model.id)).where(*conditions)) or 0


def test_the_demo_place_has_its_figures_and_is_made_once(build):
    here = place(build)
    again = demo.make_places(here.park, SYSTEM)
    assert [room.name for room in again] == ["同心厅", "青苗室", "会客厅"]
    assert (count(Zone), count(Desk), count(MeetingRoom)) == (4, 6, 3)


def test_demo_bookings_are_on_working_days_with_every_outcome(build):
    here = place(build)
    organizations = [
        here.resident,
        *(resident(build, here.park, f"青禾县示例促进会{number}") for number in range(4)),
    ]
    before = clock.now()
    made = demo.make_bookings(
        here.park, organizations, Random(7), date(2026, 7, 1), date(2026, 11, 30)
    )
    assert clock.now() == before
    assert 100 <= made <= demo.MOST
    assert count(Booking) == made
    calendar = workdays.current()
    rows = db.session.scalars(select(Booking)).all()
    assert all(calendar.is_working_day(row.day) for row in rows)
    assert {row.status for row in rows} == set(BookingStatus)
    over = [row for row in rows if row.ends_at < before and row.day < clock.today()]
    assert not [row for row in over if row.status is BookingStatus.BOOKED]
    assert [row for row in rows if row.starts_at > before]
