"""Does any page of the demo park ask the database more than fifteen times?"""

import contextvars
import html
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from incubator.accounts import actions
from incubator.accounts.gate import COOKIE
from incubator.accounts.queries import find_user
from incubator.app import create_app
from incubator.kernel import clock
from incubator.kernel.db import db, work
from tests.browser.conftest import MORNING, made_demo
from tests.browser.people import demo_people
from tests.databases import settings_for
from tests.statements import counted

MOST_QUERIES = 15
MOST_PAGES = 150
MOST_BYTES = 150 * 1024
CODE = re.compile(r"/[0-9a-z]{12}(?=[/.?]|$)")
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
NOT_PAGES = re.compile(
    r"\.(pdf|zip|csv|xlsx|json)|/(paper|letter|scan|export)$|-files?/|/static/|/file$.+/file"
)
ROLES = ("administrator", "manager", "operator", "clerk", "supervisor", "auditor", "expert",
         "leader", "member", "applicant")  # fmt: skip


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Path]]:
    """An application on a demo park, its clock stopped at the morning it was made for."""
    data = tmp_path_factory.mktemp("park") / "data"
    shutil.copytree(made_demo(tmp_path_factory), data)
    app = create_app(settings_for(data, f"sqlite:///{data / 'incubator.db'}"))
    clock.set_frozen(datetime.fromisoformat(MORNING))
    yield app, data
    clock.set_frozen(None)


@pytest.fixture
def statements(park: tuple[Flask, Path]) -> Iterator[list[str]]:
    """The statements sent since it was last cleared."""
    app, _data = park
    with app.app_context():
        engine = db.engine
    with counted(engine) as sent:
        yield sent


def _browser(app: Flask, login: str) -> FlaskClient:
    with app.app_context():
        user = find_user(login)
        assert user is not None
        with work():
            token = actions.open_session(user)
    browser = app.test_client()
    browser.set_cookie(COOKIE, token)
    return browser


def _crawl(look: Callable[[str], str]) -> int:
    """Open one page of each address pattern, from the home page on; returns how many."""
    waiting, seen, count = ["/home"], {"/home"}, 0
    while waiting and count < MOST_PAGES:
        count += 1
        for found in LINK.findall(look(waiting.pop(0))):
            path = html.unescape(found)
            pattern = CODE.sub("/*", path.split("?")[0])
            if pattern not in seen and not NOT_PAGES.search(path.split("?")[0]):
                seen.add(pattern)
                waiting.append(path)
    return count


@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_a_role_needs_many_queries(
    park: tuple[Flask, Path], statements: list[str], role: str
) -> None:
    app, data = park
    browser = _browser(app, demo_people(data)[role]["login"])
    faults: list[str] = []

    def look(path: str) -> str:
        statements.clear()
        answer = contextvars.Context().run(browser.get, path)
        page = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        if answer.status_code not in {200, 303}:
            faults.append(f"{path}: {answer.status_code}")
        if len(statements) > MOST_QUERIES:
            faults.append(f"{path}: {len(statements)} queries")
        if len(page.encode()) > MOST_BYTES:
            faults.append(f"{path}: {len(page.encode()) // 1024} KB")
        if answer.status_code in {302, 303} and answer.location.startswith("/"):
            return f'<a href="{html.escape(answer.location)}">'
        return page

    count = _crawl(look)
    assert faults == []
    assert count >= 4, "the navigation leads nowhere"
