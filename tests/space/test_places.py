"""Who holds a desk: one organization at a time, kept by the database; and the place's set-up."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from incubator.accounts import actions as accounts
from incubator.accounts.actions import Place
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import Conflict, NotAllowed, Refusal
from incubator.space import actions as space
from incubator.space.places import actions
from incubator.space.places.models import DeskContract
from incubator.space.places.queries import list_desk_lines
from incubator.space.queries import desk_of, free_desk_count, summary_for
from tests.space.build import booked, place, resident, span, staff, stay

pytestmark = pytest.mark.postgres

FROM, UNTIL = date(2026, 11, 18), date(2027, 6, 30)


def hold(here, organization):
    with work(by=SYSTEM):
        return space.hold_desk(
            organization,
            stay(organization),
            park=here.park,
            starts_on=FROM,
            ends_on=UNTIL,
            by=SYSTEM,
        )


def terms(organization, ends_on=UNTIL):
    return actions.DeskTerms(organization, stay(organization), FROM, ends_on)


def test_the_first_free_desk_is_held_until_none_is_left(build):
    here = place(build)
    assert free_desk_count(here.park) == 6
    labels = []
    for number in range(6):
        contract = hold(here, resident(build, here.park, f"青禾县示例服务中心{number}"))
        labels.append(contract.desk.label)
    assert labels == ["A-01", "A-02", "A-03", "A-04", "A-05", "A-06"]
    assert free_desk_count(here.park) == 0
    assert hold(here, here.resident) is None


def test_a_desk_has_one_holder_whatever_was_read_before(build):
    here = place(build)
    contract = hold(here, here.resident)
    second = resident(build, here.park, "青禾县爱心志愿者协会")
    with pytest.raises(Conflict), work(by=SYSTEM):
        actions.give_desk(contract.desk, terms(second), by=SYSTEM)
    with pytest.raises(IntegrityError), work(by=SYSTEM):
        db.session.add(
            DeskContract(
                desk_id=contract.desk_id,
                organization_id=second.id,
                residency_id=stay(second).id,
                starts_on=FROM,
                ends_on=UNTIL,
            )
        )


def test_a_desk_taken_back_is_free_again(build):
    here = place(build)
    operator = staff(build, here.park)
    contract = hold(here, here.resident)
    desk = contract.desk
    with pytest.raises(Refusal), work(by=operator):
        actions.end_desk_contract(contract, by=operator, reason="")
    with work(by=operator):
        actions.end_desk_contract(contract, by=operator, reason="协议到期")
    assert contract.ended_on == FROM
    assert desk_of(here.resident) is None
    with work(by=SYSTEM):
        second = resident(build, here.park, "青禾县爱心志愿者协会")
        again = actions.give_desk(desk, terms(second), by=SYSTEM)
    assert again.desk_id == desk.id


def test_a_desk_out_of_use_is_not_given(build):
    here = place(build)
    first = list_desk_lines(here.park.id)[0].desk
    with work(by=SYSTEM):
        actions.change_desk(first, actions.DeskFacts(first.zone, "A-01", is_open=False), by=SYSTEM)
    assert free_desk_count(here.park) == 5
    with pytest.raises(Refusal), work(by=SYSTEM):
        actions.give_desk(first, terms(here.resident), by=SYSTEM)
    assert hold(here, here.resident).desk.label == "A-02"


def test_nobody_gives_a_desk_to_the_own_organization(build):
    here = place(build)
    first = list_desk_lines(here.park.id)[0].desk
    both = build.person(Role.OPERATOR, park=here.park)
    with work(by=SYSTEM):
        accounts.grant(both, Role.LEADER, Place(organization_id=here.resident.id), by=SYSTEM)
    with pytest.raises(NotAllowed), work(by=both):
        actions.give_desk(first, terms(here.resident), by=both)
    assert free_desk_count(here.park) == 6


def test_a_held_desk_is_not_closed(build):
    here = place(build)
    desk = hold(here, here.resident).desk
    with pytest.raises(Refusal), work(by=SYSTEM):
        actions.change_desk(desk, actions.DeskFacts(desk.zone, "A-01", is_open=False), by=SYSTEM)


def test_numbers_and_names_are_unique_in_the_park(build):
    here = place(build)
    zone = list_desk_lines(here.park.id)[0].desk.zone
    with pytest.raises(Refusal) as caught, work(by=SYSTEM):
        actions.add_desk(actions.DeskFacts(zone, "a-01"), by=SYSTEM)
    assert caught.value.field == "label"
    with pytest.raises(Refusal) as caught, work(by=SYSTEM):
        actions.add_room(here.park, actions.RoomFacts("同心厅", 9), by=SYSTEM)
    assert caught.value.field == "name"
    facts = actions.RoomFacts("新室", 9, opens_minute=600, closes_minute=600)
    with pytest.raises(Refusal) as caught, work(by=SYSTEM):
        actions.add_room(here.park, facts, by=SYSTEM)
    assert caught.value.field == "closes"


def test_the_summary_tells_desk_and_next_booking(build):
    here = place(build)
    hold(here, here.resident)
    booking = booked(here.middle, span(), here.leader, organization=here.resident)
    summary = summary_for(here.resident)
    assert summary.desk is not None
    assert summary.desk.desk.label == "A-01"
    assert summary.next_booking is not None
    assert summary.next_booking.id == booking.id
    assert summary.hours_of_year == 0
