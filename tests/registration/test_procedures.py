"""Is every procedure worked to its decision by the same steps, and does only establishment register?"""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from incubator.kernel import clock
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.audit import AuditEvent
from incubator.kernel.db import db, work
from incubator.kernel.errors import Absent, Refusal
from incubator.organizations.models import LegalForm
from incubator.registration.actions import open_case
from incubator.registration.cases.actions import Certificate, Decision, choose_route
from incubator.registration.cases.models import Case
from incubator.registration.cases.queries import case_of, checklist_of, roadmap_of
from incubator.registration.cases.rules import years_after
from incubator.registration.cases.workflow import CaseStatus, StepStatus
from incubator.registration.checklists.procedures import (
    FITTING,
    Procedure,
    fits,
    forms_for,
)
from incubator.registration.checklists.queries import offers_for, sets_in_force
from incubator.registration.checklists.rules import Event, Route
from incubator.registration.clocks.rules import has_clock
from incubator.registration.queries import summary_for
from incubator.registration.steps import actions
from tests.organizations.build import credit_code, organization, residency
from tests.registration.build import DAY, enough, new_case, resident, step, work_off

CLASSES = {
    LegalForm.SOCIAL_GROUP: "51",
    LegalForm.PRIVATE_NON_ENTERPRISE: "52",
    LegalForm.FOUNDATION: "53",
}
NEXT = iter(range(500, 999))


def body(park, form):
    """An organization of that form that lives in the park."""
    number = next(NEXT)
    found = organization(park, f"青禾县示范组织{number}")
    residency(found, park)
    with work(by=SYSTEM):
        found.legal_form = form
        found.credit_code = credit_code(number, CLASSES[form]) if form in CLASSES else None
    return found


def opened(park, procedure, form, target=None):
    with work(by=SYSTEM):
        case = open_case(
            body(park, form), park=park, legal_form=target or form, procedure=procedure, by=SYSTEM
        )
    assert case is not None
    return case


EVERY = [
    (procedure, form, target)
    for form, procedures in FITTING.items()
    for procedure in procedures
    for target in forms_for(procedure, form)
]


@pytest.mark.parametrize(
    ("procedure", "form", "target"), EVERY, ids=[f"{p}-{f}-{t}" for p, f, t in EVERY]
)
def test_a_case_of_every_procedure_is_worked_to_its_decision(park, procedure, form, target):
    case = opened(park, procedure, form, target)
    decision = work_off(case, until=Event.DECIDED)
    assert case.status is CaseStatus.SUBMITTED
    if procedure is Procedure.ESTABLISHMENT:
        code = credit_code(next(NEXT), CLASSES[target])
        with work(by=SYSTEM):
            actions.record_certificate(decision, Certificate(code, DAY), by=SYSTEM)
        assert (case.organization.legal_form, case.organization.credit_code) == (target, code)
        assert case.status is CaseStatus.REGISTERED
    else:
        before = case.organization.credit_code
        outcome = roadmap_of(case).checklist.outcome
        result = outcome.results[0]["zh"]
        with work(by=SYSTEM):
            actions.record_decision(decision, Decision(DAY, result, "示例1号"), by=SYSTEM)
        assert case.status is CaseStatus.DECIDED
        assert (case.decision_result, case.decision_number) == (result, "示例1号")
        assert case.decided_on == DAY
        assert (case.valid_until is not None) == bool(outcome.valid_years)
        assert case.organization.credit_code == before
    work_off(case)
    assert all(
        row.rule.optional or row.step.status is StepStatus.DONE for row in roadmap_of(case).on_way
    )


@pytest.mark.parametrize("form", [LegalForm.SOCIAL_GROUP, LegalForm.PRIVATE_NON_ENTERPRISE])
def test_the_thirty_days_of_a_change_run_from_the_unit_s_consent_only(park, form):
    """STR 18 and MFQ 15 count from the consent; who has no supervising unit has no such period."""
    dual = opened(park, Procedure.CHANGE, form)
    assert work_off(dual, until=Event.SUBMITTED).due_on == DAY + timedelta(days=30)
    direct = opened(park, Procedure.CHANGE, form)
    with work(by=SYSTEM):
        choose_route(direct, Route.DIRECT, reason="没有业务主管单位", by=SYSTEM)
    found = work_off(direct, until=Event.SUBMITTED)
    assert (found.opened_on, found.due_on) == (DAY, None)
    assert not has_clock(found, checklist_of(direct).step("submit"))


