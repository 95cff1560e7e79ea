"""What is stored of a judgement: the sheet with its scores, its rubric, and the total kept beside."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.experts.pool.models import Expert
from incubator.experts.sheets.workflow import IN_HAND, Recommendation, SheetStatus
from incubator.kernel import clock
from incubator.kernel.access import Scope, scope
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.kernel.rulesets import RuleSet


class ScoreSheet(Addressable, Versioned, Base):
    """One expert's judgement of one subject; what the subject is, a higher room knows."""

    __tablename__ = "score_sheets"
    __audited__ = True
    __table_args__ = (
        CheckConstraint("total IS NULL OR total BETWEEN 0 AND 1000", name="total_is_possible"),
        CheckConstraint("status <> 'submitted' OR total IS NOT NULL", name="submitted_has_total"),
        Index("ix_score_sheets_expert", "expert_id", "status"),
    )

    expert_id: Mapped[int] = mapped_column(ForeignKey("experts.id"))
    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"), index=True)
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_sets.id"))
    title: Mapped[str] = mapped_column(String(200))
    subject_label: Mapped[str] = mapped_column(String(200), default="")
    due_on: Mapped[date | None]
    scores: Mapped[dict[str, Any]] = mapped_column(default=dict)
    comments: Mapped[dict[str, str]] = mapped_column(default=dict)
    overall: Mapped[str] = mapped_column(String(2000), default="")
    recommendation: Mapped[Recommendation | None] = mapped_column(slug(Recommendation))
    total: Mapped[int | None]
    conflict_reason: Mapped[str] = mapped_column(String(500), default="")
    declared_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    status: Mapped[SheetStatus] = mapped_column(slug(SheetStatus), default=SheetStatus.UNDECLARED)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)

    expert: Mapped[Expert] = relationship(lazy="joined")
    rubric: Mapped[RuleSet] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether scores may be saved now: declared free of conflict, not submitted yet."""
        return self.status is SheetStatus.OPEN

    def access_scope(self) -> Scope:
        """Reached by the park, and by the expert only while the sheet is in the expert's hand."""
        return self.reached(by_expert=self.status in IN_HAND)

    def reached(self, *, by_expert: bool) -> Scope:
        """Reached by the park and its bureau; by the expert too where a room says so."""
        return scope(
            people=[self.expert.user_id] if by_expert else [],
            parks=[self.park_id],
            regions=[self.expert.park.region.path],
        )
