"""Who did what, when, to which subject, before and after, and why: a chain nobody can change unseen.

Rows are collected during the unit of work and written last, under one lock. Each carries an HMAC over
its sequence, the previous hash and its canonical content. The head row and the anchor file in
`DATA/keys/` make a cut tail visible. Columns with `info={"personal": True}` are chained as an HMAC
plus a masked value, never plain, so that erasure stays possible; those with `info={"secret": True}`
(hashes of passwords and tokens) show nothing at all.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import current_app
from sqlalchemy import BigInteger, Index, String, Text, event, insert, inspect, select, text
from sqlalchemy.orm import Mapped, Mapper, Session, mapped_column

from incubator.kernel import clock
from incubator.kernel.db import Base, before_commit, current_actor, db, is_postgres

GENESIS = "0" * 64
SKIPPED = frozenset({"id", "code", "version", "created_at", "updated_at"})


class AuditEvent(Base):
    """One fact of the past; UPDATE and DELETE are refused by triggers on both databases."""

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_subject", "subject_type", "subject_id", "seq"),)

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(db.Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_name: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(80), index=True)
    subject_type: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int | None]
    park_id: Mapped[int | None] = mapped_column(index=True)
    organization_id: Mapped[int | None] = mapped_column(index=True)
    changes: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text, default="")
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The last sequence and hash, sealed: a cut tail no longer fits it."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


def record(
    subject: Any, action: str, *, changes: dict[str, Any] | None = None, reason: str = ""
) -> None:
    """Note an act on a subject; it is stored with the unit of work or not at all."""
    pending: list[dict[str, Any]] = db.session().info.setdefault("audit", [])
    pending.append(
        {"subject": subject, "action": action, "changes": changes or {}, "reason": reason}
    )


def record_move(subject: Any, action: str, before: str, after: str, by: Any, reason: str) -> None:
    """Note a change of state."""
    pending: list[dict[str, Any]] = db.session().info.setdefault("audit", [])
    changes = {"status": [before, after]}
    pending.append(
        {"subject": subject, "action": action, "changes": changes, "reason": reason, "by": by}
    )


@event.listens_for(Mapper, "after_configured")
def _know_what_was_before() -> None:
    """Read the stored value before it is replaced, also on a row that was not read anew."""
    for mapper in Base.registry.mappers:
        if not getattr(mapper.class_, "__audited__", False):
            continue
        for attribute in mapper.column_attrs:
            getattr(mapper.class_, attribute.key).impl.active_history = True


@event.listens_for(Session, "after_flush")
def _collect(session: Session, _context: Any) -> None:
    """Note every field change of a subject whose class says `__audited__ = True`.

    After the flush: only then a new row has its defaults and the keys of the rows it belongs to.
    """
    for row in session.new:
        if _is_audited(row):
            _note(session, row, "created", _first_values(row))
    for row in session.dirty:
        if _is_audited(row):
            changes = _changed_values(row)
            if changes:
                _note(session, row, "changed", changes)
    for row in session.deleted:
        if getattr(row, "__audited__", False):
            _note(session, row, "deleted", {})


def _is_audited(row: Any) -> bool:
    if not getattr(row, "__audited__", False):
        return False
    draft = getattr(row, "is_unaudited_draft", None)
    return not (draft() if callable(draft) else False)


def _note(session: Session, row: Any, verb: str, changes: dict[str, Any]) -> None:
    action = f"{row.__tablename__}.{verb}"
    session.info.setdefault("audit", []).append(
        {"subject": row, "action": action, "changes": changes, "reason": ""}
    )


def _first_values(row: Any) -> dict[str, Any]:
    state = inspect(row)
    found: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        name = attribute.key
        shown = _shown(attribute.columns[0], state.dict.get(name))
        if name not in SKIPPED and shown is not None:
            found[name] = [None, shown]
    return found


def _changed_values(row: Any) -> dict[str, Any]:
    state = inspect(row)
    found: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        name, column = attribute.key, attribute.columns[0]
        history = state.attrs[name].history
        if name in SKIPPED or not history.has_changes():
            continue
        after = _shown(column, history.added[0] if history.added else None)
        before = _shown(column, history.deleted[0] if history.deleted else None)
        if before != after:
            found[name] = [before, after]
    return found


def _shown(column: Any, value: Any) -> Any:
    if value is None or value == "":
        return None
    if column.info.get("secret"):
        return {"masked": "******", "mac": _mac("secret", str(value))}
    if column.info.get("personal"):
        return {"masked": mask(str(value)), "mac": _mac("personal", str(value))}
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    return value


def mask(value: str) -> str:
    """What may be shown of a personal value: its first and last characters."""
    if len(value) <= 2:
        return value[:1] + "*"
    keep = 3 if len(value) >= 9 else 1
    return value[:keep] + "*" * (len(value) - 2 * keep or 1) + value[-keep:]


def _key() -> bytes:
    key: bytes = current_app.config["AUDIT_KEY"]
    return key


def _mac(purpose: str, content: str) -> str:
    return hmac.new(_key(), f"{purpose}\n{content}".encode(), hashlib.sha256).hexdigest()


def _content(row: AuditEvent | SimpleNamespace) -> str:
    facts = [
        row.seq,
        row.previous_hash,
        row.at.isoformat(),
        row.actor_id,
        row.actor_name,
        row.action,
        row.subject_type,
        row.subject_id,
        row.park_id,
        row.organization_id,
        row.changes,
        row.reason,
    ]
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@before_commit
def write_pending(session: Session) -> None:
    """Write the collected rows as the last act of the unit of work, under the head row's lock."""
    pending = session.info.pop("audit", [])
    if not pending:
        return
    head = _lock_head(session)
    moment = clock.now()
    rows = []
    seq, previous = head.seq, head.hash
    for entry in pending:
        rows.append(_row(entry, seq + 1, previous, moment))
        seq, previous = seq + 1, rows[-1]["hash"]
    head.seq, head.hash = seq, previous
    head.seal = _seal(head)
    session.execute(insert(AuditEvent), rows)
    session.flush()
    session.info.pop("audit", None)