def test_a_route_that_is_changed_late_takes_its_due_day_along(park):
    """The step is open already: its period goes with the old route and comes back with it."""
    case = opened(park, Procedure.CHANGE, LegalForm.SOCIAL_GROUP)
    with work(by=SYSTEM):
        choose_route(case, Route.DIRECT, reason="没有业务主管单位", by=SYSTEM)
    found = work_off(case, until=Event.SUBMITTED)
    assert found.due_on is None
    with work(by=SYSTEM):
        choose_route(case, Route.DUAL, reason="明确了业务主管单位", by=SYSTEM)
    assert step(case, "submit").status is StepStatus.LOCKED
    with work(by=SYSTEM):
        choose_route(case, Route.DIRECT, reason="改回来", by=SYSTEM)
    assert step(case, "submit").due_on is None


def test_whoever_gets_no_grade_holds_nothing_for_five_years(park):
    case = opened(park, Procedure.GRADE_ASSESSMENT, LegalForm.SOCIAL_GROUP)
    decision = work_off(case, until=Event.DECIDED)
    with work(by=SYSTEM):
        actions.record_decision(decision, Decision(DAY, "未获等级"), by=SYSTEM)
    assert (case.decision_result, case.valid_until) == ("未获等级", None)


def test_the_end_of_the_settlement_starts_the_fifteen_days(park):
    """Taxes cleared before or after: STR 21 counts from the end of the settlement."""
    case = opened(park, Procedure.DEREGISTRATION, LegalForm.SOCIAL_GROUP)
    with work(by=SYSTEM):
        for slug, ago in (("ground", 9), ("consent", 8), ("settlement_body", 7), ("tax_clear", 3)):
            finish_on(case, slug, DAY - timedelta(days=ago))
        finish_on(case, "settlement", DAY)
    assert step(case, "submit").due_on == DAY + timedelta(days=15)


def finish_on(case, slug, day):
    done = actions.Confirmation(day, override_reason="示例")
    actions.confirm(step(case, slug), done, by=SYSTEM)


def test_a_certificate_takes_the_mark_of_preparation_off_the_name(park):
    team = resident(park, "青禾县邻里守望协会（筹）")
    with work(by=SYSTEM):
        case = open_case(team, park=park, legal_form=LegalForm.SOCIAL_GROUP, by=SYSTEM)
    decision = work_off(case, until=Event.DECIDED)
    with work(by=SYSTEM):
        certificate = Certificate(credit_code(next(NEXT)), DAY)
        actions.record_certificate(decision, certificate, by=SYSTEM)
    assert team.name == "青禾县邻里守望协会"


def test_a_filing_makes_a_filed_group_and_needs_its_number(park):
    case = opened(park, Procedure.FILING, LegalForm.TEAM, LegalForm.COMMUNITY_GROUP)
    decision = work_off(case, until=Event.DECIDED)
    with pytest.raises(Refusal) as refused, work(by=SYSTEM):
        actions.record_decision(decision, Decision(DAY, "准予备案"), by=SYSTEM)
    assert refused.value.field == "number"
    db.session.expire_all()
    assert case.status is CaseStatus.SUBMITTED
    with work(by=SYSTEM):
        actions.record_decision(decision, Decision(DAY, "准予备案", "青备007"), by=SYSTEM)
    assert case.organization.legal_form is LegalForm.COMMUNITY_GROUP
    assert case.organization.credit_code is None
    assert {row.procedure for row in offers_for(case.organization, park)} == {
        Procedure.ESTABLISHMENT,
        Procedure.CHANGE,
        Procedure.DEREGISTRATION,
        Procedure.ANNUAL_INSPECTION,
    }


