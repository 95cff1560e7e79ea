"""What is stored of calls: the text, the window, the places, and the rules pinned when it was made."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.intake.calls.workflow import CallStatus
from incubator.kernel import clock
from incubator.kernel.access import Scope
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.kernel.rulesets import RuleSet
from incubator.kernel.text import lazy
from incubator.territory.models import Park


class ApplicantKind(StrEnum):
    """Who applies: a registered body, a team that will register, or a filed community group."""

    REGISTERED = "registered"
    UNREGISTERED = "unregistered"
    FILED = "filed"


KIND_LABELS = {
    ApplicantKind.REGISTERED: lazy("Registered organization"),
    ApplicantKind.UNREGISTERED: lazy("Team that will register"),
    ApplicantKind.FILED: lazy("Filed community organization"),
}


class Call(Addressable, Versioned, Base):
    """One call for entry (入驻招募). Documents, sections and conditions are copies it may change."""

    __tablename__ = "calls"
    __audited__ = True
    __table_args__ = (
        UniqueConstraint("park_id", "number"),
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("places_physical >= 0 AND places_virtual >= 0", name="places_not_negative"),
        Index("ix_calls_window", "park_id", "status", "closes_at"),
    )

    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"))
    number: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    places_physical: Mapped[int] = mapped_column(default=0)
    places_virtual: Mapped[int] = mapped_column(default=0)
    applicant_kinds: Mapped[list[str]]
    documents: Mapped[list[Any]]
    sections: Mapped[list[Any]]
    conditions: Mapped[dict[str, Any]]
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rule_sets.id"), index=True)
    limits_id: Mapped[int] = mapped_column(ForeignKey("rule_sets.id"), index=True)
    status: Mapped[CallStatus] = mapped_column(slug(CallStatus), default=CallStatus.DRAFT)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    status_reason: Mapped[str] = mapped_column(String(2000), default="")
    published_at: Mapped[datetime | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    park: Mapped[Park] = relationship(lazy="joined")
    rubric: Mapped[RuleSet] = relationship(foreign_keys=[rubric_id])
    limits: Mapped[RuleSet] = relationship(foreign_keys=[limits_id])

    @property
    def is_open(self) -> bool:
        """Whether somebody may apply at this moment."""
        return self.status is CallStatus.OPEN and self.opens_at <= clock.now() < self.closes_at

    @property
    def is_upcoming(self) -> bool:
        """Whether it is published and its window has not begun."""
        return self.status is CallStatus.OPEN and clock.now() < self.opens_at

    @property
    def is_over(self) -> bool:
        """Whether its window is past, by the clock or by a decision."""
        return self.status in {CallStatus.CLOSED, CallStatus.CANCELLED} or (
            self.status is CallStatus.OPEN and clock.now() >= self.closes_at
        )

    @property
    def is_public(self) -> bool:
        """Whether the portal shows it."""
        return self.published_at is not None

    @property
    def days_left(self) -> int:
        """Calendar days until the last day of the window, as every page counts; 0 on it and afterwards."""
        last = clock.local(self.closes_at - timedelta(seconds=1)).date()
        return max(0, (last - clock.today()).days)

    def access_scope(self) -> Scope:
        """A call hangs under its park and its region's bureau."""
        return self.park.access_scope()
