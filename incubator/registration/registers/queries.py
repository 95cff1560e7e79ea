"""What can be asked of the registers: lists by page, counts, names, and who may be there twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from incubator.kernel.access import Person, reach
from incubator.kernel.db import db
from incubator.kernel.paging import SIZE, Page
from incubator.organizations.inspections.queries import tells_charities
from incubator.organizations.models import (
    REGISTERED_FORMS,
    Organization,
    ParkLink,
    Residency,
)
from incubator.registration.registers.models import (
    Founder,
    Holder,
    Member,
    Post,
    PostKind,
    Profile,
    UnitKind,
)
from incubator.registration.registers.rules import (
    REGISTER_READ,
    ProfileFacts,
    key_of,
)

MEMBER_TABS = ("all", "persons", "units", "twice", "left")


def find_profile(organization: Organization) -> Profile | None:
    """What was said of the body to be founded, if anything was."""
    return db.session.get(Profile, organization.id)


def profile_and_doubles(organization: Organization) -> tuple[ProfileFacts, int]:
    """What was said of the body, and how many lines bear a name twice; in one query."""
    doubles = (
        select(func.count())
        .where(Member.organization_id == organization.id, Member.left_on.is_(None))
        .where(Member.name_key.in_(_doubled(organization)))
        .scalar_subquery()
    )
    query = (
        select(doubles, Profile)
        .select_from(Organization)
        .outerjoin(Profile, Profile.organization_id == Organization.id)
        .where(Organization.id == organization.id)
    )
    count, row = db.session.execute(query).one()
    if row is None:
        return ProfileFacts(), count
    facts = ProfileFacts(row.level, row.is_public, row.is_private_money, row.is_charity)
    return facts, count


def list_units(organization: Organization) -> tuple[tuple[str, bool], ...]:
    """The unit members by name, and whether each is marked as a state organ."""
    query = (
        select(Member.name, Member.unit_kind)
        .where(Member.organization_id == organization.id, Member.left_on.is_(None))
        .where(Member.kind == Holder.UNIT)
        .order_by(Member.id)
    )
    return tuple(
        (row.name, row.unit_kind is UnitKind.STATE_ORGAN) for row in db.session.execute(query)
    )


@tells_charities
def select_charities() -> Select[int]:
    """The organizations that are charities, or are being founded as such."""
    return select(Profile.organization_id).where(Profile.is_charity)


def list_founders(organization: Organization) -> list[Founder]:
    """The founders in the order in which they were typed."""
    query = select(Founder).where(Founder.organization_id == organization.id).order_by(Founder.id)
    return list(db.session.scalars(query))


def list_posts(organization: Organization) -> list[Post]:
    """The posts in the order in which they were typed."""
    query = select(Post).where(Post.organization_id == organization.id).order_by(Post.id)
    return list(db.session.scalars(query))


def _members(organization: Organization) -> Select[Member]:
    return select(Member).where(Member.organization_id == organization.id)


def list_members(organization: Organization) -> list[Member]:
    """All members that have not left, in the order of the register; for papers and sheets."""
    return list(
        db.session.scalars(
            _members(organization).where(Member.left_on.is_(None)).order_by(Member.id)
        )
    )


def _in_tab(organization: Organization, tab: str) -> ColumnElement[bool]:
    if tab == "left":
        return Member.left_on.is_not(None)
    here = Member.left_on.is_(None)
    if tab == "persons":
        return and_(here, Member.kind == Holder.PERSON)
    if tab == "units":
        return and_(here, Member.kind == Holder.UNIT)
    return and_(here, Member.name_key.in_(_doubled(organization))) if tab == "twice" else here


def _doubled(organization: Organization) -> Select[str]:
    """The names that stand more than once among the present members."""
    return (
        select(Member.name_key)
        .where(Member.organization_id == organization.id, Member.left_on.is_(None))
        .group_by(Member.name_key)
        .having(func.count() > 1)
    )


def page_of_members(organization: Organization, tab: str, *, after: int | None) -> Page[Member]:
    """One page of the member register in its order, read by key."""
    query = _members(organization).where(_in_tab(organization, tab))
    if after is not None:
        query = query.where(Member.id > after)
    rows = list(db.session.scalars(query.order_by(Member.id).limit(SIZE + 1)))
    next_key = rows[SIZE - 1].id if len(rows) > SIZE else None
    return Page(rows[:SIZE], next_key, None if after is None else 0)


@dataclass(frozen=True)
class MemberCounts:
    """How many members there are, by kind, and how many lines may be the same member."""

    persons: int
    units: int
    state_organs: int
    twice: int
    left: int

    @property
    def total(self) -> int:
        """All members that have not left."""
        return self.persons + self.units


def count_members(organization: Organization) -> MemberCounts:
    """All counts of the member register in one query."""
    here = Member.left_on.is_(None)
    doubled = _doubled(organization)
    query = select(
        func.count().filter(here, Member.kind == Holder.PERSON),
        func.count().filter(here, Member.kind == Holder.UNIT),
        func.count().filter(here, Member.unit_kind == UnitKind.STATE_ORGAN),
        func.count().filter(here, Member.name_key.in_(doubled)),
        func.count().filter(Member.left_on.is_not(None)),
    ).where(Member.organization_id == organization.id)
    return MemberCounts(*db.session.execute(query).one())


def members_named(organization: Organization, keys: Iterable[str]) -> list[Member]:
    """The present members whose name or other name is among these."""
    wanted = sorted({key for key in keys if key})
    query = _members(organization).where(
        Member.left_on.is_(None), or_(Member.name_key.in_(wanted), Member.other_key.in_(wanted))
    )
    return list(db.session.scalars(query.order_by(Member.id))) if wanted else []


@dataclass(frozen=True)
class OtherPost:
    """Somebody of the same name who is legal representative elsewhere; may be told only in reach."""

    name: str
    organization: Organization
    in_reach: bool


def legal_representatives_elsewhere(
    organization: Organization, park_id: int, names: Iterable[str], person: Person
) -> list[OtherPost]:
    """Who of these names is legal representative in another organization of the park.

    Read from the registers of posts and from the single files. The name of the other organization
    is for those who may read its registers; `in_reach` says so.
    """
    wanted = {key_of(name): name for name in names}
    if not wanted:
        return []
    here = or_(
        Organization.residencies.any(Residency.park_id == park_id),
        Organization.park_links.any(ParkLink.park_id == park_id),
    )
    holds = and_(
        Post.organization_id == Organization.id,
        Post.kind == PostKind.LEGAL_REPRESENTATIVE,
        Post.name_key.in_(sorted(wanted)),
    )
    on_file = and_(
        Organization.representative.in_(sorted(wanted.values())),
        Organization.legal_form.in_(sorted(REGISTERED_FORMS)),
    )
    query = (
        select(Organization, Post.name_key)
        .outerjoin(Post, holds)
        .where(Organization.id != organization.id, here, or_(Post.id.is_not(None), on_file))
        .options(*Organization.scope_options())
        .order_by(Organization.id)
    )
    span = reach(person, REGISTER_READ)
    return [
        OtherPost(
            wanted.get(row.name_key or "", row.Organization.representative),
            row.Organization,
            span.covers(row.Organization.access_scope()),
        )
        for row in db.session.execute(query).unique()
    ]


def figure_columns(organization_id: int) -> dict[str, ScalarSelect[Any]]:
    """The figures of a checklist that the registers tell, as parts of somebody's query.

    A figure is NULL where its register has no row: then what was typed counts.
    """
    mine = Member.organization_id == organization_id

    def members(kind: Holder) -> ScalarSelect[Any]:
        count = func.count().filter(Member.left_on.is_(None), Member.kind == kind)
        return select(case((func.count() > 0, count))).where(mine).scalar_subquery()

    founders = select(func.nullif(func.count(Founder.name_key.distinct()), 0)).where(
        Founder.organization_id == organization_id
    )
    return {
        "members_individual": members(Holder.PERSON),
        "members_unit": members(Holder.UNIT),
        "founders": founders.scalar_subquery(),
    }


def profile_columns(organization_id: int) -> dict[str, ScalarSelect[Any]]:
    """What decides the funds that are needed, as parts of somebody's query."""

    def one(column: InstrumentedAttribute[Any]) -> ScalarSelect[Any]:
        return select(column).where(Profile.organization_id == organization_id).scalar_subquery()

    return {"level": one(Profile.level), "is_public": one(Profile.is_public)}
