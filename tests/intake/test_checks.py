"""The completeness check: one list back, only its parts open, changes shown word by word."""

from datetime import date

import pytest

from incubator.intake.applications import actions
from incubator.intake.applications.changes import compare
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.kernel import clock, duedates
from incubator.kernel.access import Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import Conflict, Refusal
from incubator.kernel.notices import Notice
from tests.build import Builder
from tests.intake.build import make_application, make_call, make_draft, section_of
from tests.statements import counted

HOME = "/home"


def test_the_list_is_sent_once_and_opens_only_its_parts(build: Builder, client_for, post):
    park = build.park()
    application, leader = make_application(build, make_call(park))
    operator = client_for(build.person(Role.OPERATOR, park=park))
    url = f"/applications/{application.code}/ask-back"
    assert post(operator, url, page=HOME).status_code == 422
    asked = {"ask_people": "请写明每名发起人的分工。", "ask_files": "章程草案缺第三页。"}
    assert post(operator, url, asked, page=HOME).status_code == 303
    db.session.expire_all()
    assert application.status is ApplicationStatus.ASKED_BACK
    assert application.answer_by_on == date(2026, 12, 2)  # ten working days after 18 November
    open_parts = [row.slug for row in application.sections if not row.is_locked]
    assert open_parts == ["people", "files"]
    told = db.session.scalars(db.select(Notice).where(Notice.user_id == leader.id)).all()
    assert [notice.facts["day"] for notice in told] == [{"day": "2026-12-02"}]
    page = client_for(leader).get(f"/applications/{application.code}").get_data(as_text=True)
    assert "章程草案缺第三页" in page
    assert "已锁定" in page


def test_a_locked_part_stays_as_it_was(build: Builder):
    application, leader = make_application(build, make_call(build.park()), status="asked_back")
    basics = section_of(application, "basics")
    with pytest.raises(Conflict), work(by=leader):
        actions.save_section(basics, {"address": "别处"}, expected=basics.version, by=leader)


def test_corrections_must_be_made_before_sending_again(build: Builder):
    application, leader = make_application(build, make_call(build.park()), status="asked_back")
    with pytest.raises(Refusal), work(by=leader):
        actions.submit(application, by=leader)
    people = section_of(application, "people")
    with work(by=leader):
        answers = {"leader_background": "负责人简介的说明，二级社会工作师"}
        actions.save_section(people, answers, expected=people.version, by=leader)
        actions.submit(application, by=leader)
    assert application.round == 2
    assert application.number == "2026-001"
    assert application.ask_backs[0].answered_at is not None


@pytest.mark.postgres
def test_the_operator_sees_what_changed_word_by_word(build: Builder, client_for):
    park = build.park()
    application, leader = make_application(build, make_call(park), status="asked_back")
    people = section_of(application, "people")
    with work(by=leader):
        answers = {"leader_background": "负责人简介的详细说明", "full_time_staff": 3}
        actions.save_section(people, answers, expected=people.version, by=leader)
        actions.submit(application, by=leader)
    operator = client_for(build.person(Role.OPERATOR, park=park))
    page = operator.get(f"/applications/{application.code}/check").get_data(as_text=True)
    assert "负责人简介的<ins>详细</ins>说明" in page
    assert "<del>2</del><ins>3</ins>" in page
    assert "请补充核心成员分工" in page


def test_comparing_keeps_every_character_of_both_texts():
    pieces = compare("会员46人，Q3前登记", "会员50人，Q4前完成登记")
    assert "".join(text for mark, text in pieces if mark != "new") == "会员46人，Q3前登记"
    assert "".join(text for mark, text in pieces if mark != "old") == "会员50人，Q4前完成登记"
    assert ("old", "46") in pieces
    assert ("new", "50") in pieces