def _lock_head(session: Session) -> AuditHead:
    query = select(AuditHead).execution_options(populate_existing=True)
    head = session.scalars(query.with_for_update() if is_postgres() else query).one_or_none()
    if head is None:
        head = AuditHead(id=1, seq=0, hash=GENESIS, seal="")
        session.add(head)
    return head


def _seal(head: AuditHead) -> str:
    return _mac("head", f"{head.seq}:{head.hash}")


def _row(entry: dict[str, Any], seq: int, previous: str, moment: datetime) -> dict[str, Any]:
    """One row as values: a change of the calendar notes tens of thousands at once."""
    subject, actor = entry["subject"], entry.get("by") or current_actor()
    park_id, organization_id = _place(subject)
    row = {
        "seq": seq,
        "at": moment,
        "actor_id": actor.id if actor else None,
        "actor_name": (actor.display_name if actor else "")[:80],
        "action": entry["action"],
        "subject_type": subject.__tablename__,
        "subject_id": getattr(subject, "id", None),
        "park_id": park_id,
        "organization_id": organization_id,
        "changes": json.loads(json.dumps(entry["changes"], ensure_ascii=False, default=_plain)),
        "reason": entry["reason"],
        "previous_hash": previous,
    }
    row["hash"] = _mac("event", _content(SimpleNamespace(**row)))
    return row


def _place(subject: Any) -> tuple[int | None, int | None]:
    """The park and organization under which an auditor finds the row."""
    organization_id = getattr(subject, "organization_id", None)
    if subject.__tablename__ == "organizations":
        organization_id = subject.id
    park_id = subject.id if subject.__tablename__ == "parks" else getattr(subject, "park_id", None)
    return park_id, organization_id


@dataclass(frozen=True)
class Fault:
    """One place where the chain does not hold."""

    seq: int
    what: str


def verify(session: Session) -> Iterator[Fault]:
    """Walk the whole chain; yields every changed, deleted, inserted or swapped row and a cut tail."""
    expected, previous = 1, GENESIS
    query = select(AuditEvent).order_by(AuditEvent.seq).execution_options(yield_per=1000)
    for row in session.scalars(query):
        if row.seq != expected:
            yield Fault(expected, "missing")
        if row.previous_hash != previous:
            yield Fault(row.seq, "does not follow the row before it")
        if not hmac.compare_digest(row.hash, _mac("event", _content(row))):
            yield Fault(row.seq, "changed")
        expected, previous = row.seq + 1, row.hash
    yield from _verify_end(session, expected - 1, previous)


