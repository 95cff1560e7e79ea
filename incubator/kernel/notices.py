"""What does a person need to be told: messages in the inbox, the first channel.

A notice is stored in the business transaction as an English message id with its facts, and read in
the reader's language. With SMTP set, a mail job is queued beside it.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, ScalarSelect, String, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from incubator.kernel import clock
from incubator.kernel.db import Addressable, Base, db
from incubator.kernel.text import gettext, label, show_date


class Notice(Addressable, Base):
    """One message to one person."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_reader", "user_id", "read_at", "id"),)

    user_id: Mapped[int]
    message: Mapped[str] = mapped_column(String(300))
    facts: Mapped[dict[str, Any]]
    url: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]

    @property
    def text(self) -> str:
        """The message in the reader's language, its days and its names of rules too."""
        return str(
            gettext(self.message, **{name: _told(fact) for name, fact in self.facts.items()})
        )


def _told(fact: Any) -> Any:
    """A fact as it is read: a day as people write it, words in two languages in the reader's."""
    if isinstance(fact, dict):
        return show_date(date.fromisoformat(fact["day"])) if "day" in fact else label(fact)
    return fact


def _kept(fact: Any) -> Any:
    """A fact as it is stored; what somebody typed stays text, also where it looks like a day."""
    return {"day": fact.isoformat()} if isinstance(fact, date) else fact


def send(user_ids: list[int], message: str, *, url: str = "", **facts: Any) -> None:
    """Put a message into inboxes; `message` is an English message id with %(name)s places.

    A fact may be a day (a `date`) or words in two languages ({zh, en}): each reader gets their own.
    """
    kept = {name: _kept(fact) for name, fact in facts.items()}
    for user_id in sorted(set(user_ids)):
        db.session.add(Notice(user_id=user_id, message=message, facts=kept, url=url))


def unread_of(user_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """How many messages wait for the person of that column: read along with something else."""
    waiting = select(func.count(Notice.id)).where(
        Notice.user_id == user_id, Notice.read_at.is_(None)
    )
    return waiting.scalar_subquery()


def mark_read(user_id: int, before: datetime) -> None:
    """Mark what the person has seen."""
    db.session.execute(
        update(Notice)
        .where(Notice.user_id == user_id, Notice.read_at.is_(None), Notice.created_at <= before)
        .values(read_at=clock.now())
    )


def message(text: str) -> str:
    """Mark a message id for extraction, unchanged: it is translated when read."""
    return text
