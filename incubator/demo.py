"""The demo park 青禾县: made from (seed, today) so that it never looks stale, and removed by one command."""

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Table, delete, or_, select, update

from incubator.accounts.models import User
from incubator.kernel import audit
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import Base, db, work
from incubator.organizations.models import Organization
from incubator.territory.models import Park

SLUG = "qinghe"
OWNING = frozenset({"park_id", "organization_id", "user_id", "expert_id"})
Doomed = dict[str, set[int]]


def is_loaded() -> bool:
    """Whether demo accounts exist."""
    return db.session.scalar(select(User.id).where(User.is_demo).limit(1)) is not None


def accounts_file() -> Path:
    """Where the generated accounts stand, readable by the owner of the installation only."""
    return Path(current_app.config["DATA"]) / "demo-accounts.json"


def accounts() -> list[dict[str, str]]:
    """The demo accounts as role, login, password and name; empty without a demo."""
    path = accounts_file()
    if not path.exists():
        return []
    rows: list[dict[str, str]] = json.loads(path.read_text("utf-8"))
    return rows


def write_accounts(rows: list[dict[str, str]]) -> None:
    """Keep the accounts for the person at the terminal (0600)."""
    path = accounts_file()
    path.touch(mode=0o600)
    os.chmod(path, 0o600)  # noqa: PTH101 the umask of the caller is not known
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")


def load(*, seed: int) -> str:
    """Make the demo park; returns a sentence for the terminal."""
    raise NotImplementedError(seed)


def remove() -> int:
    """Remove the demo park, its people and organizations, and whatever hangs on them."""
    with work(by=SYSTEM) as session:
        doomed: Doomed = defaultdict(set)
        park = session.scalars(select(Park).where(Park.slug == SLUG)).one_or_none()
        if park is not None:
            doomed["parks"].add(park.id)
        doomed["users"].update(session.scalars(select(User.id).where(User.is_demo)))
        doomed["organizations"].update(
            session.scalars(select(Organization.id).where(Organization.is_demo))
        )
        _spread(doomed)
        count = _delete(doomed)
        if park is not None:
            session.expunge(park)
            audit.record(park, "demo.removed", changes={"rows": [count, 0]})
    accounts_file().unlink(missing_ok=True)
    return count


def _key(table: Table) -> Any | None:
    """The single integer key of a table; tables keyed otherwise are cut by their owner's key."""
    keys = list(table.primary_key.columns)
    return keys[0] if len(keys) == 1 and keys[0].name == "id" else None


def _spread(doomed: Doomed) -> None:
    """Add every row that belongs to a doomed row, until nothing more is found."""
    grown = True
    while grown:
        grown = False
        for table in Base.metadata.sorted_tables:
            key = _key(table)
            condition = _belongs(table, doomed)
            if key is None or condition is None:
                continue
            found = set(db.session.scalars(select(key).where(condition)))
            if not found <= doomed[table.name]:
                doomed[table.name] |= found
                grown = True


def _belongs(table: Table, doomed: Doomed) -> Any | None:
    """The condition of rows owned by doomed rows: a key they cannot do without, or one that owns."""
    if table.name.startswith("audit_"):
        return None
    found = [
        column.in_(doomed[foreign.column.table.name])
        for column in table.columns
        for foreign in column.foreign_keys
        if doomed[foreign.column.table.name] and (not column.nullable or column.name in OWNING)
    ]
    for name, owner in (
        ("user_id", "users"),
        ("organization_id", "organizations"),
        ("park_id", "parks"),
    ):
        if name in table.columns and not table.columns[name].foreign_keys and doomed[owner]:
            found.append(table.columns[name].in_(doomed[owner]))
    return or_(*found) if found else None


def _delete(doomed: Doomed) -> int:
    count = 0
    for table in Base.metadata.sorted_tables:
        _loosen(table, doomed)
    for table in reversed(Base.metadata.sorted_tables):
        key, condition = _key(table), _belongs(table, doomed)
        if key is None and condition is not None:
            count += _rows(delete(table).where(condition))
        elif key is not None and doomed[table.name]:
            count += _rows(delete(table).where(key.in_(doomed[table.name])))
    return count


def _loosen(table: Table, doomed: Doomed) -> None:
    """Forget a doomed row where it is only mentioned (who granted, who logged)."""
    for column in table.columns:
        for foreign in column.foreign_keys:
            ids = doomed[foreign.column.table.name]
            if ids and column.nullable:
                db.session.execute(update(table).where(column.in_(ids)).values({column.name: None}))


def _rows(statement: Any) -> int:
    return int(getattr(db.session.execute(statement), "rowcount", 0))
