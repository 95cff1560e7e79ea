"""What every test stands on: an application on a fresh copy of a prepared database.

Tests that touch data run on SQLite always and on PostgreSQL too when marked `postgres`. A test gets a
copy of one prepared database (a file copy; CREATE DATABASE … TEMPLATE), so commits are real.
"""

import contextlib
import contextvars
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient

from incubator.accounts import actions as account_actions
from incubator.accounts.gate import COOKIE
from incubator.accounts.models import User
from incubator.app import create_app
from incubator.kernel import clock
from incubator.kernel.db import db, work
from incubator.territory.models import Park
from tests.build import Builder
from tests.databases import PostgresDatabase, SqliteDatabase, settings_for
from tests.page_checks import faults_of
from tests.postgres import shared_url

pytest_plugins = ["tests.figures"]
NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in the park


# What takes minutes begins first, so that no process of a parallel run is left with it at the end.
LONG = (
    "browser/test_walk", "security/test_fuzz", "browser/test_pages", "ops/test_demo", "security/",
    "browser/", "drills/", "house/test_access", "ops/", "bench/",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; within a file and among the others the order stays."""
    here = Path(__file__).parent

    def rank(item: pytest.Item) -> int:
        place = item.path.relative_to(here).as_posix() if here in item.path.parents else ""
        return next((at for at, start in enumerate(LONG) if place.startswith(start)), len(LONG))

    items.sort(key=rank)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked `postgres` runs on both databases."""
    if "engine" in metafunc.fixturenames and metafunc.definition.get_closest_marker("postgres"):
        metafunc.parametrize("engine", ["sqlite", "postgresql"], indirect=True, scope="session")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on."""
    return getattr(request, "param", "sqlite")


@dataclass
class Installation:
    """One application on one database, renewed before each test."""

    app: Flask
    database: SqliteDatabase | PostgresDatabase


_installations: dict[str, Installation] = {}
_open = contextlib.ExitStack()


def pytest_unconfigure() -> None:
    """End the PostgreSQL server that this process started, if it did."""
    _open.close()


def _install(engine: str, folder: Path) -> Installation:
    data = folder / engine
    data.mkdir()
    prepared = folder / "prepared"
    prepared.mkdir()
    database: SqliteDatabase | PostgresDatabase
    if engine == "sqlite":
        database = SqliteDatabase(data, prepared)
    else:
        server = _open.enter_context(shared_url())
        database = PostgresDatabase(data, prepared, server, f"test_{os.getpid()}")
    database.prepare()
    database.renew()
    app = create_app(settings_for(data, database.url))
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.test_client_class = Browser
    return Installation(app, database)


@pytest.fixture(scope="session")
def installation(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The application on the wanted database, made once a run."""
    if engine not in _installations:
        _installations[engine] = _install(engine, tmp_path_factory.mktemp(engine))
    return _installations[engine]


@pytest.fixture
def app(installation: Installation) -> Iterator[Flask]:
    """The application on a fresh copy of the prepared database, the clock stopped at `NOW`."""
    found = installation.app
    with found.app_context():
        db.session.remove()
        db.engine.dispose()
    installation.database.renew()
    clock.set_frozen(NOW)
    yield found
    clock.set_frozen(None)


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """The application context, for tests of business code."""
    with app.app_context():
        yield
        db.session.remove()


@pytest.fixture
def build(context: None) -> Builder:
    """Makes rows through the rooms' own actions."""
    return Builder()


@pytest.fixture
def park(build: Builder) -> Park:
    """A park in a county; a test that needs another one makes its own."""
    return build.park()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser."""
    return app.test_client()


@pytest.fixture
def client_for(app: Flask) -> Callable[[User], FlaskClient]:
    """The browser of a signed-in person."""

    def open_browser(user: User) -> FlaskClient:
        with work():
            token = account_actions.open_session(user)
        browser = app.test_client()
        browser.set_cookie(COOKIE, token)
        return browser

    return open_browser


class Browser(FlaskClient):
    """A test browser whose requests run in a context of their own, as they do on a server.

    Afterwards the test's own session forgets what it read, so that it sees what was stored.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send one request."""
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()
        if answer.mimetype == "text/html" and not 300 <= answer.status_code < 400:
            problems = faults_of(answer.get_data(as_text=True))
            assert not problems, f"{answer.request.path}: {problems}"
        return answer


def token_of(response: Any) -> str:
    """The CSRF token of a rendered page."""
    return token_of_html(response.get_data(as_text=True))


def token_of_html(html: str) -> str:
    """The CSRF token in a page's HTML."""
    marker = 'name="csrf-token" content="'
    return html.split(marker, 1)[1].split('"', 1)[0] if marker in html else ""


@pytest.fixture
def post() -> Callable[..., Any]:
    """Post a form as a browser does: with the token of the page and the same origin."""

    def send(
        browser: FlaskClient, url: str, data: dict[str, Any] | None = None, **more: Any
    ) -> Any:
        token = token_of(browser.get(more.pop("page", "/sign-in"), follow_redirects=True))
        return browser.post(
            url,
            data={"csrf_token": token, **(data or {})},
            headers={"Origin": "http://localhost"},
            **more,
        )

    return send
