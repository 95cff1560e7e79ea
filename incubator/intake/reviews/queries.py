"""What can be asked about reviews: who may judge, what waits for an expert, how far a call has come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, defaultload, joinedload

from incubator.accounts.models import User
from incubator.experts.panels.queries import candidates
from incubator.experts.panels.rules import Candidate
from incubator.experts.pool.models import Expert
from incubator.experts.pool.queries import without_conflict
from incubator.experts.sheets.models import ScoreSheet
from incubator.experts.sheets.queries import NAMES_ONLY
from incubator.experts.sheets.workflow import IN_HAND, SHEET, TO_DO, SheetStatus
from incubator.intake.applications.models import Application, ApplicationSection
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.calls.models import Call
from incubator.intake.reviews.models import OPEN_TO_EXPERTS, Review, ReviewTotals
from incubator.intake.reviews.rules import PanelRules
from incubator.kernel.db import db
from incubator.kernel.errors import Absent
from incubator.kernel.paging import Page, newest_first
from incubator.kernel.workflow import Badge
from incubator.organizations.models import Organization

# Lists show names: grants, residencies and links are left out of the reading.
SHEET_NAMES = (
    defaultload(Review.sheet)
    .defaultload(ScoreSheet.expert)
    .defaultload(Expert.user)
    .lazyload(User.grants),
)
APPLICATION_NAMES = (
    defaultload(Application.organization).lazyload(Organization.residencies),
    defaultload(Application.organization).lazyload(Organization.park_links),
)
PANEL_TABS = {
    "assign": (ApplicationStatus.COMPLETE,),
    "review": (ApplicationStatus.IN_REVIEW,),
    "reviewed": (ApplicationStatus.REVIEWED,),
    "decided": tuple(
        sorted(OPEN_TO_EXPERTS - {ApplicationStatus.IN_REVIEW, ApplicationStatus.REVIEWED})
    ),
}
PANEL_SIZE = 40


def panel_rules(call: Call) -> PanelRules:
    """The size of a panel by the limits that the call started with."""
    return PanelRules.from_body(call.limits.body)


def review_of(sheet: ScoreSheet) -> Review:
    """The review that a sheet belongs to; raises `Absent` for a sheet of another room."""
    query = (
        select(Review)
        .where(Review.sheet_id == sheet.id)
        .options(joinedload(Review.application), *SHEET_NAMES)
    )
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise Absent
    return found


def reviews_of(application: Application) -> list[Review]:
    """The reviews of one application in the order of their assignment."""
    query = (
        select(Review)
        .where(Review.application_id == application.id)
        .order_by(Review.id)
        .options(*SHEET_NAMES)
    )
    return list(db.session.scalars(query).unique())


def totals_of(application: Application) -> ReviewTotals | None:
    """The figures kept for one application."""
    return db.session.get(ReviewTotals, application.id)


# ------------------------------------------------------------------ choosing experts


def fields_of(application: Application) -> set[str]:
    """The fields of work that the file and the application name."""
    query = select(ApplicationSection.answers).where(
        ApplicationSection.application_id == application.id, ApplicationSection.slug == "basics"
    )
    answers: dict[str, Any] = db.session.scalar(query) or {}
    chosen = answers.get("fields") or []
    own = application.organization.field_of_work
    return {str(slug) for slug in chosen if isinstance(slug, str)} | ({own} if own else set())


def candidates_for(application: Application) -> list[Candidate]:
    """The park's experts for this application: the best fit first, barriers with their reason."""
    return candidates(
        application.park,
        application.organization_id,
        asked=[review.sheet for review in reviews_of(application)],
        fields=fields_of(application),
    )


def next_to_assign(call: Call) -> Application | None:
    """The next complete application of the call that has no panel yet."""
    query = (
        select(Application)
        .where(Application.call_id == call.id, Application.status == ApplicationStatus.COMPLETE)
        .order_by(Application.id)
        .limit(1)
    )
    return db.session.scalars(query).unique().first()


# ------------------------------------------------------------------ the expert's own list


def select_of_expert(user_id: int) -> Select[Any]:
    """The reviews within reach of an expert: in hand, and without a standing conflict."""
    return (
        select(Review)
        .join(ScoreSheet, Review.sheet_id == ScoreSheet.id)
        .join(Expert, ScoreSheet.expert_id == Expert.id)
        .join(Application, Review.application_id == Application.id)
        .where(Expert.user_id == user_id, ScoreSheet.status.in_(sorted(IN_HAND)))
        .where(Application.status.in_(sorted(OPEN_TO_EXPERTS)))
        .where(without_conflict(Expert.id, Application.organization_id))
    )


def page_of_expert(user_id: int, *, done: bool, after: int | None) -> Page[Review]:
    """One page of an expert's reviews, the newest first."""
    states = {SheetStatus.SUBMITTED} if done else set(TO_DO)
    query = select_of_expert(user_id).where(ScoreSheet.status.in_(sorted(states)))
    if not done:
        query = query.where(Application.status == ApplicationStatus.IN_REVIEW)
    query = query.options(
        contains_eager(Review.application).lazyload(Application.call),
        *SHEET_NAMES,
        defaultload(Review.application)
        .defaultload(Application.organization)
        .lazyload(Organization.residencies),
        defaultload(Review.application)
        .defaultload(Application.organization)
        .lazyload(Organization.park_links),
    )
    return newest_first(query, Review.id, after=after)


