"""What is stored of reviews: which sheet judges which application, and the figures kept for the ranking."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.experts.sheets.models import ScoreSheet
from incubator.experts.sheets.rules import decimals
from incubator.experts.sheets.workflow import IN_HAND
from incubator.intake.applications.models import Application
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.kernel import clock
from incubator.kernel.access import Scope
from incubator.kernel.db import Addressable, Base

OPEN_TO_EXPERTS = frozenset(
    {
        ApplicationStatus.IN_REVIEW,
        ApplicationStatus.REVIEWED,
        ApplicationStatus.ACCEPTED,
        ApplicationStatus.WAITLISTED,
        ApplicationStatus.REJECTED,
        ApplicationStatus.NOTICED,
        ApplicationStatus.AGREEMENT,
        ApplicationStatus.ADMITTED,
    }
)


class Review(Addressable, Base):
    """One expert's place on the panel of one application: it ties a score sheet to it."""

    __tablename__ = "reviews"
    __audited__ = True

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"), unique=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id"), unique=True)
    assigned_at: Mapped[datetime] = mapped_column(default=clock.now)
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reminded_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    sheet: Mapped[ScoreSheet] = relationship(lazy="joined")

    @property
    def is_with_expert(self) -> bool:
        """Whether its expert may reach it now: in hand, under review, and no conflict stands."""
        if self.sheet.status not in IN_HAND or self.application.status not in OPEN_TO_EXPERTS:
            return False
        return not self.sheet.expert.has_conflict_with(self.application.organization_id)

    def access_scope(self) -> Scope:
        """Reached by the park and its bureau, and by the expert while it is in the expert's hand."""
        return self.sheet.reached(by_expert=self.is_with_expert)


class ReviewTotals(Base):
    """The figures of one application's sheets, kept beside so that a ranking is one indexed read."""

    __tablename__ = "review_totals"
    __table_args__ = (
        CheckConstraint("submitted <= asked", name="submitted_among_asked"),
        Index("ix_review_totals_ranking", "call_id", "mean_hundredths", "application_id"),
    )

    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id"), primary_key=True, autoincrement=False
    )
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    asked: Mapped[int] = mapped_column(default=0)
    submitted: Mapped[int] = mapped_column(default=0)
    mean_hundredths: Mapped[int | None]
    lowest: Mapped[int | None]
    highest: Mapped[int | None]

    application: Mapped[Application] = relationship()

    @property
    def is_complete(self) -> bool:
        """Whether every sheet that counts is submitted."""
        return self.asked > 0 and self.submitted == self.asked

    @property
    def mean_text(self) -> str:
        """The mean with two decimals, or a dash."""
        return decimals(self.mean_hundredths)

    @property
    def spread(self) -> int | None:
        """How far the highest and the lowest total lie apart."""
        if self.lowest is None or self.highest is None:
            return None
        return self.highest - self.lowest
