"""Do the pages of registration work for those who may use them, and for nobody else?"""

import io
import subprocess
from datetime import date

import pytest
from sqlalchemy import func, select

from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.kernel.workflow import Turn
from incubator.registration.cases.models import Case, StepFile
from incubator.registration.cases.queries import roadmap_of
from incubator.registration.cases.views import due_steps, waiting_for
from incubator.registration.cases.workflow import StepStatus
from incubator.registration.steps import actions
from tests.organizations.build import credit_code
from tests.registration.build import (
    BEFORE_DECISION,
    fill,
    finish,
    new_case,
    resident,
    statuses,
    step,
)
from tests.registration.test_steps import tiny_png
from tests.statements import count_queries

TO_MEMBERS = ("demand", "founders", "name", "charter")


@pytest.fixture
def case(park):
    found = new_case(park)
    finish(found, *TO_MEMBERS)
    return found


@pytest.fixture
def leader(build, case, client_for):
    return client_for(build.person(Role.LEADER, organization_id=case.organization_id))


@pytest.fixture
def operator(build, park, client_for):
    return client_for(build.person(Role.OPERATOR, park=park))


def url(case, slug, *, end=""):
    return f"/registration-steps/{step(case, slug).code}{end}"


def page(browser, address, status=200):
    answer = browser.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_case_detail_shows_where_the_team_stands(case, leader):
    fill(case, "members", members_individual=46)
    html = page(leader, f"/registrations/{case.code}")
    assert "当前位置：" in html
    assert "轮到你们" in html
    assert "46/50" in html
    assert "已办结 4/19 步" in html
    assert 'aria-current="step"' in html


def test_step_detail_names_what_is_missing_and_offers_no_vain_button(case, leader):
    fill(case, "members", members_individual=46)
    html = page(leader, url(case, "members"))
    assert "交给园区核对之前，还缺" in html
    assert "moves/hand_in" not in html
    fill(case, "members")
    assert "moves/hand_in" in page(leader, url(case, "members"))


def test_case_list_leads_an_organization_to_its_case(case, leader):
    answer = leader.get("/registrations")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/registrations/{case.code}"


def test_case_list_has_tabs_by_turn(case, operator):
    html = page(operator, "/registrations?tab=organization")
    assert case.organization.name in html
    assert case.organization.name not in page(operator, "/registrations?tab=park")
    page(operator, "/registrations?tab=nonsense", 404)


def test_step_edit_keeps_figures_and_says_when_another_was_faster(case, leader, post):
    address = url(case, "members", end="/edit")
    html = page(leader, address)
    version = html.split('name="version" type="hidden" value="')[1].split('"')[0]
    typed = {"fact_members_individual": "46", "fact_members_unit": "", "version": version}
    assert post(leader, address, typed, page=address).status_code == 303
    assert "46/50" in page(leader, url(case, "members"))
    second = post(leader, address, {**typed, "fact_members_individual": "48"}, page=address)
    assert second.status_code == 409
    assert 'value="48"' in second.get_data(as_text=True)
    assert "46/50" in page(leader, url(case, "members"))


@pytest.mark.parametrize("typed", ["四十六", "-3", "4.5", "99999999999"])
def test_step_edit_refuses_what_is_no_number(case, leader, post, typed):
    address = url(case, "members", end="/edit")
    answer = post(leader, address, {"fact_members_individual": typed}, page=address)
    assert answer.status_code == 422
    assert "请填写整数" in answer.get_data(as_text=True)


def test_step_edit_takes_yuan(case, leader, post):
    address = url(case, "capital", end="/edit")
    assert post(leader, address, {"fact_funds_fen": "30,000.00"}, page=address).status_code == 303
    assert "30,000.00/30,000.00" in page(leader, url(case, "capital"))
    answer = post(leader, address, {"fact_funds_fen": "三万"}, page=address)
    assert answer.status_code == 422


def test_handing_in_and_confirming(case, leader, operator, post):
    fill(case, "members")
    here = url(case, "members")
    move = post(leader, f"{here}/moves/hand_in", page=here)
    assert move.status_code == 303
    assert statuses(case)["members"] is StepStatus.HANDED_IN
    again = post(leader, f"{here}/moves/hand_in", page=here)
    assert again.status_code == 409
    review = f"{here}/review"
    assert "材料齐全" in page(operator, review)
    answer = post(operator, review, {"done_on": "2026-02-30"}, page=review)
    assert answer.status_code == 422
    answer = post(operator, review, {"done_on": "2026-11-12"}, page=review)
    assert answer.status_code == 303
    assert statuses(case)["members"] is StepStatus.DONE


