"""What can be done in a review: form the panel, declare, score, replace, remind, give back, close."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from incubator.accounts.queries import staff_ids
from incubator.experts import actions as experts
from incubator.experts.panels.rules import check_may_judge, check_size
from incubator.experts.pool.models import Expert
from incubator.experts.queries import summarize
from incubator.experts.sheets.models import ScoreSheet
from incubator.experts.sheets.workflow import IN_HAND, TO_DO, Recommendation
from incubator.intake.applications.actions import after_move
from incubator.intake.applications.models import Application
from incubator.intake.applications.workflow import (
    APPLICATION_FLOW,
    REVIEW_ASSIGN,
    ApplicationStatus,
)
from incubator.intake.calls.models import Call
from incubator.intake.calls.queries import limit_days
from incubator.intake.reviews.models import Review, ReviewTotals
from incubator.intake.reviews.queries import (
    candidates_for,
    open_reviews,
    panel_rules,
    reviews_of,
    totals_in_review,
)
from incubator.kernel import access, clock, notices, workdays
from incubator.kernel.access import SYSTEM, Person, Role
from incubator.kernel.db import db
from incubator.kernel.errors import Refusal, WrongState
from incubator.kernel.text import lazy


def assign(application: Application, chosen: Sequence[Expert], *, by: Person) -> list[Review]:
    """Form the panel of a complete application and ask its experts to declare."""
    APPLICATION_FLOW.check(application, "start_review", by=by)
    rules = panel_rules(application.call)
    check_size(chosen, least=rules.min_experts, odd=rules.odd)
    check_may_judge(chosen, candidates_for(application))
    reviews = [_ask(application, expert, by=by) for expert in chosen]
    APPLICATION_FLOW.apply(application, "start_review", by=by)
    db.session.flush()
    refresh_totals(application)
    return reviews


def _ask(application: Application, expert: Expert, *, by: Person) -> Review:
    call = application.call
    sheet = experts.open_score_sheet(
        expert,
        rubric=call.rubric,
        title=call.title,
        subject_label=application.organization.name,
        due_on=workdays.after(clock.today(), limit_days(call, "expert_review")).date,
        by=by,
    )
    return _tie(application, sheet, by=by)


def _tie(
    application: Application, sheet: ScoreSheet, *, by: Person, replaces: Review | None = None
) -> Review:
    review = Review(
        application=application,
        sheet=sheet,
        replaces_id=replaces.id if replaces else None,
        assigned_by_id=by.id,
    )
    db.session.add(review)
    db.session.flush()
    notices.send(
        [sheet.expert.user_id],
        notices.message("Please declare conflicts and review an application of %(call)s."),
        url=f"/reviews/{sheet.code}",
        call=application.call.title,
    )
    return review


def refresh_totals(application: Application) -> ReviewTotals:
    """Bring the kept figures up to date; two experts who submit at once come one after the other."""
    db.session.execute(
        select(Application.id).where(Application.id == application.id).with_for_update()
    )
    query = (
        select(ScoreSheet)
        .join(Review, Review.sheet_id == ScoreSheet.id)
        .where(Review.application_id == application.id)
        .execution_options(populate_existing=True)
    )
    figures = summarize(list(db.session.scalars(query).unique()))
    row = db.session.get(ReviewTotals, application.id)
    if row is None:
        row = ReviewTotals(application_id=application.id, call_id=application.call_id)
        db.session.add(row)
    row.asked, row.submitted = figures.asked, figures.submitted
    row.mean_hundredths = figures.mean_hundredths
    row.lowest, row.highest = figures.lowest, figures.highest
    db.session.flush()
    return row


# ------------------------------------------------------------------ the expert


def _check_under_review(application: Application) -> None:
    if application.status is not ApplicationStatus.IN_REVIEW:
        raise WrongState(lazy("The review of this application is closed."))


def declare(review: Review, *, has_conflict: bool, reason: str, by: Person) -> None:
    """Declare a conflict or none; a conflict ends everything between the two, in every room."""
    _check_under_review(review.application)
    if not has_conflict:
        experts.declare(review.sheet, has_conflict=False, reason="", by=by)
        return
    rows = [review, *_others(review)]
    organization = review.application.organization
    experts.recuse([row.sheet for row in rows], organization, reason=reason, by=by)
    for row in rows:
        refresh_totals(row.application)
    _tell_park(
        review, notices.message("An expert declared a conflict: please replace for %(name)s.")
    )


def _others(review: Review) -> list[Review]:
    """The same expert's other open reviews of the same organization."""
    query = (
        select(Review)
        .join(ScoreSheet, Review.sheet_id == ScoreSheet.id)
        .join(Application, Review.application_id == Application.id)
        .where(ScoreSheet.expert_id == review.sheet.expert_id, Review.id != review.id)
        .where(ScoreSheet.status.in_(sorted(TO_DO)))
        .where(Application.organization_id == review.application.organization_id)
    )
    return list(db.session.scalars(query).unique())


