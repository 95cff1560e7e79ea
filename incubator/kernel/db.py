"""How is data kept: the declarative base, the unit of work, and the queue run after a commit.

GET never writes: a flush outside `work()` is an error. `work()` ends the reading transaction, opens a
writing one (SQLite: BEGIN IMMEDIATE), runs the business, writes the audit last, and commits once.
"""

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, MetaData, String, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column, registry
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

from incubator.kernel import clock
from incubator.kernel.errors import Busy, Conflict
from incubator.kernel.settings import Settings
from incubator.kernel.text import lazy

try:
    from pysqlite3 import dbapi2 as sqlite_driver
except ImportError:
    sqlite_driver = sqlite3

# The embedded driver: its own recent SQLite where a wheel exists, else the system's.
sqlite_module: Any = sqlite_driver
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
Json = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored without zone in UTC, always aware in Python."""

    impl = DateTime
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None else None


class Base(DeclarativeBase):
    """The base of every stored class; constraint names are predictable on both databases."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: UtcDateTime,
            dict[str, Any]: Json,
            list[Any]: Json,
            dict[str, str]: Json,
            list[str]: Json,
        },
    )


db = SQLAlchemy(model_class=Base)


def slug(kind: type[StrEnum]) -> Enum:
    """The column type of an enum of English slugs, kept as text."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def new_code() -> str:
    """Twelve random Crockford base32 characters: the address of a row."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(12))


class Addressable:
    """A row that has an address of its own in URLs."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True, default=new_code)


class Versioned:
    """A row that people edit: a stale writer is told, never silently overruled."""

    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class SettingsError(Exception):
    """The database library on this machine is not safe to use."""


def check_sqlite(version: tuple[int, ...] | None = None) -> None:
    """Refuse the SQLite versions with the WAL-reset race (3.7.0 to 3.51.2, with three fixed exceptions)."""
    found = version or tuple(int(part) for part in sqlite_module.sqlite_version.split("."))
    fixed = found >= (3, 51, 3) or ((3, 50, 7) <= found < (3, 51) or (3, 44, 6) <= found < (3, 45))
    if not fixed:
        raise SettingsError(
            f"SQLite {'.'.join(map(str, found))} can lose committed data (the WAL-reset race). "
            "Install pysqlite3 0.6 or newer, or set INCUBATOR_DATABASE_URL to PostgreSQL."
        )


def install(app: Flask, settings: Settings) -> None:
    """Bind the database to the app, with the driver and the pragmas that keep commits safe."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(settings)
    if settings.is_sqlite:
        check_sqlite()
        settings.data.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        if settings.is_sqlite:
            _listen_sqlite(db.engine)


def _engine_options(settings: Settings) -> dict[str, Any]:
    if settings.is_sqlite:
        return {
            "module": sqlite_module,
            "connect_args": {"check_same_thread": False, "timeout": 10},
            "pool_size": 8,
        }
    # Compiling a query pays off after seconds; ours last milliseconds, and some took 2 s to compile.
    quick = {"options": "-c jit=off"}
    return {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 5, "connect_args": quick}


_writing: ContextVar[bool] = ContextVar("writing", default=False)


def _listen_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=10000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


class Actor(Protocol):
    """Who acts: a signed-in person, or the system itself (id None)."""

    @property
    def id(self) -> int | None:
        """The person's key, None for the system."""

    @property
    def display_name(self) -> str:
        """The name that histories show."""


class UncommittedWriteError(RuntimeError):
    """A write outside the unit of work: a GET tried to change data."""


@event.listens_for(Session, "before_flush")
def _forbid_stray_writes(session: Session, _context: Any, _instances: Any) -> None:
    dirty = session.new or session.deleted or any(session.is_modified(row) for row in session.dirty)
    if dirty and not _writing.get():
        raise UncommittedWriteError("only work() may write: a reading request changed data")


_before_commit: list[Callable[[Session], None]] = []


def before_commit(hook: Callable[[Session], None]) -> Callable[[Session], None]:
    """Register what runs last inside every unit of work (the audit)."""
    _before_commit.append(hook)
    return hook


def after_commit(task: Callable[[], None]) -> None:
    """Run `task` once this unit of work is safely stored; never when it is rolled back."""
    db.session().info.setdefault("after_commit", []).append(task)


def current_actor() -> Actor | None:
    """Who acts in this unit of work: for the audit only, business code takes `by=`."""
    actor: Actor | None = db.session().info.get("actor")
    return actor


@contextmanager
def work(by: Actor | None = None) -> Iterator[Session]:
    """One unit of work: all of it is stored, or nothing.

    Nested use joins the outer unit. Raises `Conflict` for a stale version, `Busy` when the
    database cannot take the write.
    """
    session = db.session()
    if _writing.get():
        yield session
        return
    session.rollback()
    token = _writing.set(True)
    session.info["actor"] = by
    try:
        yield session
        session.flush()
        for hook in _before_commit:
            hook(session)
        session.commit()
    except BaseException as problem:
        session.rollback()
        session.info.clear()
        _translate(problem)
        raise
    finally:
        session.info.pop("actor", None)
        _writing.reset(token)
    for task in session.info.pop("after_commit", []):
        task()


def _translate(problem: BaseException) -> None:
    if isinstance(problem, StaleDataError):
        raise Conflict(
            lazy(
                "Somebody changed this in the meantime. Please look at the new state and try again."
            )
        ) from problem
    if isinstance(problem, OperationalError | DBAPIError) and _is_busy(problem):
        raise Busy(
            lazy("The system is busy and nothing was saved. Please try again in a moment.")
        ) from problem


def _is_busy(problem: DBAPIError) -> bool:
    text = str(problem.orig).lower()
    state = getattr(problem.orig, "sqlstate", "") or ""
    full = "disk is full" in text or "database or disk is full" in text
    return full or "database is locked" in text or state in {"40001", "40P01", "55P03", "53100"}


def is_postgres() -> bool:
    """Whether the session talks to PostgreSQL."""
    return db.engine.dialect.name == "postgresql"
