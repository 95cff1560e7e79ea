"""Does a renewal take the last answers over, stop the reminders of the old end, and let them come back?"""

from datetime import date, timedelta

import pytest

from incubator.kernel import clock, duedates
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import Refusal
from incubator.organizations import criteria
from incubator.organizations.models import LegalForm
from incubator.organizations.queries import latest_facts
from incubator.portal.renewals import actions as marks
from incubator.registration.actions import open_case
from incubator.registration.cases import actions as cases
from incubator.registration.cases.models import CaseFact
from incubator.registration.cases.queries import facts_of, list_steps
from incubator.registration.cases.workflow import CaseStatus
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.checklists.queries import offers_for
from incubator.registration.checklists.rules import Event
from incubator.registration.papers import actions as papers
from incubator.registration.papers.queries import find_sheet
from incubator.registration.registers import actions as registers
from incubator.registration.registers.models import PostKind
from incubator.registration.registers.rules import PostFacts
from incubator.registration.renewals.actions import start_renewal
from incubator.registration.renewals.queries import last_case
from incubator.registration.steps import actions as steps
from incubator.registration.takeovers.actions import take_over
from incubator.registration.takeovers.queries import new_facts
from tests.conftest import token_of
from tests.organizations.build import organization, residency
from tests.portal.test_reminders import night, told
from tests.registration.build import work_off
from tests.statements import count_queries, counted

TODAY = date(2026, 11, 18)
NUMBERS = iter(range(700, 999))


@pytest.fixture
def body(park):
    """A registered social group that lives in the park."""
    number = next(NUMBERS)
    found = organization(park, f"青禾县示范协会{number}", number=number)
    residency(found, park)
    assert found.legal_form is LegalForm.SOCIAL_GROUP
    return found


def decided(body, park, procedure, result, *, on=TODAY, **more):
    with work(by=SYSTEM):
        case = open_case(
            body, park=park, legal_form=body.legal_form, procedure=procedure, by=SYSTEM
        )
    decision = work_off(case, until=Event.DECIDED, on=on)
    with work(by=SYSTEM):
        found = cases.Decision(on, result, "示例9号", **more)
        steps.record_decision(decision, found, by=SYSTEM)
    return case


def ends(person, kind, *, days=60):
    found = duedates.collect(person, TODAY, TODAY + timedelta(days=days))
    return [row for row in found if row.kind.slug == kind]


def reminded(person):
    return [row for row in told(person) if "有效期届满" in row]


def graded(body, park, valid_until):
    case = decided(body, park, Procedure.GRADE_ASSESSMENT, "3A 等级", valid_until=valid_until)
    with work(by=SYSTEM):
        papers.keep_facts(case, {"purpose": "服务读者", "year": "2025"}, by=SYSTEM)
        list_steps(case)[0].note = "材料去年从三月开始准备。"
    return case


@pytest.mark.postgres
def test_a_renewal_takes_the_last_answers_over_and_the_reminders_follow_it(build, park, body):
    operator = build.person(Role.OPERATOR, park=park)
    old = graded(body, park, TODAY + timedelta(days=20))
    [end] = ends(operator, "validity")
    assert (end.on, end.is_renewing) == (old.valid_until, False)
    assert end.action.arguments == {"code": body.code, "procedure": "grade_assessment"}
    with clock.frozen(clock.moment(TODAY + timedelta(days=1), 9)):
        with work(by=operator):
            case = start_renewal(body, Procedure.GRADE_ASSESSMENT, park=park, by=operator)
        facts = facts_of(case)
        assert facts["registered_years"] == facts_of(old)["registered_years"]
        assert "no_penalty" in facts_of(old)
        assert "no_penalty" not in facts  # a confirmation is made anew
        assert find_sheet(case).facts == {"purpose": "服务读者"}
        assert list_steps(case)[0].note == "材料去年从三月开始准备。"
        [end] = ends(operator, "validity")
        assert end.is_renewing
        assert end.renewal.arguments == {"code": case.code}
        with pytest.raises(Refusal), work(by=operator):
            start_renewal(body, Procedure.GRADE_ASSESSMENT, park=park, by=operator)
        with work(by=operator):
            cases.abandon(case, by=operator, reason="明年再评")
        [end] = ends(operator, "validity")
        assert not end.is_renewing
        assert last_case(body, Procedure.GRADE_ASSESSMENT).id == old.id


