"""What is stored of organizations: the single file, its people, residencies, cohorts, stages and facts."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.interfaces import ORMOption

from incubator.accounts.models import User
from incubator.kernel import clock
from incubator.kernel.access import Scope, scope
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.kernel.text import lazy
from incubator.organizations.workflow import ResidencyStatus, Stage, StageChangeStatus
from incubator.territory.models import Park, Region

PERSONAL = {"personal": True}


class LegalForm(StrEnum):
    """What an organization is in law; a team is not registered yet."""

    TEAM = "team"
    COMMUNITY_GROUP = "community_group"
    SOCIAL_GROUP = "social_group"
    PRIVATE_NON_ENTERPRISE = "private_non_enterprise"
    FOUNDATION = "foundation"


LEGAL_FORM_LABELS = {
    LegalForm.TEAM: lazy("Unregistered team"),
    LegalForm.COMMUNITY_GROUP: lazy("Filed community group"),
    LegalForm.SOCIAL_GROUP: lazy("Social group"),
    LegalForm.PRIVATE_NON_ENTERPRISE: lazy("Social service organization"),
    LegalForm.FOUNDATION: lazy("Foundation"),
}
REGISTERED_FORMS = frozenset(
    {LegalForm.SOCIAL_GROUP, LegalForm.PRIVATE_NON_ENTERPRISE, LegalForm.FOUNDATION}
)


class Organization(Addressable, Versioned, Base):
    """One organization's single file (一户一档), from the first inquiry to the alumni years."""

    __tablename__ = "organizations"
    __audited__ = True
    __table_args__ = (
        Index("ix_organizations_name", "name_key", "town"),
        CheckConstraint(
            "credit_code IS NULL OR length(credit_code) = 18", name="credit_code_length"
        ),
    )

    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(40), default="")
    legal_form: Mapped[LegalForm] = mapped_column(slug(LegalForm))
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    town: Mapped[str] = mapped_column(String(60), default="")
    stage: Mapped[Stage | None] = mapped_column(slug(Stage))
    stage_since: Mapped[datetime | None]
    representative: Mapped[str] = mapped_column(String(100), default="", info=PERSONAL)
    phone: Mapped[str] = mapped_column(String(100), default="", info=PERSONAL)
    email: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    address: Mapped[str] = mapped_column(String(300), default="")
    supervising_unit: Mapped[str] = mapped_column(String(200), default="")
    field_of_work: Mapped[str] = mapped_column(String(60), default="")
    founded_on: Mapped[date | None]
    mission: Mapped[str] = mapped_column(String(2000), default="")
    staff_count: Mapped[int | None]
    full_time_count: Mapped[int | None]
    volunteer_count: Mapped[int | None]
    remark: Mapped[str] = mapped_column(String(2000), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    # From that day on it is a legal body no more, and its file is closed.
    deregistered_on: Mapped[date | None]

    region: Mapped[Region] = relationship(lazy="joined")
    residencies: Mapped[list["Residency"]] = relationship(
        back_populates="organization", order_by="Residency.id"
    )
    park_links: Mapped[list["ParkLink"]] = relationship(
        back_populates="organization", order_by="ParkLink.id"
    )

    @property
    def is_registered(self) -> bool:
        """Whether it is a legal body with a credit code."""
        return self.legal_form in REGISTERED_FORMS

    @property
    def current_residency(self) -> "Residency | None":
        """The residency that runs now, if any."""
        running = [row for row in self.residencies if row.status is ResidencyStatus.RUNNING]
        return running[-1] if running else None

    @classmethod
    def scope_options(cls) -> tuple[ORMOption, ...]:
        """What `access_scope()` reads comes along when one organization is loaded."""
        return (joinedload(cls.residencies), joinedload(cls.park_links))

    def access_scope(self) -> Scope:
        """Reached by its own people, the parks it lives in or knocked at, and its region's bureau."""
        return scope(
            organizations=[self.id],
            parks=[row.park_id for row in self.residencies]
            + [row.park_id for row in self.park_links],
            regions=[self.region.path],
        )


class ParkLink(Base):
    """Why a park may see an organization before it moves in: it applied there, or was imported there."""

    __tablename__ = "park_links"
    __table_args__ = (Index("ix_park_links_reach", "organization_id", "park_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"), index=True)
    reason: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    organization: Mapped[Organization] = relationship(back_populates="park_links")

    def access_scope(self) -> Scope:
        """Reached by the park that it is about."""
        return scope(parks=[self.park_id], organizations=[self.organization_id])


class Cohort(Addressable, Versioned, Base):
    """A batch (批次) of residents that moved in together."""

    __tablename__ = "cohorts"
    __audited__ = True

    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(1000), default="")

    park: Mapped[Park] = relationship()

    def access_scope(self) -> Scope:
        """A cohort hangs under its park."""
        return self.park.access_scope()


class Mode(StrEnum):
    """How an organization lives in the park."""

    PHYSICAL = "physical"
    VIRTUAL = "virtual"
    OFF_SITE = "off_site"


MODE_LABELS = {
    Mode.PHYSICAL: lazy("Physical incubation"),
    Mode.VIRTUAL: lazy("Virtual incubation"),
    Mode.OFF_SITE: lazy("Off-site incubation"),
}


