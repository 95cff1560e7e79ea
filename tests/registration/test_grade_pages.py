"""Do the pages of the grade assessment work for the organization, the expert on a phone, and the park?"""

import io
import re
import subprocess

import pytest
from sqlalchemy import select

from incubator.kernel import blobs, files
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.registration.cases import actions as cases
from incubator.registration.cases.workflow import CaseStatus
from incubator.registration.checklists.rules import Event
from incubator.registration.grades import actions, panel_actions
from incubator.registration.grades.models import GradeAssessment, GradeFile
from incubator.registration.grades.panel_views import assessments_waiting
from incubator.registration.grades.queries import groups_of, seats_of, set_of
from incubator.registration.grades.sheet_views import grade_sheets_waiting
from incubator.registration.grades.workflow import GradeStatus
from tests.experts.build import ExpertsBuilder
from tests.intake.build import PDF
from tests.registration.build import work_off
from tests.registration.grades_build import (
    assessment,
    judge,
    panel,
    scored,
    self_score,
    state,
    submitted,
)
from tests.registration.test_steps import tiny_png
from tests.statements import counted

LARGEST = 150 * 1024


@pytest.fixture
def leader_of(build, client_for):
    def open_browser(found):
        role = build.person(Role.LEADER, organization_id=found.case.organization_id)
        return client_for(role)

    return open_browser


@pytest.fixture
def operator(build, park, client_for):
    return client_for(build.person(Role.OPERATOR, park=park))


def page(browser, address, status=200):
    answer = browser.get(address)
    assert answer.status_code == status, answer.status_code
    assert len(answer.data) < LARGEST
    return answer.get_data(as_text=True)


def cost(browser, address):
    with counted() as seen:
        page(browser, address)
    return len([text for text in seen if text.lstrip().upper().startswith("SELECT")])


def full(found, slug):
    items = set_of(found).group(slug).items
    points = {f"points_{item.slug}": item.points for item in items}
    return points | {f"note_{item.slug}": "见档案" for item in items}


def test_the_organization_states_scores_and_hands_in(park, leader_of, post):
    found = assessment(park)
    browser = leader_of(found)
    assert "继续自评" in page(browser, f"/grades/{found.code}")
    form = f"/grades/{found.code}/conditions"
    html = page(browser, form)
    assert "登记日期：2022年5月10日" in html
    slugs = re.findall(r'name="(state_[a-z_]+)"', html)
    assert len(set(slugs)) == 7
    answer = post(browser, form, dict.fromkeys(slugs, "fine"), page=form)
    assert answer.status_code == 303
    first = groups_of(found)["party"]
    assert answer.headers["Location"].endswith(f"/grade-groups/{first.code}")
    for group in set_of(found).groups:
        url = f"/grade-groups/{groups_of(found)[group.slug].code}"
        html = page(browser, url)
        assert "预计等级" in html
        answer = post(browser, url, full(found, group.slug) | {"act": "next"}, page=url)
        assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/grades/{found.code}")
    html = page(browser, f"/grades/{found.code}")
    assert "1000/1000 分" in html
    assert "已全部填写" in html
    moved = post(browser, f"/grades/{found.code}/moves/submit", page=f"/grades/{found.code}")
    assert moved.status_code == 303
    db.session.expire_all()
    assert found.status is GradeStatus.SUBMITTED
    assert "不能修改" in page(browser, f"/grade-groups/{first.code}")


def test_points_beyond_the_item_stand_beside_it_and_what_was_typed_stays(park, leader_of, post):
    found = assessment(park)
    browser = leader_of(found)
    url = f"/grade-groups/{groups_of(found)['basic'].code}"
    data = full(found, "basic") | {"points_funds": "99", "note_funds": "打到一半"}
    answer = post(browser, url, data, page=url)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "请填写 0 至 14 分" in html
    assert "打到一半" in html
    assert 'value="99"' in html


def test_what_is_typed_is_saved_by_itself_and_resumed_on_another_device(park, leader_of, post):
    found = assessment(park)
    browser = leader_of(found)
    row = groups_of(found)["basic"]
    url = f"/grade-groups/{row.code}"
    assert f'data-autosave="{url}/save"' in page(browser, url)
    said = post(browser, f"{url}/save", {"points_funds": "7", "version": "1"}, page=url)
    assert (said.status_code, said.json["ok"], said.json["version"]) == (200, True, 2)
    same = post(browser, f"{url}/save", {"points_funds": "7", "version": "1"}, page=url)
    assert (same.status_code, same.json["version"]) == (200, 2)
    wrong = post(browser, f"{url}/save", {"points_funds": "99", "version": "2"}, page=url)
    assert (wrong.status_code, list(wrong.json["errors"])) == (422, ["points_funds"])
    assert 'value="7"' in page(leader_of(found), url)


