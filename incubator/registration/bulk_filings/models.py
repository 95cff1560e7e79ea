"""What is stored of a bulk filing: the rows with their verdicts, until they are filed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.kernel import clock
from incubator.kernel.access import Scope
from incubator.kernel.db import Addressable, Base, Versioned
from incubator.territory.models import Park


class FilingBatch(Addressable, Versioned, Base):
    """Groups that were judged together; once filed, only names, numbers and reasons are kept."""

    __tablename__ = "filing_batches"
    __audited__ = True

    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"), index=True)
    source: Mapped[str] = mapped_column(String(160))
    rows: Mapped[list[Any]] = mapped_column(info={"personal": True})
    counts: Mapped[dict[str, Any]]
    read_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    filed_on: Mapped[date | None]
    taken_at: Mapped[datetime | None]

    park: Mapped[Park] = relationship(lazy="joined")

    def access_scope(self) -> Scope:
        """A bulk filing hangs under its park."""
        return self.park.access_scope()