class Residency(Addressable, Versioned, Base):
    """One stay of one organization in one park."""

    __tablename__ = "residencies"
    __audited__ = True
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
        Index("ix_residencies_reach", "organization_id", "park_id", "status"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohorts.id"), index=True)
    mode: Mapped[Mode] = mapped_column(slug(Mode))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    status: Mapped[ResidencyStatus] = mapped_column(
        slug(ResidencyStatus), default=ResidencyStatus.RUNNING
    )
    status_since: Mapped[datetime] = mapped_column(default=clock.now)

    organization: Mapped[Organization] = relationship(back_populates="residencies")
    park: Mapped[Park] = relationship(lazy="joined")
    cohort: Mapped[Cohort | None] = relationship(lazy="joined")

    def access_scope(self) -> Scope:
        """Reached by the organization's people and the park."""
        return self.park.scope_with(self.organization_id)


class OrganizationPerson(Addressable, Versioned, Base):
    """A person of an organization as its file lists them: a post, not an account."""

    __tablename__ = "organization_people"
    __audited__ = True

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    name: Mapped[str] = mapped_column(String(40), info=PERSONAL)
    post: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(20), default="", info=PERSONAL)
    is_full_time: Mapped[bool] = mapped_column(default=False)
    is_founder: Mapped[bool] = mapped_column(default=False)
    since_on: Mapped[date | None]
    until_on: Mapped[date | None]

    organization: Mapped[Organization] = relationship()

    def access_scope(self) -> Scope:
        """Hangs under its organization."""
        return self.organization.access_scope()


class ReportedFact(Base):
    """What was reported before its own room exists: grade, inspection, party form; with date and source."""

    __tablename__ = "reported_facts"
    __audited__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(String(200))
    period: Mapped[str] = mapped_column(String(20), default="")
    reported_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(200))

    organization: Mapped[Organization] = relationship()

    def access_scope(self) -> Scope:
        """Hangs under its organization."""
        return self.organization.access_scope()


class DocumentKind(StrEnum):
    """What a document of the file is; the stage ladder asks for the first three."""

    PLAN = "plan"
    CHARTER = "charter"
    COUNCIL = "council"
    CERTIFICATE = "certificate"
    OTHER = "other"


DOCUMENT_LABELS = {
    DocumentKind.PLAN: lazy("Incubation plan"),
    DocumentKind.CHARTER: lazy("Charter or activity rules"),
    DocumentKind.COUNCIL: lazy("Council list"),
    DocumentKind.CERTIFICATE: lazy("Registration or filing certificate"),
    DocumentKind.OTHER: lazy("Other document"),
}


class OrganizationDocument(Addressable, Versioned, Base):
    """A document in the organization's file: its plan, charter, council list or certificate."""

    __tablename__ = "organization_documents"
    __audited__ = True

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(slug(DocumentKind))
    title: Mapped[str] = mapped_column(String(100))
    dated_on: Mapped[date | None]
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), unique=True)

    organization: Mapped[Organization] = relationship()
    file: Mapped[StoredFile] = relationship(lazy="joined")

    def access_scope(self) -> Scope:
        """Hangs under its organization."""
        return self.organization.access_scope()


class StageChange(Addressable, Versioned, Base):
    """A proposed or decided move on the stage ladder, with its criteria as they stood."""

    __tablename__ = "stage_changes"
    __audited__ = True

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"), index=True)
    from_stage: Mapped[Stage | None] = mapped_column(slug(Stage))
    to_stage: Mapped[Stage] = mapped_column(slug(Stage))
    rule_set_id: Mapped[int | None] = mapped_column(ForeignKey("rule_sets.id"))
    criteria: Mapped[list[Any]]
    note: Mapped[str] = mapped_column(String(2000), default="")
    status: Mapped[StageChangeStatus] = mapped_column(
        slug(StageChangeStatus), default=StageChangeStatus.PROPOSED
    )
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decision_note: Mapped[str] = mapped_column(String(2000), default="")

    organization: Mapped[Organization] = relationship(lazy="joined")
    park: Mapped[Park] = relationship(lazy="joined")
    proposed_by: Mapped[User | None] = relationship(foreign_keys=[proposed_by_id], lazy="joined")
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id], lazy="joined")
    statements: Mapped[list["StageStatement"]] = relationship(
        back_populates="change", order_by="StageStatement.id"
    )

    def access_scope(self) -> Scope:
        """Reached by the park, its bureau and the organization's people."""
        return self.park.scope_with(self.organization_id)


class StageStatement(Addressable, Base):
    """What the operator states where no data can tell, with its file: named as a statement (陈述)."""

    __tablename__ = "stage_statements"
    __audited__ = True

    change_id: Mapped[int] = mapped_column(ForeignKey("stage_changes.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(String(1000))
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), unique=True)

    change: Mapped[StageChange] = relationship(back_populates="statements", lazy="joined")
    file: Mapped[StoredFile] = relationship(lazy="joined")

    def access_scope(self) -> Scope:
        """Hangs under its stage change."""
        return self.change.access_scope()


class StageEntry(Base):
    """When an organization entered a stage, from which, who let it and why: the dated history."""

    __tablename__ = "stage_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    from_stage: Mapped[Stage | None] = mapped_column(slug(Stage))
    stage: Mapped[Stage] = mapped_column(slug(Stage))
    entered_at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str] = mapped_column(String(80), default="", info=PERSONAL)
    reason: Mapped[str] = mapped_column(String(2000), default="")
    change_id: Mapped[int | None] = mapped_column(ForeignKey("stage_changes.id"), index=True)

    organization: Mapped[Organization] = relationship()

    def access_scope(self) -> Scope:
        """Hangs under its organization."""
        return self.organization.access_scope()
