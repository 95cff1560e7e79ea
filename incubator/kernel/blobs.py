"""Which files are kept: one row a file, owned by exactly one subject; the bytes lie in `kernel.files`."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from incubator.kernel import clock, jobs
from incubator.kernel.access import Person
from incubator.kernel.db import Addressable, Base, db
from incubator.kernel.files import Inspected, Store

# A file is written before its row commits: only what is a day old can be an orphan.
ORPHANED = timedelta(days=1)


class StoredFile(Addressable, Base):
    """A file as it was checked in: name, type, size, digest, and where its bytes lie."""

    __tablename__ = "files"
    __audited__ = True

    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    content_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by_id: Mapped[int | None]
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now)


def store() -> Store:
    """The folder of this installation's files."""
    found: Store = current_app.extensions["file_store"]
    return found


def keep(inspected: Inspected, *, by: Person) -> StoredFile:
    """Write the checked bytes safely, then make the row; the subject that owns it keeps `file_id`."""
    key = store().put(inspected.data)
    row = StoredFile(
        key=key,
        name=inspected.name,
        content_type=inspected.content_type,
        size=inspected.size,
        sha256=inspected.sha256,
        uploaded_by_id=by.id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def read(row: StoredFile) -> bytes:
    """The bytes of a file."""
    with store().open(row.key) as handle:
        return handle.read()


@jobs.daily
def sweep_orphans() -> None:
    """Delete bytes that no row knows: what a refused or killed act left behind a day ago or earlier."""
    known = set(db.session.scalars(select(StoredFile.key)))
    store().sweep(known, before=clock.now() - ORPHANED)
