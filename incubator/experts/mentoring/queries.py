"""What can be asked about the accompaniment: who accompanies whom, the sessions, what is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, defaultload

from incubator.accounts.models import User
from incubator.experts.mentoring.models import ActionItem, Assignment, MentoringSession
from incubator.experts.mentoring.workflow import AssignmentStatus, ItemStatus, SessionStatus
from incubator.experts.pool.models import Expert
from incubator.experts.pool.queries import without_conflict
from incubator.kernel import rulesets
from incubator.kernel.access import Permission, Person, reach
from incubator.kernel.db import db
from incubator.organizations.models import Organization
from incubator.territory.models import Park
from incubator.territory.queries import park_ids_for

COUNTED = MentoringSession.status != SessionStatus.WITHDRAWN


def names_only(model: type[Assignment] | type[MentoringSession]) -> tuple[Any, ...]:
    """Options of a list: expert and organization by name, without grants and residencies."""
    organization: InstrumentedAttribute[Organization] = model.organization
    return (
        defaultload(model.expert).defaultload(Expert.user).lazyload(User.grants),
        defaultload(organization).lazyload(Organization.residencies),
        defaultload(organization).lazyload(Organization.park_links),
    )


def within_reach(
    model: type[Assignment] | type[MentoringSession], by: Person, needed: Permission
) -> ColumnElement[bool]:
    """The SQL condition of what a person may see: a standing conflict takes the expert's part away."""
    span = reach(by, needed)
    if span.everything:
        return true()
    parts: list[ColumnElement[bool]] = [false()]
    if span.parks or span.region_paths:
        parts.append(model.park_id.in_(park_ids_for(by, needed)))
    if span.organizations:
        parts.append(model.organization_id.in_(sorted(span.organizations)))
    if span.person is not None:
        mine = select(Expert.id).where(Expert.user_id == span.person)
        parts.append(
            model.expert_id.in_(mine) & without_conflict(model.expert_id, model.organization_id)
        )
    return or_(*parts)


def select_assignments(by: Person, needed: Permission, *, status: str = "active") -> Select[Any]:
    """The assignments within reach, running or past."""
    query = select(Assignment).where(within_reach(Assignment, by, needed))
    running = Assignment.status == AssignmentStatus.ACTIVE
    query = query.where(running if status == "active" else ~running)
    return query.options(*names_only(Assignment))


@dataclass(frozen=True)
class SessionFilter:
    """What a list of sessions is narrowed by."""

    status: str = ""
    words: str = ""
    organization_code: str = ""


def select_sessions(by: Person, needed: Permission, wanted: SessionFilter) -> Select[Any]:
    """The sessions within reach that fit the filter; to be paged or counted."""
    query = select(MentoringSession).where(within_reach(MentoringSession, by, needed))
    if wanted.status in set(SessionStatus):
        query = query.where(MentoringSession.status == SessionStatus(wanted.status))
    if wanted.organization_code:
        of_code = select(Organization.id).where(Organization.code == wanted.organization_code)
        query = query.where(MentoringSession.organization_id.in_(of_code))
    if wanted.words:
        query = query.where(_mentions(wanted.words))
    return query.options(*names_only(MentoringSession))


def _mentions(words: str) -> ColumnElement[bool]:
    named = select(Organization.id).where(Organization.name.contains(words, autoescape=True))
    experts = (
        select(Expert.id)
        .join(User, Expert.user_id == User.id)
        .where(User.display_name.contains(words, autoescape=True))
    )
    return or_(
        MentoringSession.organization_id.in_(named),
        MentoringSession.expert_id.in_(experts),
        MentoringSession.advice.contains(words, autoescape=True),
    )


def sessions_of(assignment: Assignment, *, limit: int = 12) -> list[MentoringSession]:
    """The newest sessions under an assignment."""
    query = (
        select(MentoringSession)
        .where(MentoringSession.assignment_id == assignment.id)
        .order_by(MentoringSession.held_on.desc(), MentoringSession.id.desc())
        .limit(limit)
        .options(*names_only(MentoringSession))
    )
    return list(db.session.scalars(query).unique())


