"""What is stored of a step's clock: each stop, and an end that a person fixed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.kernel import clock
from incubator.kernel.access import HangsUnder
from incubator.kernel.db import Base
from incubator.registration.cases.models import CaseStep


class StepPause(HangsUnder, Base):
    """The clock of a step stood still: from the call for corrections until they came."""

    __tablename__ = "registration_pauses"
    __audited__ = True
    __parent__ = "step"
    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("registration_steps.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(2000), default="")

    step: Mapped[CaseStep] = relationship()


class FixedDue(HangsUnder, Base):
    """An end that a person fixed, such as the office's own written day; no calendar moves it."""

    __tablename__ = "registration_fixed_dues"
    __audited__ = True
    __parent__ = "step"

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("registration_steps.id"), unique=True)
    due_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(1000), default="")
    fixed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    fixed_at: Mapped[datetime] = mapped_column(default=clock.now)

    step: Mapped[CaseStep] = relationship()