def _tell_park(review: Review, message: str) -> None:
    application = review.application
    notices.send(
        staff_ids(application.park_id, Role.OPERATOR),
        message,
        url=f"/calls/{application.call.code}/reviews",
        name=application.organization.name,
    )


def decline(review: Review, *, by: Person, reason: str) -> None:
    """The expert gives a review back; the park is told to find another."""
    _check_under_review(review.application)
    experts.decline(review.sheet, by=by, reason=reason)
    refresh_totals(review.application)
    _tell_park(review, notices.message("An expert can't review: please replace for %(name)s."))


@dataclass(frozen=True)
class SheetContent:
    """What an expert has filled in."""

    scores: dict[str, int] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    overall: str = ""
    recommendation: Recommendation | None = None


def save(review: Review, content: SheetContent, *, by: Person) -> None:
    """Keep what is scored so far."""
    _check_under_review(review.application)
    experts.save_scores(
        review.sheet,
        content.scores,
        content.comments,
        by=by,
        overall=content.overall,
        recommendation=content.recommendation,
    )


def submit(review: Review, content: SheetContent, *, by: Person) -> None:
    """Save and hand in; the figures of the ranking follow."""
    save(review, content, by=by)
    experts.submit(review.sheet, by=by)
    refresh_totals(review.application)


# ------------------------------------------------------------------ the park


def replace(review: Review, expert: Expert, *, by: Person, reason: str) -> Review:
    """Put another expert on the panel in the place of this one."""
    application = review.application
    access.check(by, REVIEW_ASSIGN, application)
    _check_under_review(application)
    check_may_judge([expert], candidates_for(application), field="expert")
    sheet = experts.replace(review.sheet, expert, by=by, reason=reason)
    made = _tie(application, sheet, by=by, replaces=review)
    refresh_totals(application)
    return made


def remind(call: Call, *, by: Person) -> int:
    """Remind every expert of the call whose sheet is open, once a day each; returns how many."""
    access.check(by, REVIEW_ASSIGN, call)
    due = [
        row
        for row in open_reviews(call)
        if row.reminded_at is None or clock.local(row.reminded_at).date() < clock.today()
    ]
    for row in due:
        row.reminded_at = clock.now()
        notices.send(
            [row.sheet.expert.user_id],
            notices.message("Reminder: your review of %(name)s is still open."),
            url=f"/reviews/{row.sheet.code}",
            name=row.sheet.title,
        )
    return len(due)


def give_back(review: Review, *, by: Person, reason: str) -> None:
    """Give a submitted sheet back to its expert; a review that was closed is open again."""
    application = review.application
    access.check(by, REVIEW_ASSIGN, application)
    if application.status is ApplicationStatus.REVIEWED:
        APPLICATION_FLOW.apply(application, "reopen_review", by=by, reason=reason)
    _check_under_review(application)
    experts.reopen(review.sheet, by=by, reason=reason)
    refresh_totals(application)
    notices.send(
        [review.sheet.expert.user_id],
        notices.message("Your review was given back to you: %(reason)s"),
        url=f"/reviews/{review.sheet.code}",
        reason=reason,
    )


def close(call: Call, *, by: Person) -> int:
    """Close the review of the call: every application under review must be scored by its panel."""
    access.check(by, REVIEW_ASSIGN, call)
    rows = totals_in_review(call)
    if not rows:
        raise Refusal(lazy("No application of this call is under review."))
    rules = panel_rules(call)
    lacking = [
        application.organization.name
        for application, totals in rows
        if not totals.is_complete or totals.submitted < rules.min_experts
    ]
    if lacking:
        raise Refusal(
            lazy(
                "%(count)s applications are not scored by their whole panel yet: %(names)s.",
                count=len(lacking),
                names="、".join(lacking[:5]),
            )
        )
    for application, _totals in rows:
        APPLICATION_FLOW.apply(application, "finish_review", by=by)
    db.session.flush()
    return len(rows)


def stop(application: Application, *, by: Person, reason: str) -> None:
    """Dissolve the panel; the application is complete again and can get a new one."""
    APPLICATION_FLOW.check(application, "stop_review", by=by, reason=reason)
    cancel_sheets(application, by=by, reason=reason)
    APPLICATION_FLOW.apply(application, "stop_review", by=by, reason=reason)
    db.session.flush()


def cancel_sheets(application: Application, *, by: Person, reason: str) -> None:
    """Close every sheet that is still with an expert."""
    open_ones = [row for row in reviews_of(application) if row.sheet.status in IN_HAND]
    for review in open_ones:
        experts.cancel(review.sheet, by=by, reason=reason)
    if open_ones:
        refresh_totals(application)


def _ended(application: Application, *, by: Person, reason: str) -> None:  # noqa: ARG001 the installation closes sheets, whoever ended it
    cancel_sheets(application, by=SYSTEM, reason=reason or "—")


for _name in ("withdraw", "lapse"):
    after_move(_name, _ended)
