"""Is the installation in order: each component is asked once, cheaply, and the first fault is named."""

import os
import re
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from incubator.kernel import audit
from incubator.kernel.db import db
from incubator.kernel.settings import ROOT

MIGRATIONS = ROOT / "migrations"
# Read as text: Alembic takes 10 MB in each process, and the server needs nothing else of it.
IS = re.compile(r"^revision\b.*$", re.MULTILINE)
FOLLOWS = re.compile(r"^down_revision\b.*$", re.MULTILINE)
NAME = re.compile(r"[\"'](\w+)[\"']")


def faulty_component(files: Path) -> str | None:
    """The name of the first component that is out of order, or None."""
    try:
        with db.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            fault = _schema_fault(connection)
    except SQLAlchemyError:
        return "database"
    return fault or (None if _is_writable(files) else "files")


def _schema_fault(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return "migrations"
    stored = set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    if stored != heads():
        return "migrations"
    return "triggers" if audit.missing_triggers(connection) else None


@cache
def heads() -> frozenset[str]:
    """The newest migrations of this version of the program; read once a process."""
    texts = [path.read_text("utf-8") for path in (MIGRATIONS / "versions").glob("*.py")]
    followed = {name for text in texts for name in NAME.findall(_line(FOLLOWS, text))}
    return frozenset(name for text in texts for name in NAME.findall(_line(IS, text))) - followed


def _line(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found else ""


def _is_writable(files: Path) -> bool:
    """A folder that is not there yet is made by the first upload: then its parent must be writable."""
    place = files if files.exists() else files.parent
    return place.is_dir() and os.access(place, os.W_OK | os.X_OK)