def test_passing_on_and_taking_back(build: Builder, client_for, post):
    park = build.park()
    application, _ = make_application(build, make_call(park))
    operator = client_for(build.person(Role.OPERATOR, park=park))
    url = f"/applications/{application.code}/moves"
    assert post(operator, f"{url}/complete", page=HOME).status_code == 303
    assert post(operator, f"{url}/complete", page=HOME).status_code == 409
    assert post(operator, f"{url}/recheck", page=HOME).status_code == 422
    assert post(operator, f"{url}/recheck", {"reason": "漏看一页"}, page=HOME).status_code == 303
    clerk = client_for(build.person(Role.CLERK, park=park))
    assert post(clerk, f"{url}/complete", page=HOME).status_code == 403


@pytest.mark.postgres
def test_the_list_finds_by_name_and_shows_drafts_without_a_way_in(build: Builder, client_for):
    park = build.park()
    call = make_call(park)
    draft, _ = make_draft(build, call, name="正在填写的团队")
    sent, _ = make_application(build, call, name="已提交的团队", number=2)
    operator = client_for(build.person(Role.OPERATOR, park=park))
    url = f"/calls/{call.code}/applications"
    page = operator.get(f"{url}?tab=all").get_data(as_text=True)
    assert f"/applications/{sent.code}/check" in page
    assert draft.code not in page
    found = operator.get(f"{url}?tab=all&q=已提交").get_data(as_text=True)
    assert "正在填写的团队" not in found
    assert operator.get(f"/applications/{draft.code}/check").status_code == 404
    assert operator.get(f"{url}?tab=nonsense&after=abc").status_code == 200


def test_the_list_costs_the_same_for_one_row_and_for_thirty(build: Builder, client_for):
    park = build.park()
    call = make_call(park)
    make_application(build, call, name="第零社", number=100)
    operator = client_for(build.person(Role.OPERATOR, park=park))
    url = f"/calls/{call.code}/applications?tab=all"
    operator.get(url)
    with counted() as one:
        operator.get(url)
    for number in range(1, 30):
        make_application(build, call, name=f"第{number}社", number=number)
    with counted() as thirty:
        answer = operator.get(url)
    assert answer.get_data(as_text=True).count("<tr class=") == 25
    assert len(thirty) == len(one)
    assert len(one) <= 15


def test_the_pages_of_one_application_stay_within_fifteen_queries(build: Builder, client_for):
    park = build.park()
    application, leader = make_application(build, make_call(park))
    operator = client_for(build.person(Role.OPERATOR, park=park))
    for browser, url in (
        (operator, f"/applications/{application.code}/check"),
        (client_for(leader), f"/applications/{application.code}"),
        (client_for(leader), f"/applications/{application.code}/sections/needs"),
    ):
        browser.get(url)
        with counted() as found:
            assert browser.get(url).status_code == 200
        assert len(found) <= 15, (url, len(found))


def test_a_late_check_and_a_late_correction_are_told(build: Builder, client_for):
    park = build.park()
    call = make_call(park)
    make_application(build, call)
    operator = build.person(Role.OPERATOR, park=park)
    with clock.frozen(clock.moment(date(2026, 11, 30), 10)):
        browser = client_for(operator)
        page = browser.get(f"/calls/{call.code}/applications").get_data(as_text=True)
    assert "已逾期（11月25日 截止）" in page


@pytest.mark.postgres
def test_corrections_stand_among_the_due_dates_of_both_sides(build: Builder, app):
    park = build.park()
    call = make_call(park)
    application, leader = make_application(build, call, status="asked_back")
    make_application(build, call, name="别人的团队", number=2)
    operator = build.person(Role.OPERATOR, park=park)
    stranger = build.person(Role.OPERATOR, park=build.park("beiyuan"))
    window = (date(2026, 11, 18), date(2026, 12, 31))
    with app.test_request_context():
        for person in (leader, operator):
            found = [
                d
                for d in duedates.collect(person, *window)
                if d.endpoint == "intake.application_detail"
            ]
            assert [(item.subject, item.on) for item in found] == [
                (application.organization.name, date(2026, 12, 2))
            ]
        assert duedates.collect(stranger, *window) == []
