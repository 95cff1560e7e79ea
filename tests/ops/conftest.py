"""What the tests of running an installation stand on: an empty place to install into."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from incubator.kernel.settings import Settings
from tests.databases import PostgresDatabase, settings_for
from tests.postgres import shared_url

_numbers = count(1)


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a PostgreSQL server of the tests."""
    with shared_url() as url:
        yield url


@pytest.fixture
def places(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator["Places"]:
    """Makes empty installations on the wanted database; they are gone with the test."""
    made = Places(tmp_path, request.getfixturevalue("server") if engine == "postgresql" else "")
    yield made
    made.drop()


class Places:
    """Empty data folders, each with an empty database."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder, self.server = folder, server
        self.databases: list[PostgresDatabase] = []

    def new(self, name: str) -> Settings:
        """The settings of an installation that nothing was stored in yet."""
        data = self.folder / name
        if not self.server:
            return settings_for(data)
        database = PostgresDatabase(data, data, self.server, f"ops_{os.getpid()}_{next(_numbers)}")
        database.run(f'CREATE DATABASE "{database.name}"')
        self.databases.append(database)
        return settings_for(data, database.url)

    def drop(self) -> None:
        """Remove the databases; the folders go with the test's own."""
        for database in self.databases:
            database.run(f'DROP DATABASE IF EXISTS "{database.name}" WITH (FORCE)')
