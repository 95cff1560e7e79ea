"""Which running cases stand on an edition, and which could go over to it?"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import contains_eager

from incubator.kernel import rulesets
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.pinned import Subject
from incubator.kernel.rulesets import RuleSet
from incubator.organizations.models import Organization
from incubator.registration.cases.models import Case, CaseStep
from incubator.registration.cases.rules import CASE_READ, RUNNING
from incubator.registration.cases.workflow import CASE_KEEP
from incubator.registration.checklists.rules import KIND, Checklist
from incubator.registration.editions.rules import Plan, plan_of
from incubator.territory.models import Region
from incubator.territory.queries import find_region, visible

MOST = 100


@dataclass(frozen=True)
class Candidate:
    """A running case on an older edition, and what going over would mean."""

    case: Case
    plan: Plan
    old: Checklist
    new: Checklist

    @property
    def added(self) -> list[dict[str, str]]:
        """The titles of the steps that would come."""
        return [self.new.step(slug).title for slug in self.plan.added]

    @property
    def gone(self) -> list[dict[str, str]]:
        """The titles of the steps that would go."""
        return [self.old.step(slug).title for slug in self.plan.gone]


def count_pinned(ids: Collection[int]) -> dict[int, int]:
    """How many running cases stand on each of these sets."""
    query = select(Case.rule_set_id, func.count()).where(
        Case.rule_set_id.in_(sorted(ids)), Case.status.in_(RUNNING)
    )
    rows = db.session.execute(query.group_by(Case.rule_set_id))
    return {row[0]: row[1] for row in rows}


def list_pinned(person: Person, rule_set_id: int, limit: int) -> list[Subject]:
    """The running cases in reach on one set, the newest first."""
    columns: Any = select(Case.code, Case.number, Organization.name)
    query = visible(columns, Case, person, CASE_READ).where(
        Case.rule_set_id == rule_set_id, Case.status.in_(RUNNING)
    )
    query = query.join(Organization, Case.organization_id == Organization.id)
    rows = db.session.execute(query.order_by(Case.id.desc()).limit(limit))
    return [
        Subject(row.number, row.name, "registration.case_detail", {"code": row.code})
        for row in rows
    ]


def _movable(query: Select[Any], person: Person, rules: RuleSet) -> Select[Any]:
    """The running cases of that place on an older edition, or on one of a wider region."""
    region = find_region(rules.region_code) if rules.region_code else None
    wider = region.codes_upwards if region is not None else []
    query = (
        visible(query, Case, person, CASE_KEEP)
        .join(RuleSet, Case.rule_set_id == RuleSet.id)
        .where(Case.status.in_(RUNNING), RuleSet.id != rules.id, RuleSet.kind == rules.kind)
        .where(RuleSet.key == rules.key, RuleSet.legal_form == rules.legal_form)
        .where(RuleSet.region_code.in_([*wider, ""]))
        .where(
            or_(
                RuleSet.region_code != rules.region_code,
                RuleSet.effective_from < rules.effective_from,
            )
        )
    )
    if not rules.region_code:
        return query
    # A set of a place that is not known here concerns nobody.
    return query.where(Region.path.like(f"{region.path}%") if region is not None else false())


def count_movable(person: Person, rules: RuleSet) -> int:
    """How many cases in reach would change under this edition."""
    if rules.kind != KIND:
        return 0
    inner = _movable(select(Case.id), person, rules)
    return db.session.scalar(select(func.count()).select_from(inner.subquery())) or 0


def list_movable(person: Person, rules: RuleSet) -> list[Candidate]:
    """Those cases with what would become of their steps, in three queries whatever their number."""
    if rules.kind != KIND:
        return []
    query = _movable(select(Case), person, rules).options(contains_eager(Case.rule_set))
    cases = list(db.session.scalars(query.order_by(Case.id).limit(MOST)).unique())
    steps: dict[int, list[CaseStep]] = {case.id: [] for case in cases}
    rows = select(CaseStep).where(CaseStep.case_id.in_(sorted(steps)))
    for step in db.session.scalars(rows.order_by(CaseStep.position)).unique():
        steps[step.case_id].append(step)
    new: Checklist = rulesets.parse(rules)
    old: dict[int, Checklist] = {
        row.id: rulesets.parse(row) for row in {case.rule_set for case in cases}
    }
    return [
        Candidate(case, plan_of(steps[case.id], new), old[case.rule_set_id], new) for case in cases
    ]
