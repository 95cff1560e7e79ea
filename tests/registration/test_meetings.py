"""Is a sign-in sheet laid out from the register, ticked as people come, and counted rightly?"""

from datetime import date

import pytest
from sqlalchemy import select

from incubator.kernel.access import SYSTEM
from incubator.kernel.audit import AuditEvent
from incubator.kernel.db import db, work
from incubator.kernel.errors import Refusal
from incubator.registration.meetings import actions, queries
from incubator.registration.meetings.models import Matter, MeetingKind, Presence
from incubator.registration.meetings.rules import MeetingFacts, ResolutionFacts, Turnout
from incubator.registration.registers import actions as registers
from incubator.registration.registers.models import Holder, PostKind
from incubator.registration.registers.queries import list_members
from incubator.registration.registers.rules import MemberFacts, PostFacts
from tests.registration.build import resident


@pytest.fixture
def team(build):
    found = resident(build.park())
    with work(by=SYSTEM):
        for number in range(6):
            registers.add_member(found, MemberFacts(Holder.PERSON, f"会员{number}"), by=SYSTEM)
    return found


def call(team, kind=MeetingKind.FOUNDING, **more):
    facts = MeetingFacts(kind, **{"held_on": date(2026, 11, 10), **more})
    with work(by=SYSTEM):
        return actions.call_meeting(team, facts, by=SYSTEM)


def tick(meeting, *presences):
    rows = queries.list_sheet(meeting)
    wanted = {row.code: one for row, one in zip(rows, presences, strict=False)}
    with work(by=SYSTEM):
        actions.sign_in_many(meeting, wanted, by=SYSTEM)


def test_the_sheet_of_a_founding_meeting_is_the_member_register(team):
    meeting = call(team)
    assert [row.name for row in queries.list_sheet(meeting)] == [f"会员{n}" for n in range(6)]
    assert queries.turnout_of(meeting) == Turnout(6, 0, 0)
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "register_meetings.sheet")
    ).one()
    assert event.changes == {"added": [None, 6]}


def test_who_joined_later_is_added_and_nobody_stands_twice(team):
    meeting = call(team)
    with work(by=SYSTEM):
        registers.add_member(team, MemberFacts(Holder.PERSON, "新会员"), by=SYSTEM)
        assert actions.lay_out_sheet(meeting, by=SYSTEM) == 1
        assert actions.lay_out_sheet(meeting, by=SYSTEM) == 0
    assert queries.turnout_of(meeting).entitled == 7


def test_the_council_votes_and_supervisors_sit_in(team):
    posts = (
        (PostKind.CHAIR, "甲"),
        (PostKind.COUNCIL_MEMBER, "甲"),
        (PostKind.COUNCIL_MEMBER, "乙"),
        (PostKind.SUPERVISOR, "丙"),
    )
    with work(by=SYSTEM):
        for kind, name in posts:
            registers.add_post(team, PostFacts(kind, name), by=SYSTEM)
    meeting = call(team, MeetingKind.COUNCIL)
    sheet = [(row.name, row.has_vote) for row in queries.list_sheet(meeting)]
    assert sheet == [("甲", True), ("乙", True), ("丙", False)]
    here = (Presence.IN_PERSON, "")
    tick(meeting, here, here, here)
    assert queries.turnout_of(meeting) == Turnout(2, 2, 0)


def test_in_person_and_by_proxy_are_both_present(team):
    meeting = call(team)
    tick(meeting, (Presence.IN_PERSON, ""), (Presence.IN_PERSON, ""), (Presence.BY_PROXY, "张三"))
    found = queries.turnout_of(meeting)
    assert (found.in_person, found.by_proxy, found.present) == (2, 1, 3)


def test_a_proxy_has_a_name(team):
    meeting = call(team)
    with pytest.raises(Refusal) as refused:
        tick(meeting, (Presence.BY_PROXY, "  "))
    assert refused.value.field == "proxy"


def test_there_are_not_more_votes_than_heads(team):
    meeting = call(team)
    tick(meeting, *[(Presence.IN_PERSON, "")] * 4)
    facts = ResolutionFacts("通过章程草案", Matter.CHARTER, 3, 1, 0)
    with work(by=SYSTEM):
        first = actions.resolve(meeting, facts, by=SYSTEM)
        second = actions.resolve(meeting, ResolutionFacts("通过会费标准", votes_for=4), by=SYSTEM)
    assert (first.position, second.position) == (1, 2)
    with pytest.raises(Refusal) as refused, work(by=SYSTEM):
        actions.resolve(
            meeting, ResolutionFacts("多出一票", votes_for=4, votes_against=1), by=SYSTEM
        )
    assert refused.value.field == "votes_for"


def test_a_meeting_is_called_before_it_is_held(team):
    with pytest.raises(Refusal) as refused:
        call(team, called_on=date(2026, 11, 11))
    assert refused.value.field == "called_on"


def test_a_meeting_that_was_not_held_goes_with_its_sheet(team):
    meeting = call(team)
    with work(by=SYSTEM):
        actions.resolve(meeting, ResolutionFacts("通过章程草案"), by=SYSTEM)
        actions.cancel_meeting(meeting, by=SYSTEM)
    assert queries.list_meetings(team) == []


def test_the_name_on_a_sheet_outlives_the_member(team):
    meeting = call(team)
    with work(by=SYSTEM):
        registers.remove(list_members(team)[0], by=SYSTEM)
    assert queries.list_sheet(meeting)[0].name == "会员0"
    assert queries.turnout_of(meeting).entitled == 6
