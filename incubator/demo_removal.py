"""How is the demo taken away: every row that belongs to it, found through the foreign keys."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Delete,
    Table,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from incubator.accounts.models import User
from incubator.kernel import audit, blobs
from incubator.kernel.access import SYSTEM
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import Base, after_commit, db, work
from incubator.kernel.jobs import Job
from incubator.organizations.models import Organization
from incubator.territory.models import Park, Region

FICTITIOUS, ROOT = "99", "000000"  # no real division begins so; the root holds up real ones
OWNING = frozenset({"park_id", "organization_id", "user_id", "expert_id"})
LOOSE = (("user_id", "users"), ("organization_id", "organizations"), ("park_id", "parks"))
JOBS_OF = {"dossier_id": "dossiers", "pack_id": "paper_packs"}
Doomed = dict[str, set[int]]


def remove(slug: str) -> int:
    """Remove the demo park, its people and organizations, and whatever hangs on them."""
    with work(by=SYSTEM) as session:
        doomed: Doomed = defaultdict(set)
        park = session.scalars(select(Park).where(Park.slug == slug)).one_or_none()
        if park is not None:
            doomed["parks"].add(park.id)
        doomed["users"].update(session.scalars(select(User.id).where(User.is_demo)))
        doomed["organizations"].update(
            session.scalars(select(Organization.id).where(Organization.is_demo))
        )
        _spread(doomed)
        _add_files(doomed)
        count = _delete_jobs(doomed) + _delete(doomed) + _delete_regions()
        if park is not None:
            session.expunge(park)
            audit.record(park, "demo.removed", changes={"rows": [count, 0]})
    return count


def _add_files(doomed: Doomed) -> None:
    """A file has one owner and goes with it; its bytes go once the removal is stored."""
    for table in Base.metadata.sorted_tables:
        key = _key(table)
        for column in table.columns:
            if _names(column, "files") and key is not None:
                held = select(column).where(key.in_(doomed[table.name]), column.is_not(None))
                doomed["files"] |= set(db.session.scalars(held))
    rows = db.session.scalars(select(StoredFile).where(StoredFile.id.in_(doomed["files"])))
    keys = [row.key for row in rows]
    after_commit(lambda: _delete_bytes(keys))


def _delete_jobs(doomed: Doomed) -> int:
    """What was still to be done, or was done, about rows that go."""
    gone = [
        row.id
        for row in db.session.execute(select(Job.id, Job.payload))
        if any(row.payload.get(name) in doomed[table] for name, table in JOBS_OF.items())
    ]
    return _rows(delete(Job).where(Job.id.in_(gone)))


def _names(column: Column[Any], table: str) -> bool:
    return any(foreign.column.table.name == table for foreign in column.foreign_keys)


def _delete_bytes(keys: Sequence[str]) -> None:
    for key in keys:
        blobs.store().delete(key)


def _delete_regions() -> int:
    """The fictitious divisions that nothing real stands in, the lowest first."""
    used = [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if _names(column, "regions")
    ]
    made_up = or_(Region.division_code.startswith(FICTITIOUS), Region.division_code == ROOT)
    count = 0
    for region in db.session.scalars(
        select(Region).where(made_up).order_by(func.length(Region.path).desc())
    ).all():
        if not any(db.session.scalar(select(exists().where(each == region.id))) for each in used):
            db.session.execute(delete(Region).where(Region.id == region.id))
            count += 1
    return count


def _key(table: Table) -> ColumnElement[int] | None:
    """The single integer key of a table; tables keyed otherwise are cut by their owner's key."""
    keys = list(table.primary_key.columns)
    return keys[0] if len(keys) == 1 and keys[0].name == "id" else None


def _spread(doomed: Doomed) -> None:
    """Add every row that belongs to a doomed row, until nothing more is found."""
    grown = True
    while grown:
        grown = False
        for table in Base.metadata.sorted_tables:
            key, condition = _key(table), _belongs(table, doomed)
            if key is None or condition is None:
                continue
            found = set(db.session.scalars(select(key).where(condition)))
            if not found <= doomed[table.name]:
                doomed[table.name] |= found
                grown = True


def _belongs(table: Table, doomed: Doomed) -> ColumnElement[bool] | None:
    """The condition of rows owned by doomed rows: a key they cannot do without, or one that owns."""
    if table.name.startswith("audit_"):
        return None
    found = [
        column.in_(doomed[foreign.column.table.name])
        for column in table.columns
        for foreign in column.foreign_keys
        if doomed[foreign.column.table.name] and (not column.nullable or column.name in OWNING)
    ]
    found += [
        table.columns[name].in_(doomed[owner])
        for name, owner in LOOSE
        if name in table.columns and not table.columns[name].foreign_keys and doomed[owner]
    ]
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
            if ids and column.nullable and not table.name.startswith("audit_"):
                db.session.execute(update(table).where(column.in_(ids)).values({column.name: None}))


def _rows(statement: Delete) -> int:
    return int(getattr(db.session.execute(statement), "rowcount", 0))
