"""How tests make registrations: a case of a team, walked to a step through the room's own actions."""

from datetime import date
from itertools import count
from typing import Any

from incubator.kernel.access import SYSTEM
from incubator.kernel.db import work
from incubator.organizations.models import LegalForm, Organization
from incubator.registration.actions import open_case
from incubator.registration.cases.models import Case, CaseStep
from incubator.registration.cases.queries import list_steps, roadmap_of
from incubator.registration.cases.rules import SETTLED
from incubator.registration.cases.workflow import StepStatus
from incubator.registration.checklists.rules import Check, CheckKind, Checklist, Event, Step
from incubator.registration.steps import actions
from incubator.territory.models import Park
from tests.organizations.build import organization, residency

NUMBERS = count(1)
DAY = date(2026, 11, 10)
FACTS = {
    "founders": 7,
    "members_individual": 50,
    "members_unit": 0,
    "funds_fen": 3_000_000,
    "entitled": 50,
    "attended": 40,
    "in_favour": 30,
}


def resident(park: Park, name: str = "") -> Organization:
    """A team that lives in the park and is not registered."""
    found = organization(park, name or f"青禾县邻里互助队{next(NUMBERS)}")
    residency(found, park)
    return found


def new_case(
    park: Park, team: Organization | None = None, *, form: LegalForm = LegalForm.SOCIAL_GROUP
) -> Case:
    """A case opened for a resident team."""
    with work(by=SYSTEM):
        case = open_case(team or resident(park), park=park, legal_form=form, by=SYSTEM)
    assert case is not None
    return case


def step(case: Case, slug: str) -> CaseStep:
    """One step of the case."""
    return next(row for row in list_steps(case) if row.slug == slug)


def statuses(case: Case) -> dict[str, StepStatus]:
    """The state of every step."""
    return {row.slug: row.status for row in list_steps(case)}


def fill(case: Case, slug: str, *, by: Any = SYSTEM, **facts: int | None) -> None:
    """Fill a step in: every paper on the table, every tick set, figures that are enough."""
    rule = roadmap_of(case).checklist.step(slug)
    known = {entry.slug: FACTS.get(entry.slug, 1) for entry in rule.inputs}
    papers = [row.slug for row in rule.materials if row.required]
    with work(by=by):
        actions.fill_in(step(case, slug), actions.Work({**known, **facts}, papers), by=by)


def finish(case: Case, *slugs: str, on: date = DAY, by: Any = SYSTEM) -> None:
    """Bring steps to their end."""
    for slug in slugs:
        fill(case, slug)
        with work(by=by):
            actions.confirm(step(case, slug), actions.Confirmation(on), by=by)


BEFORE_MEETING = (
    "demand",
    "founders",
    "name",
    "charter",
    "consent",
    "members",
    "capital",
    "domicile",
)
BEFORE_DECISION = (*BEFORE_MEETING, "meeting", "submit")


def enough(checklist: Checklist, rule: Step, facts: dict[str, int]) -> dict[str, int]:
    """Figures that just reach every check of a step."""
    found = {entry.slug: 1 for entry in rule.inputs}
    for check in rule.checks:
        found |= _just_enough(check, checklist)
    for check in rule.checks:
        if check.kind is CheckKind.SHARE:
            part, whole = (entry.slug for entry in check.inputs)
            found[whole] = max(found[whole], facts.get(whole, 30))
            found[part] = found[whole]
    return found


def _just_enough(check: Check, checklist: Checklist) -> dict[str, int]:
    names = [entry.slug for entry in check.inputs]
    if check.kind is CheckKind.MEMBERS:
        return {names[0]: checklist.thresholds["members_individual"].value, names[1]: 0}
    if check.kind is CheckKind.MINIMUM and check.threshold is not None:
        return {names[0]: check.threshold.value}
    return {}


def work_off(case: Case, *, until: Event | None = None, on: date = DAY) -> CaseStep | None:
    """Bring every compulsory step to its end in order; returns the step of `until`, if it was named."""
    for _ in range(40):
        roadmap = roadmap_of(case)
        rows = [row for row in roadmap.on_way if not row.rule.optional]
        ready = [row for row in rows if row.step.status not in (*SETTLED, StepStatus.LOCKED)]
        if not ready:
            return None
        station = ready[0]
        if until is not None and station.rule.event is until:
            return station.step
        papers = [row.slug for row in station.rule.materials if row.required]
        facts = enough(roadmap.checklist, station.rule, roadmap.facts)
        with work(by=SYSTEM):
            actions.fill_in(station.step, actions.Work(facts, papers), by=SYSTEM)
            actions.confirm(station.step, actions.Confirmation(on), by=SYSTEM)
    raise AssertionError("the steps never end")
