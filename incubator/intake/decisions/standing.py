"""What stands open in deciding: calls to decide, objections to answer, corrections to approve."""

from dataclasses import dataclass

from sqlalchemy import func, select

from incubator.intake.applications.models import Application
from incubator.intake.applications.workflow import DECISION_RELEASE, NOTICE_EDIT
from incubator.intake.calls.models import Call
from incubator.intake.calls.queries import calls_of
from incubator.intake.decisions.models import (
    Correction,
    Objection,
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
