"""When may a step be worked on, handed over and called done? Order, papers, figures and dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from incubator.kernel import clock
from incubator.kernel.access import STAFF, Person, roles_of
from incubator.kernel.errors import Refusal, WrongState
from incubator.kernel.text import label, lazy
from incubator.registration.cases.models import CaseStep
from incubator.registration.cases.rules import check_worked_on
from incubator.registration.cases.workflow import StepStatus
from incubator.registration.checklists.measuring import Measure
from incubator.registration.checklists.rules import Event, Material, Step, Who

CHANGEABLE = (StepStatus.OPEN, StepStatus.RETURNED, StepStatus.SENT)
FOR_ORGANIZATION = frozenset({"hand_in", "take_back"})
FOR_OFFICE = frozenset({"send"})
FOR_ALL = frozenset({"return", "reopen"})
FOR_OPTIONAL = frozenset({"leave_out", "take_up"})


@dataclass(frozen=True)
class Lack:
    """What is still missing at a step: papers without a file or a tick, figures not reached."""

    papers: list[Material]
    measures: list[Measure]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is missing."""
        return not self.papers and not self.measures

    def in_words(self) -> str:
        """All that is missing, in one line."""
        papers = [label(row.label) for row in self.papers]
        figures = [f"{label(row.check.label)} {row.text}" for row in self.measures]
        return "；".join([*papers, *figures])


def lack_of(step: CaseStep, rule: Step, files: Iterable[str], measures: Iterable[Measure]) -> Lack:
    """What is missing; `files` are the materials that have a file."""
    there = {*files, *step.on_paper}
    papers = [row for row in rule.materials if row.required and row.slug not in there]
    return Lack(papers, [row for row in measures if not row.met])


def is_move_of(name: str, step: CaseStep, rule: Step) -> bool:
    """Whether a move belongs to this kind of step at all; the table knows states only."""
    if name in FOR_OPTIONAL:
        return rule.optional
    if name in FOR_ORGANIZATION:
        return rule.who is Who.ORGANIZATION
    if name in FOR_OFFICE:
        return rule.who.is_office and rule.hand_over
    if rule.event is Event.DECIDED or (name == "return" and step.status is StepStatus.OPEN):
        return False
    return name in FOR_ALL


def check_move_of(name: str, step: CaseStep, rule: Step) -> None:
    """Refuse a move that does not belong to this step."""
    check_worked_on(step.case)
    if not is_move_of(name, step, rule):
        raise WrongState(lazy("This is not done at this step."), move=name)


def check_changeable(step: CaseStep, by: Person) -> None:
    """Refuse to change what is locked, being checked or done; the park may while it checks."""
    check_worked_on(step.case)
    if step.status in CHANGEABLE:
        return
    if step.status is StepStatus.HANDED_IN and (by.id is None or roles_of(by) & frozenset(STAFF)):
        return
    raise WrongState(
        lazy("This step cannot be changed now: it is not open, or it waits for the park's check.")
    )


def check_whole(lack: Lack) -> None:
    """Refuse to hand over a step while something is missing; all of it is named at once."""
    if not lack.is_empty:
        raise Refusal(lazy("Still missing: %(what)s.", what=lack.in_words()), lack=lack)


def check_done_on(day: date, rule: Step, steps: dict[str, CaseStep]) -> None:
    """Refuse a day that has not come, and one before the steps that come first."""
    if day > clock.today():
        raise Refusal(lazy("This day lies in the future."), field="done_on")
    before = [found for slug in rule.after if (found := steps[slug].done_on) is not None]
    if before and day < max(before):
        raise Refusal(
            lazy("This lies before the day on which the step before it was done."), field="done_on"
        )


def check_reopenable(rule: Step, steps: dict[str, CaseStep], rules: Iterable[Step]) -> None:
    """Refuse to reopen a step while a later one stands on it, and a decision at all."""
    if rule.event is Event.DECIDED:
        raise Refusal(lazy("The authority has decided: this cannot be reopened here."))
    for later in rules:
        status = steps[later.slug].status
        if rule.slug in later.after and status not in {
            StepStatus.LOCKED,
            StepStatus.OPEN,
            StepStatus.SKIPPED,
        }:
            raise Refusal(
                lazy("“%(step)s” builds on it: reopen that one first.", step=label(later.title))
            )
