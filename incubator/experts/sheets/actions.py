"""What can be done with a score sheet: open, declare, score, submit, give back, replace, cancel."""

from dataclasses import dataclass
from datetime import date

from incubator.experts.pool.models import Expert
from incubator.experts.pool.rules import check_serves
from incubator.experts.sheets.models import ScoreSheet
from incubator.experts.sheets.queries import rubric_of
from incubator.experts.sheets.rules import check_complete, check_scores, total_of
from incubator.experts.sheets.workflow import SHEET, SHEET_MANAGE, SHEET_SCORE, Recommendation
from incubator.kernel import access, clock
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Refusal, WrongState
from incubator.kernel.rulesets import RuleSet
from incubator.kernel.text import lazy


def open_score_sheet(
    expert: Expert,
    *,
    rubric: RuleSet,
    title: str,
    due_on: date | None,
    by: Person,
    subject_label: str = "",
) -> ScoreSheet:
    """Ask an expert for a judgement; nothing of the subject is shown before the declaration."""
    access.check(by, SHEET_MANAGE, expert)
    check_serves(expert)
    sheet = ScoreSheet(
        expert=expert,
        park_id=expert.park_id,
        rubric=rubric,
        title=title,
        subject_label=subject_label,
        due_on=due_on,
    )
    db.session.add(sheet)
    db.session.flush()
    return sheet


def declare(sheet: ScoreSheet, *, has_conflict: bool, reason: str = "", by: Person) -> None:
    """Declare a conflict (the sheet closes at once) or none (it opens)."""
    name = "recuse" if has_conflict else "open"
    SHEET.apply(sheet, name, by=by, reason=reason)
    sheet.declared_at = clock.now()
    if has_conflict:
        sheet.conflict_reason = reason.strip()[:500]
    db.session.flush()


def decline(sheet: ScoreSheet, *, by: Person, reason: str) -> None:
    """The expert gives the sheet back unscored."""
    SHEET.apply(sheet, "decline", by=by, reason=reason)
    db.session.flush()


def save_scores(
    sheet: ScoreSheet,
    scores: dict[str, int],
    comments: dict[str, str],
    *,
    by: Person,
    overall: str = "",
    recommendation: Recommendation | None = None,
) -> None:
    """Keep what is scored so far: any part of it, in range; the total once all is there."""
    rubric = rubric_of(sheet)
    check_scores(rubric, scores)
    slugs = {row.slug for row in rubric.criteria}
    known = {slug: text for slug, text in comments.items() if slug in slugs}
    keep_marks(sheet, Marks(scores, known, total_of(rubric, scores), overall), by=by)
    sheet.recommendation = recommendation
    db.session.flush()


@dataclass(frozen=True)
class Marks:
    """Points and comments by name, and their sum once all are there, as a room has checked them."""

    scores: dict[str, int]
    comments: dict[str, str]
    total: int | None
    overall: str = ""


def keep_marks(sheet: ScoreSheet, marks: Marks, *, by: Person) -> None:
    """Write checked marks on an open sheet: for rooms that judge by a rubric of their own."""
    access.check(by, SHEET_SCORE, sheet)
    if not sheet.is_open:
        raise WrongState(lazy("Scores can be saved only while the sheet is open."))
    sheet.scores = dict(marks.scores)
    sheet.comments = {slug: text.strip() for slug, text in marks.comments.items() if text.strip()}
    sheet.overall = marks.overall.strip()
    sheet.total = marks.total
    db.session.flush()


def submit(sheet: ScoreSheet, *, by: Person) -> None:
    """Hand in what was saved; it must be complete."""
    SHEET.check(sheet, "submit", by=by)
    check_complete(
        rubric_of(sheet),
        sheet.scores,
        sheet.comments,
        overall=sheet.overall,
        recommendation=sheet.recommendation,
    )
    hand_in(sheet, by=by)


def hand_in(sheet: ScoreSheet, *, by: Person) -> None:
    """Submit a sheet whose completeness its room has checked."""
    sheet.submitted_at = clock.now()
    SHEET.apply(sheet, "submit", by=by)
    db.session.flush()


def reopen(sheet: ScoreSheet, *, by: Person, reason: str) -> None:
    """Give a submitted sheet back to its expert."""
    SHEET.apply(sheet, "reopen", by=by, reason=reason)
    sheet.submitted_at = None
    db.session.flush()


def cancel(sheet: ScoreSheet, *, by: Person, reason: str) -> None:
    """Close a sheet that is no longer wanted; its expert no longer reaches it."""
    SHEET.apply(sheet, "cancel", by=by, reason=reason)
    db.session.flush()


def replace(sheet: ScoreSheet, expert: Expert, *, by: Person, reason: str) -> ScoreSheet:
    """Ask another expert instead: the old sheet is closed if it is not closed yet."""
    if expert.id == sheet.expert_id:
        raise Refusal(lazy("Please choose another expert."), field="expert")
    if not SHEET.state(sheet).final:
        cancel(sheet, by=by, reason=reason)
    return open_score_sheet(
        expert,
        rubric=sheet.rubric,
        title=sheet.title,
        due_on=sheet.due_on,
        by=by,
        subject_label=sheet.subject_label,
    )
