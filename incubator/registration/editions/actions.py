"""What can be done with editions: take a running case over to another one, with its steps as they stand."""

from incubator.kernel import access, audit, clock, notices
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Refusal
from incubator.kernel.rulesets import RuleSet
from incubator.kernel.text import gettext, lazy
from incubator.registration.cases.actions import follow_route, refresh, tell_organization
from incubator.registration.cases.models import Case, CaseStep
from incubator.registration.cases.queries import checklist_of, list_steps
from incubator.registration.cases.rules import IDLE
from incubator.registration.cases.workflow import CASE_KEEP, STEP_FLOW, StepStatus
from incubator.registration.checklists.rules import Checklist
from incubator.registration.clocks.actions import count
from incubator.registration.editions.rules import (
    Plan,
    check_in_force,
    check_movable,
    is_worth_keeping,
    plan_of,
)

MOVED = notices.message("The registration of %(organization)s now follows edition %(edition)s.")


def move_case(case: Case, rules: RuleSet, *, by: Person, reason: str) -> Plan:
    """Pin a case to another edition: steps in both keep their state, new ones come, others stay behind."""
    access.check(by, CASE_KEEP, case)
    check_in_force(rules)
    check_movable(case, rules)
    if not reason.strip():
        raise Refusal(lazy("Please say why."), field="reason")
    before, former = case.rule_set, checklist_of(case)
    steps = list_steps(case)
    case.rule_set = rules
    db.session.flush()
    wanted = checklist_of(case)
    plan = plan_of(steps, wanted)
    dropped = _leave_behind([step for step in steps if step.slug in plan.gone], former, by, reason)
    _lay(case, wanted, by)
    follow_route(case, by=by)
    _renew_periods(case)
    refresh(case, by=by)
    audit.record(
        case,
        "registration_cases.moved_to_another_edition",
        changes={
            "edition": [before.edition, rules.edition],
            "steps_added": [None, plan.added],
            "steps_kept_behind": [None, [slug for slug in plan.gone if slug not in dropped]],
            "steps_dropped": [dropped, None],
        },
        reason=reason.strip(),
    )
    tell_organization(case, MOVED, edition=rules.edition)
    return plan


def _leave_behind(steps: list[CaseStep], former: Checklist, by: Person, reason: str) -> list[str]:
    """Keep what was done at steps that are not asked for any more; untouched ones go, and are named."""
    dropped = []
    for step in steps:
        if is_worth_keeping(step):
            if step.status is not StepStatus.SKIPPED:
                STEP_FLOW.apply(step, "retire", by=by, reason=reason)
            step.left_on, step.left_title = clock.today(), former.step(step.slug).title
            step.opened_on = step.due_on = None
        else:
            dropped.append(step.slug)
            db.session.delete(step)
    db.session.flush()
    return dropped


def _lay(case: Case, wanted: Checklist, by: Person) -> None:
    """Put every step of the edition in its place; one left behind once is taken up again."""
    db.session.expire(case, ["steps"])
    known = {step.slug: step for step in case.steps}
    for position, rule in enumerate(wanted.steps, start=1):
        step = known.get(rule.slug)
        if step is None:
            db.session.add(CaseStep(case=case, slug=rule.slug, position=position))
            continue
        step.position = position
        if step.left_on is not None:
            step.left_on = step.left_title = step.done_on = step.done_by_id = None
            STEP_FLOW.apply(step, "take_up", by=by, reason=gettext("Asked for again"))
    db.session.flush()


def _renew_periods(case: Case) -> None:
    """A step under way has the period of the new edition; its stops and a fixed end stay."""
    for step in list_steps(case):
        if step.status not in IDLE:
            count(step)
