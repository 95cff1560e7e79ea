"""A session is logged in one posting, confirmed or commented by the organization, and its items return."""

from datetime import timedelta

import pytest

from incubator.experts import actions
from incubator.experts.mentoring.actions import comment_session, correct_session, withdraw_session
from incubator.experts.mentoring.rules import ItemFacts
from incubator.experts.mentoring.workflow import (
    ASSIGNMENT,
    ITEM,
    SESSION,
    AssignmentStatus,
    ItemStatus,
    SessionStatus,
)
from incubator.experts.models import ActionItem, MentoringSession
from incubator.experts.queries import summary_for
from incubator.kernel import clock
from incubator.kernel.access import Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import Absent, Conflict, Refusal, WrongState
from incubator.kernel.notices import Notice
from incubator.kernel.workflow import reachable
from tests.experts.build import entry

ADVICE = "先补足会员名册，再定成立大会的日子。"


@pytest.fixture
def scene(make, build):
    expert = make.expert()
    organization = make.organization()
    leader = build.person(Role.LEADER, organization_id=organization.id)
    return expert, organization, leader, make.assignment(expert, organization)


def form_data(**more):
    return {
        "held_on": clock.today().isoformat(),
        "minutes": "60",
        "mode": "visit",
        "topics": ["founding_meeting", "council"],
        "advice": ADVICE,
        "items-0-text": "补足会员名册",
        "items-0-person_name": "周会长",
        "items-0-due_on": (clock.today() + timedelta(days=14)).isoformat(),
        **more,
    }


@pytest.mark.parametrize("table", [ASSIGNMENT, SESSION, ITEM])
def test_every_state_is_reachable(table):
    assert reachable(table) == {state.slug for state in table.states}


def test_one_posting_logs_a_session_and_tells_the_organization(scene, client_for, post):
    expert, _organization, leader, assignment = scene
    browser = client_for(expert.user)
    url = f"/mentoring/assignments/{assignment.code}/sessions/new"
    page = browser.get(url).get_data(as_text=True)
    assert f'value="{clock.today().isoformat()}"' in page
    answer = post(browser, url, form_data(once="k1"))
    assert answer.status_code == 303
    session = db.session.query(MentoringSession).one()
    assert answer.location.endswith(f"/mentoring/sessions/{session.code}/result")
    assert (session.minutes, session.mode, session.advice) == (60, "visit", ADVICE)
    assert session.topics == ["founding_meeting", "council"]
    assert [item.person_name for item in session.items] == ["周会长"]
    assert "%(expert)s logged a mentoring session of %(day)s. Please confirm it." in {
        notice.message for notice in db.session.query(Notice).filter_by(user_id=leader.id)
    }
    assert browser.get(answer.location).status_code == 200


def test_a_double_click_logs_one_session(scene, client_for, post):
    expert, _organization, _leader, assignment = scene
    browser = client_for(expert.user)
    url = f"/mentoring/assignments/{assignment.code}/sessions/new"
    first = post(browser, url, form_data(once="same"))
    second = post(browser, url, form_data(once="same"))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert db.session.query(MentoringSession).count() == 1


def test_open_items_stand_at_the_top_next_time_and_are_ticked_there(scene, make, client_for, post):
    expert, _organization, _leader, assignment = scene
    make.session(assignment, items=[ItemFacts("刻制印章"), ItemFacts("开立账户")])
    item = db.session.query(ActionItem).filter_by(text="刻制印章").one()
    browser = client_for(expert.user)
    url = f"/mentoring/assignments/{assignment.code}/sessions/new"
    page = browser.get(url).get_data(as_text=True)
    assert page.index("刻制印章") < page.index('name="held_on"')
    assert post(browser, url, form_data(finished=[item.code])).status_code == 303
    db.session.refresh(item)
    assert item.status is ItemStatus.DONE
    assert item.done_by_id == expert.user_id
    assert "刻制印章" not in browser.get(url).get_data(as_text=True)


def test_a_following_expert_finds_and_ticks_what_is_open(scene, make, build, park):
    _expert, _organization, _leader, assignment = scene
    make.session(assignment, items=[ItemFacts("办理税务登记")])
    operator = build.person(Role.OPERATOR, park=park)
    other = make.expert()
    with work(by=operator):
        following = actions.replace_expert(
            assignment, other, by=operator, reason="专长更合适", starts_on=clock.today()
        )
    assert assignment.status is AssignmentStatus.REPLACED
    item = db.session.query(ActionItem).one()
    with work(by=other.user):
        actions.log_session(following, entry(), by=other.user, finished=[item])
    assert item.status is ItemStatus.DONE


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"advice": ""}, "advice"),
        ({"topics": []}, "topics"),
        ({"minutes": ""}, "minutes"),
        ({"held_on": "2026-02-30"}, "held_on"),
        ({"held_on": "2026-12-24"}, "held_on"),
        ({"held_on": "2025-01-06"}, "held_on"),
        ({"items-0-text": ""}, "items"),
    ],
)
def test_what_is_wrong_is_said_and_the_typing_kept(scene, client_for, post, change, field):
    expert, _organization, _leader, assignment = scene
    browser = client_for(expert.user)
    url = f"/mentoring/assignments/{assignment.code}/sessions/new"
    answer = post(browser, url, form_data(**change))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#{field}' in page
    if field != "advice":
        assert ADVICE in page
    assert db.session.query(MentoringSession).count() == 0


