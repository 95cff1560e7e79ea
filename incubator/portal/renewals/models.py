"""What is stored of renewals that have no case: somebody began to renew this end, and perhaps stopped."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from incubator.kernel import clock
from incubator.kernel.access import Scope, scope
from incubator.kernel.db import Base


class Renewal(Base):
    """One end that is being renewed; an end that moves to another day is another end."""

    __tablename__ = "renewals"
    __audited__ = True
    __table_args__ = (Index("ix_renewals_key", "key", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    due_on: Mapped[date]
    title: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(200), info={"personal": True})
    note: Mapped[str] = mapped_column(String(500), default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]

    def access_scope(self) -> Scope:
        """Of who began it; others see it with the end itself."""
        return scope(people=[self.user_id] if self.user_id is not None else [])
