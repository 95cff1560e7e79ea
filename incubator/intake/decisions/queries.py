"""What can be asked about decisions: the ranking, places left, letters, notices, what stands open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from incubator.intake.applications.models import Application
from incubator.intake.applications.queries import OF_ONE_CALL
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.calls.models import Call
from incubator.intake.calls.queries import limit_days
from incubator.intake.decisions.models import (
    Correction,
    Decision,
    DecisionRelease,
    PendingDecision,
)
from incubator.intake.decisions.rules import (
    MODE_OF,
    Letter,
    Places,
    Readiness,
    chinese_date,
    compose,
    places_of,
)
from incubator.intake.decisions.workflow import CorrectionStatus, ObjectionStatus, Outcome
from incubator.intake.reviews.models import ReviewTotals
from incubator.intake.reviews.queries import APPLICATION_NAMES
from incubator.kernel import clock, rulesets, workdays
from incubator.kernel.db import db
from incubator.kernel.rulesets import RuleSet
from incubator.kernel.text import force_locale
from incubator.organizations.models import MODE_LABELS
from incubator.territory.models import Park

STAYING = frozenset(
    {
        ApplicationStatus.ACCEPTED,
        ApplicationStatus.NOTICED,
        ApplicationStatus.AGREEMENT,
        ApplicationStatus.ADMITTED,
    }
)
RANKED = STAYING | {
    ApplicationStatus.REVIEWED,
    ApplicationStatus.WAITLISTED,
    ApplicationStatus.REJECTED,
    ApplicationStatus.NOT_ADMITTED,
}
UNDER_EXAMINATION = frozenset(
    {
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.ASKED_BACK,
        ApplicationStatus.COMPLETE,
        ApplicationStatus.IN_REVIEW,
    }
)
UNANSWERED = frozenset({ObjectionStatus.OPEN, ObjectionStatus.PROPOSED})
RANKING_SIZE = 50


# ------------------------------------------------------------------ the ranking


@dataclass(frozen=True)
class RankedRow:
    """One line of the ranking."""

    rank: int
    application: Application
    totals: ReviewTotals
    pending: PendingDecision | None
    decision: Decision | None

    @property
    def outcome(self) -> Outcome | None:
        """What was released, else what is prepared."""
        found = self.decision or self.pending
        return found.outcome if found is not None else None


@dataclass(frozen=True)
class Ranking:
    """One page of a call's ranking."""

    rows: list[RankedRow]
    next_key: int | None


def ranking(call: Call, *, after: int | None = None, size: int = RANKING_SIZE) -> Ranking:
    """The applications of a call by their mean, the best first, read by key from kept figures."""
    query = (
        select(Application, ReviewTotals, PendingDecision, Decision)
        .join(ReviewTotals, ReviewTotals.application_id == Application.id)
        .outerjoin(PendingDecision, PendingDecision.application_id == Application.id)
        .outerjoin(
            Decision,
            and_(Decision.application_id == Application.id, Decision.superseded_at.is_(None)),
        )
        .where(_is_ranked(call))
        .order_by(ReviewTotals.mean_hundredths.desc(), ReviewTotals.application_id)
        .limit(size + 1)
        .options(*APPLICATION_NAMES, *OF_ONE_CALL)
    )
    start = db.session.get(ReviewTotals, after) if after is not None else None
    if start is not None:
        query = query.where(_is_behind(start))
    found = db.session.execute(query).unique().all()
    rows = found[:size]
    ranks = _ranks(call, [row[1] for row in rows])
    return Ranking(
        [RankedRow(rank, *row) for rank, row in zip(ranks, rows, strict=True)],
        rows[-1][0].id if len(found) > size else None,
    )


def _is_ranked(call: Call) -> ColumnElement[bool]:
    return and_(
        ReviewTotals.call_id == call.id,
        ReviewTotals.mean_hundredths.is_not(None),
        Application.status.in_(sorted(RANKED)),
    )


def _is_behind(start: ReviewTotals) -> ColumnElement[bool]:
    return or_(
        ReviewTotals.mean_hundredths < start.mean_hundredths,
        and_(
            ReviewTotals.mean_hundredths == start.mean_hundredths,
            ReviewTotals.application_id > start.application_id,
        ),
    )


