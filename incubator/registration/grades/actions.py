"""What can an organization do with its self-score: begin, state, score, prove, hand in, take back?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from incubator.accounts.queries import staff_ids
from incubator.kernel import access, blobs, clock, notices
from incubator.kernel.access import Person, Role
from incubator.kernel.db import db
from incubator.kernel.errors import Absent, Conflict, Difference, Refusal
from incubator.kernel.files import Inspected
from incubator.kernel.rulesets import RuleSet
from incubator.kernel.text import label, lazy
from incubator.registration.cases import actions as cases
from incubator.registration.cases.followers import after_opening
from incubator.registration.cases.models import Case, CaseStep
from incubator.registration.cases.rules import check_worked_on
from incubator.registration.cases.workflow import StepStatus
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.grades.indicators import Group
from incubator.registration.grades.models import GradeAssessment, GradeFile, GradeGroup
from incubator.registration.grades.queries import (
    assessment_of,
    conditions_for,
    find_set,
    self_score,
    set_of,
)
from incubator.registration.grades.rules import (
    NOTE_LIMIT,
    check_filling,
    check_points,
    check_self_score,
)
from incubator.registration.grades.workflow import GRADE_FILL, GRADE_FLOW
from incubator.registration.steps.actions import Work, fill_in

SUBMITTED = notices.message("%(organization)s handed in its self-score for the grade assessment.")
RETURNED = notices.message("Please correct the self-score of the grade assessment: %(reason)s")
SELF_SCORE_STEP, SELF_SCORED, SHEET_PAPER = "self_score", "self_scored", "self_score_sheet"


def begin(case: Case, *, by: Person) -> GradeAssessment:
    """Lay out the self-score of a case on the indicator set now in force; once begun it stays."""
    if case.procedure is not Procedure.GRADE_ASSESSMENT:
        raise Absent
    known = assessment_of(case)
    if known is not None:
        return known
    check_worked_on(case)
    rules = find_set(case)
    if rules is None:
        raise Refusal(lazy("No indicator set for this legal form is in force here."))
    access.check(by, GRADE_FILL, case)
    return _lay_out(case, rules)


def _lay_out(case: Case, rules: RuleSet) -> GradeAssessment:
    made = GradeAssessment(case=case, rule_set_id=rules.id)
    db.session.add(made)
    db.session.flush()
    for group in set_of(made).groups:
        db.session.add(GradeGroup(assessment=made, slug=group.slug))
    db.session.flush()
    return made


def state_conditions(
    assessment: GradeAssessment, statements: Mapping[str, bool], *, by: Person
) -> None:
    """Keep what the organization states of the conditions that no data tell."""
    access.check(by, GRADE_FILL, assessment)
    check_filling(assessment)
    wanted = {
        row.slug for row in conditions_for(assessment, set_of(assessment)) if row.needs_statement
    }
    assessment.statements = {
        slug: bool(said) for slug, said in statements.items() if slug in wanted
    }
    db.session.flush()


@dataclass(frozen=True)
class OwnScore:
    """Points and statements of one group, as far as they go."""

    points: Mapping[str, int] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


def score_group(
    group: GradeGroup, own: OwnScore, *, expected: int | None = None, by: Person
) -> None:
    """Keep the organization's points in one group; any part of it, in range.

    A newer version of somebody else (`expected` is the one that was seen) is never overruled unseen;
    saving what stands there already changes nothing.
    """
    access.check(by, GRADE_FILL, group)
    check_filling(group.assessment)
    rule = set_of(group.assessment).group(group.slug)
    if rule is None:
        raise Absent
    check_points(rule, own.points)
    known = {item.slug for item in rule.items}
    points = {slug: given for slug, given in own.points.items() if slug in known}
    notes = {
        slug: text.strip()[:NOTE_LIMIT]
        for slug, text in own.notes.items()
        if slug in known and text.strip()
    }
    if (points, notes) == (group.points, group.notes):
        return
    if expected is not None and expected != group.version:
        raise _clash(group, rule, OwnScore(points, notes))
    group.points, group.notes = points, notes
    db.session.flush()


def _clash(group: GradeGroup, rule: Group, mine: OwnScore) -> Conflict:
    """Both versions, item by item, where they differ."""
    pairs = (
        (lazy("Points for %(title)s", title=label(item.title)), str(own), str(stored))
        for item in rule.items
        for own, stored in ((mine.points.get(item.slug, ""), group.points.get(item.slug, "")),)
    )
    words = (
        (label(item.title), mine.notes.get(item.slug, ""), group.notes.get(item.slug, ""))
        for item in rule.items
    )
    at = clock.local(group.updated_at).strftime("%H:%M")
    return Conflict(
        lazy("A newer version was saved at %(at)s, on another device or by somebody else.", at=at),
        differences=[
            Difference(str(what), own, stored)
            for what, own, stored in (*pairs, *words)
            if own != stored
        ],
    )


def add_file(
    assessment: GradeAssessment, item: str, inspected: Inspected, *, by: Person
) -> GradeFile:
    """Put a checked file to an item as evidence."""
    access.check(by, GRADE_FILL, assessment)
    check_filling(assessment)
    if item not in set_of(assessment).items:
        raise Absent
    row = GradeFile(assessment_id=assessment.id, item=item, file_id=blobs.keep(inspected, by=by).id)
    db.session.add(row)
    db.session.flush()
    return row


def remove_file(row: GradeFile, *, by: Person) -> None:
    """Take evidence away again while the self-score is open."""
    access.check(by, GRADE_FILL, row)
    check_filling(row.assessment)
    stored = row.file
    db.session.delete(row)
    db.session.flush()
    db.session.delete(stored)


def submit(assessment: GradeAssessment, *, by: Person, reason: str = "") -> None:
    """Hand the self-score in: nothing bars it, every item has points, every point its evidence."""
    check_worked_on(assessment.case)
    GRADE_FLOW.check(assessment, "submit", by=by)
    own = self_score(assessment)
    check_self_score(own.rules, own.filled, own.conditions)
    assessment.return_reason = ""
    GRADE_FLOW.apply(assessment, "submit", by=by, reason=reason)
    _tell_the_step(assessment.case, by)
    notices.send(
        staff_ids(assessment.case.park_id, Role.OPERATOR),
        SUBMITTED,
        url=f"/grades/{assessment.code}",
        organization=assessment.case.organization.name,
    )
    db.session.flush()


def _tell_the_step(case: Case, by: Person) -> None:
    """The checklist's step of the self-score knows by itself that every item is scored."""
    query = select(CaseStep).where(CaseStep.case_id == case.id, CaseStep.slug == SELF_SCORE_STEP)
    step = db.session.scalars(query).unique().one_or_none()
    if step is not None and step.status in {StepStatus.OPEN, StepStatus.RETURNED}:
        papers = sorted({*step.on_paper, SHEET_PAPER})
        fill_in(step, Work({SELF_SCORED: 1}, papers, step.note), by=by)


def give_back(assessment: GradeAssessment, *, by: Person, reason: str) -> None:
    """The park sends the self-score back for correction."""
    GRADE_FLOW.apply(assessment, "return", by=by, reason=reason)
    assessment.return_reason = reason.strip()[:1000]
    cases.tell_organization(assessment.case, RETURNED, reason=reason[:100])
    db.session.flush()


@after_opening
def pin_set(case: Case) -> None:
    """A case of the grade procedure pins the indicator set of its first day."""
    rules = find_set(case) if case.procedure is Procedure.GRADE_ASSESSMENT else None
    if rules is not None:
        _lay_out(case, rules)