def test_two_devices_see_both_versions_and_saving_again_keeps_mine(park, leader_of, post):
    found = assessment(park)
    browser = leader_of(found)
    row = groups_of(found)["basic"]
    url = f"/grade-groups/{row.code}"
    mine = {"points_funds": "7", "note_funds": "我写的话", "version": "1"}
    with work(by=SYSTEM):
        theirs = actions.OwnScore({"funds": 5}, {"funds": "同事写的话"})
        actions.score_group(row, theirs, by=SYSTEM)
    clash = post(browser, f"{url}/save", mine, page=url)
    assert clash.status_code == 409
    assert "同事写的话" in page(browser, clash.json["compare_url"])
    answer = post(browser, url, mine, page=url)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "同事写的话" in html
    assert "我写的话</textarea>" in html
    assert 'name="version" type="hidden" value="2"' in html
    assert post(browser, url, {**mine, "version": "2"}, page=url).status_code == 303
    db.session.expire_all()
    assert (row.points, row.notes) == ({"funds": 7}, {"funds": "我写的话"})


def test_what_was_handed_in_is_not_saved_over(park, leader_of, post):
    found = submitted(park)
    browser = leader_of(found)
    url = f"/grade-groups/{groups_of(found)['basic'].code}"
    said = post(browser, f"{url}/save", {"points_funds": "1"}, page=url)
    assert said.status_code == 409
    assert said.json["message"]
    assert "data-autosave=" not in page(browser, url)


def test_evidence_is_uploaded_from_the_item_and_taken_away_with_what_was_typed(
    park, leader_of, post
):
    found = assessment(park)
    browser = leader_of(found)
    url = f"/grade-groups/{groups_of(found)['basic'].code}"
    answer = post(browser, url, {"points_funds": "7", "act": "file:funds"}, page=url)
    target = answer.headers["Location"]
    assert target.endswith(f"/grades/{found.code}/files/funds")
    sent = post(
        browser,
        target,
        {"file": (io.BytesIO(tiny_png()), "审计报告.png")},
        page=target,
        content_type="multipart/form-data",
    )
    assert sent.headers["Location"].endswith(f"{url}#item-funds")
    assert "审计报告.png" in page(browser, url)
    row = db.session.scalars(select(GradeFile)).unique().one()
    assert browser.get(f"/grade-files/{row.code}").data.startswith(b"\x89PNG")
    gone = post(browser, url, {"points_funds": "9", "act": f"drop:{row.code}"}, page=url)
    assert gone.status_code == 303
    db.session.expire_all()
    assert groups_of(found)["basic"].points == {"funds": 9}
    assert db.session.scalars(select(GradeFile)).first() is None


def test_a_file_of_another_assessment_is_not_taken_away(park, leader_of, post):
    mine, other = assessment(park), assessment(park)
    with work(by=SYSTEM):
        inspected = files.inspect(PDF, "x.pdf", files.DOCUMENT)
        row = actions.add_file(other, "funds", inspected, by=SYSTEM)
    browser = leader_of(mine)
    url = f"/grade-groups/{groups_of(mine)['basic'].code}"
    assert post(browser, url, {"act": f"drop:{row.code}"}, page=url).status_code == 404
    assert browser.get(f"/grade-files/{row.code}").status_code == 404


def test_the_organization_sees_the_points_only_when_approved(build, park, leader_of):
    found = scored(park, build, less=2)
    browser = leader_of(found)
    assert "专家组" not in page(browser, f"/grades/{found.code}")
    assert browser.get(f"/grades/{found.code}/result").status_code == 403
    proposer = build.person(Role.OPERATOR, park=park)
    manager = build.person(Role.MANAGER, park=park)
    with work(by=proposer):
        reached = set_of(found).grade_for(found.result_hundredths)
        panel_actions.propose(found, reached.slug, by=proposer)
    assert "等级建议" not in page(browser, f"/grades/{found.code}")
    with work(by=manager):
        panel_actions.approve(found, by=manager)
    html = page(browser, f"/grades/{found.code}")
    assert "专家组" in html
    assert reached.label["zh"] in html
    name = seats_of(found)[0].sheet.expert.name
    assert name not in html


