"""Who reaches which object: own, foreign, absent, of another role, without an account, on every address?

A foreign object and an absent one must answer with the same bytes; nothing may be changed by asking.
"""

import re
from collections import Counter
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from incubator.kernel.access import Role
from incubator.kernel.workflow import WORKFLOWS
from tests.conftest import token_of
from tests.security.objects import ABSENT, Route, kind_of, routes_with_code
from tests.security.rows import rows_of, table_of
from tests.security.world import World, again

CODE = re.compile(r"\b[0-9a-hjkmnp-tv-z]{12}\b")
TOKEN = re.compile(r'(csrf[-_]token"[^>]*(?:content|value)=")[^"]+|"once" value="[^"]+')

# What an address must be sent at least to be there for its own people.
SENT = {"registration.name_keep": {"name": "青禾县邻里互助协会", "form": "social_group"}}


class Asker:
    """Asks as each of the people, with one browser and one form token each."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world
        self.browsers: dict[str, tuple[FlaskClient, str]] = {}

    def ask(self, person: str, route: Route, *, code: str | None = None) -> tuple[int, str, str]:
        """The status, the text without what is new on every page, and where it leads."""
        browser, token = self._browser(person)
        url = route.url(self.world, code=code)
        if route.method == "GET":
            answer = browser.get(url)
        else:
            headers = {"Origin": "http://localhost"}
            data = {"csrf_token": token, "reason": "不属于我", **SENT.get(route.endpoint, {})}
            answer = browser.post(url, data=data, headers=headers)
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        plain = TOKEN.sub("", text).replace(url, "")
        return answer.status_code, CODE.sub("", plain), answer.headers.get("Location", "")

    def _browser(self, person: str) -> tuple[FlaskClient, str]:
        if person not in self.browsers:
            browser = self.world.browser(self.app, person)
            self.browsers[person] = browser, token_of(browser.get("/privacy"))
        return self.browsers[person]


def allowed(route: Route, world: World, person: str) -> bool:
    """Whether the person's role may use the address at all."""
    held = {world.roles[person].value, Role.APPLICANT.value}
    return bool(held & route.roles)


def test_foreign_and_absent_objects_answer_alike_and_nothing_changes(
    app: Flask, world: World, figures: Callable[[str, object], None]
) -> None:
    asker, counts, wrong = Asker(app, world), Counter[str](), []
    before = table_of(rows_of())
    for route in routes_with_code(app):
        if "anonymous" in route.roles:
            continue
        for person in world.roles:
            if not allowed(route, world, person) or route.kind.is_of(person):
                continue
            foreign = asker.ask(person, route)
            absent = asker.ask(person, route, code=ABSENT)
            counts[route.method] += 2
            if foreign[0] != 404 or foreign != absent:
                said = f"{foreign[0]} and {absent[0]}"
                wrong.append(f"{person}: {route.method} {route.url(world)}: {said}")
    assert not wrong, wrong[:20]
    assert table_of(rows_of()) == before
    figures("objects: foreign and absent", f"{sum(counts.values())} cases {dict(counts)}, 0 wrong")
    assert sum(counts.values()) >= 400


def test_other_roles_and_visitors_are_turned_away(
    app: Flask, world: World, figures: Callable[[str, object], None]
) -> None:
    asker, count, wrong = Asker(app, world), 0, []
    before = table_of(rows_of())
    for route in routes_with_code(app):
        if "anonymous" in route.roles:
            continue
        code, _text, location = asker.ask("anonymous", route)
        count += 1
        if (code, location.startswith("/sign-in?next=")) != (303, True):
            wrong.append(f"visitor: {route.method} {route.url(world)}: {code}")
        for person in ("applicant", "expert", "auditor", "administrator"):
            if allowed(route, world, person):
                continue
            code, *_rest = asker.ask(person, route)
            count += 1
            if code != 403:
                wrong.append(f"{person}: {route.method} {route.url(world)}: {code}")
    assert not wrong, wrong[:20]
    assert table_of(rows_of()) == before
    figures("objects: other roles and visitors", f"{count} cases, 0 wrong")


def test_own_people_reach_their_object_on_every_address(
    app: Flask, world: World, installation, figures: Callable[[str, object], None]
) -> None:
    asker, count, wrong, reached = Asker(app, world), 0, [], set()
    for route in routes_with_code(app):
        for person in _own(route, world):
            code, _text, location = asker.ask(person, route)
            count += 1
            reached.add((route.endpoint, route.move))
            if has_page(route) and code == 404:
                continue
            if code in {403, 404} or code >= 500 or location.startswith("/sign-in"):
                wrong.append(f"{person}: {route.method} {route.url(world)}: {code}")
            if route.method == "POST" and code == 303:
                again(installation.database)
    assert not wrong, "\n".join(wrong[:40])
    everything = {(route.endpoint, route.move) for route in routes_with_code(app)}
    assert everything == reached, everything - reached
    figures("objects: own", f"{count} cases, 0 wrong")


def _own(route: Route, world: World) -> list[str]:
    """Two of those who reach it: the outsider first, then the park."""
    found = [name for name in ASKED if route.kind.is_of(name) and allowed(route, world, name)] or [
        name for name in world.roles if route.kind.is_of(name) and allowed(route, world, name)
    ]
    return found[:2]


ASKED = ("leader", "expert", "applicant", "operator", "manager", "supervisor", "administrator")


def has_page(route: Route) -> bool:
    """Whether this move is made on a page of its own, so that its bare address is not there."""
    table = TABLES.get(route.endpoint)
    return table is not None and not WORKFLOWS[table].move(route.move).button


TABLES = {"intake.application_move": "application", "intake.call_move": "call"}


def test_a_code_of_another_park_is_absent_on_public_pages(
    app: Flask, world: World, figures: Callable[[str, object], None]
) -> None:
    count, wrong = 0, []
    asker = Asker(app, world)
    for route in routes_with_code(app):
        if "anonymous" not in route.roles:
            continue
        # What stands under no park (the page of a certificate) has no other park to be asked under.
        elsewhere = {route.url(world).replace("/qinghe/", "/danxi/"), route.url(world, code=ABSENT)}
        for url in sorted(elsewhere - {route.url(world)}):
            browser, token = asker._browser("anonymous")
            data = {"csrf_token": token}
            answer = browser.get(url) if route.method == "GET" else browser.post(url, data=data)
            count += 1
            if answer.status_code != 404:
                wrong.append(f"{route.method} {url}: {answer.status_code}")
    assert not wrong, wrong
    figures("objects: public pages of another park", f"{count} cases, 0 wrong")


def test_a_new_address_must_name_its_object() -> None:
    assert kind_of("room.thing_detail", "/things/<code:code>") is None
    assert kind_of("space.desk_detail", "/desks/<code:code>") is not None
