"""How is everything kept safe and brought back: one consistent cut of keys, database and files.

The keys are copied first: an anchor of the audit names a row, so it must not be younger than the rows.
Then the database, then the files: a file is written before its row and never changed, so every row of
the copy finds its file. `manifest.json` holds the digest of each file and the row count of each table;
`restore` checks all of them before it touches the target.
"""

import hashlib
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    MetaData,
    create_engine,
    func,
    inspect,
    make_url,
    select,
    table,
    text,
)
from sqlalchemy.exc import OperationalError

from incubator.kernel import clock
from incubator.kernel.db import sqlite_module
from incubator.kernel.settings import Settings

MANIFEST = "manifest.json"
SQLITE, DUMP = "incubator.db", "incubator.dump"
DEMO = "demo-accounts.json"


class BackupError(Exception):
    """A backup or restore that cannot be done; the text says why and what is untouched."""


@dataclass(frozen=True)
class Restored:
    """What was brought back, and where the former data lies now."""

    manifest: dict[str, Any]
    aside: Path | None


def backup(settings: Settings, target: Path) -> dict[str, Any]:
    """Write a complete backup into a new or empty folder; returns the manifest."""
    if target.exists() and any(target.iterdir()):
        raise BackupError(f"{target} is not empty; a backup is written into a new folder")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    _copy(settings.data, target, "keys")
    if settings.is_sqlite:
        _copy_sqlite(_database_file(settings), target / SQLITE)
        counts = count_rows(f"sqlite:///{target / SQLITE}")
    else:
        counts = _dump(settings, target / DUMP)
    _copy(settings.data, target, "files")
    _copy(settings.data, target, DEMO)
    manifest = {
        "made_at": clock.now().isoformat(),
        "database": _kind(settings),
        "rows": counts,
        "files": {str(path.relative_to(target)): digest(path) for path in _files(target)},
    }
    (target / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
    return manifest


def restore(settings: Settings, source: Path, *, force: bool) -> Restored:
    """Bring a checked backup back; refuses an installation in use unless forced, then keeps it aside."""
    manifest = check(source)
    if manifest["database"] != _kind(settings):
        raise BackupError(
            f"this backup is of {manifest['database']}, the installation uses {_kind(settings)}"
        )
    used = _what_is_used(settings)
    if used and not force:
        raise BackupError(f"{used} is not empty; nothing was changed (--force replaces it)")
    aside = _put_aside(settings) if used else None
    try:
        _bring_back(settings, source, manifest)
    except BaseException:
        if aside is not None:
            _put_back(settings, aside)
        raise
    return Restored(manifest, aside)


def check(source: Path) -> dict[str, Any]:
    """The manifest of a whole backup; raises `BackupError` naming the file that is not as it was."""
    path = source / MANIFEST
    if not path.exists():
        raise BackupError(f"{source} holds no backup ({MANIFEST} is missing)")
    try:
        manifest: dict[str, Any] = json.loads(path.read_text("utf-8"))
        wanted = {**manifest["files"]}
        complete = {"made_at", "database", "rows"} <= set(manifest)
    except (ValueError, KeyError, TypeError) as problem:
        raise BackupError(f"{MANIFEST} is damaged; nothing was restored") from problem
    if not complete:
        raise BackupError(f"{MANIFEST} is damaged; nothing was restored")
    present = {str(found.relative_to(source)) for found in _files(source)} - {MANIFEST}
    for name in sorted(present | set(wanted)):
        if name not in wanted:
            raise BackupError(f"{name} is not in the backup's list; nothing was restored")
        if name not in present or digest(source / name) != wanted[name]:
            raise BackupError(f"{name} is missing or was changed; nothing was restored")
    return manifest


def count_rows(url: str) -> dict[str, int]:
    """The number of rows of every table."""
    options = {"module": sqlite_module} if url.startswith("sqlite") else {}
    engine = create_engine(url, **options)
    try:
        with engine.connect() as connection:
            return _count(connection)
    finally:
        engine.dispose()


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _count(connection: Connection) -> dict[str, int]:
    return {
        name: connection.scalar(select(func.count()).select_from(table(name))) or 0
        for name in sorted(inspect(connection).get_table_names())
    }


def _kind(settings: Settings) -> str:
    return "sqlite" if settings.is_sqlite else "postgresql"


def _database_file(settings: Settings) -> Path:
    return Path(make_url(settings.database_url).database or "")


def _copy(source: Path, target: Path, name: str) -> None:
    """Copy a file or folder if it is there; a file still being written has no row yet."""
    if (source / name).is_dir():
        shutil.copytree(source / name, target / name, ignore=shutil.ignore_patterns("*.part"))
    elif (source / name).exists():
        shutil.copy2(source / name, target / name)


def _copy_sqlite(source: Path, target: Path) -> None:
    """The online backup interface: one consistent state, even while others write."""
    if not source.exists():
        raise BackupError(f"there is no database at {source}")
    reader = sqlite_module.connect(str(source))
    writer = sqlite_module.connect(str(target))
    try:
        reader.backup(writer)
        (verdict,) = writer.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise BackupError(f"the copy is damaged: {verdict}")
    finally:
        writer.close()
        reader.close()


def _dump(settings: Settings, target: Path) -> dict[str, int]:
    """Dump and count one and the same snapshot, whatever others write meanwhile."""
    engine = create_engine(settings.database_url, isolation_level="REPEATABLE READ")
    try:
        with engine.connect() as connection:
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            counts = _count(connection)
            options = ("--format=custom", f"--snapshot={snapshot}", f"--file={target}")
            _postgres("pg_dump", settings, *options)
            return counts
    finally:
        engine.dispose()


def _what_is_used(settings: Settings) -> str:
    """What of the target holds something: its folder or its database; empty when all is free."""
    if settings.data.exists() and any(settings.data.iterdir()):
        return str(settings.data)
    if settings.is_sqlite:
        file = _database_file(settings)
        return str(file) if file.exists() else ""
    try:
        found = count_rows(settings.database_url)
    except OperationalError as problem:
        raise BackupError(f"the database cannot be reached: {problem.orig}") from problem
    return "the database" if found else ""


def _put_aside(settings: Settings) -> Path:
    """Keep the installation beside its folder: the folder renamed, with what was in the database."""
    data = settings.data
    aside = data.with_name(f"{data.name}.before-{clock.now():%Y%m%d%H%M%S}")
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.is_sqlite:
        _dump(settings, data / DUMP)
    data.rename(aside)
    if settings.is_sqlite:
        _move_sqlite(_database_file(settings), aside / SQLITE)
    return aside


def _move_sqlite(source: Path, target: Path) -> None:
    """Move a database that lies elsewhere, with the log of what is not yet in it."""
    for ending in ("", "-wal", "-shm"):
        part = source.with_name(source.name + ending)
        if part.exists():
            part.rename(target.with_name(target.name + ending))


def _put_back(settings: Settings, aside: Path) -> None:
    """The restore failed: the installation is again as it was."""
    shutil.rmtree(settings.data, ignore_errors=True)
    aside.rename(settings.data)
    if not settings.is_sqlite:
        _load(settings, settings.data / DUMP)
        (settings.data / DUMP).unlink()
    elif not _database_file(settings).is_relative_to(settings.data):
        _database_file(settings).unlink(missing_ok=True)
        _move_sqlite(settings.data / SQLITE, _database_file(settings))


def _bring_back(settings: Settings, source: Path, manifest: dict[str, Any]) -> None:
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("keys", "files", DEMO):
        _copy(source, settings.data, name)
    if settings.is_sqlite:
        shutil.copyfile(source / SQLITE, _database_file(settings))
    else:
        _load(settings, source / DUMP)
    if count_rows(settings.database_url) != manifest["rows"]:
        raise BackupError("the restored database does not hold the rows that were backed up")


def _load(settings: Settings, dump: Path) -> None:
    """Replace what the database holds: tables that the dump does not know go too."""
    engine = create_engine(settings.database_url)
    with engine.begin() as connection:
        found = MetaData()
        found.reflect(connection)
        found.drop_all(connection)
    engine.dispose()
    options = ("--clean", "--if-exists", "--no-owner", "--single-transaction")
    _postgres("pg_restore", settings, *options, str(dump))


def _postgres(program: str, settings: Settings, *options: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is not installed (Debian package postgresql-client)")
    url = make_url(settings.database_url)
    # The password goes through the environment: a process list shows arguments to everybody.
    place = url._replace(drivername="postgresql", password=None).render_as_string()
    done = subprocess.run(  # noqa: S603 a program found by name, with our own options
        [found, f"--dbname={place}", *options],
        env={**os.environ, "PGPASSWORD": url.password or ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.strip()[:500]}")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