def test_a_missing_figure_stands_on_the_review(case, operator, post):
    fill(case, "members", members_individual=49)
    review = url(case, "members", end="/review")
    answer = post(operator, review, {"done_on": "2026-11-12"}, page=review)
    assert answer.status_code == 422
    assert "49/50" in answer.get_data(as_text=True)
    data = {"done_on": "2026-11-12", "override_reason": "登记机关书面同意"}
    assert post(operator, review, data, page=review).status_code == 303


def test_a_double_click_on_the_certificate_registers_once(park, operator, post):
    case = new_case(park)
    finish(case, *BEFORE_DECISION, on=date(2026, 11, 3))
    address = url(case, "decision", end="/certificate")
    data = {"credit_code": credit_code(9), "registered_on": "2026-11-16", "once": "k1"}
    first = post(operator, address, data, page=address)
    second = post(operator, address, data, page=address)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert credit_code(9) in page(operator, first.headers["Location"])
    assert "登记后的法定义务" in page(operator, f"/registrations/{case.code}")


def test_a_wrong_credit_code_is_said_beside_its_field(park, operator, post):
    case = new_case(park)
    finish(case, *BEFORE_DECISION, on=date(2026, 11, 3))
    address = url(case, "decision", end="/certificate")
    data = {"credit_code": "51999999MJ0000018X", "registered_on": "2026-11-16"}
    answer = post(operator, address, data, page=address)
    assert answer.status_code == 422
    assert 'id="credit_code-error"' in answer.get_data(as_text=True)
    page(operator, url(case, "decision", end="/review"), 404)


def test_case_new_opens_once(park, operator, post):
    team = resident(park)
    assert team.name in page(operator, "/registrations/new")
    address = f"/registrations/new?organization={team.code}"
    data = {"offer": "establishment.social_group", "once": "k2"}
    for _ in range(2):
        assert post(operator, address, data, page=address).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Case)) == 1
    refused = post(operator, address, {**data, "once": "k3"}, page=address)
    assert refused.status_code == 422


def test_a_file_is_kept_and_served_to_its_readers_only(case, leader, build, client_for, post):
    address = url(case, "members", end="/files/member_list")
    data = {"file": (io.BytesIO(tiny_png()), "名册.png")}
    assert post(leader, address, data, page=address).status_code == 303
    row = db.session.scalars(select(StepFile)).one()
    answer = leader.get(f"/registration-files/{row.code}")
    assert answer.status_code == 200
    assert answer.content_type == "image/png"
    stranger = client_for(build.person(Role.OPERATOR, park=build.park("other")))
    page(stranger, f"/registration-files/{row.code}", 404)
    code = row.code
    assert post(leader, f"/registration-files/{code}/removal", page=address).status_code == 303
    page(leader, f"/registration-files/{code}", 404)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.pdf", b""),
        ("脚本.pdf", b"<html><script>alert(1)</script></html>"),
        ("假.png", b"%PDF-1.4 not a picture"),
        ("程序.exe", b"MZ" + b"\x00" * 200),
    ],
)
def test_a_hostile_file_is_refused_beside_its_field(case, leader, post, name, data):
    address = url(case, "members", end="/files/member_list")
    answer = post(leader, address, {"file": (io.BytesIO(data), name)}, page=address)
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(StepFile)) == 0


