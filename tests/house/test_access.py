"""Is every route open to exactly whom the table says: every role × endpoint × method, really asked."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from incubator.accounts.models import User
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import work
from incubator.organizations import actions as organizations
from incubator.organizations.models import LegalForm
from incubator.organizations.rules import ProspectFacts
from incubator.routing import list_routes
from tests.build import Builder
from tests.conftest import token_of
from tests.house import access_table

PLACEHOLDERS = {
    "code": "000000000000",
    "int": "1",
    "path": "x",
    "string": "nowhere",
    "default": "nowhere",
}
PART = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
Principals = dict[str, tuple[Role | None, User | None]]


def test_committed_table_is_the_running_one(app: Flask) -> None:
    assert access_table.read() == access_table.rows_of(app), (
        "run `python -m tests.house.access_table` and look at the difference"
    )


@pytest.fixture
def principals(build: Builder) -> Principals:
    """Thirteen people: a visitor and twelve accounts."""
    park = build.park()
    other = build.park("second")
    owners = [build.user("甲"), build.user("乙")]
    ids = []
    for owner, name in zip(owners, ("甲社", "乙社"), strict=True):
        facts = ProspectFacts(
            name=name,
            legal_form=LegalForm.TEAM,
            credit_code=None,
            town="城关镇",
            region_id=park.region_id,
        )
        with work(by=SYSTEM):
            ids.append(organizations.find_or_create_prospect(facts, park=park, by=owner).id)
    return {
        "anonymous": (None, None),
        "applicant A": (Role.APPLICANT, build.user()),
        "applicant B": (Role.APPLICANT, build.user()),
        "leader A": (Role.LEADER, owners[0]),
        "member B": (Role.MEMBER, build.person(Role.MEMBER, organization_id=ids[1])),
        "expert 1": (Role.EXPERT, build.person(Role.EXPERT, park=park)),
        "expert 2": (Role.EXPERT, build.person(Role.EXPERT, park=other)),
        **{
            role.value: (role, build.person(role, park=park))
            for role in (Role.CLERK, Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR, Role.AUDITOR)
        },
        "administrator": (Role.ADMINISTRATOR, build.person(Role.ADMINISTRATOR)),
    }


@dataclass(frozen=True)
class Case:
    """One cell: a route, a method."""

    endpoint: str
    url: str
    method: str
    roles: frozenset[str]


def cases(app: Flask) -> Iterator[Case]:
    """Every route, move and method with its declared roles; the page of another date is no new cell."""
    for route in list_routes(app):

        def fill(match: "re.Match[str]", move: str = route["move"] or "") -> str:
            return move if match[2] == "move" and move else PLACEHOLDERS[match[1] or "default"]

        for method in route["methods"]:
            yield Case(
                route["endpoint"], PART.sub(fill, route["url"]), method, frozenset(route["roles"])
            )


def verdict_of(answer: Any) -> str:
    """What the gate said, read off the answer."""
    if answer.status_code == 403:
        return "forbidden"
    location = answer.headers.get("Location", "")
    if answer.status_code == 303 and location.startswith("/sign-in?next="):
        return "sign in"
    return "open"


def expected(case: Case, role: Role | None) -> str:
    """What the table says."""
    if "anonymous" in case.roles:
        return "open"
    if role is None:
        return "sign in"
    held = {role.value, Role.APPLICANT.value}
    return "open" if held & case.roles else "forbidden"


@pytest.mark.pages
def test_every_cell_of_the_table(
    app: Flask,
    principals: Principals,
    client_for: Callable[[User], FlaskClient],
    figures: Callable[[str, str], None],
) -> None:
    wrong: list[str] = []
    count = 0
    for name, (role, user) in principals.items():
        browser = client_for(user) if user else app.test_client()
        token = token_of(browser.get("/sign-in", follow_redirects=True))
        for case in cases(app):
            if user and case.endpoint.startswith("accounts.") and case.method == "POST":
                browser = client_for(user)
                token = token_of(browser.get("/sign-in", follow_redirects=True))
            if case.method == "POST":
                headers = {"Origin": "http://localhost"}
                answer = browser.post(case.url, data={"csrf_token": token}, headers=headers)
            else:
                answer = browser.open(case.url, method=case.method)
            count += 1
            if verdict_of(answer) != expected(case, role) or answer.status_code >= 500:
                wrong.append(f"{name}: {case.method} {case.url} → {answer.status_code}")
    figures("role table", f"{count} cells asked, {len(wrong)} wrong")
    assert not wrong, wrong[:20]
