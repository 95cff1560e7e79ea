"""What is stored of the accompaniment: who accompanies whom, each session, and what was agreed."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, and_, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from incubator.experts.mentoring.workflow import AssignmentStatus, ItemStatus, SessionStatus
from incubator.experts.pool.models import Expert
from incubator.kernel import clock
from incubator.kernel.access import Scope, scope
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.organizations.models import Organization

PERSONAL = {"personal": True}
ACTIVE = text("status = 'active'")


def reached_by(expert: Expert, organization_id: int, park_id: int) -> Scope:
    """What both sides and the park reach; the expert does not while a conflict stands."""
    cut = expert.has_conflict_with(organization_id)
    return scope(
        people=[] if cut else [expert.user_id],
        organizations=[organization_id],
        parks=[park_id],
        regions=[expert.park.region.path],
    )


class Assignment(Addressable, Versioned, Base):
    """One expert accompanies one organization, from a day on."""

    __tablename__ = "expert_assignments"
    __audited__ = True
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index(
            "uq_expert_assignments_active",
            "expert_id",
            "organization_id",
            unique=True,
            sqlite_where=ACTIVE,
            postgresql_where=ACTIVE,
        ),
        Index("ix_expert_assignments_organization", "organization_id", "status"),
        Index("ix_expert_assignments_park", "park_id", "status"),
    )

    expert_id: Mapped[int] = mapped_column(ForeignKey("experts.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"))
    purpose: Mapped[str] = mapped_column(String(500), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    status: Mapped[AssignmentStatus] = mapped_column(
        slug(AssignmentStatus), default=AssignmentStatus.ACTIVE
    )
    status_since: Mapped[datetime] = mapped_column(default=clock.now)

    expert: Mapped[Expert] = relationship(lazy="joined")
    organization: Mapped[Organization] = relationship(lazy="joined")

    @property
    def is_active(self) -> bool:
        """Whether the accompaniment runs."""
        return self.status is AssignmentStatus.ACTIVE

    def access_scope(self) -> Scope:
        """Reached by both sides and the park; by the expert only without a conflict."""
        return reached_by(self.expert, self.organization_id, self.park_id)


class MentoringSession(Addressable, Versioned, Base):
    """One meeting of an expert with an organization (辅导记录)."""

    __tablename__ = "mentoring_sessions"
    __audited__ = True
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 5 AND 720", name="minutes_are_possible"),
        Index("ix_mentoring_sessions_organization", "organization_id", "held_on"),
        Index("ix_mentoring_sessions_expert", "expert_id", "held_on"),
        Index("ix_mentoring_sessions_park", "park_id", "status"),
    )

    assignment_id: Mapped[int] = mapped_column(ForeignKey("expert_assignments.id"), index=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey("experts.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"))
    held_on: Mapped[date]
    minutes: Mapped[int]
    mode: Mapped[str] = mapped_column(String(40))
    topics: Mapped[list[str]]
    advice: Mapped[str] = mapped_column(String(4000))
    private_note: Mapped[str] = mapped_column(String(2000), default="", info=PERSONAL)
    organization_comment: Mapped[str] = mapped_column(String(2000), default="")
    logged_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    status: Mapped[SessionStatus] = mapped_column(slug(SessionStatus), default=SessionStatus.LOGGED)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)

    assignment: Mapped[Assignment] = relationship()
    expert: Mapped[Expert] = relationship(lazy="joined")
    organization: Mapped[Organization] = relationship(lazy="joined")
    items: Mapped[list["ActionItem"]] = relationship(
        back_populates="session", order_by="ActionItem.id"
    )

    def access_scope(self) -> Scope:
        """Reached by both sides and the park; by the expert only without a conflict."""
        return reached_by(self.expert, self.organization_id, self.park_id)


class ActionItem(Addressable, Versioned, Base):
    """What somebody agreed to do until a day; open ones stand at the top of the next session."""

    __tablename__ = "action_items"
    __audited__ = True
    __table_args__ = (Index("ix_action_items_organization", "organization_id", "status", "due_on"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("mentoring_sessions.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    text: Mapped[str] = mapped_column(String(300))
    person_name: Mapped[str] = mapped_column(String(40), default="", info=PERSONAL)
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    status: Mapped[ItemStatus] = mapped_column(slug(ItemStatus), default=ItemStatus.OPEN)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)

    session: Mapped[MentoringSession] = relationship(back_populates="items")
    accompanying: Mapped[list[Assignment]] = relationship(
        primaryjoin=lambda: and_(
            foreign(Assignment.organization_id) == ActionItem.organization_id,
            Assignment.status == AssignmentStatus.ACTIVE,
        ),
        viewonly=True,
    )

    @property
    def is_late(self) -> bool:
        """Whether it is open after its day."""
        return (
            self.status is ItemStatus.OPEN
            and self.due_on is not None
            and self.due_on < clock.today()
        )

    def access_scope(self) -> Scope:
        """Hangs under its session; whoever accompanies the organization now reaches it too."""
        there = self.session.access_scope()
        mine = self.organization_id
        now = {
            row.expert.user_id
            for row in self.accompanying
            if not row.expert.has_conflict_with(mine)
        }
        return replace(there, people=there.people | now)