def test_fifty_megabytes_are_refused_beside_the_field(case, leader):
    answer = leader.post(
        url(case, "members", end="/files/member_list"),
        data=b"\x00" * 26 * 1024 * 1024,
        content_type="multipart/form-data; boundary=x",
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code == 413
    assert 'id="file-error"' in answer.get_data(as_text=True)


def test_who_may_not_open_what(case, leader, operator, build, client_for, park):
    address = f"/registrations/{case.code}"
    other = new_case(park)
    page(leader, f"/registrations/{other.code}", 404)
    page(leader, url(other, "demand"), 404)
    page(leader, url(case, "members", end="/review"), 403)
    page(leader, "/registrations/new", 403)
    page(client_for(build.person(Role.EXPERT)), address, 403)
    page(client_for(build.person(Role.SUPERVISOR, park=park)), address)
    page(
        client_for(build.person(Role.SUPERVISOR, park=park)), url(case, "members", end="/edit"), 403
    )
    page(client_for(build.person(Role.CLERK, park=park)), url(case, "members", end="/edit"))
    page(client_for(build.person(Role.CLERK, park=park)), url(case, "members", end="/review"), 403)
    page(client_for(build.person(Role.OPERATOR, park=build.park("other"))), address, 404)


def test_a_foreign_move_is_absent(case, build, client_for, post):
    stranger = client_for(build.person(Role.OPERATOR, park=build.park("other")))
    answer = post(
        stranger,
        f"/registrations/{case.code}/moves/abandon",
        {"reason": "不办了"},
        page="/registrations",
    )
    assert answer.status_code == 404
    answer = post(stranger, f"/registrations/{case.code}/moves/register", page="/registrations")
    assert answer.status_code == 404


def test_moves_that_follow_from_steps_are_not_made_by_hand(case, operator, post):
    assert (
        post(
            operator, f"/registrations/{case.code}/moves/submit", page="/registrations"
        ).status_code
        == 422
    )
    assert (
        post(operator, f"{url(case, 'members')}/moves/confirm", page="/registrations").status_code
        == 422
    )
    assert statuses(case)["members"] is StepStatus.OPEN


def test_the_route_is_changed_with_a_reason(case, operator, post):
    address = f"/registrations/{case.code}/route"
    data = {"route": "direct", "reason": "", "version": str(case.version)}
    assert post(operator, address, data, page=address).status_code == 422
    data["reason"] = "城乡社区服务类，民政局同意直接登记"
    assert post(operator, address, data, page=address).status_code == 303
    assert "征求有关部门意见" in page(operator, f"/registrations/{case.code}")
    assert post(operator, address, data, page=address).status_code == 409


def test_my_work_names_the_case_for_whoever_has_the_turn(case, build, park):
    leader = build.person(Role.LEADER, organization_id=case.organization_id)
    operator = build.person(Role.OPERATOR, park=park)
    assert [row.subject for row in waiting_for(leader)] == [case.organization.name]
    assert waiting_for(operator) == []
    for slug in ("consent", "capital"):
        finish(case, slug)
    fill(case, "members")
    with work(by=SYSTEM):
        actions.hand_in(step(case, "members"), by=SYSTEM)
    assert [row.arguments["code"] for row in waiting_for(operator)] == [case.code]


def test_the_end_of_the_period_is_a_due_date(park, build):
    case = new_case(park)
    finish(case, *BEFORE_DECISION, on=date(2026, 11, 3))
    operator = build.person(Role.OPERATOR, park=park)
    found = due_steps(operator, date(2026, 12, 1), date(2027, 1, 31))
    assert [(row.on, row.subject) for row in found] == [(date(2027, 1, 2), case.organization.name)]
    stranger = build.person(Role.OPERATOR, park=build.park("other"))
    assert due_steps(stranger, date(2026, 12, 1), date(2027, 1, 31)) == []


@pytest.mark.pdf
def test_the_checklist_is_printed_with_its_text(case, leader, tmp_path):
    fill(case, "members", members_individual=46)
    answer = leader.get(f"/registrations/{case.code}/checklist.pdf")
    assert answer.content_type == "application/pdf"
    paper = tmp_path / "list.pdf"
    paper.write_bytes(answer.data)
    text = subprocess.run(
        ["pdftotext", "-layout", str(paper), "-"], capture_output=True, text=True, check=True
    ).stdout
    for words in (
        "社会团体成立登记清单",
        case.organization.name,
        "46/50",
        "会员名册",
        "示例参数",
        "□",
        "√",
    ):
        assert words in text


def test_pages_cost_the_same_for_one_case_and_for_thirty(park, build, client_for):
    operator = client_for(build.person(Role.OPERATOR, park=park))
    first = new_case(park)
    finish(first, "demand", "founders")
    one = count_queries(operator, "/registrations"), count_queries(operator, url(first, "name"))
    detail = count_queries(operator, f"/registrations/{first.code}")
    for _ in range(29):
        new_case(park)
    many = count_queries(operator, "/registrations"), count_queries(operator, url(first, "name"))
    assert one == many
    assert detail == count_queries(operator, f"/registrations/{first.code}")
    assert max(*one, detail) <= 15
    html = page(operator, "/registrations")
    assert html.count('class="row-link"') == 25
    following = html.split("after=")[1].split('"')[0]
    assert page(operator, f"/registrations?after={following}").count('class="row-link"') == 5


def test_case_detail_names_who_has_the_turn_instead_of_a_button(case, leader, operator):
    address, words = f"/registrations/{case.code}", "去办理这一步"
    assert words in page(leader, address)
    assert words not in page(operator, address)
    assert "会在“我的工作”里等您核对" in page(operator, address)
    for row in [row for row in roadmap_of(case).stations if row.turn is Turn.YOU]:
        fill(case, row.step.slug)
        with work(by=SYSTEM):
            hand_over = actions.send if row.rule.who.is_office else actions.hand_in
            hand_over(step(case, row.step.slug), by=SYSTEM)
    assert words not in page(leader, address)
    assert "园区正在核对这一步" in page(leader, address)
    assert words in page(operator, address)