def sheets_to_do(user_id: int, *, limit: int = 50) -> list[ScoreSheet]:
    """The sheets that an expert must declare or score, the earliest deadline first: one query."""
    query = (
        select(ScoreSheet)
        .where(ScoreSheet.id.in_(select_of_expert(user_id).with_only_columns(ScoreSheet.id)))
        .where(ScoreSheet.status.in_(sorted(TO_DO)))
        .order_by(ScoreSheet.due_on, ScoreSheet.id)
        .limit(limit)
        .options(*NAMES_ONLY)
    )
    return list(db.session.scalars(query).unique())


def count_of_expert(user_id: int) -> tuple[int, int]:
    """How many reviews an expert has to do, and has done."""
    query = (
        select_of_expert(user_id)
        .with_only_columns(ScoreSheet.status, Application.status, func.count())
        .group_by(ScoreSheet.status, Application.status)
    )
    to_do = done = 0
    for sheet, application, count in db.session.execute(query):
        if sheet is SheetStatus.SUBMITTED:
            done += count
        elif application is ApplicationStatus.IN_REVIEW:
            to_do += count
    return to_do, done


@dataclass(frozen=True)
class Progress:
    """How far an expert has come in one call, and where to go next."""

    done: int
    total: int
    next_code: str | None


def progress_of(review: Review) -> Progress:
    """The expert's sheets of the same call: how many are done, and the next one, round to the first."""
    query = (
        select_of_expert(review.sheet.expert.user_id)
        .where(Application.call_id == review.application.call_id)
        .with_only_columns(ScoreSheet.id, ScoreSheet.code, ScoreSheet.status, Application.status)
        .order_by(ScoreSheet.id)
    )
    rows = list(db.session.execute(query))
    done = sum(row[2] is SheetStatus.SUBMITTED for row in rows)
    waiting = [
        (row[0] < review.sheet_id, row[0], row[1])
        for row in rows
        if row[2] in TO_DO and row[3] is ApplicationStatus.IN_REVIEW and row[0] != review.sheet_id
    ]
    return Progress(done, len(rows), min(waiting)[2] if waiting else None)


# ------------------------------------------------------------------ the operator's panel


@dataclass(frozen=True)
class Cell:
    """One expert's sheet for one application, as the matrix shows it."""

    review: Review
    badge: Badge
    total: int | None
    needs_replacement: bool


@dataclass(frozen=True)
class PanelRow:
    """One application of the matrix: its figures and its cells by expert."""

    application: Application
    totals: ReviewTotals | None
    cells: dict[int, Cell]


@dataclass(frozen=True)
class Panel:
    """The matrix of a call: its applications and the experts that judge them."""

    rows: list[PanelRow]
    experts: list[Expert]
    next_key: int | None
    previous_key: int | None


@dataclass
class _Columns:
    experts: dict[int, Expert] = field(default_factory=dict)
    cells: dict[int, dict[int, Cell]] = field(default_factory=dict)


def panel_of(call: Call, tab: str, *, after: int | None) -> Panel:
    """One page of the matrix: applications under a tab, with their sheets in four queries."""
    query = (
        select(Application)
        .where(Application.call_id == call.id)
        .where(Application.status.in_(PANEL_TABS.get(tab, PANEL_TABS["review"])))
        .options(*APPLICATION_NAMES)
    )
    page = newest_first(query, Application.id, after=after, size=PANEL_SIZE)
    ids = [row.id for row in page.rows]
    columns = _columns(ids)
    kept = select(ReviewTotals).where(ReviewTotals.application_id.in_(ids))
    totals = {row.application_id: row for row in db.session.scalars(kept)}
    rows = [PanelRow(row, totals.get(row.id), columns.cells.get(row.id, {})) for row in page.rows]
    experts = sorted(columns.experts.values(), key=lambda expert: expert.name)
    return Panel(rows, experts, page.next_key, page.previous_key)


def _columns(application_ids: Sequence[int]) -> _Columns:
    query = (
        select(Review)
        .where(Review.application_id.in_(application_ids))
        .order_by(Review.id)
        .options(*SHEET_NAMES)
    )
    reviews = list(db.session.scalars(query).unique())
    replaced = {row.replaces_id for row in reviews}
    found = _Columns()
    for review in reviews:
        status = review.sheet.status
        if status is SheetStatus.CANCELLED or (review.id in replaced and status not in IN_HAND):
            continue
        found.experts[review.sheet.expert_id] = review.sheet.expert
        found.cells.setdefault(review.application_id, {})[review.sheet.expert_id] = Cell(
            review, SHEET.badge(review.sheet), review.sheet.total, status not in IN_HAND
        )
    return found


def open_reviews(call: Call) -> list[Review]:
    """The reviews of a call that are not scored yet, the oldest first."""
    query = (
        select(Review)
        .join(ScoreSheet, Review.sheet_id == ScoreSheet.id)
        .join(Application, Review.application_id == Application.id)
        .where(Application.call_id == call.id)
        .where(Application.status == ApplicationStatus.IN_REVIEW)
        .where(ScoreSheet.status.in_(sorted(TO_DO)))
        .order_by(Review.id)
        .options(*SHEET_NAMES)
    )
    return list(db.session.scalars(query).unique())


def totals_in_review(call: Call) -> list[tuple[Application, ReviewTotals]]:
    """The applications under review with their figures."""
    query = (
        select(Application, ReviewTotals)
        .join(ReviewTotals, ReviewTotals.application_id == Application.id)
        .where(Application.call_id == call.id, Application.status == ApplicationStatus.IN_REVIEW)
        .order_by(Application.id)
        .options(*APPLICATION_NAMES)
    )
    return [(row[0], row[1]) for row in db.session.execute(query).unique()]
