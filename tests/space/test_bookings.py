"""When is a room booked and when refused: the terms, the clash and what is free instead."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from incubator.kernel import clock, rulesets
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.audit import AuditEvent
from incubator.kernel.db import db, work
from incubator.kernel.errors import Absent, Refusal, WrongState
from incubator.kernel.notices import Notice
from incubator.kernel.workflow import reachable
from incubator.space.bookings import actions
from incubator.space.bookings.actions import BookingChange, Clash
from incubator.space.bookings.models import Booking, BookingSlot
from incubator.space.bookings.rules import BookingTerms, blocked_until, read_terms
from incubator.space.bookings.workflow import BOOKING, BookingStatus
from incubator.space.places import actions as places
from tests.conftest import NOW
from tests.organizations.build import owner
from tests.space.build import DAY, booked, place, resident, span, staff

pytestmark = pytest.mark.postgres


def slot_count() -> int:
    return db.session.scalar(select(func.count(BookingSlot.id))) or 0


def refused(here, when, **more) -> Refusal:
    with pytest.raises(Refusal) as caught:
        booked(
            more.pop("room", here.middle),
            when,
            more.pop("by", here.leader),
            organization=more.pop("organization", here.resident),
            **more,
        )
    assert slot_count() == 0
    return caught.value


def test_a_booking_occupies_its_half_hours(build):
    here = place(build)
    booking = booked(here.middle, span("09:00", 90), here.leader, organization=here.resident)
    assert booking.status is BookingStatus.BOOKED
    assert (booking.start, booking.end, booking.minutes) == ("09:00", "10:30", 90)
    assert slot_count() == 3
    assert booking.rule_set_id == rulesets.get("space.booking", "rooms").id


@pytest.mark.parametrize(
    ("when", "field"),
    [
        (span("09:00", 270), "minutes"),  # longer than four hours
        (span("07:30"), "start"),  # before it opens
        (span("20:30"), "start"),  # until after it closes
        (span("20:00", 240), "start"),  # over midnight is over the closing time first
        (span("09:15"), "start"),  # not on a half hour
        (span("09:00", 45), "start"),
        (span("09:00", day=date(2026, 11, 17)), "start"),  # yesterday
        (span("09:30", day=date(2026, 11, 18)), "start"),  # half an hour ago
        (span("09:00", day=date(2026, 12, 19)), "day"),  # 31 days ahead
    ],
)
def test_what_the_terms_do_not_allow_is_refused_at_its_field(build, when, field):
    assert refused(place(build), when).field == field


def test_the_edges_of_the_terms_are_allowed(build):
    here = place(build)
    booked(here.middle, span("08:00", 240), here.leader, organization=here.resident)
    booked(here.middle, span("20:30", 30), here.leader, organization=here.resident)
    booked(
        here.middle,
        span("09:00", day=date(2026, 12, 18)),
        here.leader,
        organization=here.resident,
    )
    booked(
        here.middle,
        span("10:00", day=date(2026, 11, 18)),
        here.leader,
        organization=here.resident,
        people=8,
    )


def test_more_people_than_seats_are_refused(build):
    here = place(build)
    assert refused(here, span(), people=9).field == "people"
    assert refused(here, span(), people=0).field == "people"


def test_a_closed_room_is_refused(build):
    here = place(build)
    with work(by=SYSTEM):
        facts = places.RoomFacts(here.middle.name, 8, is_open=False)
        places.change_room(here.middle, facts, by=SYSTEM)
    assert refused(here, span()).field == "room"


def test_touching_ends_are_no_clash(build):
    here = place(build)
    for start in ("09:00", "10:00", "08:00"):
        booked(here.middle, span(start), here.leader, organization=here.resident)
    assert slot_count() == 6


def test_a_clash_is_refused_with_the_nearest_free_times(build):
    here = place(build)
    booked(here.middle, span("09:00", 120), here.leader, organization=here.resident)
    with pytest.raises(Clash) as caught:
        booked(here.middle, span("10:00", 60), here.leader, organization=here.resident)
    found = caught.value.facts["alternatives"]
    assert [(one.room_name, one.value.split(" ")[2]) for one in found] == [
        ("青苗室", "11:00"),
        ("青苗室", "08:00"),
        ("青苗室", "12:00"),
        ("会客厅", "10:00"),
        ("同心厅", "10:00"),
    ]
    assert slot_count() == 4
    assert db.session.scalar(select(func.count(Booking.id))) == 1


def test_alternatives_have_enough_seats_and_are_free(build):
    here = place(build)
    booked(here.large, span("09:00", 240), here.leader, organization=here.resident)
    with pytest.raises(Clash) as caught:
        booked(here.large, span("09:00", 240), here.leader, organization=here.resident, people=15)
    found = caught.value.facts["alternatives"]
    assert {one.room_name for one in found} == {"同心厅"}
    assert found[0].value.endswith("13:00")


def test_who_holds_the_time_is_told_only_to_those_who_may_read_it(build):
    here = place(build)
    booked(here.middle, span(), here.leader, organization=here.resident)
    other = resident(build, here.park, "青禾县爱心志愿者协会")
    stranger = owner(build, other)
    with pytest.raises(Clash) as caught:
        booked(here.middle, span(), stranger, organization=other)
    assert "阳光" not in str(caught.value.message)
    assert "09:00–10:00" in str(caught.value.message)
    operator = staff(build, here.park)
    with pytest.raises(Clash) as caught:
        booked(here.middle, span(), operator)
    assert "阳光" in str(caught.value.message)


def test_the_database_itself_refuses_a_second_slot(build):
    here = place(build)
    booking = booked(here.middle, span(), here.leader, organization=here.resident)
    slot = BookingSlot(room_id=here.middle.id, slot_start=span().starts_at, booking_id=booking.id)
    with pytest.raises(IntegrityError) as caught, work(by=SYSTEM):
        db.session.add(slot)
    assert actions.is_slot_taken(caught.value)


def test_only_residents_of_the_park_book_and_only_for_themselves(build):
    here = place(build)
    elsewhere = build.user()
    with pytest.raises(Absent):
        booked(here.middle, span(), elsewhere, organization=here.resident)
    with pytest.raises(Refusal) as caught:
        booked(here.middle, span(), here.leader)
    assert caught.value.field == "organization"
    clerk = staff(build, here.park, Role.CLERK)
    booked(here.middle, span(), clerk, organization=here.resident)
    booked(here.middle, span("10:00"), clerk)


def test_booking_on_behalf_is_told_to_the_organization(build):
    here = place(build)
    booking = booked(
        here.middle, span(), staff(build, here.park, Role.CLERK), organization=here.resident
    )
    told = db.session.scalars(select(Notice).where(Notice.user_id == here.leader.id)).one()
    assert told.url == f"/bookings/{booking.code}"
    assert "青苗室" in told.text


def test_cancelling_frees_the_time_at_once(build):
    here = place(build)
    booking = booked(here.middle, span(), here.leader, organization=here.resident)
    with work(by=here.leader):
        actions.cancel(booking, by=here.leader)
    assert slot_count() == 0
    booked(here.middle, span(), here.leader, organization=here.resident)
    with pytest.raises(WrongState), work(by=here.leader):
        actions.cancel(booking, by=here.leader)


def test_a_booking_that_has_begun_is_no_longer_cancelled_by_its_people(build):
    here = place(build)
    booking = booked(here.middle, span(), here.leader, organization=here.resident)
    clock.set_frozen(span().starts_at)
    with pytest.raises(Refusal), work(by=here.leader):
        actions.cancel(booking, by=here.leader)


def test_moving_frees_the_old_time_and_takes_the_new(build):
    here = place(build)
    booking = booked(here.middle, span(), here.leader, organization=here.resident)
    to = BookingChange(here.large, span("14:00", 120), 12, "志愿者培训")
    with work(by=here.leader):
        actions.change(booking, to, by=here.leader)
    assert (booking.room_id, booking.start, booking.people) == (here.large.id, "14:00", 12)
    booked(here.middle, span(), here.leader, organization=here.resident)
    moved = select(AuditEvent.action).where(AuditEvent.action == "booking.change")
    assert db.session.scalars(moved).all() == ["booking.change"]


def test_moving_by_half_an_hour_does_not_clash_with_itself(build):
    here = place(build)
    booking = booked(here.middle, span("09:00", 120), here.leader, organization=here.resident)
    with work(by=here.leader):
        to = BookingChange(here.middle, span("09:30", 120), 4, "理事会会议")
        actions.change(booking, to, by=here.leader)
    assert booking.start == "09:30"


def test_a_refused_move_leaves_everything_as_it_was(build):
    here = place(build)
    booked(here.middle, span("14:00"), here.leader, organization=here.resident)
    booking = booked(here.middle, span(), here.leader, organization=here.resident)
    to = BookingChange(here.middle, span("14:00"), 4, "理事会会议")
    with pytest.raises(Clash) as caught, work(by=here.leader):
        actions.change(booking, to, by=here.leader)
    assert caught.value.facts["alternatives"]
    db.session.expire_all()
    assert booking.start == "09:00"
    assert slot_count() == 4


def test_no_shows_need_the_grace_time_and_free_the_rest(build):
    here = place(build)
    clerk = staff(build, here.park, Role.CLERK)
    booking = booked(here.middle, span("09:00", 120), here.leader, organization=here.resident)
    clock.set_frozen(span().starts_at + timedelta(minutes=10))
    with pytest.raises(Refusal), work(by=clerk):
        actions.mark_no_show(booking, by=clerk)
    clock.set_frozen(span().starts_at + timedelta(minutes=35))
    with work(by=clerk):
        actions.mark_no_show(booking, by=clerk)
    assert slot_count() == 2  # 09:00 and 09:30 have begun; 10:00 and 10:30 are free
    booked(here.middle, span("10:00"), here.leader, organization=here.resident)


def test_three_no_shows_in_ninety_days_block_for_thirty_days(build):
    here = place(build)
    clerk = staff(build, here.park, Role.CLERK)
    bookings = []
    for number in range(3):
        clock.set_frozen(NOW + timedelta(days=number * 7))
        when = span("14:00", day=(NOW + timedelta(days=number * 7)).date())
        bookings.append(booked(here.middle, when, here.leader, organization=here.resident))
        clock.set_frozen(when.ends_at)
        with work(by=clerk):
            actions.mark_no_show(bookings[-1], by=clerk)
    day = clock.today() + timedelta(days=2)
    with pytest.raises(Refusal) as caught:
        booked(here.middle, span(day=day), here.leader, organization=here.resident)
    assert "1月2日" in str(caught.value.message) or "2027" in str(caught.value.message)
    booked(here.middle, span(day=day), clerk, organization=here.resident)
    with work(by=SYSTEM):
        actions.correct(bookings[-1], by=SYSTEM, reason="签到表在前台,当时有人到场")
    booked(here.middle, span("11:00", day=day), here.leader, organization=here.resident)


def test_the_block_counts_its_days_from_the_last_no_show():
    terms = read_terms(rule_body())
    assert isinstance(terms, BookingTerms)
    near = [clock.moment(date(2026, 3, 1), 9), clock.moment(date(2026, 4, 1), 9)]
    assert blocked_until(near, terms) is None
    third = clock.moment(date(2026, 5, 20), 9)
    assert blocked_until([*near, third], terms) == date(2026, 6, 19)
    assert blocked_until([*near, clock.moment(date(2026, 6, 20), 9)], terms) is None


def rule_body() -> dict:
    return {
        "max_minutes": 240,
        "slot_minutes": 30,
        "earliest_days_ahead": 30,
        "latest_days_ahead": 0,
        "auto_release_minutes": 20,
        "no_show": {"count": 3, "within_days": 90, "block_days": 30},
        "hours": {"open": "08:00", "close": "21:00"},
        "notes": [],
    }


def test_slots_of_another_length_are_no_valid_rule():
    with pytest.raises(ValueError, match="half hours"):
        read_terms({**rule_body(), "slot_minutes": 20})


def test_every_state_of_a_booking_is_reachable():
    assert reachable(BOOKING) == {state.slug for state in BOOKING.states}
    assert DAY.weekday() == 4
