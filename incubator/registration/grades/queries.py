"""What can be asked about an assessment: its set, self-scores, evidence, panel, and what the file tells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defaultload, joinedload, selectinload

from incubator.accounts.models import User
from incubator.experts.panels.queries import candidates
from incubator.experts.panels.rules import Candidate
from incubator.experts.pool.models import Expert
from incubator.experts.pool.queries import without_conflict
from incubator.experts.sheets.models import ScoreSheet
from incubator.experts.sheets.workflow import IN_HAND, TO_DO, SheetStatus
from incubator.kernel import clock, rulesets
from incubator.kernel.access import Permission, Person
from incubator.kernel.db import db
from incubator.kernel.pinned import Subject
from incubator.kernel.rulesets import RuleSet, Wanted
from incubator.organizations.models import Organization
from incubator.organizations.queries import latest_facts
from incubator.registration.cases.models import Case
from incubator.registration.cases.rules import CASE_READ, RUNNING
from incubator.registration.cases.workflow import CaseStatus
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.grades.indicators import KIND, Grade, Group, IndicatorSet
from incubator.registration.grades.models import (
    OPEN_TO_EXPERTS,
    GradeAssessment,
    GradeFile,
    GradeGroup,
    GradeSeat,
)
from incubator.registration.grades.rules import (
    Condition,
    Filled,
    Inspection,
    Judgement,
    Past,
    conditions_of,
    filled,
    panel_hundredths,
)
from incubator.registration.grades.workflow import GradeStatus
from incubator.territory.queries import visible

SHEET_NAMES = (
    joinedload(GradeSeat.sheet).joinedload(ScoreSheet.expert).selectinload(Expert.conflicts),
    defaultload(GradeSeat.sheet)
    .defaultload(ScoreSheet.expert)
    .defaultload(Expert.user)
    .lazyload(User.grants),
)


def find_set(case: Case) -> RuleSet | None:
    """The indicator set in force for the form of a case in its region."""
    return rulesets.find(
        Wanted(KIND, legal_form=case.legal_form.value, regions=case.park.region.codes_upwards)
    )


def set_of(assessment: GradeAssessment) -> IndicatorSet:
    """The set that the assessment pinned, whatever is in force now."""
    rules = db.session.get_one(RuleSet, assessment.rule_set_id)
    found: IndicatorSet = rulesets.parse(rules)
    return found


def assessment_of(case: Case) -> GradeAssessment | None:
    """The assessment of a case, if it has begun."""
    query = select(GradeAssessment).where(GradeAssessment.case_id == case.id)
    return db.session.scalars(query).unique().one_or_none()


def groups_of(assessment: GradeAssessment) -> dict[str, GradeGroup]:
    """The self-scores by group."""
    query = select(GradeGroup).where(GradeGroup.assessment_id == assessment.id)
    return {row.slug: row for row in db.session.scalars(query).unique()}


def files_of(assessment: GradeAssessment, items: Iterable[str] = ()) -> list[GradeFile]:
    """The evidence, of some items or of all, oldest first."""
    query = select(GradeFile).where(GradeFile.assessment_id == assessment.id)
    wanted = sorted(items)
    if wanted:
        query = query.where(GradeFile.item.in_(wanted))
    return list(db.session.scalars(query.order_by(GradeFile.id)).unique())


def past_of(assessment: GradeAssessment) -> Past:
    """What the file tells: the certificate, inspections decided here or reported, the grade before."""
    organization = assessment.case.organization
    certified = organization.founded_on if organization.is_registered else None
    query = (
        select(Case.procedure, Case.decided_on, Case.decision_result, Case.valid_until)
        .where(Case.organization_id == organization.id, Case.id != assessment.case_id)
        .where(Case.status == CaseStatus.DECIDED, Case.decided_on.is_not(None))
        .where(Case.procedure.in_((Procedure.ANNUAL_INSPECTION, Procedure.GRADE_ASSESSMENT)))
        .order_by(Case.decided_on.desc(), Case.id.desc())
    )
    rows = list(db.session.execute(query))
    inspections = [
        Inspection(row.decided_on, row.decision_result)
        for row in rows
        if row.procedure is Procedure.ANNUAL_INSPECTION
    ]
    reported = latest_facts(organization).get("inspection")
    if reported is not None:
        inspections.append(Inspection(reported.reported_on, reported.value))
        inspections.sort(key=lambda row: row.decided_on, reverse=True)
    grade = next((row for row in rows if row.procedure is Procedure.GRADE_ASSESSMENT), None)
    if grade is None:
        return Past(certified, inspections)
    return Past(
        certified,
        inspections,
        grade.decision_result,
        grade.decided_on,
        grade.valid_until,
    )


@dataclass(frozen=True)
class SelfScore:
    """The self-score of an assessment: its set, points, evidence and conditions."""

    assessment: GradeAssessment
    rules: IndicatorSet
    groups: Mapping[str, GradeGroup]
    filled: Mapping[str, Filled]
    conditions: Sequence[Condition] = field(default_factory=list)

    @property
    def points(self) -> dict[str, int]:
        """The points of all groups."""
        return {slug: given for row in self.groups.values() for slug, given in row.points.items()}

    @property
    def notes(self) -> dict[str, str]:
        """The statements of all groups."""
        return {slug: text for row in self.groups.values() for slug, text in row.notes.items()}

    @property
    def total(self) -> int:
        """The running total."""
        return sum(row.total for row in self.filled.values())

    @property
    def grade(self) -> Grade | None:
        """The grade that the running total would reach."""
        return self.rules.grade_for(self.total * 100)

    @property
    def is_complete(self) -> bool:
        """Whether every group is whole."""
        return all(row.is_complete for row in self.filled.values())


def self_score(assessment: GradeAssessment, *, conditions: bool = True) -> SelfScore:
    """The whole self-score in four queries."""
    rules = set_of(assessment)
    groups = groups_of(assessment)
    query = select(GradeFile.item).where(GradeFile.assessment_id == assessment.id).distinct()
    proven = set(db.session.scalars(query))
    told = [] if not conditions else conditions_for(assessment, rules)
    return SelfScore(
        assessment,
        rules,
        groups,
        {group.slug: _filled(group, groups.get(group.slug), proven) for group in rules.groups},
        told,
    )


def conditions_for(assessment: GradeAssessment, rules: IndicatorSet) -> list[Condition]:
    """Who may apply: what the file tells, else what was stated."""
    return conditions_of(rules, past_of(assessment), assessment.statements, clock.today())


def _filled(group: Group, row: GradeGroup | None, proven: set[str]) -> Filled:
    if row is None:
        return Filled(0, 0, len(group.items))
    return filled(group, row.points, row.notes, proven)


# ------------------------------------------------------------------ the panel


def seats_of(assessment: GradeAssessment) -> list[GradeSeat]:
    """The places of the panel in the order of their assignment."""
    query = select(GradeSeat).where(GradeSeat.assessment_id == assessment.id)
    return list(db.session.scalars(query.order_by(GradeSeat.id).options(*SHEET_NAMES)).unique())


def counting(seats: Sequence[GradeSeat]) -> list[GradeSeat]:
    """The places whose sheet counts: in hand, and no conflict stands."""
    return [row for row in seats if row.sheet.status in IN_HAND and not row.has_conflict]


def judgement_of(sheet: ScoreSheet) -> Judgement:
    """What an expert gave so far."""
    return Judgement(sheet.scores, sheet.comments)


@dataclass(frozen=True)
class Result:
    """How the panel stands: its places, who has finished, the result by the set's rule, the grade."""

    seats: list[GradeSeat]
    rules: IndicatorSet

    @property
    def asked(self) -> list[GradeSeat]:
        """The places that count."""
        return counting(self.seats)

    @property
    def replaced(self) -> set[int | None]:
        """The places that somebody else has taken."""
        return {row.replaces_id for row in self.seats}

    @property
    def done(self) -> list[GradeSeat]:
        """The places that are scored."""
        return [row for row in self.asked if row.sheet.status is SheetStatus.SUBMITTED]

    @property
    def is_complete(self) -> bool:
        """Whether the whole panel has scored, and is large enough."""
        enough = len(self.done) >= self.rules.panel.min_experts
        return enough and len(self.done) == len(self.asked)

    @property
    def hundredths(self) -> int | None:
        """The result so far."""
        totals = [row.sheet.total for row in self.done if row.sheet.total is not None]
        return panel_hundredths(self.rules.panel.result, totals)

    @property
    def grade(self) -> Grade | None:
        """The grade that the result reaches."""
        return self.rules.grade_for(self.hundredths) if self.hundredths is not None else None

    def item_hundredths(self, slug: str) -> int | None:
        """The result for one item by the same rule."""
        points = [row.sheet.scores[slug] for row in self.done if slug in row.sheet.scores]
        return panel_hundredths(self.rules.panel.result, points)

    def group_hundredths(self, group: Group) -> int | None:
        """The result for one group: by the same rule, of each expert's sum."""
        sums = [
            sum(row.sheet.scores.get(item.slug, 0) for item in group.items) for row in self.done
        ]
        return panel_hundredths(self.rules.panel.result, sums)

    def reasons(self, slug: str) -> list[str]:
        """Why points were taken off an item."""
        found = [row.sheet.comments.get(slug, "") for row in self.done]
        return [text for text in dict.fromkeys(found) if text]


