"""What is stored of the pool: experts with fields, hours and term, and declared conflicts."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.accounts.models import User
from incubator.experts.pool.workflow import ConflictStatus, ExpertStatus
from incubator.kernel import clock
from incubator.kernel.access import Scope, scope
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.organizations.models import Organization
from incubator.territory.models import Park

STANDING = text("status = 'standing'")


class Expert(Addressable, Versioned, Base):
    """One person in one park's pool, for one term."""

    __tablename__ = "experts"
    __audited__ = True
    __table_args__ = (
        UniqueConstraint("user_id", "park_id"),
        CheckConstraint("term_to > term_from", name="term_has_length"),
        CheckConstraint("hours_per_month BETWEEN 0 AND 200", name="hours_are_possible"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"), index=True)
    title: Mapped[str] = mapped_column(String(60), default="")
    unit: Mapped[str] = mapped_column(String(100), default="")
    fields: Mapped[list[str]]
    hours_per_month: Mapped[int] = mapped_column(default=0)
    term_from: Mapped[date]
    term_to: Mapped[date]
    introduction: Mapped[str] = mapped_column(String(2000), default="")
    status: Mapped[ExpertStatus] = mapped_column(slug(ExpertStatus), default=ExpertStatus.ACTIVE)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)

    user: Mapped[User] = relationship(lazy="joined")
    park: Mapped[Park] = relationship(lazy="joined")
    conflicts: Mapped[list["ConflictDeclaration"]] = relationship(
        back_populates="expert", order_by="ConflictDeclaration.id"
    )

    @property
    def name(self) -> str:
        """The expert's name, as the account has it."""
        return self.user.display_name

    @property
    def is_active(self) -> bool:
        """Whether the expert belongs to the pool and the term runs."""
        runs = self.term_from <= clock.today() <= self.term_to
        return self.status is ExpertStatus.ACTIVE and runs

    def has_conflict_with(self, organization_id: int) -> bool:
        """Whether a declared conflict with that organization stands."""
        return any(
            row.organization_id == organization_id and row.status is ConflictStatus.STANDING
            for row in self.conflicts
        )

    def access_scope(self) -> Scope:
        """Reached by the expert in person, the park and its bureau."""
        return scope(people=[self.user_id], parks=[self.park_id], regions=[self.park.region.path])


class ConflictDeclaration(Addressable, Versioned, Base):
    """A standing conflict between an expert and an organization: no access while it stands."""

    __tablename__ = "expert_conflicts"
    __audited__ = True
    __table_args__ = (
        Index(
            "uq_expert_conflicts_standing",
            "expert_id",
            "organization_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
    )

    expert_id: Mapped[int] = mapped_column(ForeignKey("experts.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    declared_at: Mapped[datetime] = mapped_column(default=clock.now)
    declared_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    status: Mapped[ConflictStatus] = mapped_column(
        slug(ConflictStatus), default=ConflictStatus.STANDING
    )
    status_since: Mapped[datetime] = mapped_column(default=clock.now)

    expert: Mapped[Expert] = relationship(back_populates="conflicts", lazy="joined")
    organization: Mapped[Organization] = relationship(lazy="joined")

    def access_scope(self) -> Scope:
        """Hangs under its expert."""
        return self.expert.access_scope()
