"""What is stored of the undoing of a bulk filing: why, by which two people, and what became of each group."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.accounts.models import User
from incubator.kernel import clock
from incubator.kernel.access import Scope
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.registration.bulk_filings.models import FilingBatch
from incubator.registration.bulk_undos.workflow import UndoStatus

STANDING = text("status IN ('proposed', 'approved')")


class FilingUndo(Addressable, Versioned, Base):
    """A proposal to take all filings of one act off the register; `kept` names those that went on."""

    __tablename__ = "filing_undos"
    __audited__ = True
    __table_args__ = (
        Index(
            "uq_filing_undos_standing",
            "batch_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
    )

    batch_id: Mapped[int] = mapped_column(ForeignKey("filing_batches.id"))
    reason: Mapped[str] = mapped_column(String(1000))
    cancelled: Mapped[int | None]
    kept: Mapped[list[Any]] = mapped_column(default=list)
    status: Mapped[UndoStatus] = mapped_column(slug(UndoStatus), default=UndoStatus.PROPOSED)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    batch: Mapped[FilingBatch] = relationship(lazy="joined")
    proposed_by: Mapped[User | None] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def park_id(self) -> int:
        """Under which park the audit finds it."""
        return self.batch.park_id

    def access_scope(self) -> Scope:
        """Hangs under its bulk filing."""
        return self.batch.access_scope()
