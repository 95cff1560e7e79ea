"""Does any form fall over, hang, or show back as markup what somebody typed into it?"""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from incubator.kernel.db import Base, db
from incubator.routing import list_routes
from tests.conftest import token_of
from tests.security.forms import FILLERS, FormRoute, address, form_routes
from tests.security.objects import Kind, kind_of, routes_with_code
from tests.security.world import World, again

SCRIPT = "<script>alert(1)</script>"
BREAK = "\"'><img src=x onerror=alert(1)>"
LIMIT = 2.0  # seconds of this process
NASTY: dict[str, str | bytes | list[str]] = {
    "10,000 letters": "x" * 10_000,
    "10,000 characters": "龙" * 10_000,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 5,
    "right to left": "\u202egpj.exe\u202c مرحبا",
    "nul": "a\x00b\x08c",
    "script": SCRIPT,
    "attribute": BREAK,
    "sql": "' OR 1=1; DROP TABLE users; --",
    "template": "{{7*7}}{% raw %}${7*7}",
    "format": "%s%n%(name)s%(x)d{0}{a.__class__}",
    "formula": "=cmd|' /C calc'!A0",
    "30 February": "2026-02-30",
    "too late a date": "99999-12-31",
    "infinite": "1e309",
    "not a number": "NaN",
    "negative": "-1",
    "huge": "9" * 30,
    "list": ["a", "b", "c"],
    "path": "../../../../etc/passwd\x00.pdf",
    "header": "a\r\nSet-Cookie: x=1\r\n\r\n<b>",
    "broken bytes": b"\xff\xfe\xc0\x80",
    "full width": "\uff11\uff12\uff13\uff1d\uff0b",
    "blanks": " \t\u3000\u200b\xa0",
    "exponent": "1" + "0" * 400,
}
PER_FIELD = 5
GONE = frozenset({403, 404, 409})


def chosen(number: int) -> Iterator[tuple[str, Any]]:
    """The classes that one field gets: markup always, the others in turn."""
    rest = [row for row in NASTY.items() if row[0] != "script"]
    turn = itertools.islice(itertools.cycle(rest), number * PER_FIELD, (number + 1) * PER_FIELD)
    yield "script", SCRIPT
    yield from turn


