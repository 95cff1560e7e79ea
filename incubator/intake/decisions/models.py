"""What is stored of decisions: pending and released ones, corrections, the public notice, objections."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.accounts.models import User
from incubator.intake.applications.models import Application
from incubator.intake.calls.models import Call
from incubator.intake.decisions.workflow import CorrectionStatus, ObjectionStatus, Outcome
from incubator.kernel import clock
from incubator.kernel.access import Scope
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.kernel.rulesets import RuleSet
from incubator.organizations.models import Mode
from incubator.territory.models import Park

PERSONAL = {"personal": True}


class PendingDecision(Addressable, Versioned, Base):
    """What somebody prepared for one application; nothing happens until it is released."""

    __tablename__ = "pending_decisions"
    __audited__ = True

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), unique=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(slug(Outcome))
    reasons: Mapped[str] = mapped_column(String(1000), default="")
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    prepared_at: Mapped[datetime] = mapped_column(default=clock.now)

    application: Mapped[Application] = relationship()
    prepared_by: Mapped[User | None] = relationship()

    def access_scope(self) -> Scope:
        """Inside the park until it is released."""
        return self.application.park.access_scope()


class DecisionRelease(Addressable, Base):
    """The one act that published all decisions of a call."""

    __tablename__ = "decision_releases"
    __audited__ = True

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), unique=True)
    released_at: Mapped[datetime] = mapped_column(default=clock.now)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    count: Mapped[int]

    call: Mapped[Call] = relationship()
    released_by: Mapped[User | None] = relationship()

    def access_scope(self) -> Scope:
        """Hangs under its call."""
        return self.call.access_scope()


class PublicNotice(Addressable, Base):
    """The public notice (公示) of who is to move in, open for objections until its last day."""

    __tablename__ = "public_notices"
    __audited__ = True
    __table_args__ = (
        UniqueConstraint("park_id", "number"),
        CheckConstraint("to_on > from_on", name="ends_after_start"),
    )

    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"), index=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    number: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[date]
    to_on: Mapped[date]
    is_provisional: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime] = mapped_column(default=clock.now)

    park: Mapped[Park] = relationship(lazy="joined")
    call: Mapped[Call] = relationship(lazy="joined")
    entries: Mapped[list["NoticeEntry"]] = relationship(
        back_populates="notice", order_by="NoticeEntry.id"
    )

    @property
    def is_running(self) -> bool:
        """Whether objections are taken today."""
        return clock.today() <= self.to_on

    def access_scope(self) -> Scope:
        """A notice is public; it hangs under its park."""
        return self.park.access_scope()


class NoticeEntry(Addressable, Base):
    """One line of a notice: the organization's name, mode and field, and nothing personal."""

    __tablename__ = "notice_entries"
    __audited__ = True
    __table_args__ = (UniqueConstraint("notice_id", "application_id"),)

    notice_id: Mapped[int] = mapped_column(ForeignKey("public_notices.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    mode: Mapped[Mode] = mapped_column(slug(Mode))
    field_of_work: Mapped[str] = mapped_column(String(60), default="")
    removed_at: Mapped[datetime | None]

    notice: Mapped[PublicNotice] = relationship(back_populates="entries")
    application: Mapped[Application] = relationship()

    def access_scope(self) -> Scope:
        """Hangs under its notice."""
        return self.notice.access_scope()


class Decision(Addressable, Base):
    """One released decision with the facts of its letter; a correction adds another one."""

    __tablename__ = "decisions"
    __audited__ = True
    __table_args__ = (
        Index(
            "uq_decisions_current",
            "application_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(slug(Outcome))
    reasons: Mapped[str] = mapped_column(String(1000), default="")
    mean_hundredths: Mapped[int | None]
    rank: Mapped[int | None]
    letters_id: Mapped[int] = mapped_column(ForeignKey("rule_sets.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("public_notices.id"))
    is_correction: Mapped[bool] = mapped_column(default=False)
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    released_at: Mapped[datetime] = mapped_column(default=clock.now)
    superseded_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    letters: Mapped[RuleSet] = relationship()
    notice: Mapped[PublicNotice | None] = relationship()
    prepared_by: Mapped[User | None] = relationship(foreign_keys=[prepared_by_id])
    released_by: Mapped[User | None] = relationship(foreign_keys=[released_by_id])

    def access_scope(self) -> Scope:
        """The applicant's own result, the park's and its bureau's."""
        return self.application.park.scope_with(self.application.organization_id)


class Correction(Addressable, Versioned, Base):
    """A proposed change of a released decision: two people, with a reason."""

    __tablename__ = "decision_corrections"
    __audited__ = True
    __table_args__ = (
        Index(
            "uq_decision_corrections_open",
            "application_id",
            unique=True,
            sqlite_where=text("status = 'proposed'"),
            postgresql_where=text("status = 'proposed'"),
        ),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    from_outcome: Mapped[Outcome] = mapped_column(slug(Outcome))
    outcome: Mapped[Outcome] = mapped_column(slug(Outcome))
    reasons: Mapped[str] = mapped_column(String(1000), default="")
    reason: Mapped[str] = mapped_column(String(1000))
    status: Mapped[CorrectionStatus] = mapped_column(
        slug(CorrectionStatus), default=CorrectionStatus.PROPOSED
    )
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    application: Mapped[Application] = relationship(lazy="joined")
    proposed_by: Mapped[User | None] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    def access_scope(self) -> Scope:
        """Inside the park."""
        return self.application.park.access_scope()


class Objection(Addressable, Versioned, Base):
    """What somebody says against a notice, with a receipt number and an answer."""

    __tablename__ = "objections"
    __audited__ = True
    __table_args__ = (
        UniqueConstraint("park_id", "number"),
        Index("ix_objections_status", "park_id", "status", "id"),
    )

    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"))
    notice_id: Mapped[int] = mapped_column(ForeignKey("public_notices.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("notice_entries.id"), index=True)
    number: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(40), info=PERSONAL)
    contact: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    text: Mapped[str] = mapped_column(String(2000), info=PERSONAL)
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    answer_by_on: Mapped[date]
    answer: Mapped[str] = mapped_column(String(2000), default="", info=PERSONAL)
    answered_at: Mapped[datetime | None]
    status: Mapped[ObjectionStatus] = mapped_column(
        slug(ObjectionStatus), default=ObjectionStatus.OPEN
    )
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    park: Mapped[Park] = relationship(lazy="joined")
    notice: Mapped[PublicNotice] = relationship(lazy="joined")
    entry: Mapped[NoticeEntry | None] = relationship(lazy="joined")

    def access_scope(self) -> Scope:
        """The park examines it; its bureau may look."""
        return self.park.access_scope()
