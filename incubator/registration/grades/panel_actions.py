"""What can be done by the panel and the park: ask experts, declare, score, close, propose, approve."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from incubator.accounts.queries import staff_ids
from incubator.experts import actions as experts
from incubator.experts.panels.rules import check_may_judge, check_size
from incubator.experts.pool.models import Expert
from incubator.experts.sheets.models import ScoreSheet
from incubator.experts.sheets.workflow import IN_HAND, TO_DO
from incubator.kernel import access, clock, notices, workdays
from incubator.kernel.access import Person, Role
from incubator.kernel.db import db
from incubator.kernel.errors import Refusal, WrongState
from incubator.kernel.text import lazy
from incubator.registration.cases import actions as cases
from incubator.registration.cases.followers import Expected, before_decision
from incubator.registration.cases.models import Case
from incubator.registration.cases.rules import check_worked_on
from incubator.registration.cases.workflow import CaseStatus
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.grades.indicators import Group
from incubator.registration.grades.models import GradeAssessment, GradeSeat
from incubator.registration.grades.queries import (
    assessment_of,
    candidates_for,
    judgement_of,
    result_of,
    seats_of,
    self_score,
    set_of,
)
from incubator.registration.grades.rules import (
    Judgement,
    check_points,
    check_proposal,
    lacking_reasons,
)
from incubator.registration.grades.workflow import GRADE_FLOW, GRADE_PANEL, GradeStatus

ASKED = notices.message("Please declare conflicts and score a grade assessment.")
REPLACE = notices.message("An expert steps back from the grade assessment of %(name)s: replace.")
GIVEN_BACK = notices.message("Your grade score sheet was given back to you: %(reason)s")
PROPOSED = notices.message("A grade is proposed for %(name)s: a second person decides.")
APPROVED = notices.message("The grade of %(organization)s is approved: %(grade)s")
NO_GRADE = "未获等级"


def form_panel(
    assessment: GradeAssessment, chosen: Sequence[Expert], *, by: Person
) -> list[GradeSeat]:
    """Ask experts to declare and to score; nothing is shown to them before the declaration."""
    check_worked_on(assessment.case)
    GRADE_FLOW.check(assessment, "form_panel", by=by)
    check_size(chosen, least=set_of(assessment).panel.min_experts)
    check_may_judge(chosen, candidates_for(assessment))
    seats = [_ask(assessment, expert, by=by) for expert in chosen]
    GRADE_FLOW.apply(assessment, "form_panel", by=by)
    db.session.flush()
    return seats


def _ask(assessment: GradeAssessment, expert: Expert, *, by: Person) -> GradeSeat:
    rules, case = set_of(assessment), assessment.case
    sheet = experts.open_score_sheet(
        expert,
        rubric=assessment.indicators,
        title=assessment.indicators.title["zh"],
        subject_label=case.organization.name,
        due_on=workdays.after(clock.today(), rules.panel.days).date,
        by=by,
    )
    return _seat(assessment, sheet, by=by)


def _seat(
    assessment: GradeAssessment,
    sheet: ScoreSheet,
    *,
    by: Person,
    replaces: GradeSeat | None = None,
) -> GradeSeat:
    seat = GradeSeat(
        assessment=assessment,
        sheet=sheet,
        replaces_id=replaces.id if replaces else None,
        assigned_by_id=by.id,
    )
    db.session.add(seat)
    db.session.flush()
    notices.send([sheet.expert.user_id], ASKED, url=f"/grade-sheets/{seat.code}")
    return seat


def replace(seat: GradeSeat, expert: Expert, *, by: Person, reason: str) -> GradeSeat:
    """Put another expert in the place of one who stepped back or does not answer."""
    assessment = seat.assessment
    access.check(by, GRADE_PANEL, assessment)
    _check_scoring(assessment)
    check_may_judge([expert], candidates_for(assessment), field="expert")
    sheet = experts.replace(seat.sheet, expert, by=by, reason=reason)
    return _seat(assessment, sheet, by=by, replaces=seat)


def _check_scoring(assessment: GradeAssessment) -> None:
    if assessment.status is not GradeStatus.SCORING:
        raise WrongState(lazy("The scoring of this assessment is closed."))


# ------------------------------------------------------------------ the expert


def declare(seat: GradeSeat, *, has_conflict: bool, reason: str, by: Person) -> None:
    """Declare a conflict or none; a conflict ends everything between the two, in every room."""
    assessment = seat.assessment
    _check_scoring(assessment)
    if not has_conflict:
        experts.declare(seat.sheet, has_conflict=False, reason="", by=by)
        return
    sheets = [row.sheet for row in [seat, *_others(seat)]]
    experts.recuse(sheets, assessment.case.organization, reason=reason, by=by)
    _tell_park(assessment, REPLACE)


def _others(seat: GradeSeat) -> list[GradeSeat]:
    """The same expert's other open sheets of the same organization."""
    query = (
        select(GradeSeat)
        .join(ScoreSheet, GradeSeat.sheet_id == ScoreSheet.id)
        .join(GradeAssessment, GradeSeat.assessment_id == GradeAssessment.id)
        .join(Case, GradeAssessment.case_id == Case.id)
        .where(ScoreSheet.expert_id == seat.sheet.expert_id, GradeSeat.id != seat.id)
        .where(ScoreSheet.status.in_(sorted(TO_DO)))
        .where(Case.organization_id == seat.assessment.case.organization_id)
    )
    return list(db.session.scalars(query).unique())


