"""Does the second click on any form go where the first one went, also when it comes late?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from incubator.kernel.audit import AuditEvent
from incubator.kernel.db import db
from tests.security.forms import form_routes
from tests.security.world import World, again


def _written() -> int:
    """How much was done: every change writes the audit."""
    return db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0


@pytest.mark.pages
def test_a_second_click_is_led_where_the_first_one_went(
    app: Flask, world: World, installation: Any, figures: Callable[[str, object], None]
) -> None:
    led, wrong = 0, []
    for route in list(form_routes(app, world)):
        if route.person == "anonymous":  # signing in begins a new visit: its key was another's
            continue
        again(installation.database)
        data = {**route.base(), "once": "the-very-same-form"}
        first = route.send(data)
        if first.status_code != 303:
            continue
        written = _written()
        data = {**route.base(), "once": "the-very-same-form"}  # a file is read only once
        second = route.send(data)
        led += 1
        if (second.status_code, second.location) != (303, first.location):
            wrong.append(f"{route.endpoint}: {second.status_code} {second.location}")
        if _written() != written:
            wrong.append(f"{route.endpoint}: carried out twice")
    assert not wrong, "\n".join(wrong)
    figures("second clicks", f"{led} forms, all led where the first click went, nothing written")
    assert led >= 80
