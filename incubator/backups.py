"""How is everything kept safe and brought back: one consistent cut of database, files and keys.

The database is copied first, then the files: a file is written before its row and never changed, so
every row of the copy finds its file. `manifest.json` holds the digest of each file and the row count
of each table; `restore` checks all of them before it touches the target.
"""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, func, inspect, make_url, select, table

from incubator.kernel import clock
from incubator.kernel.db import sqlite_module
from incubator.kernel.settings import Settings

MANIFEST = "manifest.json"


class BackupError(Exception):
    """A backup or restore that cannot be done; the text says why and what is untouched."""


def backup(settings: Settings, target: Path) -> dict[str, Any]:
    """Write a complete backup into a new or empty folder; returns the manifest."""
    if target.exists() and any(target.iterdir()):
        raise BackupError(f"{target} is not empty; a backup is written into a new folder")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    if settings.is_sqlite:
        _copy_sqlite(settings.data / "incubator.db", target / "incubator.db")
        counts = count_rows(f"sqlite:///{target / 'incubator.db'}")
    else:
        counts = count_rows(settings.database_url)
        _postgres("pg_dump", settings, "--format=custom", f"--file={target / 'incubator.dump'}")
    for folder in ("files", "keys"):
        source = settings.data / folder
        if source.exists():
            shutil.copytree(source, target / folder)
    manifest = {
        "made_at": clock.now().isoformat(),
        "database": "sqlite" if settings.is_sqlite else "postgresql",
        "rows": counts,
        "files": {str(path.relative_to(target)): digest(path) for path in _files(target)},
    }
    (target / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
    return manifest


def restore(settings: Settings, source: Path, *, force: bool) -> dict[str, Any]:
    """Bring a checked backup back; refuses a data folder in use unless forced."""
    manifest = check(source)
    kind = "sqlite" if settings.is_sqlite else "postgresql"
    if manifest["database"] != kind:
        raise BackupError(f"this backup is of {manifest['database']}, the installation uses {kind}")
    used = settings.data.exists() and any(settings.data.iterdir())
    if used and not force:
        raise BackupError(
            f"{settings.data} is not empty; nothing was changed (--force replaces it)"
        )
    if used:
        aside = settings.data.with_name(f"{settings.data.name}.before-{clock.now():%Y%m%d%H%M%S}")
        settings.data.rename(aside)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("files", "keys"):
        if (source / name).exists():
            shutil.copytree(source / name, settings.data / name)
    if settings.is_sqlite:
        shutil.copyfile(source / "incubator.db", settings.data / "incubator.db")
    else:
        options = ("--clean", "--if-exists", "--no-owner", "--exit-on-error")
        _postgres("pg_restore", settings, *options, str(source / "incubator.dump"))
    found = count_rows(settings.database_url)
    if found != manifest["rows"]:
        raise BackupError("the restored database does not hold the rows that were backed up")
    return manifest


def check(source: Path) -> dict[str, Any]:
    """The manifest of a whole backup; raises `BackupError` naming the file that is not as it was."""
    path = source / MANIFEST
    if not path.exists():
        raise BackupError(f"{source} holds no backup ({MANIFEST} is missing)")
    manifest: dict[str, Any] = json.loads(path.read_text("utf-8"))
    present = {str(found.relative_to(source)) for found in _files(source)} - {MANIFEST}
    for name, wanted in manifest["files"].items():
        if name not in present or digest(source / name) != wanted:
            raise BackupError(f"{name} is missing or was changed; nothing was restored")
    return manifest


def count_rows(url: str) -> dict[str, int]:
    """The number of rows of every table."""
    options = {"module": sqlite_module} if url.startswith("sqlite") else {}
    engine = create_engine(url, **options)
    try:
        with engine.connect() as connection:
            names = sorted(inspect(connection).get_table_names())
            return {
                name: connection.scalar(select(func.count()).select_from(table(name))) or 0
                for name in names
            }
    finally:
        engine.dispose()


def _copy_sqlite(source: Path, target: Path) -> None:
    """The online backup interface: one consistent state, even while others write."""
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


def _postgres(program: str, settings: Settings, *options: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is not installed (Debian package postgresql-client)")
    url = make_url(settings.database_url)
    environment = {**os.environ, "PGPASSWORD": url.password or ""}
    place = [f"--dbname={url.set(drivername='postgresql', password=None).render_as_string()}"]
    done = subprocess.run(  # noqa: S603 a program found by name, with our own options
        [found, *options[:-1], *place, options[-1]]
        if program == "pg_restore"
        else [found, *options, *place],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.strip()[:500]}")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
