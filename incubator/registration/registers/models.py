"""What is stored of a founding team: its profile, founders, members, posts, and lists being read in.

No identity number is kept anywhere: a document is shown at the desk and only that is noted.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.interfaces import ORMOption

from incubator.kernel import clock
from incubator.kernel.access import Scope
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.kernel.text import lazy
from incubator.organizations.models import Organization

PERSONAL = {"personal": True}


class Holder(StrEnum):
    """Whether a founder or member is a person or a unit."""

    PERSON = "person"
    UNIT = "unit"


HOLDER_LABELS = {Holder.PERSON: lazy("Individual"), Holder.UNIT: lazy("Unit")}


class UnitKind(StrEnum):
    """What a unit is; a state organ may not be a member of a social group (STR 2)."""

    ENTERPRISE = "enterprise"
    INSTITUTION = "institution"
    SOCIAL_ORGANIZATION = "social_organization"
    COMMUNITY = "community"
    STATE_ORGAN = "state_organ"
    OTHER = "other"


UNIT_KIND_LABELS = {
    UnitKind.ENTERPRISE: lazy("Enterprise"),
    UnitKind.INSTITUTION: lazy("Public institution"),
    UnitKind.SOCIAL_ORGANIZATION: lazy("Social organization"),
    UnitKind.COMMUNITY: lazy("Residents' or villagers' committee"),
    UnitKind.STATE_ORGAN: lazy("State organ"),
    UnitKind.OTHER: lazy("Other unit"),
}


class Level(StrEnum):
    """In which area the body will work: it decides the funds of a social group (STR 10)."""

    LOCAL = "local"
    CROSS_REGION = "cross_region"
    NATIONAL = "national"


LEVEL_LABELS = {
    Level.LOCAL: lazy("Local"),
    Level.CROSS_REGION: lazy("Across regions"),
    Level.NATIONAL: lazy("National"),
}


class Hanging:
    """A row that hangs under an organization: reached like the organization itself."""

    organization_id: Mapped[int]
    organization: Mapped[Organization]

    def access_scope(self) -> Scope:
        """Hangs under its organization."""
        return self.organization.access_scope()

    @classmethod
    def scope_options(cls) -> tuple[ORMOption, ...]:
        """What `access_scope()` reads comes along in the same query."""
        return (
            joinedload(cls.organization).joinedload(Organization.residencies),
            joinedload(cls.organization).joinedload(Organization.park_links),
        )


class Profile(Versioned, Hanging, Base):
    """What the pre-checks must know of the body to be founded, beyond its lists."""

    __tablename__ = "register_profiles"
    __audited__ = True

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    level: Mapped[Level] = mapped_column(slug(Level), default=Level.LOCAL)
    # A foundation: whether it may raise funds from the public, and whether the money is private.
    is_public: Mapped[bool] = mapped_column(default=False)
    is_private_money: Mapped[bool] = mapped_column(default=False)
    is_charity: Mapped[bool] = mapped_column(default=False)

    organization: Mapped[Organization] = relationship()


class Founder(Addressable, Versioned, Hanging, Base):
    """One who founds it; `declared_on` is the day of the declaration that no ban applies."""

    __tablename__ = "register_founders"
    __audited__ = True

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    kind: Mapped[Holder] = mapped_column(slug(Holder))
    name: Mapped[str] = mapped_column(String(100), info=PERSONAL)
    name_key: Mapped[str] = mapped_column(String(100), info=PERSONAL)
    contact: Mapped[str] = mapped_column(String(60), default="", info=PERSONAL)
    phone: Mapped[str] = mapped_column(String(30), default="", info=PERSONAL)
    work_unit: Mapped[str] = mapped_column(String(100), default="", info=PERSONAL)
    is_document_shown: Mapped[bool] = mapped_column(default=False)
    declared_on: Mapped[date | None]

    organization: Mapped[Organization] = relationship()


class Member(Addressable, Versioned, Hanging, Base):
    """One member: a person or a unit; `left_on` takes it out of every count and keeps the row."""

    __tablename__ = "register_members"
    __audited__ = True
    __table_args__ = (
        Index("ix_register_members_list", "organization_id", "left_on", "id"),
        Index("ix_register_members_name", "organization_id", "name_key"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    kind: Mapped[Holder] = mapped_column(slug(Holder))
    name: Mapped[str] = mapped_column(String(100), info=PERSONAL)
    name_key: Mapped[str] = mapped_column(String(100), info=PERSONAL)
    other_name: Mapped[str] = mapped_column(String(100), default="", info=PERSONAL)
    other_key: Mapped[str] = mapped_column(String(100), default="", info=PERSONAL)
    unit_kind: Mapped[UnitKind | None] = mapped_column(slug(UnitKind))
    contact: Mapped[str] = mapped_column(String(60), default="", info=PERSONAL)
    phone: Mapped[str] = mapped_column(String(30), default="", info=PERSONAL)
    post: Mapped[str] = mapped_column(String(60), default="")
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]

    organization: Mapped[Organization] = relationship()

    @property
    def is_unit(self) -> bool:
        """Whether it is a unit member."""
        return self.kind is Holder.UNIT


class PostKind(StrEnum):
    """Which post somebody holds or shall hold."""

    COUNCIL_MEMBER = "council_member"
    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    SECRETARY_GENERAL = "secretary_general"
    SUPERVISOR = "supervisor"
    LEGAL_REPRESENTATIVE = "legal_representative"
    FINANCE = "finance"
    PARTY_SECRETARY = "party_secretary"


POST_LABELS = {
    PostKind.COUNCIL_MEMBER: lazy("Council member"),
    PostKind.CHAIR: lazy("Chair"),
    PostKind.VICE_CHAIR: lazy("Vice chair"),
    PostKind.SECRETARY_GENERAL: lazy("Secretary-general"),
    PostKind.SUPERVISOR: lazy("Supervisor"),
    PostKind.LEGAL_REPRESENTATIVE: lazy("Legal representative"),
    PostKind.FINANCE: lazy("Finance staff"),
    PostKind.PARTY_SECRETARY: lazy("Secretary of the party organization"),
}


class Post(Addressable, Versioned, Hanging, Base):
    """One post of one person, for one term; a person with two posts has two rows."""

    __tablename__ = "register_posts"
    __audited__ = True
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),
        Index("ix_register_posts_person", "kind", "name_key"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    kind: Mapped[PostKind] = mapped_column(slug(PostKind))
    name: Mapped[str] = mapped_column(String(60), info=PERSONAL)
    name_key: Mapped[str] = mapped_column(String(60), info=PERSONAL)
    phone: Mapped[str] = mapped_column(String(30), default="", info=PERSONAL)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    employed_by: Mapped[str] = mapped_column(String(100), default="", info=PERSONAL)
    # Names of the organization's other office-holders, parted by 、
    relative_of: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)
    is_paid: Mapped[bool] = mapped_column(default=False)
    is_full_time: Mapped[bool] = mapped_column(default=False)
    is_state_worker: Mapped[bool] = mapped_column(default=False)
    declared_on: Mapped[date | None]

    organization: Mapped[Organization] = relationship()


class MemberList(Addressable, Versioned, Hanging, Base):
    """A list of members that was read and judged; its rows are forgotten once it is taken in."""

    __tablename__ = "register_lists"
    __audited__ = True

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    source: Mapped[str] = mapped_column(String(160))
    rows: Mapped[list[Any]] = mapped_column(info=PERSONAL)
    counts: Mapped[dict[str, Any]]
    read_at: Mapped[datetime] = mapped_column(default=clock.now)
    taken_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship()