def decline(seat: GradeSeat, *, by: Person, reason: str) -> None:
    """The expert gives the sheet back; the park looks for another."""
    _check_scoring(seat.assessment)
    experts.decline(seat.sheet, by=by, reason=reason)
    _tell_park(seat.assessment, REPLACE)


def _tell_park(assessment: GradeAssessment, message: str) -> None:
    case = assessment.case
    notices.send(
        staff_ids(case.park_id, Role.OPERATOR),
        message,
        url=f"/grades/{assessment.code}",
        name=case.organization.name,
    )


@dataclass(frozen=True)
class GroupScore:
    """What an expert gave in one group."""

    points: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)


def score(seat: GradeSeat, group: Group, given: GroupScore, *, by: Person) -> None:
    """Keep an expert's points in one group; fewer than the self-score need a reason at once."""
    _check_scoring(seat.assessment)
    check_points(group, given.points)
    rules, own = set_of(seat.assessment), self_score(seat.assessment, conditions=False)
    _refuse_lack(group, Judgement(given.points, given.reasons), own.points, everything=False)
    names = {item.slug for item in group.items}
    points = {slug: row for slug, row in seat.sheet.scores.items() if slug not in names}
    reasons = {slug: row for slug, row in seat.sheet.comments.items() if slug not in names}
    points |= given.points
    reasons |= {slug: row for slug, row in given.reasons.items() if slug in names}
    total = Judgement(points, reasons).total(rules)
    marks = experts.Marks(points, reasons, total, seat.sheet.overall)
    experts.keep_marks(seat.sheet, marks, by=by)


def _refuse_lack(
    group: Group, judgement: Judgement, own: Mapping[str, int], *, everything: bool
) -> None:
    for place, words in lacking_reasons(group, judgement, own, everything=everything):
        raise Refusal(words, field=place)


def submit(seat: GradeSeat, *, by: Person) -> None:
    """Hand in a whole sheet: points for every item, and every deduction with its reason."""
    _check_scoring(seat.assessment)
    rules, own = set_of(seat.assessment), self_score(seat.assessment, conditions=False)
    judgement = judgement_of(seat.sheet)
    for group in rules.groups:
        if lacking_reasons(group, judgement, own.points, everything=True):
            raise Refusal(
                lazy("Points or reasons are still missing in “%(group)s”.", group=group.title["zh"])
            )
    experts.hand_in(seat.sheet, by=by)


# ------------------------------------------------------------------ the park


def give_back(seat: GradeSeat, *, by: Person, reason: str) -> None:
    """Give a submitted sheet back to its expert; scoring that was closed is open again."""
    assessment = seat.assessment
    access.check(by, GRADE_PANEL, assessment)
    if assessment.status is GradeStatus.SCORED:
        GRADE_FLOW.apply(assessment, "resume", by=by, reason=reason)
        assessment.result_hundredths = None
    _check_scoring(assessment)
    experts.reopen(seat.sheet, by=by, reason=reason)
    notices.send(
        [seat.sheet.expert.user_id],
        GIVEN_BACK,
        url=f"/grade-sheets/{seat.code}",
        reason=reason[:200],
    )


