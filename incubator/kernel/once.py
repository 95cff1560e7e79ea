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
    full = f"{person_id or 0}:{key[:60]}"
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


def sweep() -> None:
    """Forget keys older than a day."""
    db.session.execute(delete(OnceKey).where(OnceKey.created_at < clock.now() - KEPT))
