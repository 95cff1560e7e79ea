"""What is stored of a registration: the case, its steps with their papers, the facts, where it stands."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.accounts.models import User
from incubator.kernel import clock
from incubator.kernel.access import HangsUnder, Scope
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import Addressable, Base, Versioned
from incubator.kernel.db import slug as slug_of
from incubator.kernel.rulesets import RuleSet
from incubator.kernel.workflow import Turn
from incubator.organizations.models import LegalForm, Organization
from incubator.registration.cases.workflow import CaseStatus, StepStatus
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.checklists.rules import Route
from incubator.territory.models import Park

RUNNING = text("status IN ('open', 'submitted', 'refused')")


class Case(Addressable, Versioned, Base):
    """One organization's way through a procedure, on the edition of the checklist it started with."""

    __tablename__ = "registration_cases"
    __audited__ = True
    __table_args__ = (
        UniqueConstraint("park_id", "number"),
        Index(
            "uq_registration_cases_running",
            "organization_id",
            "procedure",
            unique=True,
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"), index=True)
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_sets.id"), index=True)
    procedure: Mapped[Procedure] = mapped_column(
        slug_of(Procedure), default=Procedure.ESTABLISHMENT, server_default="establishment"
    )
    legal_form: Mapped[LegalForm] = mapped_column(slug_of(LegalForm))
    number: Mapped[str] = mapped_column(String(20))
    route: Mapped[Route] = mapped_column(slug_of(Route), default=Route.DUAL)
    route_reason: Mapped[str] = mapped_column(String(1000), default="")
    status: Mapped[CaseStatus] = mapped_column(slug_of(CaseStatus), default=CaseStatus.OPEN)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    opened_on: Mapped[date] = mapped_column(default=clock.today)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_on: Mapped[date | None]
    decision_note: Mapped[str] = mapped_column(String(2000), default="")
    decision_result: Mapped[str] = mapped_column(String(200), default="", server_default="")
    decision_number: Mapped[str] = mapped_column(String(120), default="", server_default="")
    valid_until: Mapped[date | None]

    organization: Mapped[Organization] = relationship(lazy="joined")
    park: Mapped[Park] = relationship(lazy="joined")
    rule_set: Mapped[RuleSet] = relationship()
    steps: Mapped[list["CaseStep"]] = relationship(
        back_populates="case", order_by="CaseStep.position"
    )
    facts: Mapped[list["CaseFact"]] = relationship(back_populates="case", order_by="CaseFact.id")
    standing: Mapped["CaseStanding"] = relationship(back_populates="case", lazy="joined")

    def access_scope(self) -> Scope:
        """Reached by the organization's people, the park and its region's bureau."""
        return self.park.scope_with(self.organization_id)


class CaseStanding(Base):
    """Where a case stands now: computed after every move and never typed; lists read only this."""

    __tablename__ = "registration_standings"
    __table_args__ = (Index("ix_registration_standings_turn", "turn", "since", "case_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("registration_cases.id"), primary_key=True)
    turn: Mapped[Turn] = mapped_column(slug_of(Turn), default=Turn.NOBODY)
    since: Mapped[datetime] = mapped_column(default=clock.now)
    step_slug: Mapped[str] = mapped_column(String(60), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)

    case: Mapped[Case] = relationship(back_populates="standing")


class CaseStep(Addressable, Versioned, HangsUnder, Base):
    """One station of a case."""

    __tablename__ = "registration_steps"
    __audited__ = True
    __parent__ = "case"
    __table_args__ = (
        UniqueConstraint("case_id", "slug"),
        Index("ix_registration_steps_due", "due_on", "status"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("registration_cases.id"), index=True)
    slug: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    status: Mapped[StepStatus] = mapped_column(slug_of(StepStatus), default=StepStatus.LOCKED)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    opened_on: Mapped[date | None]
    due_on: Mapped[date | None]
    is_due_provisional: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(2000), default="")
    on_paper: Mapped[list[str]] = mapped_column(default=list)
    return_reason: Mapped[str] = mapped_column(String(2000), default="")
    done_on: Mapped[date | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    override_reason: Mapped[str] = mapped_column(String(1000), default="")
    # When the case went over to an edition without this step; the title is kept with it.
    left_on: Mapped[date | None]
    left_title: Mapped[dict[str, str] | None]

    case: Mapped[Case] = relationship(back_populates="steps", lazy="joined")
    done_by: Mapped[User | None] = relationship()
    files: Mapped[list["StepFile"]] = relationship(back_populates="step", order_by="StepFile.id")


class StepFile(Addressable, HangsUnder, Base):
    """A file handed in for one material of a step."""

    __tablename__ = "registration_files"
    __audited__ = True
    __parent__ = "step"

    step_id: Mapped[int] = mapped_column(ForeignKey("registration_steps.id"), index=True)
    material: Mapped[str] = mapped_column(String(60))
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), unique=True)

    step: Mapped[CaseStep] = relationship(back_populates="files", lazy="joined")
    file: Mapped[StoredFile] = relationship(lazy="joined")


class CaseFact(HangsUnder, Base):
    """One figure or confirmation of a case: a number, fen, or 0 and 1."""

    __tablename__ = "registration_facts"
    __audited__ = True
    __parent__ = "case"
    __table_args__ = (UniqueConstraint("case_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("registration_cases.id"), index=True)
    slug: Mapped[str] = mapped_column(String(60))
    value: Mapped[int] = mapped_column(BigInteger)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)

    case: Mapped[Case] = relationship(back_populates="facts")
