"""What stands in an organization's single file: each section narrowed to what the reader may open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from incubator.experts.mentoring.models import MentoringSession
from incubator.experts.mentoring.queries import SessionFilter, select_sessions
from incubator.experts.mentoring.rules import SESSION_READ
from incubator.experts.mentoring.workflow import SessionStatus
from incubator.intake.applications.models import Application
from incubator.intake.decisions.models import Decision
from incubator.kernel import clock
from incubator.kernel.access import SYSTEM, Person, Scoped, allows
from incubator.kernel.audit import AuditEvent
from incubator.kernel.db import db
from incubator.kernel.paging import Page, newest_first
from incubator.organizations.models import Organization
from incubator.organizations.queries import is_owner
from incubator.reports.rules import ORGANIZATION_FILE
from incubator.space.bookings.models import Booking
from incubator.space.bookings.queries import OCCUPYING
from incubator.territory.queries import park_ids_for

HISTORY_SIZE = 30
# What an organization's own people read of its history; other rows tell of the park's inner work.
OWN_HISTORY = (
    "organizations",
    "residencies",
    "organization_people",
    "organization_documents",
    "reported_facts",
    "stage_changes",
    "applications",
    "application_sections",
    "registration_cases",
    "registration_steps",
    "filings",
    "filing_reports",
    "bookings",
    "desk_contracts",
    "grants",
)


@dataclass(frozen=True)
class View:
    """Who reads the file: its own people read all of theirs, others what their parks did."""

    person: Person
    organization: Organization
    owns: bool
    park_ids: Sequence[int]

    @property
    def sees_all(self) -> bool:
        """Whether nothing is left out."""
        return self.owns or self.person is SYSTEM

    def may_see(self, row: Scoped) -> bool:
        """Whether a row of another room is within reach."""
        return self.sees_all or allows(self.person, ORGANIZATION_FILE, row)

    def narrowed(self, park_id: InstrumentedAttribute[int]) -> list[ColumnElement[bool]]:
        """The condition on a park's column."""
        return [] if self.sees_all else [park_id.in_(self.park_ids)]


def view_of(person: Person, organization: Organization) -> View:
    """How far this reader sees into this file."""
    owns = person is not SYSTEM and is_owner(organization, person)
    parks = [] if owns or person is SYSTEM else park_ids_for(person, ORGANIZATION_FILE)
    return View(person, organization, owns, parks)


def list_applications(view: View) -> list[Application]:
    """The applications, newest first; drafts only for the organization's own people."""
    query = (
        select(Application)
        .where(
            Application.organization_id == view.organization.id,
            *view.narrowed(Application.park_id),
        )
        .options(joinedload(Application.call))
        .order_by(Application.id.desc())
        .limit(50)
    )
    if not view.owns:
        query = query.where(Application.round > 0)
    return list(db.session.scalars(query).unique())


def decisions_on(applications: Sequence[Application]) -> dict[int, Decision]:
    """The released decision that stands, by application."""
    ids = [row.id for row in applications]
    query = select(Decision).where(
        Decision.application_id.in_(ids), Decision.superseded_at.is_(None)
    )
    return {row.application_id: row for row in db.session.scalars(query).unique()}


def sessions_query(view: View) -> Select[Any]:
    """The mentoring sessions that the reader may see."""
    wanted = SessionFilter(organization_code=view.organization.code)
    return select_sessions(view.person, SESSION_READ, wanted).where(
        MentoringSession.status != SessionStatus.WITHDRAWN
    )


def list_sessions(view: View, *, limit: int) -> list[MentoringSession]:
    """The sessions, newest first."""
    query = sessions_query(view).order_by(
        MentoringSession.held_on.desc(), MentoringSession.id.desc()
    )
    return list(db.session.scalars(query.limit(limit)).unique())


@dataclass(frozen=True)
class Totals:
    """How often and how long (场, 小时)."""

    count: int
    minutes: int

    @property
    def hours_text(self) -> str:
        """The hours with at most one decimal."""
        tenths = (self.minutes * 10 + 30) // 60
        return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def session_totals(view: View) -> Totals:
    """All sessions of the file in one row."""
    inner = sessions_query(view).with_only_columns(MentoringSession.minutes).subquery()
    row = db.session.execute(select(func.count(), func.sum(inner.c.minutes)).select_from(inner))
    count, minutes = row.one()
    return Totals(count, minutes or 0)


def _own_bookings(view: View) -> list[ColumnElement[bool]]:
    return [
        Booking.organization_id == view.organization.id,
        Booking.status.in_(OCCUPYING),
        *view.narrowed(Booking.park_id),
    ]


def list_bookings(view: View, *, limit: int) -> list[Booking]:
    """The bookings that were not cancelled, newest first."""
    query = (
        select(Booking)
        .where(*_own_bookings(view))
        .order_by(Booking.starts_at.desc(), Booking.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query).unique())


def booking_totals(view: View) -> Totals:
    """How often and how long rooms were used until now."""
    query = select(Booking.starts_at, Booking.ends_at).where(
        *_own_bookings(view), Booking.starts_at <= clock.now()
    )
    spans = [row.ends_at - row.starts_at for row in db.session.execute(query)]
    return Totals(len(spans), int(sum(span.total_seconds() for span in spans)) // 60)


def page_of_history(view: View, *, after: int | None) -> Page[AuditEvent]:
    """What happened to the organization in all rooms, newest first."""
    query = select(AuditEvent).where(AuditEvent.organization_id == view.organization.id)
    if view.owns:
        query = query.where(AuditEvent.subject_type.in_(OWN_HISTORY))
    elif not view.sees_all:
        own_park = AuditEvent.park_id.in_(view.park_ids)
        query = query.where(or_(AuditEvent.park_id.is_(None), own_park))
    return newest_first(query, AuditEvent.seq, after=after, size=HISTORY_SIZE)
