"""What can be asked about the pool: who is in it, with which fields, and who is in conflict with whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, defaultload

from incubator.accounts.models import User
from incubator.experts.pool.models import ConflictDeclaration, Expert
from incubator.experts.pool.rules import PoolRules
from incubator.experts.pool.workflow import ConflictStatus, ExpertStatus
from incubator.kernel import rulesets
from incubator.kernel.db import db
from incubator.kernel.errors import Absent
from incubator.organizations.models import Organization
from incubator.territory.models import Park

# A list shows names, not grants: they are left out of the reading.
NAMES_ONLY = (defaultload(Expert.user).lazyload(User.grants),)


def list_experts(park: Park) -> list[Expert]:
    """The pool of a park, as far as it serves today, by name."""
    query = (
        select(Expert)
        .join(User, Expert.user_id == User.id)
        .where(Expert.park_id == park.id, Expert.status == ExpertStatus.ACTIVE)
        .order_by(User.display_name, Expert.id)
        .options(*NAMES_ONLY)
    )
    return [expert for expert in db.session.scalars(query).unique() if expert.is_active]


@dataclass(frozen=True)
class PoolFilter:
    """What a list of the pool is narrowed by."""

    field: str = ""
    words: str = ""
    status: str = "active"


def select_experts(park_ids: list[int], wanted: PoolFilter) -> Select[Any]:
    """The experts of these parks that fit the filter; to be paged or counted."""
    query = select(Expert).where(Expert.park_id.in_(park_ids)).options(*NAMES_ONLY)
    if wanted.status in set(ExpertStatus):
        query = query.where(Expert.status == ExpertStatus(wanted.status))
    if wanted.field:
        query = query.where(cast(Expert.fields, String).contains(f'"{wanted.field}"'))
    if wanted.words:
        named = select(User.id).where(User.display_name.contains(wanted.words, autoescape=True))
        unit = Expert.unit.contains(wanted.words, autoescape=True)
        query = query.where(or_(Expert.user_id.in_(named), unit))
    return query


def expert_of(code: str, park_id: int) -> Expert:
    """The expert of that code in the pool of one park; raises `Absent`."""
    found = experts_by_codes([code], park_id)
    if not found:
        raise Absent
    return found[0]


def experts_by_codes(codes: Iterable[str], park_id: int) -> list[Expert]:
    """The experts of these codes in the pool of one park."""
    query = select(Expert).where(Expert.code.in_(sorted(codes)), Expert.park_id == park_id)
    return list(db.session.scalars(query.order_by(Expert.id)).unique())


def list_memberships(user_id: int) -> list[Expert]:
    """A person's places in pools: one a park."""
    query = select(Expert).where(Expert.user_id == user_id).order_by(Expert.id)
    return list(db.session.scalars(query).unique())


def is_conflicted(expert: Expert, organization: Organization) -> bool:
    """Whether a declared conflict between the two stands."""
    query = select(ConflictDeclaration.id).where(
        ConflictDeclaration.expert_id == expert.id,
        ConflictDeclaration.organization_id == organization.id,
        ConflictDeclaration.status == ConflictStatus.STANDING,
    )
    return db.session.scalar(query) is not None


def without_conflict(
    expert_id: InstrumentedAttribute[int], organization_id: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """The SQL condition that no conflict stands between the two columns."""
    return ~exists().where(
        ConflictDeclaration.expert_id == expert_id,
        ConflictDeclaration.organization_id == organization_id,
        ConflictDeclaration.status == ConflictStatus.STANDING,
    )


def conflict_reasons(organization_id: int) -> dict[int, str]:
    """Why experts stepped back from an organization, by the expert's key: the conflicts that stand."""
    query = select(ConflictDeclaration.expert_id, ConflictDeclaration.reason).where(
        ConflictDeclaration.organization_id == organization_id,
        ConflictDeclaration.status == ConflictStatus.STANDING,
    )
    return {row.expert_id: row.reason for row in db.session.execute(query)}


def list_conflicts(expert: Expert) -> list[ConflictDeclaration]:
    """An expert's declarations, newest first."""
    query = (
        select(ConflictDeclaration)
        .where(ConflictDeclaration.expert_id == expert.id)
        .order_by(ConflictDeclaration.id.desc())
        .options(
            defaultload(ConflictDeclaration.organization).lazyload(Organization.residencies),
            defaultload(ConflictDeclaration.organization).lazyload(Organization.park_links),
        )
    )
    return list(db.session.scalars(query).unique())


def pool_rules(park: Park | None) -> PoolRules:
    """The words and figures of the pool that hold in this park."""
    regions = park.region.codes_upwards if park is not None else ()
    return PoolRules.from_body(rulesets.get("experts.pool", "pool", regions=regions).body)
