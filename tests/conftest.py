"""What every test stands on: an application on a fresh copy of a prepared database.

Tests that touch data run on SQLite always and on PostgreSQL too when marked `postgres`. A test gets a
copy of one prepared database (a file copy; CREATE DATABASE … TEMPLATE), so commits are real.
"""

import contextvars
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient

os.environ.setdefault("INCUBATOR_TESTING", "1")

from incubator.accounts import actions as account_actions
from incubator.accounts.gate import COOKIE
from incubator.accounts.models import User
from incubator.app import create_app
from incubator.kernel import clock, rulesets, workdays
from incubator.kernel.db import db, work
from incubator.kernel.settings import ROOT, Settings
from incubator.schema import create_everything
from tests.build import Builder

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in the park


def settings_for(folder: Path, url: str | None = None) -> Settings:
    """Settings of a test installation in a folder."""
    return Settings(
        data=folder,
        database_url=url or f"sqlite:///{folder / 'incubator.db'}",
        url="http://localhost",
        testing=True,
    )


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the schema and the shipped rule sets, made once a run."""
    folder = tmp_path_factory.mktemp("prepared")
    app = create_app(settings_for(folder))
    with app.app_context():
        create_everything()
        with work():
            rulesets.load_shipped(ROOT / "incubator")
            workdays.load_shipped()
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def shared_app(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application a run; its database file is replaced before each test."""
    folder = tmp_path_factory.mktemp("data")
    shutil.copytree(prepared / "keys", folder / "keys")
    shutil.copy(prepared / "incubator.db", folder / "incubator.db")
    app = create_app(settings_for(folder))
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.test_client_class = Browser
    return app


@pytest.fixture
def app(shared_app: Flask, prepared: Path) -> Iterator[Flask]:
    """The application on a fresh copy of the prepared database, the clock stopped at `NOW`."""
    folder = Path(shared_app.config["DATA"])
    with shared_app.app_context():
        db.session.remove()
        db.engine.dispose()
    for leftover in folder.glob("incubator.db*"):
        leftover.unlink()
    shutil.copy(prepared / "incubator.db", folder / "incubator.db")
    clock.set_frozen(NOW)
    yield shared_app
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
        return answer


def token_of(response: Any) -> str:
    """The CSRF token of a rendered page."""
    html = response.get_data(as_text=True)
    marker = 'name="csrf-token" content="'
    return html.split(marker, 1)[1].split('"', 1)[0] if marker in html else ""


@pytest.fixture
def post() -> Callable[..., Any]:
    """Post a form as a browser does: with the token of the page and the same origin."""

    def send(
        browser: FlaskClient, url: str, data: dict[str, Any] | None = None, **more: Any
    ) -> Any:
        token = token_of(browser.get(more.pop("page", "/sign-in")))
        return browser.post(
            url,
            data={"csrf_token": token, **(data or {})},
            headers={"Origin": "http://localhost"},
            **more,
        )

    return send
