"""Was this very form already posted: a double click makes one record and gets the same answer."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import String, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from incubator.kernel import clock
from incubator.kernel.db import Base, db, is_postgres
from incubator.kernel.errors import AlreadyDone

KEPT = timedelta(hours=24)


class OnceKey(Base):
    """The key of one rendered form and where its first posting led."""

    __tablename__ = "once_keys"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    location: Mapped[str] = mapped_column(String(400), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


def new_key() -> str:
    """A key for one rendered form."""
    return secrets.token_urlsafe(16)


def claim(key: str, person_id: int | None) -> OnceKey | None:
    """Take the key inside the unit of work; raises `AlreadyDone` when it was used before.

    The insert waits for a concurrent posting of the same form to finish.
    """
    if not key:
        return None
    full = _full(key, person_id)
    insert = postgresql.insert if is_postgres() else sqlite.insert
    # The row given back tells, not the row count: PostgreSQL's driver may not know one here.
    made = db.session.scalar(
        insert(OnceKey)
        .values(key=full, location="", created_at=clock.now())
        .on_conflict_do_nothing()
        .returning(OnceKey.key)
    )
    row = db.session.get(OnceKey, full, populate_existing=True)
    if made is None and row is not None:
        raise AlreadyDone(row.location)
    return row


def lead_on(key: str, person_id: int | None) -> None:
    """Raise `AlreadyDone` when the key was used: for a posting that comes too late to be in order.

    What the first posting did may have taken away what the form offered; the second click of a double
    click is not told that, it goes where the first one went.
    """
    row = db.session.get(OnceKey, _full(key, person_id)) if key else None
    if row is not None:
        raise AlreadyDone(row.location)


def _full(key: str, person_id: int | None) -> str:
    return f"{person_id or 0}:{key[:60]}"


def sweep() -> None:
    """Forget keys older than a day."""
    db.session.execute(delete(OnceKey).where(OnceKey.created_at < clock.now() - KEPT))
