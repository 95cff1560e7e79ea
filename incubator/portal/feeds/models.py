"""What is stored of a feed: whose it is, and the hash of its secret address."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.accounts.models import User
from incubator.kernel import clock
from incubator.kernel.access import Scope, scope
from incubator.kernel.db import Addressable, Base


class CalendarFeed(Addressable, Base):
    """One person's calendar address; a new one takes the place of the old."""

    __tablename__ = "calendar_feeds"
    __audited__ = True

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info={"secret": True})
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    user: Mapped[User] = relationship()

    def access_scope(self) -> Scope:
        """Nobody's but its person's."""
        return scope(people=[self.user_id])