def test_the_organization_confirms(scene, make, client_for, post):
    _expert, _organization, leader, assignment = scene
    session = make.session(assignment)
    browser = client_for(leader)
    assert browser.get(f"/mentoring/sessions/{session.code}").status_code == 200
    answer = post(browser, f"/mentoring/sessions/{session.code}/moves/confirm")
    assert answer.status_code == 303
    db.session.refresh(session)
    assert session.status is SessionStatus.CONFIRMED
    again = post(browser, f"/mentoring/sessions/{session.code}/moves/confirm")
    assert again.status_code == 409


def test_only_what_was_seen_is_confirmed(scene, make, client_for, post):
    expert, _organization, leader, assignment = scene
    session = make.session(assignment)
    seen = {"version": str(session.version)}
    with work(by=expert.user):
        correct_session(session, entry(minutes=180), by=expert.user)
    url = f"/mentoring/sessions/{session.code}/moves/confirm"
    assert post(client_for(leader), url, seen).status_code == 409
    db.session.refresh(session)
    assert session.status is SessionStatus.LOGGED


def test_a_comment_goes_to_the_expert_who_corrects(scene, make, client_for, post):
    expert, _organization, leader, assignment = scene
    session = make.session(assignment)
    url = f"/mentoring/sessions/{session.code}"
    assert post(client_for(leader), f"{url}/comment", {"reason": ""}).status_code == 422
    answer = post(client_for(leader), f"{url}/comment", {"reason": "时长是一个半小时"})
    assert answer.status_code == 303
    browser = client_for(expert.user)
    page = browser.get(f"{url}/edit").get_data(as_text=True)
    assert "时长是一个半小时" in page
    db.session.refresh(session)
    answer = post(browser, f"{url}/edit", form_data(minutes="90", version=str(session.version)))
    assert answer.status_code == 303
    db.session.refresh(session)
    assert (session.minutes, session.status) == (90, SessionStatus.LOGGED)


def test_two_tabs_editing_one_session_are_told_with_both_versions(scene, make, client_for, post):
    expert, _organization, _leader, assignment = scene
    session = make.session(assignment)
    url = f"/mentoring/sessions/{session.code}/edit"
    version = str(session.version)
    browser = client_for(expert.user)
    first = post(browser, url, form_data(advice="甲页的建议。", version=version))
    second = post(browser, url, form_data(advice="乙页的建议。", version=version))
    assert (first.status_code, second.status_code) == (303, 409)
    page = second.get_data(as_text=True)
    assert "甲页的建议。" in page
    assert "乙页的建议。" in page
    db.session.refresh(session)
    assert session.advice == "甲页的建议。"


def test_a_confirmed_record_is_not_changed(scene, make):
    expert, _organization, leader, assignment = scene
    session = make.session(assignment)
    with work(by=leader):
        actions.confirm_session(session, by=leader)
    with pytest.raises(WrongState), work(by=expert.user):
        correct_session(session, entry(minutes=30), by=expert.user)
    with pytest.raises(Conflict), work(by=leader):
        comment_session(session, by=leader, reason="晚了")


def test_who_logged_it_does_not_confirm_it(scene, make, build, park):
    _expert, _organization, leader, assignment = scene
    clerk = build.person(Role.CLERK, park=park)
    with work(by=clerk):
        session = actions.log_session(assignment, entry(), by=clerk)
    assert session.logged_by_id == clerk.id
    with pytest.raises(Absent), work(by=clerk):
        actions.confirm_session(session, by=clerk)
    with work(by=leader):
        actions.confirm_session(session, by=leader)
    assert session.status is SessionStatus.CONFIRMED


def test_the_private_note_is_not_shown_to_the_organization(scene, make, build, park, client_for):
    _expert, _organization, leader, assignment = scene
    session = make.session(assignment, private_note="负责人压力较大")
    url = f"/mentoring/sessions/{session.code}"
    assert "负责人压力较大" not in client_for(leader).get(url).get_data(as_text=True)
    operator = build.person(Role.OPERATOR, park=park)
    assert "负责人压力较大" in client_for(operator).get(url).get_data(as_text=True)


def test_withdrawing_drops_the_open_items_and_the_count(scene, make):
    expert, organization, _leader, assignment = scene
    session = make.session(assignment, items=[ItemFacts("误记的事项")])
    assert summary_for(organization).session_count == 1
    with pytest.raises(Refusal), work(by=expert.user):
        withdraw_session(session, by=expert.user, reason="")
    with work(by=expert.user):
        withdraw_session(session, by=expert.user, reason="记错了组织")
    assert session.items[0].status is ItemStatus.DROPPED
    assert summary_for(organization).session_count == 0


def test_an_item_is_done_by_the_organization_and_reopened(scene, make, client_for, post):
    _expert, _organization, leader, assignment = scene
    make.session(assignment, items=[ItemFacts("提交年报数据")])
    item = db.session.query(ActionItem).one()
    browser = client_for(leader)
    assert post(browser, f"/mentoring/items/{item.code}/moves/finish").status_code == 303
    db.session.refresh(item)
    assert (item.status, item.done_by_id) == (ItemStatus.DONE, leader.id)
    assert post(browser, f"/mentoring/items/{item.code}/moves/reopen").status_code == 303
    db.session.refresh(item)
    assert (item.status, item.done_at) == (ItemStatus.OPEN, None)
    assert post(browser, f"/mentoring/items/{item.code}/moves/drop").status_code == 403
