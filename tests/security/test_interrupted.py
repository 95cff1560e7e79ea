"""Is typing kept when the session ends in the middle, or when another tab was faster: on every form?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from incubator.accounts.models import User
from incubator.kernel import clock
from incubator.kernel.db import Base, db
from tests.conftest import token_of
from tests.security.forms import FormRoute, form_routes
from tests.security.world import World, again

PASSWORD = "correct horse battery staple"
TYPED = "打到一半的字"


def typed(route: FormRoute) -> tuple[str, dict[str, Any]] | None:
    """The form with a few words in its first free field."""
    for name in route.texts():
        # Words are no time of day and no amount: such a field would be refused before anything else.
        is_free = not name.endswith(("_at", "_yuan"))
        if route.form.controls[name].kind in {"text", "textarea"} and is_free:
            data = {key: row for key, row in route.base().items() if not isinstance(row, tuple)}
            return name, {**data, name: TYPED}
    return None


@pytest.mark.pages
def test_an_expired_session_keeps_what_was_typed_in_every_form(
    app: Flask, world: World, installation: Any, figures: Callable[[str, object], None]
) -> None:
    count, wrong = 0, []
    logins = {name: _login(world, name) for name in world.roles}
    for route in list(form_routes(app, world)):
        found = typed(route)
        if found is None or route.person == "anonymous" or _is_public(app, route):
            continue
        _name, data = found
        again(installation.database)
        clock.set_frozen(world.now + timedelta(minutes=31))
        lost = route.send(data)
        if lost.status_code != 303 or not lost.headers["Location"].startswith("/sign-in?next="):
            wrong.append(f"{route.url}: {lost.status_code} {lost.headers.get('Location')}")
            continue
        back = _sign_in(route, lost.headers["Location"], logins[route.person])
        page = route.browser.get(back)
        count += 1
        if page.status_code != 200 or TYPED not in page.get_data(as_text=True):
            wrong.append(f"{route.url}: not kept ({page.status_code} at {back})")
        clock.set_frozen(world.now)
    assert not wrong, "\n".join(wrong)
    figures("expired session in mid-form", f"{count} forms, all kept what was typed")


def _login(world: World, name: str) -> str:
    return db.session.get_one(User, world.ids[name]).sign_in_name


def _is_public(app: Flask, route: FormRoute) -> bool:
    return bool(app.extensions["access_by_endpoint"][route.endpoint].public)


def _sign_in(route: FormRoute, location: str, login: str) -> str:
    token = token_of(route.browser.get(location))
    data = {"csrf_token": token, "sign_in_name": login, "password": PASSWORD}
    answer = route.browser.post(location, data=data, headers={"Origin": "http://localhost"})
    assert answer.status_code == 303, answer.status_code
    return str(answer.headers["Location"])


@pytest.mark.pages
def test_a_stale_form_is_told_and_keeps_what_was_typed(
    app: Flask, world: World, installation: Any, figures: Callable[[str, object], None]
) -> None:
    """Every form that carries a version: somebody saved meanwhile, so it is 409 with both texts."""
    count, wrong = 0, []
    for route in list(form_routes(app, world)):
        version = route.form.controls.get("version")
        found = typed(route)
        if version is None or not version.value or found is None:
            continue
        name, data = found
        again(installation.database)
        _save_elsewhere()
        answer = route.send(data)
        count += 1
        text = answer.get_data(as_text=True)
        if answer.status_code != 409 or TYPED not in text:
            wrong.append(f"{route.endpoint} {name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert count >= 10
    figures("stale forms", f"{count} forms, all told 409 and kept what was typed")


def _save_elsewhere() -> None:
    """Everything with a version is one version on, as after another person's save."""
    with db.engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            if "version" in table.columns and "updated_at" in table.columns:
                connection.execute(update(table).values(version=table.c.version + 1))
