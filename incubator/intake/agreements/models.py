"""What is stored of moving in: the agreement with its signing dates, and what the admission created."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.experts.mentoring.models import Assignment
from incubator.intake.agreements.workflow import AgreementStatus
from incubator.intake.applications.models import Application
from incubator.kernel import clock
from incubator.kernel.access import Scope
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.kernel.rulesets import RuleSet
from incubator.organizations.models import Mode, Residency
from incubator.registration.cases.models import Case
from incubator.space.places.models import DeskContract

PERSONAL = {"personal": True}


class Agreement(Addressable, Versioned, Base):
    """The entry agreement (入驻协议) of one application; it is signed on paper."""

    __tablename__ = "agreements"
    __audited__ = True
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
        CheckConstraint("months BETWEEN 1 AND 60", name="months_are_possible"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), unique=True)
    clauses_id: Mapped[int] = mapped_column(ForeignKey("rule_sets.id"))
    mode: Mapped[Mode] = mapped_column(slug(Mode))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    months: Mapped[int]
    goals: Mapped[str] = mapped_column(String(2000))
    representative: Mapped[str] = mapped_column(String(40), info=PERSONAL)
    signing_place: Mapped[str] = mapped_column(String(100))
    organization_signed_on: Mapped[date | None]
    park_signed_on: Mapped[date | None]
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"), unique=True)
    status: Mapped[AgreementStatus] = mapped_column(
        slug(AgreementStatus), default=AgreementStatus.PREPARED
    )
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    application: Mapped[Application] = relationship(lazy="joined")
    clauses: Mapped[RuleSet] = relationship()
    scan: Mapped[StoredFile | None] = relationship(lazy="joined")
    admission: Mapped["Admission | None"] = relationship(back_populates="agreement")

    @property
    def signed_on(self) -> date | None:
        """The day on which the second of the two signed."""
        if self.organization_signed_on is None or self.park_signed_on is None:
            return None
        return max(self.organization_signed_on, self.park_signed_on)

    def access_scope(self) -> Scope:
        """Reached as its application is."""
        return self.application.access_scope()


class Admission(Addressable, Base):
    """What one admission created; there is one for each agreement, however often the button is pressed."""

    __tablename__ = "admissions"
    __audited__ = True

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id"), unique=True)
    residency_id: Mapped[int] = mapped_column(ForeignKey("residencies.id"), unique=True)
    desk_contract_id: Mapped[int | None] = mapped_column(ForeignKey("desk_contracts.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("registration_cases.id"))
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey(Assignment.id))
    admitted_at: Mapped[datetime] = mapped_column(default=clock.now)
    admitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    agreement: Mapped[Agreement] = relationship(back_populates="admission", lazy="joined")
    residency: Mapped[Residency] = relationship()
    desk_contract: Mapped[DeskContract | None] = relationship()
    case: Mapped[Case | None] = relationship()
    assignment: Mapped[Assignment | None] = relationship()

    def access_scope(self) -> Scope:
        """Reached as its application is."""
        return self.agreement.access_scope()
