"""What can be asked of this room: the doors that higher rooms use, and what crosses its three parts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select

from incubator.experts.mentoring.models import ActionItem, Assignment, MentoringSession
from incubator.experts.mentoring.queries import (
    COUNTED,
    last_sessions,
    names_only,
    open_matters,
)
from incubator.experts.mentoring.workflow import AssignmentStatus
from incubator.experts.pool.queries import is_conflicted, list_experts, list_memberships
from incubator.experts.sheets.queries import (
    rubric_of,
    summarize,
)
from incubator.kernel.db import db
from incubator.organizations.models import Organization

__all__ = [
    "ExpertsSummary",
    "is_conflicted",
    "last_sessions",
    "list_experts",
    "list_memberships",
    "rubric_of",
    "summarize",
    "summary_for",
]


@dataclass(frozen=True)
class ExpertsSummary:
    """The accompaniment of one organization at a glance, for its home page and its single file."""

    organization: Organization
    assignments: list[Assignment]
    session_count: int
    minutes: int
    last_on: date | None
    to_confirm: list[MentoringSession]
    open_items: list[ActionItem]

    @property
    def hours_text(self) -> str:
        """The hours with one decimal."""
        tenths = (self.minutes * 10 + 30) // 60
        return f"{tenths // 10}.{tenths % 10}"


def summary_for(organization: Organization) -> ExpertsSummary:
    """The accompaniment of one organization: two queries."""
    rows = db.session.execute(_totals_and_experts(organization.id)).unique().all()
    matters = open_matters([organization.id])
    first = rows[0]
    return ExpertsSummary(
        organization=organization,
        assignments=[row.Assignment for row in rows if row.Assignment is not None],
        session_count=first.sessions,
        minutes=first.minutes or 0,
        last_on=first.last_on,
        to_confirm=matters.to_confirm[:10],
        open_items=matters.items[:10],
    )


def _totals_and_experts(organization_id: int) -> Select[*tuple[Any, ...]]:
    """The figures of all sessions, beside each assignment that runs: at least one row."""
    totals = (
        select(
            func.count().label("sessions"),
            func.sum(MentoringSession.minutes).label("minutes"),
            func.max(MentoringSession.held_on).label("last_on"),
        )
        .where(MentoringSession.organization_id == organization_id, COUNTED)
        .subquery()
    )
    running = and_(
        Assignment.organization_id == organization_id,
        Assignment.status == AssignmentStatus.ACTIVE,
    )
    return (
        select(totals, Assignment)
        .select_from(totals)
        .outerjoin(Assignment, running)
        .order_by(Assignment.id)
        .options(*names_only(Assignment))
    )
