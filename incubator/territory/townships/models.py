"""What is stored of a township's life: each change with its day, its notice, and the name before."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.kernel import clock
from incubator.kernel.access import Scope, scope
from incubator.kernel.db import Base, slug
from incubator.territory.models import Region


class RegionChangeKind(StrEnum):
    """What happened."""

    RENAMED = "renamed"
    RETIRED = "retired"
    MERGED = "merged"
    RESTORED = "restored"


class RegionChange(Base):
    """One change of a division; the audit of the park that recorded it names the person."""

    __tablename__ = "region_changes"
    __table_args__ = (Index("ix_region_changes_region", "region_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    kind: Mapped[RegionChangeKind] = mapped_column(slug(RegionChangeKind))
    on: Mapped[date] = mapped_column("changed_on")
    name_before: Mapped[str] = mapped_column(String(60))
    into_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)
    note: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)

    region: Mapped[Region] = relationship(foreign_keys=[region_id])
    into: Mapped[Region | None] = relationship(foreign_keys=[into_id])

    def access_scope(self) -> Scope:
        """Hangs under its division."""
        return scope(regions=[self.region.path])