def _better_than(call: Call, mean: int) -> int:
    query = (
        select(func.count())
        .select_from(ReviewTotals)
        .join(Application, ReviewTotals.application_id == Application.id)
        .where(_is_ranked(call), ReviewTotals.mean_hundredths > mean)
    )
    return db.session.scalar(query) or 0


def _ranks(call: Call, totals: Sequence[ReviewTotals]) -> list[int]:
    """Equal means share a rank; the one after them counts them all."""
    if not totals:
        return []
    first = totals[0].mean_hundredths or 0
    rank = _better_than(call, first) + 1
    ranks, position, last = [], rank, first
    for index, row in enumerate(totals):
        mean = row.mean_hundredths or 0
        if mean != last:
            rank, last = position + index, mean
        ranks.append(rank)
    return ranks


def rank_of(application: Application) -> int | None:
    """The place of one application in its call's ranking."""
    totals = db.session.get(ReviewTotals, application.id)
    if totals is None or totals.mean_hundredths is None:
        return None
    return _better_than(application.call, totals.mean_hundredths) + 1


def places(call: Call) -> Places:
    """The places of a call, counted now: prepared acceptances and released ones that still stay."""
    pending = (
        select(PendingDecision.outcome, func.count())
        .join(Application, PendingDecision.application_id == Application.id)
        .where(Application.call_id == call.id, Application.status == ApplicationStatus.REVIEWED)
        .group_by(PendingDecision.outcome)
    )
    released = (
        select(Decision.outcome, func.count())
        .join(Application, Decision.application_id == Application.id)
        .where(Decision.call_id == call.id, Decision.superseded_at.is_(None))
        .where(Application.status.in_(sorted(STAYING)))
        .group_by(Decision.outcome)
    )
    taken: dict[Outcome, int] = {}
    for query in (pending, released):
        for outcome, count in db.session.execute(query):
            taken[outcome] = taken.get(outcome, 0) + count
    return places_of(call, taken)


def readiness(call: Call) -> Readiness:
    """How many applications are still examined, undecided, and decided."""
    query = (
        select(Application.status, PendingDecision.id.is_not(None), func.count())
        .outerjoin(PendingDecision, PendingDecision.application_id == Application.id)
        .where(Application.call_id == call.id)
        .group_by(Application.status, PendingDecision.id.is_not(None))
    )
    under_way = undecided = decided = 0
    for status, is_decided, count in db.session.execute(query):
        if status in UNDER_EXAMINATION:
            under_way += count
        elif status is ApplicationStatus.REVIEWED:
            decided += count if is_decided else 0
            undecided += 0 if is_decided else count
    return Readiness(under_way, undecided, decided)


def pending_of(application: Application) -> PendingDecision | None:
    """What is prepared for one application."""
    query = select(PendingDecision).where(PendingDecision.application_id == application.id)
    return db.session.scalars(query).one_or_none()


def prepared(call: Call) -> list[tuple[Application, PendingDecision, ReviewTotals | None]]:
    """Everything that a release will publish, in the order of the applications."""
    query = (
        select(Application, PendingDecision, ReviewTotals)
        .join(PendingDecision, PendingDecision.application_id == Application.id)
        .outerjoin(ReviewTotals, ReviewTotals.application_id == Application.id)
        .where(Application.call_id == call.id, Application.status == ApplicationStatus.REVIEWED)
        .order_by(Application.id)
        .options(*APPLICATION_NAMES)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query).unique()]


def preparers(call: Call) -> set[int | None]:
    """Who prepared the decisions that wait for the release of a call."""
    query = (
        select(PendingDecision.prepared_by_id)
        .join(Application, PendingDecision.application_id == Application.id)
        .where(Application.call_id == call.id, Application.status == ApplicationStatus.REVIEWED)
        .distinct()
    )
    return set(db.session.scalars(query))


def release_of(call: Call) -> DecisionRelease | None:
    """The release of a call, if it was made."""
    query = select(DecisionRelease).where(DecisionRelease.call_id == call.id)
    return db.session.scalars(query).one_or_none()


def next_undecided(application: Application) -> Application | None:
    """The next application of the call without a decision, by the ranking."""
    query = (
        select(Application)
        .join(ReviewTotals, ReviewTotals.application_id == Application.id)
        .outerjoin(PendingDecision, PendingDecision.application_id == Application.id)
        .where(Application.call_id == application.call_id, Application.id != application.id)
        .where(Application.status == ApplicationStatus.REVIEWED, PendingDecision.id.is_(None))
        .order_by(ReviewTotals.mean_hundredths.desc(), Application.id)
        .limit(1)
    )
    return db.session.scalars(query).unique().first()


