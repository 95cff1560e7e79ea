"""Is the order of the law kept, whose turn is it, and does a case keep the edition it began with?"""

from datetime import date

import pytest

from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import Absent, Conflict, Refusal, WrongState
from incubator.kernel.rulesets import RuleSet, RuleState
from incubator.kernel.workflow import Turn
from incubator.organizations.models import LegalForm
from incubator.organizations.queries import find_by_credit_code
from incubator.registration.actions import open_case
from incubator.registration.cases import actions as cases
from incubator.registration.cases.queries import checklist_of, roadmap_of
from incubator.registration.cases.workflow import CaseStatus, StepStatus
from incubator.registration.checklists.rules import Route
from incubator.registration.queries import case_of, progress, summary_for
from incubator.registration.steps import actions
from tests.organizations.build import credit_code, organization
from tests.registration.build import (
    BEFORE_DECISION,
    BEFORE_MEETING,
    fill,
    finish,
    new_case,
    resident,
    statuses,
    step,
)

pytestmark = pytest.mark.postgres


def opened(case):
    return {slug for slug, status in statuses(case).items() if status is StepStatus.OPEN}


def test_a_new_case_begins_with_the_first_step_only(build):
    case = new_case(build.park())
    assert case.number == "2026-001"
    assert opened(case) == {"demand"}
    assert statuses(case)["opinions"] is StepStatus.SKIPPED
    assert (case.standing.turn, case.standing.step_slug) == (Turn.YOU, "demand")
    assert (progress(case).done, progress(case).total) == (0, 19)


def test_a_step_opens_when_all_before_it_are_done(build):
    case = new_case(build.park())
    finish(case, "demand")
    assert opened(case) == {"founders", "name"}
    finish(case, "founders")
    assert "charter" not in opened(case)
    finish(case, "name")
    assert {"charter", "domicile"} <= opened(case)
    finish(case, "charter", "consent", "members", "capital")
    assert "meeting" not in opened(case)
    finish(case, "domicile")
    assert opened(case) == {"meeting", "internal_rules"}


def test_a_locked_step_cannot_be_worked_on(build):
    case = new_case(build.park())
    with pytest.raises(WrongState):
        fill(case, "members")
    with pytest.raises(WrongState), work(by=SYSTEM):
        actions.confirm(step(case, "members"), actions.Confirmation(date(2026, 11, 1)), by=SYSTEM)


def test_optional_steps_hold_nobody_up(build):
    case = new_case(build.park())
    finish(case, *BEFORE_MEETING)
    assert statuses(case)["internal_rules"] is StepStatus.OPEN
    assert case.standing.step_slug == "meeting"
    with work(by=SYSTEM):
        actions.leave_out(step(case, "internal_rules"), by=SYSTEM, reason="以后再拟")
    assert progress(case).total == 18
    with pytest.raises(WrongState), work(by=SYSTEM):
        actions.leave_out(step(case, "meeting"), by=SYSTEM, reason="不开了")


def test_the_decision_waits_for_the_authority_for_sixty_calendar_days(build):
    case = new_case(build.park())
    finish(case, *BEFORE_DECISION, on=date(2026, 11, 3))
    found = step(case, "decision")
    assert case.status is CaseStatus.SUBMITTED
    assert (case.standing.turn, case.standing.step_slug) == (Turn.AUTHORITY, "decision")
    assert (found.opened_on, found.due_on) == (date(2026, 11, 3), date(2027, 1, 2))
    assert not found.is_due_provisional


def test_the_certificate_registers_the_organization(build):
    park = build.park()
    case = new_case(park)
    finish(case, *BEFORE_DECISION, on=date(2026, 11, 3))
    certificate = cases.Certificate(credit_code(9), date(2026, 11, 16))
    with work(by=SYSTEM):
        actions.record_certificate(step(case, "decision"), certificate, by=SYSTEM)
    found = find_by_credit_code(credit_code(9))
    assert (found.legal_form, found.founded_on) == (LegalForm.SOCIAL_GROUP, date(2026, 11, 16))
    assert case.status is CaseStatus.REGISTERED
    assert {"seal", "announcement", "leaders_filing", "party"} <= opened(case)
    # Five working days after Monday the 16th end on Monday the 23rd.
    assert step(case, "seal").due_on == date(2026, 11, 23)
    assert step(case, "leaders_filing").due_on == date(2026, 12, 16)
    with work(by=SYSTEM):
        again = open_case(found, park=park, legal_form=LegalForm.SOCIAL_GROUP, by=SYSTEM)
    assert again.id == case.id


def test_a_wrong_or_foreign_credit_code_changes_nothing(build):
    park = build.park()
    organization(park, "青禾县敬老协会", number=5)
    case = new_case(park)
    finish(case, *BEFORE_DECISION, on=date(2026, 11, 3))
    decision = step(case, "decision")
    for code, problem in ((credit_code(9)[:-1] + "I", Refusal), (credit_code(5), Conflict)):
        certificate = cases.Certificate(code, date(2026, 11, 16))
        with pytest.raises(problem) as refused, work(by=SYSTEM):
            actions.record_certificate(decision, certificate, by=SYSTEM)
        assert refused.value.field == "credit_code"
    assert case.status is CaseStatus.SUBMITTED
    assert step(case, "decision").status is StepStatus.OPEN


