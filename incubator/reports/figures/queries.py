"""Which figures are there over a period: each a count of rows within the reader's reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, Select, distinct, func, select

from incubator.experts.mentoring.models import MentoringSession
from incubator.experts.mentoring.queries import COUNTED
from incubator.intake.applications.models import Application
from incubator.kernel import clock
from incubator.kernel.db import db
from incubator.organizations.models import LegalForm, Organization, Residency
from incubator.organizations.workflow import ResidencyStatus, Stage
from incubator.registration.cases.models import Case
from incubator.registration.cases.workflow import CaseStatus
from incubator.space.bookings.models import Booking
from incubator.space.bookings.queries import OCCUPYING


@dataclass(frozen=True)
class Period:
    """From a day to a day, both counted."""

    first: date
    last: date


@dataclass(frozen=True)
class Figures:
    """One row of figures; minutes are shown as hours."""

    residents: int
    teams: int
    sessions: int
    session_minutes: int
    accompanied: int
    bookings: int
    applications: int
    registered: int

    @property
    def hours_text(self) -> str:
        """The hours of mentoring with at most one decimal."""
        tenths = (self.session_minutes * 10 + 30) // 60
        return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def figures(park_ids: Sequence[int], period: Period) -> Figures:
    """All figures of these parks in one query."""
    parks = sorted(park_ids)
    start, end = clock.moment(period.first), clock.end_of(period.last)
    living = (Residency.park_id.in_(parks), Residency.status == ResidencyStatus.RUNNING)
    held = (
        MentoringSession.park_id.in_(parks),
        COUNTED,
        MentoringSession.held_on.between(period.first, period.last),
    )
    minutes = select(func.coalesce(func.sum(MentoringSession.minutes), 0)).where(*held)
    accompanied = select(func.count(distinct(MentoringSession.organization_id))).where(*held)
    used = (
        Booking.park_id.in_(parks),
        Booking.status.in_(OCCUPYING),
        Booking.starts_at >= start,
        Booking.starts_at < end,
    )
    applied = (
        Application.park_id.in_(parks),
        Application.submitted_at >= start,
        Application.submitted_at < end,
    )
    registered = (Case.park_id.in_(parks), Case.decided_on.between(period.first, period.last))
    row = db.session.execute(
        select(
            _count(*living),
            _count(*living, Residency.organization_id.in_(_teams())),
            _count(*held),
            minutes.scalar_subquery(),
            accompanied.scalar_subquery(),
            _count(*used),
            _count(*applied),
            _count(*registered, Case.status == CaseStatus.REGISTERED),
        )
    ).one()
    return Figures(*row)


def _teams() -> Select[int]:
    return select(Organization.id).where(Organization.legal_form == LegalForm.TEAM)


def _count(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).where(*conditions).scalar_subquery()


def residents_by_stage(park_ids: Sequence[int]) -> dict[Stage, int]:
    """How many residents stand on each rung."""
    query = (
        select(Organization.stage, func.count())
        .join(Residency, Residency.organization_id == Organization.id)
        .where(Residency.park_id.in_(sorted(park_ids)))
        .where(Residency.status == ResidencyStatus.RUNNING)
        .group_by(Organization.stage)
    )
    found = {stage: count for stage, count in db.session.execute(query) if stage is not None}
    return {stage: found.get(stage, 0) for stage in Stage}
