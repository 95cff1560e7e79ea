"""What becomes of the steps of a case under another edition, and when it may not go over?"""

from collections.abc import Iterable
from dataclasses import dataclass

from incubator.kernel import clock
from incubator.kernel.errors import Refusal
from incubator.kernel.rulesets import RuleSet, RuleState
from incubator.kernel.text import lazy
from incubator.registration.cases.models import Case, CaseStep
from incubator.registration.cases.rules import RUNNING
from incubator.registration.cases.workflow import StepStatus
from incubator.registration.checklists.rules import Checklist


@dataclass(frozen=True)
class Plan:
    """The steps that stay as they are, those that come, and those that only the former edition has."""

    kept: list[str]
    added: list[str]
    gone: list[str]


def plan_of(steps: Iterable[CaseStep], wanted: Checklist) -> Plan:
    """What moving a case would mean for its steps, by their slugs."""
    now = [step.slug for step in steps if step.left_on is None]
    then = [rule.slug for rule in wanted.steps]
    return Plan(
        kept=[slug for slug in then if slug in now],
        added=[slug for slug in then if slug not in now],
        gone=[slug for slug in now if slug not in then],
    )


def is_worth_keeping(step: CaseStep) -> bool:
    """Whether something was done at a step, so that it stays in the file when nobody asks for it now."""
    return (
        step.status in {StepStatus.DONE, StepStatus.HANDED_IN, StepStatus.SENT}
        or bool(step.files)
        or bool(step.on_paper)
        or bool(step.note)
    )


def check_in_force(rules: RuleSet) -> None:
    """Refuse an edition that does not count today."""
    today = clock.today()
    over = rules.effective_to is not None and rules.effective_to < today
    if rules.state is not RuleState.EFFECTIVE or rules.effective_from > today or over:
        raise Refusal(lazy("This edition is not in force today: no case can go over to it."))


def check_movable(case: Case, rules: RuleSet) -> None:
    """Refuse a case that is over, or that stands on other rules."""
    now = case.rule_set
    if case.status not in RUNNING or now.id == rules.id:
        raise Refusal(lazy("The case %(number)s cannot go over any more.", number=case.number))
    if (now.kind, now.key, now.legal_form) != (rules.kind, rules.key, rules.legal_form):
        raise Refusal(lazy("The case %(number)s stands on other rules.", number=case.number))
    if rules.region_code and rules.region_code not in case.park.region.codes_upwards:
        raise Refusal(lazy("The case %(number)s stands on other rules.", number=case.number))
