"""What can be asked of this room: the doors that higher rooms use, and what crosses its three parts."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from incubator.experts.mentoring.models import ActionItem, Assignment, MentoringSession
from incubator.experts.mentoring.queries import (
    COUNTED,
    active_assignments,
    last_sessions,
    open_items,
)
from incubator.experts.mentoring.workflow import SessionStatus
from incubator.experts.pool.queries import is_conflicted, list_experts, list_memberships
from incubator.experts.sheets.queries import (
    ScoreSummary,
    next_sheet,
    rubric_of,
    sheets_by_ids,
    summaries,
    summarize,
)
from incubator.kernel.db import db
from incubator.organizations.models import Organization

__all__ = [
    "ExpertsSummary",
    "ScoreSummary",
    "is_conflicted",
    "last_sessions",
    "list_experts",
    "list_memberships",
    "next_sheet",
    "rubric_of",
    "sheets_by_ids",
    "summaries",
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
    """The accompaniment of one organization: four queries."""
    totals = db.session.execute(_totals(organization.id)).one()
    waiting = (
        select(MentoringSession)
        .where(MentoringSession.organization_id == organization.id)
        .where(MentoringSession.status == SessionStatus.LOGGED)
        .order_by(MentoringSession.held_on)
        .limit(10)
    )
    return ExpertsSummary(
        organization=organization,
        assignments=active_assignments(organization.id),
        session_count=totals[0],
        minutes=totals[1] or 0,
        last_on=totals[2],
        to_confirm=list(db.session.scalars(waiting).unique()),
        open_items=open_items(organization.id, limit=10),
    )


def _totals(organization_id: int) -> Select[int, int, date]:
    return select(
        func.count(), func.sum(MentoringSession.minutes), func.max(MentoringSession.held_on)
    ).where(MentoringSession.organization_id == organization_id, COUNTED)