def _verify_end(session: Session, last: int, last_hash: str) -> Iterator[Fault]:
    head = session.get(AuditHead, 1)
    if head is None:
        if last:
            yield Fault(last, "the head is missing")
        return
    if not hmac.compare_digest(head.seal, _seal(head)):
        yield Fault(head.seq, "the head was changed")
    if (head.seq, head.hash) != (last, last_hash):
        yield Fault(max(head.seq, last), "the tail was cut or added to")
    for seq, anchored in read_anchors():
        found = session.scalar(select(AuditEvent.hash).where(AuditEvent.seq == seq))
        if found != anchored:
            yield Fault(seq, "an anchored row is missing or changed")


def anchor_file() -> Path:
    """Where the daily heads are written, outside the database."""
    return Path(current_app.config["DATA"]) / "keys" / "audit.anchors"


def write_anchor(session: Session) -> None:
    """Append the present head to the anchor file: once a day, by the worker."""
    head = session.get(AuditHead, 1)
    if head is None or head.seq == 0:
        return
    known = read_anchors()
    if known and known[-1][0] == head.seq:
        return
    with anchor_file().open("a", encoding="ascii") as out:
        out.write(f"{clock.now().isoformat()} {head.seq} {head.hash}\n")


def read_anchors() -> list[tuple[int, str]]:
    """The anchored (sequence, hash) pairs, oldest first."""
    path = anchor_file()
    if not path.exists():
        return []
    rows = [line.split() for line in path.read_text("ascii").splitlines()]
    return [(int(parts[1]), parts[2]) for parts in rows if len(parts) == 3]


def history(subject: Any, *, limit: int = 50) -> list[AuditEvent]:
    """The newest facts about one subject, newest first."""
    query = (
        select(AuditEvent)
        .where(AuditEvent.subject_type == subject.__tablename__)
        .where(AuditEvent.subject_id == subject.id)
        .order_by(AuditEvent.seq.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


SQLITE_TRIGGERS = tuple(
    f"CREATE TRIGGER audit_events_no_{verb.lower()} BEFORE {verb} ON audit_events "
    "BEGIN SELECT RAISE(ABORT, 'the audit cannot be changed'); END"
    for verb in ("UPDATE", "DELETE")
)
POSTGRES_TRIGGERS = (
    (
        "CREATE OR REPLACE FUNCTION audit_events_refuse() RETURNS trigger AS $$ BEGIN "
        "RAISE EXCEPTION 'the audit cannot be changed'; END $$ LANGUAGE plpgsql"
    ),
    (
        "CREATE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE ON audit_events "
        "FOR EACH ROW EXECUTE FUNCTION audit_events_refuse()"
    ),
    (
        "CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_events_refuse()"
    ),
)
TRIGGER_NAMES = {
    "sqlite": {"audit_events_no_update", "audit_events_no_delete"},
    "postgresql": {"audit_events_no_change", "audit_events_no_truncate"},
}


def create_triggers(connection: Any) -> None:
    """Make UPDATE and DELETE of audit rows impossible: run by migrations (batch mode drops them)."""
    wanted = POSTGRES_TRIGGERS if connection.dialect.name == "postgresql" else SQLITE_TRIGGERS
    for statement in wanted:
        connection.execute(text(statement))


def drop_triggers(connection: Any) -> None:
    """Take the triggers away: only for the migration that takes the audit table away."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP FUNCTION audit_events_refuse() CASCADE"))
        return
    for name in sorted(TRIGGER_NAMES["sqlite"]):
        connection.execute(text(f"DROP TRIGGER {name}"))


def missing_triggers(connection: Any) -> set[str]:
    """The names of triggers that should be there and are not: for the health check."""
    dialect = connection.dialect.name
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if dialect == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    found = set(connection.execute(text(query)).scalars())
    return TRIGGER_NAMES[dialect] - found
