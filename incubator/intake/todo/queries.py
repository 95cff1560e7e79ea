"""What waits for whom in intake: one query for the park's calls, one for the applicant's own turn."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, func, or_, select

from incubator.intake.agreements.models import Agreement
from incubator.intake.agreements.workflow import AgreementStatus
from incubator.intake.applications.models import Application
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.calls.models import Call
from incubator.intake.calls.workflow import CallStatus
from incubator.intake.decisions.models import PendingDecision
from incubator.kernel import clock
from incubator.kernel.db import db

SOON = timedelta(days=3)
WAITING = (ApplicationStatus.SUBMITTED, ApplicationStatus.COMPLETE, ApplicationStatus.REVIEWED)
MOST_ROWS = 200


@dataclass
class Pile:
    """Applications of one call that wait for the same act: how many, and since when."""

    count: int = 0
    since: datetime | None = None

    def add(self, count: int, since: datetime) -> None:
        """Put some more on the pile."""
        self.count += count
        self.since = since if self.since is None else min(self.since, since)


@dataclass
class CallWork:
    """One call with what waits in it."""

    call: Call
    to_check: Pile = field(default_factory=Pile)
    to_assign: Pile = field(default_factory=Pile)
    to_decide: Pile = field(default_factory=Pile)
    to_release: Pile = field(default_factory=Pile)
    preparers: set[int | None] = field(default_factory=set)

    @property
    def closes_soon(self) -> bool:
        """Whether its window ends within days, or has ended and nobody has closed the call."""
        return self.call.status is CallStatus.OPEN and self.call.closes_at <= clock.now() + SOON

    def add(self, row: Row[*tuple[Any, ...]]) -> None:
        """Sort the applications of one state onto their pile."""
        if row.status is ApplicationStatus.SUBMITTED:
            pile = self.to_check
        elif row.status is ApplicationStatus.COMPLETE:
            pile = self.to_assign
        elif not row.is_decided:
            pile = self.to_decide
        else:
            pile = self.to_release
            self.preparers.add(row.prepared_by_id)
        pile.add(row.number, row.since)


def call_work(park_ids: Iterable[int]) -> list[CallWork]:
    """The calls of these parks in which something waits for the park: one query."""
    parks = sorted(park_ids)
    decided = PendingDecision.id.is_not(None)
    tally = (
        select(
            Application.call_id,
            Application.status,
            PendingDecision.prepared_by_id,
            decided.label("is_decided"),
            func.count(Application.id).label("number"),
            func.min(Application.status_since).label("since"),
        )
        .outerjoin(PendingDecision, PendingDecision.application_id == Application.id)
        .where(Application.park_id.in_(parks), Application.status.in_(WAITING))
        .group_by(Application.call_id, Application.status, PendingDecision.prepared_by_id, decided)
        .subquery()
    )
    soon = and_(Call.status == CallStatus.OPEN, Call.closes_at <= clock.now() + SOON)
    query = (
        select(Call, tally)
        .outerjoin(tally, tally.c.call_id == Call.id)
        .where(Call.park_id.in_(parks), or_(tally.c.call_id.is_not(None), soon))
        .order_by(Call.closes_at, Call.id)
        .limit(MOST_ROWS)
    )
    found: dict[int, CallWork] = {}
    for row in db.session.execute(query):
        work = found.setdefault(row.Call.id, CallWork(row.Call))
        if row.status is not None:
            work.add(row)
    return list(found.values())


def own_work(organization_ids: Iterable[int]) -> list[tuple[Application, Agreement | None]]:
    """What these organizations have to do: drafts, corrections, agreements to sign; one query."""
    asked = Application.status == ApplicationStatus.ASKED_BACK
    drafting = and_(
        Application.status == ApplicationStatus.DRAFTING,
        Call.status == CallStatus.OPEN,
        Call.closes_at > clock.now(),
    )
    query = (
        select(Application, Agreement)
        .join(Call, Application.call_id == Call.id)
        .outerjoin(
            Agreement,
            and_(
                Agreement.application_id == Application.id,
                Agreement.status == AgreementStatus.PREPARED,
            ),
        )
        .where(Application.organization_id.in_(sorted(organization_ids)))
        .where(or_(asked, drafting, Agreement.id.is_not(None)))
        .order_by(Application.id)
        .limit(20)
    )
    return [(row[0], row[1]) for row in db.session.execute(query).unique()]
