"""What can be done with a case: open it, choose its route, give up, go on, record what was decided.

`refresh` keeps the order: it opens and closes steps by what stands before them, computes by when each
must end, and writes where the case stands. Every verb of this room ends with it.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from incubator.accounts.queries import user_ids_of_organization
from incubator.kernel import clock, notices
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Refusal
from incubator.kernel.text import gettext, lazy
from incubator.organizations import actions as organizations
from incubator.organizations.models import LegalForm, Organization
from incubator.organizations.rules import check_not_closed
from incubator.registration.cases import followers, outcomes
from incubator.registration.cases.models import Case, CaseStanding, CaseStep
from incubator.registration.cases.queries import (
    case_of,
    checklist_of,
    list_steps,
    running_case,
)
from incubator.registration.cases.rules import (
    WORKED_ON,
    check_worked_on,
    day_opened,
    due_day,
    is_on_route,
    is_ready,
    standing_of,
    years_after,
)
from incubator.registration.cases.workflow import CASE_FLOW, STEP_FLOW, CaseStatus, StepStatus
from incubator.registration.checklists.procedures import Procedure, fits
from incubator.registration.checklists.queries import find_checklist
from incubator.registration.checklists.rules import Checklist, Event, Route, Step
from incubator.territory.actions import next_number
from incubator.territory.models import Park

REFUSED = notices.message("The registration of %(organization)s was refused: %(reason)s")
REJECTED = notices.message(
    "The authority did not agree to the application of %(organization)s: %(reason)s"
)
DECIDED = notices.message("The decision for %(organization)s is recorded: %(result)s")
REGISTERED = notices.message("%(organization)s is registered. Some filings remain to be done.")


def open_case(
    organization: Organization,
    *,
    park: Park,
    legal_form: LegalForm | str,
    by: Person,
    procedure: Procedure = Procedure.ESTABLISHMENT,
) -> Case | None:
    """The organization's running case of the procedure, or a new one on the checklist now in force.

    Where the procedure does not fit (a registered body is not established again) its old case is
    returned, if there is one; None too where no checklist for the form is in force.
    """
    going = running_case(organization, procedure)
    if going is not None:
        return going
    if not fits(procedure, organization.legal_form):
        return case_of(organization, procedure)
    check_not_closed(organization)
    form = LegalForm(legal_form)
    rules = find_checklist(procedure, form, park)
    if rules is None:
        return None
    case = Case(
        procedure=procedure,
        organization=organization,
        park=park,
        rule_set_id=rules.id,
        legal_form=form,
        number=next_number(park.id, "registration"),
        opened_by_id=by.id,
    )
    case.standing = CaseStanding(since=clock.now())
    db.session.add(case)
    db.session.flush()
    _lay_steps(case, checklist_of(case))
    follow_route(case, by=by)
    refresh(case, by=by)
    followers.tell_opened(case)
    return case


def _lay_steps(case: Case, checklist: Checklist) -> None:
    for position, rule in enumerate(checklist.steps, start=1):
        db.session.add(CaseStep(case=case, slug=rule.slug, position=position))
    db.session.flush()


def follow_route(case: Case, *, by: Person) -> None:
    """Leave out the steps of the other route and take up those of this one."""
    checklist = checklist_of(case)
    for step in list_steps(case):
        rule = checklist.step(step.slug)
        on_route = is_on_route(rule, case.route)
        if not on_route and step.status is not StepStatus.SKIPPED:
            _leave_the_route(step, by)
        elif on_route and step.status is StepStatus.SKIPPED and not rule.optional:
            STEP_FLOW.apply(step, "take_up", by=by, reason=gettext("The route was changed"))
    db.session.flush()


def _leave_the_route(step: CaseStep, by: Person) -> None:
    if step.status in {StepStatus.HANDED_IN, StepStatus.SENT, StepStatus.DONE}:
        raise Refusal(
            lazy("A step of the present route is already under way or done: reopen it first."),
            field="route",
        )
    STEP_FLOW.apply(step, "leave_out", by=by, reason=gettext("Belongs to the other route"))


def choose_route(case: Case, route: Route, *, by: Person, reason: str) -> None:
    """Take the other route, with the reason; nothing that was done on the present one is lost."""
    check_worked_on(case)
    if case.status is not CaseStatus.OPEN:
        raise Refusal(lazy("The papers are handed in: the route stands."), field="route")
    if not reason.strip():
        raise Refusal(lazy("Please say why."), field="reason")
    case.route, case.route_reason = route, reason.strip()
    follow_route(case, by=by)
    refresh(case, by=by)
    _recount_dues(case)


def _recount_dues(case: Case) -> None:
    """A step that stays open on both routes may have a period on one of them alone."""
    checklist = checklist_of(case)
    for step in list_steps(case):
        rule = checklist.step(step.slug)
        if step.status is StepStatus.OPEN and rule.limit is not None and step.opened_on is not None:
            _count_due(case, step, rule)
    db.session.flush()


def refresh(case: Case, *, by: Person) -> None:
    """Open what can start, close what must wait, and write where the case stands.

    The case row is locked first: two people who finish parallel steps at once both count.
    """
    db.session.flush()
    db.session.execute(select(Case.id).where(Case.id == case.id).with_for_update())
    checklist = checklist_of(case)
    query = select(CaseStep).where(CaseStep.case_id == case.id, CaseStep.left_on.is_(None))
    fresh = query.order_by(CaseStep.position).execution_options(populate_existing=True)
    steps = list(db.session.scalars(fresh).unique())
    if case.status in WORKED_ON:
        _keep_order(case, checklist, steps, by)
    standing = standing_of(case, checklist, steps)
    row = case.standing
    row.turn, row.done, row.total = standing.turn, standing.done, standing.total
    row.step_slug = standing.step.slug if standing.step is not None else ""
    row.since = standing.step.status_since if standing.step is not None else case.status_since
    db.session.flush()


def _keep_order(case: Case, checklist: Checklist, steps: list[CaseStep], by: Person) -> None:
    by_slug = {step.slug: step for step in steps}
    statuses = {step.slug: step.status for step in steps}
    for step in steps:
        rule = checklist.step(step.slug)
        ready = is_ready(rule, statuses)
        if step.status is StepStatus.LOCKED and ready:
            _open_step(case, step, rule, by_slug)
            STEP_FLOW.apply(step, "unlock", by=by)
        elif step.status is StepStatus.OPEN and not ready:
            STEP_FLOW.apply(step, "lock", by=by)
            step.opened_on = step.due_on = None


def _open_step(case: Case, step: CaseStep, rule: Step, by_slug: dict[str, CaseStep]) -> None:
    step.opened_on = day_opened(rule, by_slug, case.opened_on)
    _count_due(case, step, rule)


def _count_due(case: Case, step: CaseStep, rule: Step) -> None:
    assert step.opened_on is not None
    due = due_day(rule.limit_on(case.route), step.opened_on)
    step.due_on = due.on if due is not None else None
    step.is_due_provisional = due is not None and due.provisional


def abandon(case: Case, *, by: Person, reason: str) -> None:
    """Give the case up; what was filled in stays."""
    CASE_FLOW.apply(case, "abandon", by=by, reason=reason)
    refresh(case, by=by)
    followers.tell_end(case, clock.today(), by=by)


def resume(case: Case, *, by: Person, reason: str) -> None:
    """Go on where the case stood."""
    other = running_case(case.organization, case.procedure)
    if other is not None:
        raise Refusal(lazy("This organization has another case that is going on."))
    CASE_FLOW.apply(case, "resume", by=by, reason=reason)
    submitted = _step_for(case, Event.SUBMITTED)
    if submitted is not None and submitted.status is StepStatus.DONE:
        CASE_FLOW.apply(case, "submit", by=by)
    refresh(case, by=by)
    followers.tell_going_on(case, by=by)


def reopen(case: Case, *, by: Person, reason: str) -> None:
    """Prepare a refused application again: the papers are handed in once more, then decided."""
    CASE_FLOW.apply(case, "reopen", by=by, reason=reason)
    decided, submitted = _step_for(case, Event.DECIDED), _step_for(case, Event.SUBMITTED)
    if decided is not None and decided.status is StepStatus.RETURNED:
        STEP_FLOW.apply(decided, "lock", by=by)
        decided.opened_on = decided.due_on = None
    if submitted is not None and submitted.status is StepStatus.DONE:
        STEP_FLOW.apply(submitted, "reopen", by=by, reason=reason)
        submitted.done_on = submitted.done_by_id = None
    case.decided_on = None
    refresh(case, by=by)
    followers.tell_going_on(case, by=by)


def _step_for(case: Case, event: Event) -> CaseStep | None:
    rule = checklist_of(case).step_for(event)
    return next((step for step in list_steps(case) if rule and step.slug == rule.slug), None)


@dataclass(frozen=True)
class Certificate:
    """What the certificate says."""

    credit_code: str
    registered_on: date
    valid_until: date | None = None


def register(case: Case, certificate: Certificate, *, by: Person) -> None:
    """The authority has registered the organization: its file takes over form, code and day."""
    if certificate.valid_until is not None and certificate.valid_until < certificate.registered_on:
        raise Refusal(lazy("This lies before the day of the decision."), field="valid_until")
    CASE_FLOW.apply(case, "register", by=by)
    case.decided_on, case.valid_until = certificate.registered_on, certificate.valid_until
    organizations.record_registration(
        case.organization,
        legal_form=case.legal_form,
        credit_code=certificate.credit_code,
        registered_on=certificate.registered_on,
        by=by,
    )
    followers.tell_end(case, certificate.registered_on, by=by)
    tell_organization(case, REGISTERED)


@dataclass(frozen=True)
class Decision:
    """How a procedure other than establishment ended."""

    decided_on: date
    result: str
    number: str = ""
    valid_until: date | None = None
    note: str = ""


def decide(case: Case, decision: Decision, *, by: Person) -> None:
    """The authority has decided: result, number and validity stand on the case.

    What it means for the organization's file is told in `outcomes`.
    """
    _check_decision(case, decision)
    CASE_FLOW.apply(case, "decide", by=by)
    outcome = checklist_of(case).outcome
    years = outcome.valid_years if outcome is not None else 0
    case.decided_on, case.decision_result = decision.decided_on, decision.result.strip()
    case.decision_number, case.decision_note = decision.number.strip(), decision.note.strip()
    gives = outcome is None or case.decision_result != outcome.nothing.get("zh")
    case.valid_until = decision.valid_until if gives else None
    if case.valid_until is None and years and gives:
        case.valid_until = years_after(decision.decided_on, years)
    outcomes.follow(case, by=by)
    followers.tell_end(case, decision.decided_on, by=by)
    tell_organization(case, DECIDED, result=case.decision_result)


def _check_decision(case: Case, decision: Decision) -> None:
    outcome = checklist_of(case).outcome
    if not decision.result.strip():
        raise Refusal(lazy("Please say what was decided."), field="result")
    if outcome is not None and outcome.number_required and not decision.number.strip():
        raise Refusal(
            lazy("Please enter the number: it is how the record is found."), field="number"
        )
    if decision.valid_until is not None and decision.valid_until < decision.decided_on:
        raise Refusal(lazy("This lies before the day of the decision."), field="valid_until")


def refuse(case: Case, *, decided_on: date, reason: str, by: Person) -> None:
    """The authority has refused, with its reasons (条例 art. 12 para. 1)."""
    CASE_FLOW.apply(case, "refuse", by=by, reason=reason)
    case.decided_on, case.decision_note = decided_on, reason
    decided = _step_for(case, Event.DECIDED)
    if decided is not None:
        STEP_FLOW.apply(decided, "return", by=by, reason=reason)
        decided.return_reason = reason
    refresh(case, by=by)
    followers.tell_end(case, decided_on, by=by)
    is_registration = case.procedure is Procedure.ESTABLISHMENT
    tell_organization(case, REFUSED if is_registration else REJECTED, reason=reason[:100])


def tell_organization(case: Case, message: str, **facts: str | dict[str, str]) -> None:
    """Put a message about the case into the inboxes of the organization's people."""
    notices.send(
        user_ids_of_organization(case.organization_id),
        message,
        url=f"/registrations/{case.code}",
        organization=case.organization.name,
        **facts,
    )
