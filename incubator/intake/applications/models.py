"""What is stored of applications: the case, its sections, files, submissions and requests for correction."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.accounts.models import User
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.calls.models import ApplicantKind, Call
from incubator.kernel import clock
from incubator.kernel.access import Scope, scope
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.organizations.models import Organization
from incubator.territory.models import Park

PERSONAL = {"personal": True}
OPEN_FOR_APPLICANT = frozenset({ApplicationStatus.DRAFTING, ApplicationStatus.ASKED_BACK})


class Application(Addressable, Versioned, Base):
    """One organization's application to one call; `number` is given with the first submission."""

    __tablename__ = "applications"
    __audited__ = True
    __table_args__ = (
        UniqueConstraint("call_id", "organization_id", name="uq_applications_once_a_call"),
        UniqueConstraint("park_id", "number", name="uq_applications_number"),
        CheckConstraint("round >= 0", name="round_not_negative"),
        Index("ix_applications_list", "call_id", "status", "id"),
        Index("ix_applications_newest", "call_id", "id"),
        Index("ix_applications_park_status", "park_id", "status", "call_id", "status_since"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    kind: Mapped[ApplicantKind] = mapped_column(slug(ApplicantKind))
    number: Mapped[str | None] = mapped_column(String(20))
    status: Mapped[ApplicationStatus] = mapped_column(
        slug(ApplicationStatus), default=ApplicationStatus.DRAFTING
    )
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    round: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answer_by_on: Mapped[date | None]
    wanted_mode: Mapped[str] = mapped_column(String(20), default="")
    accepts_virtual: Mapped[bool] = mapped_column(default=False)

    call: Mapped[Call] = relationship(lazy="joined")
    park: Mapped[Park] = relationship(lazy="joined")
    organization: Mapped[Organization] = relationship(lazy="joined")
    sections: Mapped[list["ApplicationSection"]] = relationship(
        back_populates="application", order_by="ApplicationSection.id"
    )
    files: Mapped[list["ApplicationFile"]] = relationship(
        back_populates="application", order_by="ApplicationFile.id"
    )
    submissions: Mapped[list["SubmissionSnapshot"]] = relationship(
        back_populates="application", order_by="SubmissionSnapshot.round"
    )
    ask_backs: Mapped[list["AskBack"]] = relationship(
        back_populates="application", order_by="AskBack.id"
    )

    @property
    def is_editable(self) -> bool:
        """Whether the applicant may write in it now: drafting, or asked to correct."""
        return self.status in OPEN_FOR_APPLICANT

    @property
    def title(self) -> str:
        """How lists name it."""
        return self.organization.name

    def access_scope(self) -> Scope:
        """Reached by the organization's people; by the park and its bureau only once submitted.

        A draft is the applicant's own: the park sees that there is one, and not what is in it.
        """
        if self.round == 0:
            return scope(organizations=[self.organization_id])
        return self.park.scope_with(self.organization_id)


class ApplicationSection(Addressable, Versioned, Base):
    """The answers to one page of the form; its own version keeps editors of other pages out of the way."""

    __tablename__ = "application_sections"
    __audited__ = True
    __table_args__ = (UniqueConstraint("application_id", "slug"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    slug: Mapped[str] = mapped_column(String(40))
    answers: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)
    is_locked: Mapped[bool] = mapped_column(default=False)
    ask_back: Mapped[str] = mapped_column(String(2000), default="")
    is_corrected: Mapped[bool] = mapped_column(default=False)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    application: Mapped[Application] = relationship(back_populates="sections")
    updated_by: Mapped[User | None] = relationship()

    def is_unaudited_draft(self) -> bool:
        """Saves of a draft are not in the audit: it begins with the submission."""
        return self.application.status is ApplicationStatus.DRAFTING

    def access_scope(self) -> Scope:
        """Hangs under its application."""
        return self.application.access_scope()


class ApplicationFile(Addressable, Base):
    """One uploaded document; after a submission a removed one stays, so that the check can compare."""

    __tablename__ = "application_files"
    __audited__ = True

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    document: Mapped[str] = mapped_column(String(40))
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), unique=True)
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    removed_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship(lazy="joined")

    def access_scope(self) -> Scope:
        """Hangs under its application."""
        return self.application.access_scope()


class SubmissionSnapshot(Base):
    """What was submitted in one round, as it stood: {section: {question: value}} and the files."""

    __tablename__ = "application_submissions"
    __table_args__ = (UniqueConstraint("application_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    round: Mapped[int]
    submitted_at: Mapped[datetime] = mapped_column(default=clock.now)
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answers: Mapped[dict[str, Any]]
    files: Mapped[list[Any]]

    application: Mapped[Application] = relationship(back_populates="submissions")


class AskBack(Addressable, Base):
    """One list of everything that is missing, sent at once: [{section, text}], with its deadline."""

    __tablename__ = "application_ask_backs"
    __audited__ = True

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    items: Mapped[list[Any]]
    answer_by_on: Mapped[date]
    sent_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship(back_populates="ask_backs")