def expert_browser(client_for, seat):
    return client_for(seat.sheet.expert.user)


def test_an_expert_declares_scores_and_hands_in(build, park, client_for, post):
    found = submitted(park)
    make = ExpertsBuilder(build, park)
    with work(by=SYSTEM):
        seats = panel_actions.form_panel(found, [make.expert(), make.expert()], by=SYSTEM)
    seat = seats[0]
    person = seat.sheet.expert.user
    assert [row.subject for row in grade_sheets_waiting(person)] == [""]
    browser = expert_browser(client_for, seat)
    assert found.case.organization.name in page(browser, "/grade-sheets")
    url = f"/grade-sheets/{seat.code}"
    assert "回避" in page(browser, url)
    assert browser.get(f"{url}/groups/basic").status_code == 404
    assert post(browser, url, {"choice": "free"}, page=url).status_code == 303
    form = f"{url}/groups/basic"
    assert "见档案" in page(browser, form)
    answer = post(browser, form, {"points_funds": "3"}, page=form)
    assert answer.status_code == 422
    assert "低于自评分 14" in answer.get_data(as_text=True)
    sent = {"points_funds": "3", "reason_funds": "净资产低于登记资金", "act": "save"}
    assert post(browser, form, sent, page=form).status_code == 303
    assert "3/1000 分" in page(browser, url)
    lacking = post(browser, url, {}, page=url)
    assert lacking.status_code == 422
    judge(seat, hand_in=False)
    assert post(browser, url, {}, page=url).status_code == 303
    assert grade_sheets_waiting(person) == []


def test_a_conflict_takes_sheet_and_files_away(build, park, client_for, post):
    found = assessment(park)
    state(found)
    self_score(found)
    with work(by=SYSTEM):
        inspected = files.inspect(PDF, "x.pdf", files.DOCUMENT)
        row = actions.add_file(found, "funds", inspected, by=SYSTEM)
        actions.submit(found, by=SYSTEM)
    seat = panel(found, build)[0]
    browser = expert_browser(client_for, seat)
    proof = f"/grade-sheets/{seat.code}/files/{row.code}"
    assert browser.get(proof).status_code == 200
    with work(by=SYSTEM):
        panel_actions.declare(seat, has_conflict=True, reason="亲属任职", by=SYSTEM)
    for url in (proof, f"/grade-sheets/{seat.code}", f"/grade-sheets/{seat.code}/groups/basic"):
        assert browser.get(url).status_code == 404
    assert found.case.organization.name not in page(browser, "/grade-sheets")


def test_the_park_forms_the_panel_and_the_second_person_approves(
    build, park, client_for, post, operator
):
    found = submitted(park)
    make = ExpertsBuilder(build, park)
    people = [make.expert(), make.expert()]
    url = f"/grades/{found.code}"
    form = f"{url}/panel"
    assert people[0].name in page(operator, form)
    short = post(operator, form, {"experts": [people[0].code]}, page=form)
    assert short.status_code == 422
    done = post(operator, form, {"experts": [row.code for row in people]}, page=form)
    assert done.status_code == 303
    for seat in seats_of(found):
        with work(by=SYSTEM):
            panel_actions.declare(seat, has_conflict=False, reason="", by=SYSTEM)
        judge(seat, less=1)
    assert "结束评分" in page(operator, url)
    assert post(operator, f"{url}/moves/close", page=url).status_code == 303
    html = page(operator, f"{url}/result")
    assert "材料不全" in html
    assert "951.00" in html
    other = post(operator, f"{url}/result", {"grade": "4a", "note": ""}, page=f"{url}/result")
    assert other.status_code == 422
    sent = post(operator, f"{url}/result", {"grade": "5a", "note": ""}, page=f"{url}/result")
    assert sent.status_code == 303
    assert post(operator, f"{url}/moves/approve", page=url).status_code == 403
    boss = build.person(Role.MANAGER, park=park)
    assert [row.arguments["code"] for row in assessments_waiting(boss)] == [found.code]
    manager = client_for(boss)
    assert "审定等级" in page(manager, url)
    assert post(manager, f"{url}/moves/approve", page=url).status_code == 303
    step = work_off(found.case, until=Event.DECIDED)
    form = f"/registration-steps/{step.code}/decision"
    chosen = [row for row in re.findall(r"<input[^>]*>", page(manager, form)) if "checked" in row]
    assert any('value="5A 等级"' in row for row in chosen)
    data = {"decided_on": "2026-11-18", "result": "5A 等级"}
    assert post(manager, form, data, page=form).status_code == 303
    db.session.expire_all()
    row = db.session.scalars(select(GradeAssessment)).unique().one()
    assert row.case.status is CaseStatus.DECIDED
    assert row.case.valid_until.isoformat() == "2031-11-17"