def test_a_decision_is_audited_with_result_and_number(park):
    case = opened(park, Procedure.ANNUAL_INSPECTION, LegalForm.SOCIAL_GROUP)
    decision = work_off(case, until=Event.DECIDED)
    with work(by=SYSTEM):
        actions.record_decision(decision, Decision(DAY, "基本合格", "3号"), by=SYSTEM)
    query = select(AuditEvent).where(AuditEvent.subject_type == Case.__tablename__)
    changes = [row.changes for row in db.session.scalars(query) if row.changes]
    assert any("基本合格" in str(row.get("decision_result")) for row in changes)


def test_a_grade_ends_after_five_years_and_a_leap_day_is_survived(park):
    case = opened(park, Procedure.GRADE_ASSESSMENT, LegalForm.PRIVATE_NON_ENTERPRISE)
    decision = work_off(case, until=Event.DECIDED)
    with work(by=SYSTEM):
        actions.record_decision(decision, Decision(DAY, "3A 等级"), by=SYSTEM)
    assert case.valid_until == date(2031, 11, 9)
    assert years_after(date(2024, 2, 29), 5) == date(2029, 2, 28)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 28)


def test_an_end_before_the_decision_is_refused_beside_its_field(park):
    case = opened(park, Procedure.TAX_EXEMPTION, LegalForm.FOUNDATION)
    decision = work_off(case, until=Event.DECIDED)
    early = Decision(DAY, "取得免税资格", valid_until=DAY - timedelta(days=1))
    with pytest.raises(Refusal) as refused, work(by=SYSTEM):
        actions.record_decision(decision, early, by=SYSTEM)
    assert refused.value.field == "valid_until"


def test_one_case_runs_for_each_procedure(park):
    found = body(park, LegalForm.SOCIAL_GROUP)
    with work(by=SYSTEM):
        cases = [
            open_case(found, park=park, legal_form=found.legal_form, procedure=p, by=SYSTEM)
            for p in (Procedure.CHANGE, Procedure.TAX_EXEMPTION, Procedure.CHANGE)
        ]
    assert cases[0] is cases[2]
    assert cases[0] is not cases[1]
    twin = Case(
        organization_id=found.id,
        park_id=park.id,
        rule_set_id=cases[0].rule_set_id,
        procedure=Procedure.CHANGE,
        legal_form=found.legal_form,
        number="TWIN",
    )
    with pytest.raises(IntegrityError), work(by=SYSTEM) as session:
        session.add(twin)


def test_what_does_not_fit_is_not_opened(park):
    registered, team = body(park, LegalForm.FOUNDATION), resident(park)
    with work(by=SYSTEM):
        for found, procedure in ((registered, Procedure.ESTABLISHMENT), (team, Procedure.CHANGE)):
            form = LegalForm.FOUNDATION
            case = open_case(found, park=park, legal_form=form, procedure=procedure, by=SYSTEM)
            assert case is None
    assert db.session.scalar(select(func.count()).select_from(Case)) == 0
    assert not fits(Procedure.FILING, LegalForm.SOCIAL_GROUP)


def test_certificate_and_decision_are_not_mixed_up(park):
    change = opened(park, Procedure.CHANGE, LegalForm.SOCIAL_GROUP)
    last = work_off(change, until=Event.DECIDED)
    with pytest.raises(Absent), work(by=SYSTEM):
        actions.record_certificate(last, Certificate(credit_code(9), DAY), by=SYSTEM)
    first = new_case(park)
    with pytest.raises(Absent), work(by=SYSTEM):
        actions.record_decision(step(first, "demand"), Decision(DAY, "准予"), by=SYSTEM)


def test_a_change_must_be_applied_for_within_thirty_calendar_days_of_the_consent(park):
    case = opened(park, Procedure.CHANGE, LegalForm.SOCIAL_GROUP)
    submit = work_off(case, until=Event.SUBMITTED)
    assert submit.opened_on == DAY
    assert submit.due_on == date(2026, 12, 10)
    assert not submit.is_due_provisional