def open_items(organization_id: int, *, limit: int = 30) -> list[ActionItem]:
    """What an organization still has to do, the earliest day first."""
    query = (
        select(ActionItem)
        .where(ActionItem.organization_id == organization_id)
        .where(ActionItem.status == ItemStatus.OPEN)
        .order_by(ActionItem.due_on.is_(None), ActionItem.due_on, ActionItem.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class OpenMatters:
    """What organizations owe their experts: sessions to confirm, and what they agreed to do."""

    to_confirm: list[MentoringSession]
    items: list[ActionItem]


def open_matters(
    organization_ids: Iterable[int], *, until: date | None = None, limit: int = 40
) -> OpenMatters:
    """The sessions to confirm and the open items (late or due until a day) in one query."""
    is_open = and_(
        ActionItem.session_id == MentoringSession.id, ActionItem.status == ItemStatus.OPEN
    )
    if until is not None:
        is_open = and_(is_open, ActionItem.due_on <= until)
    query = (
        select(MentoringSession, ActionItem)
        .outerjoin(ActionItem, is_open)
        .where(MentoringSession.organization_id.in_(sorted(organization_ids)))
        .where(
            or_(MentoringSession.status == SessionStatus.LOGGED, ActionItem.id.is_not(None)),
        )
        .order_by(MentoringSession.held_on, MentoringSession.id, ActionItem.id)
        .limit(limit)
        .options(*names_only(MentoringSession))
    )
    rows = db.session.execute(query).unique().all()
    sessions = {row[0].id: row[0] for row in rows if row[0].status is SessionStatus.LOGGED}
    found: list[ActionItem | None] = [row[1] for row in rows]
    items = [item for item in found if item is not None]
    items.sort(key=lambda item: (item.due_on or date.max, item.id))
    return OpenMatters(list(sessions.values()), items)


def active_assignments(organization_id: int) -> list[Assignment]:
    """Who accompanies an organization now."""
    query = (
        select(Assignment)
        .where(Assignment.organization_id == organization_id)
        .where(Assignment.status == AssignmentStatus.ACTIVE)
        .order_by(Assignment.id)
        .options(*names_only(Assignment))
    )
    return list(db.session.scalars(query).unique())


def find_active(expert: Expert, organization_id: int) -> Assignment | None:
    """The running assignment between the two, if any."""
    query = select(Assignment).where(
        Assignment.expert_id == expert.id,
        Assignment.organization_id == organization_id,
        Assignment.status == AssignmentStatus.ACTIVE,
    )
    return db.session.scalars(query).unique().one_or_none()


def has_running_assignment(expert: Expert) -> bool:
    """Whether the expert accompanies anybody now."""
    query = select(Assignment.id).where(
        Assignment.expert_id == expert.id, Assignment.status == AssignmentStatus.ACTIVE
    )
    return db.session.scalar(query.limit(1)) is not None


@dataclass(frozen=True)
class Usage:
    """How much of an expert is used: minutes in the month, organizations accompanied now."""

    minutes: int = 0
    organizations: int = 0

    @property
    def hours_text(self) -> str:
        """The hours with at most one decimal."""
        tenths = (self.minutes * 10 + 30) // 60
        return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def usage_of(expert_ids: Iterable[int], month: date) -> dict[int, Usage]:
    """The use of these experts in the month of that day: two queries for all."""
    ids = sorted(set(expert_ids))
    first = month.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    minutes = _by_expert(
        select(MentoringSession.expert_id, func.sum(MentoringSession.minutes))
        .where(MentoringSession.expert_id.in_(ids), COUNTED)
        .where(MentoringSession.held_on >= first, MentoringSession.held_on < following)
        .group_by(MentoringSession.expert_id)
    )
    accompanied = _by_expert(
        select(Assignment.expert_id, func.count())
        .where(Assignment.expert_id.in_(ids), Assignment.status == AssignmentStatus.ACTIVE)
        .group_by(Assignment.expert_id)
    )
    return {key: Usage(minutes.get(key, 0), accompanied.get(key, 0)) for key in ids}


def _by_expert(query: Select[int, int]) -> dict[int, int]:
    return {int(key): int(value) for key, value in db.session.execute(query)}


def last_sessions(organization_ids: Iterable[int]) -> dict[int, date]:
    """The day of the last session of each organization: one query."""
    query = (
        select(MentoringSession.organization_id, func.max(MentoringSession.held_on))
        .where(MentoringSession.organization_id.in_(sorted(set(organization_ids))), COUNTED)
        .group_by(MentoringSession.organization_id)
    )
    return {int(key): day for key, day in db.session.execute(query)}


def topic_names(park: Park | None) -> dict[str, dict[str, str]]:
    """The topics of a session with their words, in the order of the rule set."""
    return {row["slug"]: row["name"] for row in _topics(park)}


def topics_for(expert: Expert) -> tuple[list[str], list[str]]:
    """The topics of the expert's own fields first, then the others."""
    own = [row["slug"] for row in _topics(expert.park) if row["field"] in expert.fields]
    others = [row["slug"] for row in _topics(expert.park) if row["slug"] not in own]
    return own, others


def _topics(park: Park | None) -> list[dict[str, Any]]:
    regions = park.region.codes_upwards if park is not None else ()
    rows: list[dict[str, Any]] = rulesets.get(
        "experts.session_topics", "topics", regions=regions
    ).body["topics"]
    return rows


def assignments_of(expert: Expert, *, limit: int = 50) -> list[Assignment]:
    """What an expert accompanies and accompanied, the running ones first; none in conflict."""
    query = (
        select(Assignment)
        .where(Assignment.expert_id == expert.id)
        .where(without_conflict(Assignment.expert_id, Assignment.organization_id))
        .order_by(Assignment.status != AssignmentStatus.ACTIVE, Assignment.id.desc())
        .limit(limit)
        .options(*names_only(Assignment))
    )
    return list(db.session.scalars(query).unique())
