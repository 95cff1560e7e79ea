"""Is a column taken that its form does not ask for: every form posts every other column of what it writes?

Each form is sent twice on the same world: as a person fills it in, and with all other columns added;
both must store the same. Where they differ, a third sending tells what is random by itself.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Enum, Integer

from incubator.kernel import clock
from incubator.kernel.db import Base
from tests.security.forms import BOOKKEEPING, FormRoute, form_routes
from tests.security.rows import Rows, rows_of
from tests.security.world import World, again

# Written beside by every act; not what a form is about.
BESIDE = frozenset({"audit_events", "audit_head", "notices", "jobs", "files"})
POWERS = {
    "role": "administrator",
    "roles": "administrator",
    "grants": "administrator",
    "is_admin": "1",
    "is_active": "1",
    "permission": "public",
    "by": "1",
    "reviewed": "1",
}


def hostile(column: "Column[Any]", world: World) -> str:
    """A value of the right type that this person must not be able to set."""
    if column.name in OTHERS:
        return str(world.ids[OTHERS[column.name]])
    kind = column.type
    if isinstance(kind, Enum):
        return str(kind.enums[-1])
    day = str(clock.today() + timedelta(days=3))
    for known, value in [
        ((Boolean,), "1"),
        ((Integer,), "7"),
        ((DateTime, Date), day),
        ((JSON,), '{"a": 1}'),
    ]:
        if isinstance(kind, known):
            return value
    return "zzzzzzzzzzzz"


RANDOM = frozenset({"code", "key", "token_hash", "hash", "previous_hash"})
OTHERS = {
    "park_id": "other_park id",
    "organization_id": "next_door id",
    "user_id": "administrator",
    "call_id": "released_call id",
    "application_id": "released_application id",
    "expert_id": "expert id",
    "zone_id": "zone id",
    "room_id": "room id",
}


def changed_tables(before: Rows, after: Rows) -> list[str]:
    """What an accepted form wrote in."""
    return [name for name in after if name not in BESIDE and before[name] != after[name]]


def extras(route: FormRoute, tables: list[str], world: World) -> dict[str, str]:
    """Every column of these tables that the form has no field for."""
    known = {name.split("-")[0] for name in route.form.controls} | BOOKKEEPING
    found = {name: value for name, value in POWERS.items() if name not in known}
    for name in tables:
        for column in Base.metadata.tables[name].columns:
            if column.name not in known:
                found[column.name] = hostile(column, world)
    return found


def differences(one: Rows, other: Rows) -> Iterator[tuple[str, str]]:
    """The (table, column) pairs in which two stores differ; a missing row counts as the table."""
    for table, rows in one.items():
        if table.startswith("audit_"):  # tells what was written, in no fixed order
            continue
        if len(rows) != len(other[table]):
            yield table, "rows"
        for mine, theirs in zip(rows, other[table], strict=False):
            yield from ((table, name) for name in mine if mine[name] != theirs[name])


@pytest.mark.pages
def test_no_form_takes_a_column_that_it_does_not_ask_for(
    app: Flask, world: World, installation: Any, figures: Callable[[str, object], None]
) -> None:
    before = rows_of()
    cells, accepted, forms, wrong = 0, 0, 0, []
    refused = []

    def stored(route: FormRoute, more: dict[str, str]) -> tuple[int, Rows]:
        again(installation.database)
        if route.person == "anonymous":  # signing in begins a new visit with new form tokens
            route = next(form_routes(app, world, frozenset({route.endpoint})))
        answer = route.send({**more, **route.base()})
        return answer.status_code, rows_of()

    for route in list(form_routes(app, world)):
        code, first = stored(route, {})
        tables = changed_tables(before, first) or [TABLE_OF.get(route.endpoint, "organizations")]
        more = extras(route, tables, world)
        third_code, third = stored(route, more)
        forms += 1
        cells += len(more)
        accepted += code in {200, 303}
        refused += [route.endpoint] if code not in {200, 303} else []
        if third_code != code:
            wrong.append(f"{route.endpoint}: {code} became {third_code}")
        taken = {pair for pair in differences(first, third) if pair[1] not in RANDOM}
        if taken:
            taken -= set(differences(first, stored(route, {})[1]))
        if taken:
            wrong.append(f"{route.endpoint}: {sorted(taken)}")
    assert not wrong, "\n".join(wrong)
    print(f"not accepted as filled in: {refused}")
    figures("mass assignment", f"{cells} columns at {forms} forms ({accepted} stored), 0 taken")
    assert cells >= 300
    assert set(refused) <= NOT_FILLED_IN, refused


# Refused by what is there already (an organization that has not done enough, a step that others wait for),
# whatever is typed; the columns are asked all the same.
NOT_FILLED_IN = frozenset({"organizations.stage_change_new", "portal.rule_change_entry_list"})
TABLE_OF: dict[str, str] = {}