def test_reminders_stop_with_the_renewal_and_come_back_when_it_is_abandoned(build, park, body):
    operator = build.person(Role.OPERATOR, park=park)
    graded(body, park, TODAY + timedelta(days=20))
    night(TODAY)
    assert len(reminded(operator)) == 1
    with clock.frozen(clock.moment(TODAY + timedelta(days=1), 9)), work(by=operator):
        case = start_renewal(body, Procedure.GRADE_ASSESSMENT, park=park, by=operator)
    night(TODAY + timedelta(days=6))
    assert len(reminded(operator)) == 1
    with work(by=operator):
        cases.abandon(case, by=operator, reason="明年再评")
    night(TODAY + timedelta(days=14))
    assert len(reminded(operator)) == 2


def test_a_decided_renewal_ends_the_old_end(build, park, body):
    operator = build.person(Role.OPERATOR, park=park)
    graded(body, park, TODAY + timedelta(days=20))
    later = TODAY + timedelta(days=3)
    with clock.frozen(clock.moment(later, 9)):
        decided(body, park, Procedure.GRADE_ASSESSMENT, "4A 等级", on=later)
        assert ends(operator, "validity") == []
        assert criteria.grade(body) == 4


def test_the_yearly_report_begins_from_its_end_and_is_over_once_it_is_decided(
    build, park, body, client_for
):
    operator = build.person(Role.OPERATOR, park=park)
    spring = date(2027, 5, 10)
    with clock.frozen(clock.moment(spring, 9)):
        browser = client_for(operator)
        page = browser.get("/due-dates?kind=inspection").text
        url = f"/organizations/{body.code}/renewals/annual_inspection"
        assert url in page
        token = token_of(browser.get(url))
        answer = browser.post(url, data={"csrf_token": token})
        assert answer.status_code == 303
        assert browser.get(url).status_code == 303
        page = browser.get("/due-dates?kind=inspection").text
        assert url not in page
        assert answer.headers["Location"] in page
        case = last_case(body, Procedure.ANNUAL_INSPECTION)
        decision = work_off(case, until=Event.DECIDED, on=spring)
        with work(by=SYSTEM):
            steps.record_decision(decision, cases.Decision(spring, "合格"), by=SYSTEM)
        found = duedates.collect(operator, spring, spring + timedelta(days=60))
        assert [row for row in found if row.kind.slug == "inspection"] == []
        assert latest_facts(body)["inspection"].value == "合格"
        assert criteria.inspection_passed(body) == 1


def test_terms_of_council_and_party_end_and_an_election_is_a_change(build, park, body):
    operator = build.person(Role.OPERATOR, park=park)
    end = TODAY + timedelta(days=30)
    with work(by=SYSTEM):
        for kind in (PostKind.CHAIR, PostKind.COUNCIL_MEMBER, PostKind.PARTY_SECRETARY):
            facts = PostFacts(kind, "秦安柏", starts_on=date(2022, 1, 1), ends_on=end)
            registers.add_post(body, facts, by=SYSTEM)
    party, council = sorted(
        ends(operator, "term"), key=lambda row: row.arguments["_anchor"], reverse=True
    )
    assert (str(council.title), str(party.title)) == ("理事会任期届满", "党组织换届")
    assert council.action.arguments["procedure"] == "change"
    assert party.action.endpoint == "portal.renewal_edit"
    with work(by=operator):
        start_renewal(body, Procedure.CHANGE, park=park, by=operator)
        marks.start(party, by=operator)
    assert all(row.is_renewing for row in ends(operator, "term"))


def test_an_agreement_less_end_is_marked_by_hand_and_taken_back(build, park, body, client_for):
    operator = build.person(Role.OPERATOR, park=park)
    other = organization(park)
    residency(other, park, ends_on=TODAY + timedelta(days=20))
    browser = client_for(operator)
    [end] = [row for row in ends(operator, "residency") if row.subject == other.name]
    url = f"/due-dates/renewal?key={end.key}&on={end.on.isoformat()}"
    token = token_of(browser.get(url))
    data = {"csrf_token": token, "note": "与负责人谈过，续一年"}
    assert browser.post(url, data=data).status_code == 303
    assert browser.post(url, data=data).status_code == 422
    [end] = [row for row in ends(operator, "residency") if row.subject == other.name]
    assert end.is_renewing
    assert "续一年" in browser.get(url).text
    assert browser.post(url, data={"csrf_token": token, "withdraw": "1"}).status_code == 303
    [end] = [row for row in ends(operator, "residency") if row.subject == other.name]
    assert not end.is_renewing
    stranger = client_for(build.person(Role.OPERATOR, park=build.park("second")))
    assert stranger.get(url).status_code == 404
    assert browser.get("/due-dates/renewal?key=x&on=nonsense").status_code == 404


