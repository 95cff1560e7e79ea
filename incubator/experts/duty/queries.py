"""What can be asked about missing help: who was silent for how long, month by month, and what waits."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from incubator.experts.mentoring.models import Assignment, MentoringSession
from incubator.experts.mentoring.queries import (
    COUNTED,
    OpenMatters,
    names_only,
    open_matters,
    within_reach,
)
from incubator.experts.mentoring.rules import SILENT_DAYS
from incubator.experts.mentoring.workflow import (
    SESSION_CONFIRM,
    AssignmentStatus,
)
from incubator.kernel import clock
from incubator.kernel.access import Permission, Person, reach
from incubator.kernel.db import db
from incubator.organizations.models import Organization, Residency
from incubator.organizations.workflow import ResidencyStatus

MONTHS = 12


def months_back(today: date, count: int = MONTHS) -> list[date]:
    """The first days of the last months, this one first."""
    index = today.year * 12 + today.month - 1
    return [date(i // 12, i % 12 + 1, 1) for i in range(index, index - count, -1)]


@dataclass(frozen=True)
class GridRow:
    """One organization of the grid: sessions of each month, and the days of silence."""

    organization: Organization
    counts: tuple[int, ...]
    silent_days: int

    @property
    def is_silent(self) -> bool:
        """Whether nobody was there for too long."""
        return self.silent_days > SILENT_DAYS

    @property
    def total(self) -> int:
        """The sessions of all these months."""
        return sum(self.counts)


def select_residents(park_ids: list[int]) -> Select[Any]:
    """The organizations that live in these parks; to be paged."""
    living = select(Residency.organization_id).where(
        Residency.park_id.in_(park_ids), Residency.status == ResidencyStatus.RUNNING
    )
    query = select(Organization).where(Organization.id.in_(living))
    return query.options(selectinload(Organization.residencies))


def grid_rows(organizations: list[Organization], months: list[date]) -> list[GridRow]:
    """The rows of the grid for these organizations: one query for all months."""
    ids = [row.id for row in organizations]
    ends = [date.max, *months[:-1]]
    held = MentoringSession.held_on
    columns = [
        func.sum(case(((held >= first) & (held < end), 1), else_=0))
        for first, end in zip(months, ends, strict=True)
    ]
    query = (
        select(MentoringSession.organization_id, func.max(held), *columns)
        .where(MentoringSession.organization_id.in_(ids), COUNTED)
        .group_by(MentoringSession.organization_id)
    )
    found = {row[0]: row for row in db.session.execute(query)}
    return [_grid_row(row, found.get(row.id), len(months)) for row in organizations]


def _grid_row(
    organization: Organization, found: Row[*tuple[Any, ...]] | None, width: int
) -> GridRow:
    if found is not None:
        return GridRow(
            organization, tuple(int(number) for number in found[2:]), _days_since(found[1])
        )
    residency = organization.current_residency
    silent = _days_since(residency.starts_on) if residency is not None else 0
    return GridRow(organization, (0,) * width, silent)


def _days_since(day: date) -> int:
    return max((clock.today() - day).days, 0)


def _last_of(
    organization_id: InstrumentedAttribute[int],
    expert_id: InstrumentedAttribute[int] | None = None,
) -> ScalarSelect[date]:
    """The day of the last session as a column: of the organization, or of the pair."""
    query = select(func.max(MentoringSession.held_on)).where(
        MentoringSession.organization_id == organization_id, COUNTED
    )
    if expert_id is not None:
        query = query.where(MentoringSession.expert_id == expert_id)
    return query.scalar_subquery()


def _is_silent(last: ScalarSelect[date], since: InstrumentedAttribute[date]) -> ColumnElement[bool]:
    limit = clock.today() - timedelta(days=SILENT_DAYS)
    silent: ColumnElement[bool] = or_(last < limit, last.is_(None) & (since < limit))
    return silent


def count_silent(park_ids: list[int]) -> int:
    """How many organizations of these parks nobody has accompanied for 30 days: one query."""
    last = _last_of(Residency.organization_id)
    query = (
        select(func.count(Residency.organization_id.distinct()))
        .where(Residency.park_id.in_(park_ids), Residency.status == ResidencyStatus.RUNNING)
        .where(_is_silent(last, Residency.starts_on))
    )
    return db.session.scalar(query) or 0


@dataclass(frozen=True)
class Due:
    """An organization that its expert has not met for 30 days."""

    assignment: Assignment
    last_on: date | None


def sessions_due(by: Person, needed: Permission, *, limit: int = 20) -> list[Due]:
    """The person's own assignments without a session of theirs for 30 days: one query."""
    last = _last_of(Assignment.organization_id, Assignment.expert_id)
    query = (
        select(Assignment, last)
        .where(within_reach(Assignment, by, needed))
        .where(Assignment.status == AssignmentStatus.ACTIVE)
        .where(_is_silent(last, Assignment.starts_on))
        .order_by(Assignment.id)
        .limit(limit)
        .options(*names_only(Assignment))
    )
    return [Due(row[0], row[1]) for row in db.session.execute(query).unique()]


def own_matters(by: Person, *, days: int = 7) -> OpenMatters:
    """What the person's organizations have to confirm, and their items late or due within days."""
    mine = reach(by, SESSION_CONFIRM).organizations
    return open_matters(mine, until=clock.today() + timedelta(days=days))
