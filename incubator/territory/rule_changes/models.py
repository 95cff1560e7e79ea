"""What is stored of a change of the rules: the whole proposed edition as one file, and who decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.kernel import clock
from incubator.kernel.access import Scope, scope
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.kernel.rulesets import RuleSet
from incubator.territory.models import Park, Region
from incubator.territory.rule_changes.workflow import RuleChangeStatus


class RuleChange(Addressable, Versioned, Base):
    """A proposed edition. `content` is its file form; the rule set itself is made by the approval.

    `region_id` is None for the whole nation; `park_id` is the park whose people proposed it.
    """

    __tablename__ = "rule_changes"
    __audited__ = True
    __table_args__ = (Index("ix_rule_changes_status", "status", "id"),)

    base_id: Mapped[int | None] = mapped_column(ForeignKey("rule_sets.id"))
    result_id: Mapped[int | None] = mapped_column(ForeignKey("rule_sets.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    park_id: Mapped[int | None] = mapped_column(ForeignKey("parks.id"))
    content: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(String(1000), default="")
    is_correction: Mapped[bool] = mapped_column(default=False)
    status: Mapped[RuleChangeStatus] = mapped_column(
        slug(RuleChangeStatus), default=RuleChangeStatus.DRAFTED
    )
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decision_note: Mapped[str] = mapped_column(String(2000), default="")

    base: Mapped[RuleSet | None] = relationship(foreign_keys=[base_id])
    result: Mapped[RuleSet | None] = relationship(foreign_keys=[result_id])
    region: Mapped[Region | None] = relationship(lazy="joined")
    park: Mapped[Park | None] = relationship(lazy="joined")

    def access_scope(self) -> Scope:
        """Reached by the park that proposes it and by the bureau of its region; the nation's by neither."""
        return scope(
            parks=[self.park_id], regions=[self.region.path if self.region is not None else None]
        )

    def is_unaudited_draft(self) -> bool:
        """While it is drafted only its moves are audited: a checklist is a hundred kilobytes a save."""
        return self.status is RuleChangeStatus.DRAFTED