def test_after_a_refusal_the_papers_are_handed_in_again(build):
    case = new_case(build.park())
    finish(case, *BEFORE_DECISION, on=date(2026, 11, 3))
    with work(by=SYSTEM):
        actions.record_refusal(
            step(case, "decision"), decided_on=date(2026, 11, 16), reason="业务范围重叠", by=SYSTEM
        )
    assert case.status is CaseStatus.REFUSED
    assert case.standing.turn is Turn.PARK
    with pytest.raises(Refusal):
        fill(case, "party")
    with work(by=SYSTEM):
        cases.reopen(case, by=SYSTEM, reason="修改业务范围后再报")
    assert case.status is CaseStatus.OPEN
    assert {"submit"} == opened(case) - {"internal_rules"}
    assert statuses(case)["decision"] is StepStatus.LOCKED
    finish(case, "submit", on=date(2026, 11, 17))
    assert case.status is CaseStatus.SUBMITTED
    assert step(case, "decision").due_on == date(2027, 1, 16)


def test_an_abandoned_case_rests_and_goes_on_where_it_stood(build):
    park = build.park()
    case = new_case(park)
    finish(case, *BEFORE_DECISION, on=date(2026, 11, 3))
    with work(by=SYSTEM):
        cases.abandon(case, by=SYSTEM, reason="发起人搬走了")
    assert case.standing.turn is Turn.NOBODY
    assert summary_for(case.organization).current is None
    second = new_case(park, case.organization)
    assert second.id != case.id
    assert case_of(case.organization).id == second.id
    with pytest.raises(Refusal), work(by=SYSTEM):
        cases.resume(case, by=SYSTEM, reason="又回来了")
    with work(by=SYSTEM):
        cases.abandon(second, by=SYSTEM, reason="重复")
        cases.resume(case, by=SYSTEM, reason="又回来了")
    assert case.status is CaseStatus.SUBMITTED


def test_the_direct_route_takes_other_steps(build):
    case = new_case(build.park())
    finish(case, "demand", "founders", "name", "charter")
    with work(by=SYSTEM):
        cases.choose_route(case, Route.DIRECT, by=SYSTEM, reason="城乡社区服务类，民政局同意")
    assert statuses(case)["consent"] is StepStatus.SKIPPED
    assert statuses(case)["opinions"] is StepStatus.OPEN
    finish(case, "opinions")
    with pytest.raises(Refusal) as refused, work(by=SYSTEM):
        cases.choose_route(case, Route.DUAL, by=SYSTEM, reason="改回来")
    assert refused.value.field == "route"
    assert statuses(case)["consent"] is StepStatus.SKIPPED


def test_a_case_keeps_the_edition_it_began_with(build):
    park = build.park()
    case = new_case(park)
    old = db.session.get_one(RuleSet, case.rule_set_id)
    body = {**old.body, "thresholds": dict(old.body["thresholds"])}
    figure = dict(body["thresholds"]["members_individual"], value=30)
    body["thresholds"]["members_individual"] = figure
    with work(by=SYSTEM):
        newer = RuleSet(
            kind=old.kind,
            key=old.key,
            legal_form=old.legal_form,
            region_code="999999",
            edition="2026-11",
            effective_from=date(2026, 11, 1),
            title=old.title,
            source=old.source,
            body=body,
            state=RuleState.EFFECTIVE,
        )
        db.session.add(newer)
    second = new_case(park)
    assert second.rule_set_id == newer.id
    assert checklist_of(second).thresholds["members_individual"].value == 30
    assert checklist_of(case).thresholds["members_individual"].value == 50
    for found, met in ((case, False), (second, True)):
        finish(found, "demand", "founders", "name", "charter")
        fill(found, "members", members_individual=46)
        roadmap = roadmap_of(found)
        assert roadmap.measures(roadmap.station("members"))[0].met is met


def test_opening_twice_gives_one_case_and_no_checklist_gives_none(build):
    park = build.park()
    team = resident(park)
    first = new_case(park, team)
    assert new_case(park, team).id == first.id
    with work(by=SYSTEM):
        other = open_case(resident(park), park=park, legal_form=LegalForm.TEAM, by=SYSTEM)
    assert other is None
    registered = organization(park, "青禾县敬老协会", number=5)
    with work(by=SYSTEM):
        none = open_case(registered, park=park, legal_form=LegalForm.SOCIAL_GROUP, by=SYSTEM)
    assert none is None


def test_only_the_park_decides_on_a_case(build):
    park = build.park()
    case = new_case(park)
    leader = build.person(Role.LEADER, organization_id=case.organization_id)
    stranger = build.person(Role.OPERATOR, park=build.park("other"))
    for person in (leader, stranger):
        with pytest.raises(Absent), work(by=person):
            cases.abandon(case, by=person, reason="不办了")


def test_a_drafted_charter_counts_on_the_stage_ladder(build):
    from incubator.organizations.models import DocumentKind
    from incubator.registration.criteria import paper_or_step

    case = new_case(build.park())
    charter = paper_or_step(DocumentKind.CHARTER, "charter")
    assert charter(case.organization) == 0
    finish(case, "demand", "founders", "name", "charter")
    assert charter(case.organization) == 1
