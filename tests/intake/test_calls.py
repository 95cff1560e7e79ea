"""Calls: prepared with copies, published, extended, closed, cancelled; read by everybody."""

from datetime import timedelta

import pytest

from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.calls import actions, queries
from incubator.intake.calls.models import ApplicantKind, Call
from incubator.intake.calls.rules import badge_of
from incubator.intake.calls.workflow import CallStatus
from incubator.kernel import clock
from incubator.kernel.access import Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import Absent, Refusal, WrongState
from incubator.kernel.notices import Notice
from tests.build import Builder
from tests.intake.build import call_facts, make_application, make_call, make_draft

FORM = {
    "title": "第三批入驻招募",
    "text": "欢迎申请。",
    "opens_on": "2026-11-20",
    "closes_on": "2026-12-03",
    "closes_time": "17:30",
    "places_physical": "1",
    "places_virtual": "3",
    "applicant_kinds": ["registered", "unregistered", "filed"],
}


def test_a_new_call_carries_copies_of_the_rules_in_force(build: Builder):
    call = make_call(build.park(), published=False)
    assert call.number == "2026-001"
    assert [section["slug"] for section in call.sections] == [
        "basics", "people", "service_plan", "needs", "files", "declarations",
    ]  # fmt: skip
    assert len(call.conditions["conditions"]) == 7
    assert queries.limit_days(call, "answer_to_ask_back") == 10
    assert call.rubric.body["pass_mark"] == 60


def test_a_draft_is_not_public_and_a_published_call_is(build: Builder, client):
    park = build.park()
    draft, call = make_call(park, published=False), make_call(park)
    assert client.get(f"/parks/qinghe/calls/{draft.code}").status_code == 404
    page = client.get(f"/parks/qinghe/calls/{call.code}").get_data(as_text=True)
    assert "还剩 10 天" in page
    assert "看看能否申请" in page
    assert client.get(f"/parks/qinghe/calls/{call.code}/check").status_code == 200
    assert call.title in client.get("/parks/qinghe/calls").get_data(as_text=True)


def test_a_call_of_another_park_is_absent_under_this_one(build: Builder, client):
    call = make_call(build.park())
    build.park("beiyuan")
    assert client.get(f"/parks/beiyuan/calls/{call.code}").status_code == 404


def test_the_operator_prepares_edits_and_publishes(build: Builder, client_for, post):
    park = build.park()
    browser = client_for(build.person(Role.OPERATOR, park=park))
    answer = post(browser, "/calls/new", FORM, page="/home")
    assert answer.status_code == 303
    call = db.session.scalars(db.select(Call)).one()
    assert answer.location == f"/calls/{call.code}/documents/edit"
    needs = {"need-charter-unregistered": "optional", "version": str(call.version)}
    assert (
        post(browser, f"/calls/{call.code}/documents/edit", needs, page="/home").status_code == 303
    )
    own = {"section": "service_plan", "label": "你们愿意为园区做些什么？", "type": "long_text"}
    assert post(browser, f"/calls/{call.code}/questions/edit", own, page="/home").status_code == 303
    assert post(browser, f"/calls/{call.code}/moves/publish", {}, page="/home").status_code == 303
    db.session.expire_all()
    assert call.status is CallStatus.OPEN
    charter = next(entry for entry in call.documents if entry["slug"] == "charter")
    assert charter["unregistered"] == "optional"
    plan = next(entry for entry in call.sections if entry["slug"] == "service_plan")
    assert plan["questions"][-1]["label"]["zh"] == "你们愿意为园区做些什么？"


def test_bad_dates_and_numbers_stand_beside_their_fields_with_what_was_typed(
    build: Builder, client_for, post
):
    browser = client_for(build.person(Role.OPERATOR, park=build.park()))
    bad = {**FORM, "closes_on": "2026-02-30", "places_virtual": "三个", "title": "招" * 121}
    answer = post(browser, "/calls/new", bad, page="/home")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="2026-02-30"' in page
    assert "请填写存在的日期" in page
    assert "请填写整数" in page
    assert "招" * 121 in page
    assert db.session.scalars(db.select(Call)).all() == []


def test_a_window_must_end_after_it_begins_and_offer_a_place(build: Builder):
    park = build.park()
    with pytest.raises(Refusal) as refusal:
        make_call(park, closes_at=clock.now() - timedelta(days=9))
    assert refusal.value.field == "closes_on"
    with pytest.raises(Refusal) as refusal:
        make_call(park, places_physical=0, places_virtual=0)
    assert refusal.value.field == "places_physical"


def test_publishing_needs_a_text(build: Builder):
    with pytest.raises(Refusal):
        make_call(build.park(), text="  ")


def test_a_published_call_is_not_edited(build: Builder):
    park = build.park()
    call, operator = make_call(park), build.person(Role.OPERATOR, park=park)
    with pytest.raises(WrongState), work(by=operator):
        actions.edit_call(call, call_facts(), by=operator)