class Watch:
    """Counts what was sent and remembers what went wrong."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.slowest = 0.0

    def look(self, label: str, send: Callable[[], Any]) -> int:
        """Send once; no fault, no hanging, no header smuggled in, no live markup."""
        start = time.process_time()
        answer = send()
        spent = time.process_time() - start
        self.slowest = max(self.slowest, spent)
        self.counts[str(answer.status_code)] += 1
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        problems = {
            f"status {answer.status_code}": answer.status_code >= 500,
            f"{spent:.1f} s": spent > LIMIT,
            "live markup": SCRIPT in text or BREAK in text,
            "a header": "x=1" in answer.headers.get("Set-Cookie", ""),
        }
        self.wrong += [f"{label}: {what}" for what, found in problems.items() if found]
        return int(answer.status_code)


@pytest.mark.pages
def test_no_field_of_any_form_falls_over(
    app: Flask, world: World, installation: Any, figures: Callable[[str, object], None]
) -> None:
    watch, number, forms = Watch(), 0, 0

    def renewed(route: FormRoute) -> FormRoute:
        """The form on the untouched world; who signs in begins a new visit with new tokens."""
        again(installation.database)
        if route.person != "anonymous":
            return route
        return next(form_routes(app, world, frozenset({route.endpoint})))

    for opened in list(form_routes(app, world)):
        forms += 1
        route = renewed(opened)
        for name in [*route.texts(), *_choices(route)]:
            for label, value in chosen(number):
                data = {**route.base(), name: value, "once": ""}
                send = partial(route.send, data)
                code = watch.look(f"{route.endpoint} {name} {label}", send)
                if code in GONE or (route.person == "anonymous" and code == 303):
                    route = renewed(route)
            number += 1
    _moves(app, world, watch)
    assert not watch.wrong, "\n".join(watch.wrong[:40])
    total = sum(watch.counts.values())
    figures(
        "fuzz",
        f"{total} values in {number} fields of {forms} forms, 0 faults, {dict(watch.counts)}, "
        f"slowest {watch.slowest:.2f} s",
    )
    assert total >= 1000


def _choices(route: FormRoute) -> list[str]:
    """Fields that offer choices: somebody may send another one all the same."""
    kinds = {"select", "radio", "checkbox"}
    return [name for name, row in route.form.controls.items() if row.kind in kinds][:2]


def _moves(app: Flask, world: World, watch: Watch) -> None:
    """The reason that goes with a move, and moves that are in no table."""
    browsers: dict[str, tuple[FlaskClient, str]] = {}
    for number, route in enumerate(routes_with_code(app)):
        if not route.move:
            continue
        name = next((one for one in FILLERS if _reaches(route, world, one)), None)
        if name is None:
            continue
        if name not in browsers:
            browser = world.browser(app, name)
            browsers[name] = browser, token_of(browser.get("/privacy"))
        browser, token = browsers[name]
        for label, value in itertools.islice(chosen(number), 1, 3):
            data = {"csrf_token": token, "reason": value, "once": value}
            headers = {"Origin": "http://localhost"}
            send = partial(browser.post, route.url(world), data=data, headers=headers)
            watch.look(f"{route.endpoint} {route.move} {label}", send)


def _reaches(route: Any, world: World, name: str) -> bool:
    return world.roles[name].value in route.roles and route.kind.is_of(name)


QUERIES = ("after", "q", "tab", "status", "page", "on", "from", "park", "year", "room", "minutes")
ODD = ("9" * 30, "-1", SCRIPT, "a\x00b", "2026-02-30", "%ff%fe", "龙" * 500, "1e309", "[]", "'\"")


@pytest.mark.pages
def test_no_word_in_an_address_falls_over(
    app: Flask, world: World, figures: Callable[[str, object], None]
) -> None:
    watch, addresses = Watch(), 0
    for number, row in enumerate(list_routes(app)):
        if "GET" not in row["methods"] or row["endpoint"] in NOT_PAGES:
            continue
        kind = kind_of(row["endpoint"], row["url"])
        name = next((one for one in FILLERS if _may(row, kind, world, one)), None)
        if name is None:
            continue
        browser = world.browser(app, name)
        url = address(row, kind or Kind("park", frozenset()), world)
        addresses += 1
        for turn in range(3):
            odd = [ODD[(number + turn * 3 + at) % len(ODD)] for at in range(len(QUERIES))]
            query = dict(zip(QUERIES, odd, strict=True))
            watch.look(f"{url} {query}", partial(browser.get, url, query_string=query))
        watch.look(f"{url} after", partial(browser.get, url, query_string={"after": ODD[0]}))
    assert not watch.wrong, "\n".join(watch.wrong[:40])
    total = sum(watch.counts.values())
    figures("fuzz of addresses", f"{total} requests to {addresses} pages, 0 faults")


NOT_PAGES = frozenset({"static", "portal.set_up", "portal.set_up_done"})


def _may(row: dict[str, Any], kind: Kind | None, world: World, name: str) -> bool:
    held = {world.roles[name].value, "applicant"}
    return bool(held & set(row["roles"])) and (kind is None or kind.is_of(name))


@pytest.mark.pages
def test_stored_markup_is_never_live(
    app: Flask, world: World, figures: Callable[[str, object], None]
) -> None:
    """Markup goes into every text field of every form; then everybody walks through every page."""
    fields = sum(_plant(route) for route in list(form_routes(app, world)))
    stored = _columns_with(SCRIPT)
    live, pages = [], 0
    for name in WALKERS:
        browser = world.browser(app, name)
        for row in list_routes(app):
            kind = kind_of(row["endpoint"], row["url"])
            if "GET" not in row["methods"] or not _may(row, kind, world, name):
                continue
            if row["endpoint"] in NOT_PAGES or row["url"].endswith(".pdf"):
                continue
            answer = browser.get(address(row, kind or Kind("park", frozenset()), world))
            if answer.mimetype != "text/html":
                continue
            pages += 1
            text = answer.get_data(as_text=True)
            if SCRIPT in text or BREAK in text or answer.status_code >= 500:
                live.append(f"{name}: {answer.request.path} {answer.status_code}")
    assert not live, live
    figures(
        "stored markup",
        f"sent into {fields} fields, stored in {len(stored)} columns, {pages} pages, 0 live",
    )
    assert len(stored) >= 20, stored
    assert fields >= 40


WALKERS = ("leader", "expert", "operator", "manager", "supervisor", "auditor", "administrator")


def _plant(route: FormRoute) -> int:
    """Send markup in every text field; where one refuses, that one goes back to what was sound."""
    base = route.base()
    names = [
        name for name in route.texts() if route.form.controls[name].kind in {"text", "textarea"}
    ]
    data = {**base, **dict.fromkeys(names, f"{SCRIPT}{BREAK}")}
    page = route.send(data)
    if page.status_code == 422:
        refused = page.get_data(as_text=True)
        left = [name for name in names if f'id="{name}-error"' not in refused]
        short = dict.fromkeys(left, SCRIPT)
        route.send({**route.base(), **short})
    return len(names)


def _columns_with(text: str) -> set[str]:
    found = set()
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(table.select()).mappings():
                found |= {f"{table.name}.{key}" for key, value in row.items() if text in str(value)}
    return found