def close(assessment: GradeAssessment, *, by: Person, reason: str = "") -> None:
    """End the scoring: the whole panel has scored, and its result is kept."""
    GRADE_FLOW.check(assessment, "close", by=by)
    rules = set_of(assessment)
    result = result_of(assessment, rules)
    if not result.is_complete:
        raise Refusal(
            lazy(
                "%(done)s of %(asked)s experts have scored; all must, and at least %(least)s.",
                done=len(result.done),
                asked=len(result.asked),
                least=rules.panel.min_experts,
            )
        )
    assessment.result_hundredths = result.hundredths
    GRADE_FLOW.apply(assessment, "close", by=by, reason=reason)
    db.session.flush()


def dissolve(assessment: GradeAssessment, *, by: Person, reason: str) -> None:
    """Cancel every sheet; a new panel can be formed."""
    GRADE_FLOW.check(assessment, "dissolve", by=by, reason=reason)
    for seat in seats_of(assessment):
        if seat.sheet.status in IN_HAND:
            experts.cancel(seat.sheet, by=by, reason=reason)
    GRADE_FLOW.apply(assessment, "dissolve", by=by, reason=reason)
    db.session.flush()


def propose(assessment: GradeAssessment, grade: str, *, by: Person, note: str = "") -> None:
    """Propose the grade that the result reaches, or another one with the reason."""
    check_worked_on(assessment.case)
    GRADE_FLOW.check(assessment, "propose", by=by)
    rules = set_of(assessment)
    check_proposal(rules, rules.grade_for(assessment.result_hundredths or 0), grade, note)
    assessment.proposed_grade, assessment.proposal_note = grade, note.strip()
    assessment.proposed_by_id, assessment.return_reason = by.id, ""
    GRADE_FLOW.apply(assessment, "propose", by=by)
    case = assessment.case
    notices.send(
        staff_ids(case.park_id, Role.MANAGER),
        PROPOSED,
        url=f"/grades/{assessment.code}/result",
        name=case.organization.name,
    )
    db.session.flush()


def approve(assessment: GradeAssessment, *, by: Person, reason: str = "") -> None:
    """The second person approves; the checklist's steps of notice and certificate follow."""
    check_worked_on(assessment.case)
    GRADE_FLOW.apply(assessment, "approve", by=by, reason=reason)
    assessment.approved_by_id, assessment.approved_on = by.id, clock.today()
    cases.tell_organization(assessment.case, APPROVED, grade=grade_words(assessment))
    db.session.flush()


def refuse(assessment: GradeAssessment, *, by: Person, reason: str) -> None:
    """The second person sends the proposal back."""
    GRADE_FLOW.apply(assessment, "refuse", by=by, reason=reason)
    assessment.return_reason = reason.strip()[:1000]
    db.session.flush()


def reopen(assessment: GradeAssessment, *, by: Person, reason: str) -> None:
    """An appeal was right: propose anew, as long as the certificate is not recorded."""
    if assessment.case.status is CaseStatus.DECIDED:
        raise Refusal(lazy("The certificate is recorded: the grade stands."))
    GRADE_FLOW.apply(assessment, "reopen", by=by, reason=reason)
    assessment.approved_by_id = assessment.approved_on = None
    assessment.return_reason = reason.strip()[:1000]
    db.session.flush()


def grade_words(assessment: GradeAssessment) -> str:
    """The grade as the paper of the authority has it, in Chinese."""
    grade = set_of(assessment).grade(assessment.proposed_grade)
    return grade.label["zh"] if grade is not None else NO_GRADE


@before_decision
def approved_decision(case: Case) -> Expected | None:
    """The approved grade of a case as the certificate says it, and for how many years it holds."""
    is_graded = case.procedure is Procedure.GRADE_ASSESSMENT
    assessment = assessment_of(case) if is_graded else None
    if assessment is None or assessment.status is not GradeStatus.APPROVED:
        return None
    return Expected(grade_words(assessment), set_of(assessment).valid_years)


Verb = Callable[..., None]
VERBS: dict[str, Verb] = {
    "close": close,
    "dissolve": dissolve,
    "approve": approve,
    "refuse": refuse,
    "reopen": reopen,
}