def result_of(assessment: GradeAssessment, rules: IndicatorSet) -> Result:
    """How the panel stands."""
    return Result(seats_of(assessment), rules)


def candidates_for(assessment: GradeAssessment) -> list[Candidate]:
    """The park's experts for this assessment: those without a barrier first, then the least busy."""
    case = assessment.case
    asked = [row.sheet for row in seats_of(assessment)]
    return candidates(case.park, case.organization_id, asked=asked)


# ------------------------------------------------------------------ the expert's own list


def _of_expert(user_id: int) -> Select[Any]:
    return (
        select(GradeSeat)
        .join(ScoreSheet, GradeSeat.sheet_id == ScoreSheet.id)
        .join(Expert, ScoreSheet.expert_id == Expert.id)
        .join(GradeAssessment, GradeSeat.assessment_id == GradeAssessment.id)
        .join(Case, GradeAssessment.case_id == Case.id)
        .where(Expert.user_id == user_id, ScoreSheet.status.in_(sorted(IN_HAND)))
        .where(GradeAssessment.status.in_(sorted(OPEN_TO_EXPERTS)))
        .where(without_conflict(Expert.id, Case.organization_id))
    )


def seats_of_expert(user_id: int, *, limit: int = 100) -> list[GradeSeat]:
    """The places within an expert's reach, those to do first."""
    query = _of_expert(user_id).options(
        *SHEET_NAMES,
        defaultload(GradeSeat.assessment)
        .defaultload(GradeAssessment.case)
        .defaultload(Case.organization)
        .options(selectinload(Organization.residencies), selectinload(Organization.park_links)),
    )
    query = query.order_by(ScoreSheet.status == SheetStatus.SUBMITTED, ScoreSheet.due_on)
    return list(db.session.scalars(query.limit(limit)).unique())


