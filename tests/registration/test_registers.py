"""Are the registers kept as they are typed, and refused where they cannot be right?"""

from datetime import date

import pytest
from sqlalchemy import func, select

from incubator.kernel.access import SYSTEM
from incubator.kernel.audit import AuditEvent
from incubator.kernel.db import db, work
from incubator.kernel.errors import Refusal
from incubator.organizations.inspections.queries import registered_residents, yearly_ends
from incubator.organizations.inspections.rules import ends_of
from incubator.registration.registers import actions, queries
from incubator.registration.registers.models import Holder, PostKind, UnitKind
from incubator.registration.registers.rules import (
    FounderFacts,
    MemberFacts,
    PostFacts,
    ProfileFacts,
    looks_like_state_organ,
    names_in,
)
from tests.organizations.build import organization, residency
from tests.registration.build import resident


@pytest.fixture
def team(build):
    return resident(build.park())


def add(team, name, kind=Holder.PERSON, **more):
    with work(by=SYSTEM):
        return actions.add_member(team, MemberFacts(kind, name, **more), by=SYSTEM)


def test_members_are_counted_by_kind(team):
    add(team, "王小明")
    add(team, "李梅", phone="139 0000 0001")
    add(team, "青禾县志愿者协会", Holder.UNIT, unit_kind=UnitKind.SOCIAL_ORGANIZATION)
    add(team, "青禾县民政局", Holder.UNIT, unit_kind=UnitKind.STATE_ORGAN)
    add(team, "赵强", joined_on=date(2026, 1, 5), left_on=date(2026, 3, 1))
    counts = queries.count_members(team)
    assert (counts.persons, counts.units, counts.total) == (2, 2, 4)
    assert (counts.state_organs, counts.twice, counts.left) == (1, 0, 1)


def test_a_name_that_stands_twice_is_counted_and_listed(team):
    add(team, "王小明")
    add(team, "王 小明")
    add(team, "李梅")
    assert queries.count_members(team).twice == 2
    rows = queries.page_of_members(team, "twice", after=None).rows
    assert [row.name for row in rows] == ["王小明", "王 小明"]


def test_a_name_in_brackets_is_the_other_name(team):
    row = add(team, "王小明（曾用名：王晓明）")
    assert (row.name, row.other_name) == ("王小明", "王晓明")
    assert [found.id for found in queries.members_named(team, ["王晓明"])] == [row.id]


@pytest.mark.parametrize("name", ["李梅、王强", "李梅/王强", "李梅\uff0f王强", "  ", "·"])
def test_two_persons_in_one_place_and_none_are_refused(team, name):
    with pytest.raises(Refusal) as refused:
        add(team, name)
    assert refused.value.field == "name"


def test_a_unit_may_have_such_marks_in_its_name(team):
    assert add(team, "青禾县种植、养殖合作社", Holder.UNIT).unit_kind is UnitKind.OTHER


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"joined_on": date(2026, 11, 19)}, "joined_on"),
        ({"joined_on": date(2026, 5, 2), "left_on": date(2026, 5, 1)}, "left_on"),
    ],
)
def test_days_that_cannot_be_are_refused(team, days, field):
    with pytest.raises(Refusal) as refused:
        add(team, "王小明", **days)
    assert refused.value.field == field


def test_a_term_ends_after_it_begins(team):
    facts = PostFacts(
        PostKind.CHAIR, "王小明", starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 1)
    )
    with pytest.raises(Refusal) as refused, work(by=SYSTEM):
        actions.add_post(team, facts, by=SYSTEM)
    assert refused.value.field == "ends_on"


def test_no_name_stands_plain_in_the_audit(team):
    with work(by=SYSTEM):
        actions.add_founder(team, FounderFacts(Holder.PERSON, "欧阳小明"), by=SYSTEM)
    add(team, "欧阳小明", phone="13900000001")
    written = " ".join(
        str(row) for row in db.session.scalars(select(AuditEvent.changes).order_by(AuditEvent.seq))
    )
    assert "欧阳小明" not in written
    assert "13900000001" not in written


def test_a_row_that_should_not_be_there_goes(team):
    row = add(team, "王小明")
    with work(by=SYSTEM):
        actions.remove(row, by=SYSTEM)
    assert queries.count_members(team).total == 0
    query = select(func.count()).where(AuditEvent.action == "register_members.deleted")
    assert db.session.scalar(query) == 1


def test_a_thousand_members_are_read_by_page(team):
    with work(by=SYSTEM):
        for number in range(60):
            actions.add_member(team, MemberFacts(Holder.PERSON, f"会员{number:03d}"), by=SYSTEM)
    first = queries.page_of_members(team, "all", after=None)
    assert (len(first.rows), first.previous_key) == (25, None)
    last = queries.page_of_members(team, "all", after=first.next_key + 25)
    assert (last.rows[-1].name, last.next_key) == ("会员059", None)


@pytest.mark.parametrize(
    ("name", "organ"),
    [
        ("青禾县民政局", True),
        ("青禾县人民政府", True),
        ("青石镇街道办事处", True),
        ("青禾县民政局老年大学", False),
        ("青禾县志愿者协会", False),
    ],
)
def test_a_state_organ_is_asked_about_by_its_name(name, organ):
    assert looks_like_state_organ(name) is organ


def test_names_of_a_list():
    assert names_in("王小明、李梅，赵强 , ") == ["王小明", "李梅", "赵强"]


@pytest.mark.parametrize(
    ("charity", "today", "takes_part"),
    [(False, 2027, True), (False, 2026, False), (True, 2026, True), (True, 2025, False)],
)
def test_a_charity_takes_part_in_an_inspection_that_others_are_too_young_for(
    build, charity, today, takes_part
):
    """Registered in July: local notices let groups wait a year and charities not."""
    park = build.park()
    body = organization(park, number=4)
    residency(body, park)
    with work(by=SYSTEM):
        body.founded_on = date(2025, 7, 1)
        actions.describe(body, ProfileFacts(is_charity=charity), by=SYSTEM)
    (row,) = registered_residents(None, [body.id])
    found = yearly_ends()
    assert found is not None
    year = date(today, 1, 1), date(today, 12, 31)
    slugs = {end.slug for _, end in ends_of(row.body, found[0], *year)}
    assert ("registrar" in slugs) == takes_part
    assert {end.scope_basis["mark"] for end in found[0]} == {"S"}
