"""How does a test get a fresh database: a copy of one prepared per run, on SQLite or on PostgreSQL."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, make_url, text

from incubator import schema
from incubator.app import create_app
from incubator.kernel import rulesets, workdays
from incubator.kernel.db import db, work
from incubator.kernel.settings import ROOT, Settings


def settings_for(folder: Path, url: str | None = None) -> Settings:
    """Settings of a test installation in a folder."""
    return Settings(
        data=folder,
        database_url=url or f"sqlite:///{folder / 'incubator.db'}",
        url="http://localhost",
        testing=True,
    )


def fill(app: Flask) -> None:
    """The schema and the shipped rules: what every installation starts with."""
    with app.app_context():
        schema.upgrade(app)
        with work():
            rulesets.load_shipped(ROOT / "incubator")
            workdays.load_shipped()
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()


def renew_folder(folder: Path, keys: Path) -> None:
    """Nothing of an earlier test in the data folder: no file, no key made, lost or rotated.

    The queue's own file stays; the application holds it open.
    """
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif not path.name.startswith("queue.db"):
            path.unlink()
    shutil.copytree(keys, folder / "keys")


@dataclass
class SqliteDatabase:
    """A file, copied from the prepared one before each test."""

    folder: Path
    prepared: Path

    @property
    def url(self) -> str | None:
        """The default address in the data folder."""
        return None

    def prepare(self) -> None:
        """Make the file that is copied."""
        fill(create_app(settings_for(self.prepared)))

    def renew(self) -> None:
        """A fresh copy."""
        renew_folder(self.folder, self.prepared / "keys")
        shutil.copy(self.prepared / "incubator.db", self.folder / "incubator.db")


@dataclass
class PostgresDatabase:
    """A database made from a prepared template before each test."""

    folder: Path
    prepared: Path
    server: str
    name: str

    @property
    def url(self) -> str:
        """The address of the test's database."""
        return make_url(self.server).set(database=self.name).render_as_string(hide_password=False)

    def run(self, *statements: str) -> None:
        """Run statements on the server, outside a transaction."""
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()

    def prepare(self) -> None:
        """Make the template."""
        self.run(f'DROP DATABASE IF EXISTS "{self.name}"', f'CREATE DATABASE "{self.name}"')
        fill(create_app(settings_for(self.prepared, self.url)))
        self.run(f'DROP DATABASE IF EXISTS "{self.name}_t"')
        self.run(f'ALTER DATABASE "{self.name}" RENAME TO "{self.name}_t"')

    def renew(self) -> None:
        """A fresh database from the template."""
        self.run(
            f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)',
            f'CREATE DATABASE "{self.name}" TEMPLATE "{self.name}_t"',
        )
        renew_folder(self.folder, self.prepared / "keys")