def test_a_replacement_is_chosen_on_its_page(build, park, operator, post):
    found = submitted(park)
    seat = panel(found, build)[0]
    new = ExpertsBuilder(build, park).expert()
    form = f"/grade-seats/{seat.code}/replacement"
    assert new.name in page(operator, form)
    data = {"expert": new.code, "reason": "出差"}
    assert post(operator, form, data, page=form).status_code == 303
    assert len(seats_of(found)) == 3


def test_a_submitted_sheet_is_given_back_on_its_page(build, park, operator, post):
    found = submitted(park)
    seat = panel(found, build)[0]
    judge(seat)
    form = f"/grade-seats/{seat.code}/return"
    page(operator, form)
    assert post(operator, form, {"reason": "请核对"}, page=form).status_code == 303
    db.session.expire_all()
    assert seat.sheet.is_open


def test_a_case_opened_before_its_set_begins_by_a_button(build, park, operator, leader_of, post):
    found = assessment(park)
    case = found.case
    with work(by=SYSTEM) as session:
        for row in groups_of(found).values():
            session.delete(row)
        session.flush()
        session.delete(found)
    url = f"/registrations/{case.code}"
    assert "开始自评" in page(operator, url)
    begun = post(operator, f"{url}/grade", page=url)
    assert begun.status_code == 303
    assert "评估指标和评分" in page(operator, url)


@pytest.mark.pdf
def test_the_scoring_sheet_as_a_paper(build, park, operator, tmp_path):
    found = scored(park, build, less=2)
    answer = operator.get(f"/grades/{found.code}/sheet.pdf")
    (tmp_path / "sheet.pdf").write_bytes(answer.data)
    command = ["pdftotext", "-layout", str(tmp_path / "sheet.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    for word in ("项目", "分值", "自评分", "专家评分", "扣分理由", "材料不全", "合计", "902.00"):
        assert word in text


def test_the_pages_cost_the_same_for_few_and_many(build, park, operator, leader_of, client_for):
    small = submitted(park)
    seat = panel(small, build)[0]
    browser, expert = leader_of(small), expert_browser(client_for, seat)
    addresses = [
        (operator, "/grades/{0}"),
        (operator, "/grades/{0}/result"),
        (browser, "/grades/{0}"),
        (browser, "/grades/{0}/conditions"),
        (browser, "/grade-groups/{1}"),
        (expert, "/grade-sheets"),
        (expert, "/grade-sheets/{2}"),
        (expert, "/grade-sheets/{2}/groups/basic"),
    ]
    names = (small.code, groups_of(small)["basic"].code, seat.code)
    few = [cost(who, url.format(*names)) for who, url in addresses]
    make = ExpertsBuilder(build, park)
    with work(by=SYSTEM):
        for number in range(12):
            inspected = files.inspect(PDF, f"{number}.pdf", files.DOCUMENT)
            db.session.add(
                GradeFile(
                    assessment_id=small.id,
                    item="funds",
                    file_id=_kept(inspected),
                )
            )
    for _ in range(3):
        other = submitted(park)
        with work(by=SYSTEM):
            panel_actions.form_panel(other, [seat.sheet.expert, make.expert()], by=SYSTEM)
    many = [cost(who, url.format(*names)) for who, url in addresses]
    assert many == few
    assert max(many) <= 15


def _kept(inspected):
    return blobs.keep(inspected, by=SYSTEM).id


def test_nothing_is_scored_any_more_where_the_case_was_given_up(park, leader_of):
    found = assessment(park)
    leader = leader_of(found)
    address = f"/grades/{found.code}"
    assert "提交自评" in page(leader, address)
    with work(by=SYSTEM):
        cases.abandon(found.case, by=SYSTEM, reason="今年不参评")
    shown = page(leader, address)
    assert "提交自评" not in shown
    assert "继续自评" not in shown