def sheets_to_do(user_id: int, *, limit: int = 50) -> list[tuple[str, ScoreSheet]]:
    """What an expert must declare or score: the place's code beside the sheet."""
    query = (
        _of_expert(user_id)
        .with_only_columns(GradeSeat.code, ScoreSheet)
        .where(GradeAssessment.status == GradeStatus.SCORING)
        .where(ScoreSheet.status.in_(sorted(TO_DO)))
        .order_by(ScoreSheet.due_on, ScoreSheet.id)
        .limit(limit)
        .options(defaultload(ScoreSheet.expert).defaultload(Expert.user).lazyload(User.grants))
    )
    return [(row[0], row[1]) for row in db.session.execute(query).unique()]


# ------------------------------------------------------------------ what stands on a set


def count_pinned(ids: Iterable[int]) -> dict[int, int]:
    """How many running assessments stand on each of these sets."""
    query = (
        select(GradeAssessment.rule_set_id, func.count())
        .join(Case, GradeAssessment.case_id == Case.id)
        .where(GradeAssessment.rule_set_id.in_(sorted(ids)), Case.status.in_(RUNNING))
        .group_by(GradeAssessment.rule_set_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def list_pinned(person: Person, rule_set_id: int, limit: int) -> list[Subject]:
    """The running assessments in reach on one set, the newest first."""
    columns: Any = select(GradeAssessment.code, Case.number, Organization.name)
    query = (
        columns.join(Case, GradeAssessment.case_id == Case.id)
        .join(Organization, Case.organization_id == Organization.id)
        .where(GradeAssessment.rule_set_id == rule_set_id, Case.status.in_(RUNNING))
    )
    query = visible(query, Case, person, CASE_READ)
    rows = db.session.execute(query.order_by(GradeAssessment.id.desc()).limit(limit))
    return [
        Subject(row.number, row.name, "registration.grade_detail", {"code": row.code})
        for row in rows
    ]


@dataclass(frozen=True)
class Awaited:
    """An assessment that waits for the park: enough for one line of a waiting list."""

    code: str
    status: GradeStatus
    since: datetime
    proposed_by_id: int | None
    name: str


def waiting_for_park(person: Person, needed: Permission, *, limit: int = 30) -> list[Awaited]:
    """The assessments in reach that wait for a panel, a proposal or the second person: one query."""
    columns: Any = select(
        GradeAssessment.code,
        GradeAssessment.status,
        GradeAssessment.status_since,
        GradeAssessment.proposed_by_id,
        Organization.name,
    )
    states = (GradeStatus.SUBMITTED, GradeStatus.SCORED, GradeStatus.PROPOSED)
    query = (
        columns.join(Case, GradeAssessment.case_id == Case.id)
        .join(Organization, Case.organization_id == Organization.id)
        .where(GradeAssessment.status.in_(states), Case.status.in_(RUNNING))
        .order_by(GradeAssessment.status_since, GradeAssessment.id)
        .limit(limit)
    )
    query = visible(query, Case, person, needed)
    return [Awaited(*row) for row in db.session.execute(query)]
