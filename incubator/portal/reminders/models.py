"""What is stored of reminders: who was told of which end at which distance, so that it is once."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from incubator.kernel import clock
from incubator.kernel.access import Scope, scope
from incubator.kernel.db import Base


class Reminder(Base):
    """One reminder of one end to one person; an end that moves is reminded of anew."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("user_id", "key", "due_on", "days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    key: Mapped[str] = mapped_column(String(120))
    due_on: Mapped[date] = mapped_column(index=True)
    days: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(default=clock.now)

    def access_scope(self) -> Scope:
        """Nobody's but its person's."""
        return scope(people=[self.user_id])