def test_an_inspection_is_due_on_the_day_of_the_law(park):
    with clock.frozen(clock.moment(date(2026, 3, 2), 9)):
        case = opened(park, Procedure.ANNUAL_INSPECTION, LegalForm.SOCIAL_GROUP)
        for slug in ("scope", "finance", "party", "report"):
            roadmap = roadmap_of(case)
            rule = roadmap.checklist.step(slug)
            with work(by=SYSTEM):
                papers = [row.slug for row in rule.materials if row.required]
                facts = enough(roadmap.checklist, rule, {})
                actions.fill_in(step(case, slug), actions.Work(facts, papers), by=SYSTEM)
                done = actions.Confirmation(date(2026, 3, 2))
                actions.confirm(step(case, slug), done, by=SYSTEM)
        assert step(case, "unit_review").due_on == date(2026, 3, 31)


def test_the_home_of_an_organization_shows_what_else_is_under_way(park):
    found = body(park, LegalForm.SOCIAL_GROUP)
    with work(by=SYSTEM):
        for procedure in (Procedure.CHANGE, Procedure.ANNUAL_INSPECTION):
            open_case(found, park=park, legal_form=found.legal_form, procedure=procedure, by=SYSTEM)
    summary = summary_for(found)
    assert summary.case.procedure is Procedure.ANNUAL_INSPECTION
    assert [row.procedure for row in summary.others] == [Procedure.CHANGE]
    assert case_of(found, Procedure.CHANGE).id == summary.others[0].id


def test_a_region_of_its_own_comes_before_the_nation(park):
    national = {(row.key, row.legal_form) for row in sets_in_force()}
    assert national == {
        (row.key, row.legal_form) for row in sets_in_force(park.region.codes_upwards)
    }
    assert len(national) == 21


@pytest.fixture
def operator(build, park, client_for):
    return client_for(build.person(Role.OPERATOR, park=park))


def html(browser, address, status=200):
    answer = browser.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_decision_new_records_what_was_decided(park, operator, post):
    case = opened(park, Procedure.GRADE_ASSESSMENT, LegalForm.SOCIAL_GROUP)
    decision = work_off(case, until=Event.DECIDED)
    address = f"/registration-steps/{decision.code}/decision"
    assert "4A 等级" in html(operator, address)
    html(operator, f"/registration-steps/{decision.code}/certificate", 404)
    refused = post(operator, address, {"decided_on": "2026-11-12"}, page=address)
    assert refused.status_code == 422
    data = {"decided_on": "2026-11-12", "result": "4A 等级", "number": "评字1号"}
    assert post(operator, address, data, page=address).status_code == 303
    shown = html(operator, f"/registrations/{case.code}")
    assert "等级评估：4A 等级" in shown
    assert "评字1号" in shown
    assert "2031" in shown


def test_case_new_offers_what_fits_the_organization(park, operator, post):
    registered, team = body(park, LegalForm.PRIVATE_NON_ENTERPRISE), resident(park)
    offered = html(operator, f"/registrations/new?organization={registered.code}")
    assert 'value="change.private_non_enterprise"' in offered
    assert "establishment" not in offered
    assert 'value="filing.community_group"' in html(
        operator, f"/registrations/new?organization={team.code}"
    )
    address = f"/registrations/new?organization={registered.code}"
    data = {"offer": "change.private_non_enterprise"}
    assert post(operator, address, data, page=address).status_code == 303
    assert 'value="change.private' not in html(operator, address)
    wrong = post(operator, address, {"offer": "filing.community_group"}, page=address)
    assert wrong.status_code == 422
    board = html(operator, "/registrations")
    assert "变更登记" in board


def test_checklist_list_shows_all_and_the_announced_amendment(operator, build, client_for):
    shown = html(operator, "/checklists")
    assert shown.count("row-link") == 21
    assert "2026年修订" in shown
    assert html(client_for(build.user()), "/checklists") != ""


def test_checklist_detail_shows_basis_and_sample_mark(operator):
    shown = html(operator, "/checklists/filing/community_group")
    assert "示例参数" in shown
    assert "5 个工作日" in shown
    assert "2,000,000.00" in html(operator, "/checklists/establishment/foundation")
    assert "每年 5 月 31 日前" in html(operator, "/checklists/annual_inspection/social_group")
    html(operator, "/checklists/grade_assessment/all")
    html(operator, "/checklists/filing/foundation", 404)