# ------------------------------------------------------------------ letters


@dataclass(frozen=True)
class Window:
    """A notice's first and last day, and the day until which the agreement is to be signed."""

    from_on: date
    to_on: date
    sign_by_on: date
    is_provisional: bool


def notice_window(call: Call, from_on: date) -> Window:
    """The window of a notice that starts on that day, in working days."""
    calendar = workdays.current()
    end = calendar.add_working_days(from_on, limit_days(call, "public_notice"))
    sign = calendar.add_working_days(end.date, limit_days(call, "sign_agreement"))
    return Window(from_on, end.date, sign.date, end.provisional)


def letter_rules(park: Park) -> RuleSet:
    """The words of the letters in force."""
    return rulesets.get("intake.letters", "entry", regions=park.region.codes_upwards)


@dataclass(frozen=True)
class LetterSubject:
    """What a letter is about."""

    application: Application
    outcome: Outcome
    reasons: str
    totals: ReviewTotals | None
    rank: int | None
    window: Window | None


def letter_facts(subject: LetterSubject, *, on: date) -> dict[str, str]:
    """The places of the letter, filled for one applicant."""
    application, window = subject.application, subject.window
    mode = MODE_OF.get(subject.outcome)
    with force_locale("zh_Hans"):
        mode_word = str(MODE_LABELS[mode]) if mode is not None else ""
    return {
        "organization": application.organization.name,
        "representative": application.organization.representative,
        "number": application.number or "",
        "call": application.call.title,
        "park": application.park.name,
        "score": subject.totals.mean_text if subject.totals else "–",
        "rank": str(subject.rank) if subject.rank else "–",
        "mode": mode_word,
        "notice_from": chinese_date(window.from_on if window else None),
        "notice_to": chinese_date(window.to_on if window else None),
        "sign_by": chinese_date(window.sign_by_on if window else None),
        "reasons": subject.reasons.rstrip("。"),
        "phone": application.park.phone,
        "date": chinese_date(on),
    }


def preview_of(application: Application, pending: PendingDecision) -> Letter:
    """The letter as it would be sent if the decisions were released today."""
    totals = db.session.get(ReviewTotals, application.id)
    subject = LetterSubject(
        application,
        pending.outcome,
        pending.reasons,
        totals,
        rank_of(application),
        notice_window(application.call, clock.today()),
    )
    facts = letter_facts(subject, on=clock.today())
    return compose(letter_rules(application.park).body, pending.outcome, facts)


def previews(call: Call, rows: Sequence[RankedRow]) -> list[tuple[RankedRow, Letter]]:
    """The letters of one page of the ranking: the window and the words are read once."""
    window = notice_window(call, clock.today())
    body = letter_rules(call.park).body
    found = []
    for row in rows:
        if row.pending is None:
            continue
        subject = LetterSubject(
            row.application, row.pending.outcome, row.pending.reasons, row.totals, row.rank, window
        )
        facts = letter_facts(subject, on=clock.today())
        found.append((row, compose(body, row.pending.outcome, facts)))
    return found


def letter_of(decision: Decision) -> Letter:
    """The letter of a released decision, from the words and facts that it keeps."""
    return compose(decision.letters.body, decision.outcome, decision.facts)


def current_decision(application: Application) -> Decision | None:
    """The decision that counts now."""
    query = select(Decision).where(
        Decision.application_id == application.id, Decision.superseded_at.is_(None)
    )
    return db.session.scalars(query).one_or_none()


def decisions_of(application: Application) -> list[Decision]:
    """All decisions on an application, the newest first."""
    query = (
        select(Decision)
        .where(Decision.application_id == application.id)
        .order_by(Decision.id.desc())
        .options(joinedload(Decision.released_by).lazyload("*"))
    )
    return list(db.session.scalars(query).unique())


def open_correction(application: Application) -> Correction | None:
    """The correction that waits for a second person."""
    query = select(Correction).where(
        Correction.application_id == application.id,
        Correction.status == CorrectionStatus.PROPOSED,
    )
    return db.session.scalars(query).unique().one_or_none()