def test_extending_moves_the_end_and_tells_why(build: Builder, client_for, client, post):
    park = build.park()
    call, operator = make_call(park), client_for(build.person(Role.OPERATOR, park=park))
    url = f"/calls/{call.code}/extension"
    earlier = {"closes_on": "2026-11-19", "closes_time": "17:30", "reason": "节前"}
    assert post(operator, url, earlier, page="/home").status_code == 422
    later = {"closes_on": "2026-12-11", "closes_time": "17:30", "reason": "报名期间遇强降雨。"}
    assert post(operator, url, later, page="/home").status_code == 303
    page = client.get(f"/parks/qinghe/calls/{call.code}").get_data(as_text=True)
    assert "报名期间遇强降雨" in page
    db.session.expire_all()
    assert call.status is CallStatus.OPEN
    assert clock.local(call.closes_at).day == 11


def test_extending_is_no_bare_move(build: Builder, client_for, post):
    park = build.park()
    call, operator = make_call(park), client_for(build.person(Role.OPERATOR, park=park))
    assert (
        post(
            operator, f"/calls/{call.code}/moves/extend", {"reason": "x"}, page="/home"
        ).status_code
        == 404
    )


def test_the_window_closes_by_the_clock(build: Builder):
    call = make_call(build.park())
    seen = []
    for moment in (call.opens_at - timedelta(minutes=1), clock.now(), call.closes_at):
        with clock.frozen(moment):
            state = str(badge_of(call).label)
            seen.append((call.is_upcoming, call.is_open, call.is_over, state))
    assert seen == [
        (True, False, False, "尚未开始"),
        (False, True, False, "已发布"),
        (False, False, True, "申请已截止"),
    ]


@pytest.mark.postgres
def test_cancelling_tells_everybody_and_ends_what_is_under_way(
    build: Builder, client_for, client, post
):
    park = build.park()
    call = make_call(park)
    draft, drafter = make_draft(build, call)
    sent, sender = make_application(build, call, name="乙社", number=2)
    operator = client_for(build.person(Role.OPERATOR, park=park))
    url = f"/calls/{call.code}/moves/cancel"
    assert post(operator, url, {"reason": "经费安排调整"}, page="/home").status_code == 303
    db.session.expire_all()
    assert sent.status is ApplicationStatus.LAPSED
    assert draft.status is ApplicationStatus.DRAFTING
    told = db.session.scalars(db.select(Notice.user_id).where(Notice.message.contains("cancelled")))
    assert sorted(told) == sorted([drafter.id, sender.id])
    page = client.get(f"/parks/qinghe/calls/{call.code}").get_data(as_text=True)
    assert "经费安排调整" in page


def test_calls_belong_to_their_park(build: Builder, client_for):
    call = make_call(build.park())
    other = build.park("beiyuan")
    stranger = client_for(build.person(Role.OPERATOR, park=other))
    assert stranger.get(f"/calls/{call.code}").status_code == 404
    applicant = client_for(build.user())
    assert applicant.get(f"/calls/{call.code}").status_code == 403
    clerk = client_for(build.person(Role.CLERK, park=call.park))
    assert clerk.get(f"/calls/{call.code}").status_code == 200
    assert clerk.get("/calls/new").status_code == 403


def test_a_stale_edit_is_told_with_both_versions(build: Builder, client_for, post):
    park = build.park()
    call, operator = make_call(park, published=False), build.person(Role.OPERATOR, park=park)
    browser = client_for(operator)
    stale = str(call.version)
    with work(by=operator):
        actions.edit_call(call, call_facts(title="别人改的标题"), by=operator)
    answer = post(browser, f"/calls/{call.code}/edit", {**FORM, "version": stale}, page="/home")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "别人改的标题" in page
    assert "第三批入驻招募" in page


def test_own_questions_are_limited_and_can_be_taken_back(build: Builder):
    park = build.park()
    call, operator = make_call(park, published=False), build.person(Role.OPERATOR, park=park)
    question = actions.OwnQuestion("needs", "还需要什么？", "text", 50, required=False)
    with work(by=operator):
        for _ in range(actions.MOST_OWN_QUESTIONS):
            actions.add_question(call, question, by=operator)
    with pytest.raises(Refusal), work(by=operator):
        actions.add_question(call, question, by=operator)
    with work(by=operator):
        actions.remove_question(call, "own_1", by=operator)
    with pytest.raises(Absent), work(by=operator):
        actions.remove_question(call, "mode", by=operator)


def test_kinds_that_the_call_does_not_name_cannot_apply(build: Builder):
    call = make_call(build.park(), applicant_kinds=["registered"])
    with pytest.raises(Refusal) as refusal:
        make_draft(build, call, kind=ApplicantKind.FILED)
    assert refusal.value.field == "kind"
