"""What stands open in deciding: calls to decide, objections to answer, corrections to approve."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from incubator.intake.applications.models import Application
from incubator.intake.applications.workflow import DECISION_RELEASE, NOTICE_EDIT, ApplicationStatus
from incubator.intake.calls.models import Call
from incubator.intake.calls.queries import calls_of
from incubator.intake.decisions.models import (
    Correction,
    Objection,
    PendingDecision,
)
from incubator.intake.decisions.notices import select_objections
from incubator.intake.decisions.workflow import CorrectionStatus
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.territory.queries import park_ids_for


@dataclass(frozen=True)
class CallState:
    """One call on the overview: how many applications stand where."""

    call: Call
    counts: dict[str, int]

    def count(self, *names: str) -> int:
        """The applications in these states."""
        return sum(self.counts.get(name, 0) for name in names)


def overview(person: Person, *, limit: int = 20) -> list[CallState]:
    """The newest calls of one's parks with the figures of their applications: two queries."""
    query = calls_of(person).where(Call.published_at.is_not(None))
    calls = list(db.session.scalars(query.order_by(Call.id.desc()).limit(limit)))
    figures = (
        select(Application.call_id, Application.status, func.count())
        .where(Application.call_id.in_([call.id for call in calls]), Application.round > 0)
        .group_by(Application.call_id, Application.status)
    )
    counts: dict[int, dict[str, int]] = {}
    for call_id, status, count in db.session.execute(figures):
        counts.setdefault(call_id, {})[status.value] = count
    return [CallState(call, counts.get(call.id, {})) for call in calls]


@dataclass(frozen=True)
class DecisionWork:
    """One call whose reviewed applications wait: for decisions, or for their release."""

    call: Call
    undecided: int
    decided: int
    since: Any
    preparers: frozenset[int | None]


def decision_work(person: Person) -> list[DecisionWork]:
    """The calls of one's parks with reviewed applications: three queries."""
    parks = park_ids_for(person, NOTICE_EDIT)
    query = (
        select(
            Application.call_id,
            PendingDecision.prepared_by_id,
            func.sum(case((PendingDecision.id.is_(None), 1), else_=0)),
            func.sum(case((PendingDecision.id.is_not(None), 1), else_=0)),
            func.min(Application.status_since),
        )
        .outerjoin(PendingDecision, PendingDecision.application_id == Application.id)
        .where(Application.park_id.in_(parks), Application.status == ApplicationStatus.REVIEWED)
        .group_by(Application.call_id, PendingDecision.prepared_by_id)
    )
    rows = db.session.execute(query).all()
    calls = db.session.scalars(select(Call).where(Call.id.in_({row[0] for row in rows})))
    return [_work(call, [row for row in rows if row[0] == call.id]) for call in calls]


def _work(call: Call, rows: Sequence[Any]) -> DecisionWork:
    return DecisionWork(
        call,
        sum(row[2] for row in rows),
        sum(row[3] for row in rows),
        min(row[4] for row in rows),
        frozenset(row[1] for row in rows if row[3]),
    )


def open_objections(person: Person, *, limit: int = 20) -> list[Objection]:
    """The unanswered objections of one's parks, the earliest deadline first."""
    query = select_objections(person, NOTICE_EDIT, answered=False)
    return list(db.session.scalars(query.order_by(Objection.answer_by_on).limit(limit)))


def open_corrections(person: Person, *, limit: int = 20) -> list[Correction]:
    """The corrections that wait for a second person in one's parks."""
    query = (
        select(Correction)
        .join(Application, Correction.application_id == Application.id)
        .where(Application.park_id.in_(park_ids_for(person, DECISION_RELEASE)))
        .where(Correction.status == CorrectionStatus.PROPOSED)
        .order_by(Correction.id)
        .limit(limit)
    )
    return list(db.session.scalars(query).unique())