def test_a_grade_counts_for_the_ladder_while_it_is_valid(park, body):
    count = criteria._sources["grade"].count
    assert count(body) is None
    graded(body, park, TODAY + timedelta(days=20))
    assert latest_facts(body)["grade"].value == "3A 等级"
    assert count(body) == 3
    with clock.frozen(clock.moment(TODAY + timedelta(days=21), 9)):
        assert count(body) == 0


def test_a_deregistration_closes_the_file_and_asks_for_the_end_of_the_stay(
    build, park, body, client_for
):
    manager = build.person(Role.MANAGER, park=park)
    case = decided(body, park, Procedure.DEREGISTRATION, "准予注销登记")
    assert (case.status, body.deregistered_on) == (CaseStatus.DECIDED, TODAY)
    assert offers_for(body, park) == []
    with pytest.raises(Refusal), work(by=SYSTEM):
        open_case(
            body, park=park, legal_form=body.legal_form, procedure=Procedure.CHANGE, by=SYSTEM
        )
    browser = client_for(manager)
    assert "该组织已注销，请办理退出" in browser.get("/home").text
    assert "单位档案已关闭" in browser.get(f"/organizations/{body.code}").text
    assert browser.get(f"/registrations/{case.code}").status_code == 200
    with clock.frozen(clock.moment(date(2027, 5, 10), 9)):
        assert "年检材料" not in client_for(manager).get("/due-dates").text


def test_a_decided_change_is_taken_over_into_the_file(build, park, body, client_for):
    operator = build.person(Role.OPERATOR, park=park)
    case = decided(body, park, Procedure.CHANGE, "准予变更登记")
    with work(by=SYSTEM):
        facts = PostFacts(PostKind.LEGAL_REPRESENTATIVE, "秦安柏", starts_on=TODAY)
        registers.add_post(body, facts, by=SYSTEM)
    assert new_facts(case)["representative"] == "秦安柏"
    with clock.frozen(clock.moment(TODAY, 15)):
        browser = client_for(operator)
        url = f"/registrations/{case.code}/takeover"
        assert url in browser.get(f"/registrations/{case.code}").text
        page = browser.get(url)
        assert "秦安柏" in page.text
        data = {
            "csrf_token": token_of(page),
            "name": body.name,
            "representative": "秦安柏",
            "address": "青禾县青石镇新街1号",
            "supervising_unit": body.supervising_unit,
            "mission": "",
        }
        assert browser.post(url, data=data).status_code == 303
        db.session.expire_all()
        assert (body.representative, body.address) == ("秦安柏", "青禾县青石镇新街1号")
        assert "单位档案已更新" in browser.get(f"/registrations/{case.code}").text
    other = decided(organization_of(park), park, Procedure.ANNUAL_INSPECTION, "合格")
    with pytest.raises(Refusal), work(by=SYSTEM):
        take_over(other, new_facts(other), by=SYSTEM)


def organization_of(park):
    found = organization(park, number=next(NUMBERS))
    residency(found, park)
    return found


def test_the_due_date_page_asks_as_often_for_many_ends_as_for_one(
    build, park, body, client_for, figures
):
    operator = build.person(Role.OPERATOR, park=park)
    case = graded(body, park, TODAY + timedelta(days=20))
    browser = client_for(operator)
    browser.get("/due-dates")
    one = count_queries(browser, "/due-dates")
    for number in range(30):
        with work(by=SYSTEM):
            facts = PostFacts(PostKind.CHAIR, "甲", ends_on=TODAY + timedelta(days=number + 1))
            registers.add_post(body, facts, by=SYSTEM)
    with counted() as seen:
        page = browser.get("/due-dates")
    assert len(seen) == one <= 15
    assert len(page.data) < 150 * 1024
    assert db.session.query(CaseFact).filter_by(case_id=case.id).count() > 0
    figures("queries of the due-date page with renewals", one)


def test_a_certificate_with_an_end_is_renewed_by_a_change(build, park):
    from tests.organizations.build import credit_code
    from tests.registration.build import BEFORE_DECISION, finish, new_case, step

    operator = build.person(Role.OPERATOR, park=park)
    case = new_case(park)
    finish(case, *BEFORE_DECISION, on=date(2026, 11, 10))
    decision, number = step(case, "decision"), credit_code(next(NUMBERS))
    too_early = cases.Certificate(number, TODAY, TODAY - timedelta(days=1))
    with pytest.raises(Refusal) as refused, work(by=SYSTEM):
        steps.record_certificate(decision, too_early, by=SYSTEM)
    assert refused.value.field == "valid_until"
    with work(by=SYSTEM):
        end = TODAY + timedelta(days=50)
        steps.record_certificate(decision, cases.Certificate(number, TODAY, end), by=SYSTEM)
    [row] = ends(operator, "validity")
    assert (row.on, row.action.arguments["procedure"]) == (end, "change")
