"""Can anybody decide on what is their own, give more than they have, or read what is not their business?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from incubator.accounts import actions as accounts
from incubator.accounts.models import Grant, User
from incubator.intake.applications.models import Application
from incubator.intake.decisions import actions as decisions
from incubator.intake.decisions.models import Correction, Objection
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.routing import list_routes
from tests.conftest import token_of
from tests.security.forms import form_routes, own_form
from tests.security.objects import Kind, Route, kind_of, routes_with_code
from tests.security.rows import rows_of, table_of
from tests.security.world import World

Figures = Callable[[str, object], None]


@pytest.fixture
def user_of(world: World) -> Callable[[str], User]:
    """The row of one of the people."""
    return lambda name: db.session.get_one(User, world.ids[name])


@pytest.fixture
def send(app: Flask, world: World) -> Callable[..., Any]:
    """Post as one of the people."""

    def post(person: str, url: str, data: dict[str, str] | None = None) -> Any:
        browser = world.browser(app, person)
        facts = {"csrf_token": token_of(browser.get("/privacy")), "reason": "同意", **(data or {})}
        return browser.post(url, data=facts, headers={"Origin": "http://localhost"})

    return post


def also(user: User, role: Role, **place: int) -> None:
    """The same person gets another hat."""
    with work(by=SYSTEM):
        accounts.grant(user, role, accounts.Place(**place), by=SYSTEM)


def status_of(model: type, world: World, name: str) -> str:
    db.session.expire_all()
    return str(db.session.get_one(model, world.ids[f"{name} id"]).status)


def test_who_proposed_does_not_decide(
    world: World, user_of: Any, send: Any, figures: Figures
) -> None:
    """Each step that needs two people, tried by one person who holds both roles."""
    manager = user_of("manager")
    also(user_of("operator"), Role.MANAGER, park_id=world.ids["park id"])
    objection = db.session.get_one(Objection, world.ids["objection id"])
    with work(by=manager):
        decisions.answer(objection, "情况属实。", upheld=True, by=manager)
    correction = db.session.get_one(Correction, world.ids["correction id"])
    db.session.connection().exec_driver_sql(
        f"UPDATE decision_corrections SET proposed_by_id = {manager.id} WHERE id = {correction.id}"
    )
    db.session.connection().exec_driver_sql(
        f"UPDATE pending_decisions SET prepared_by_id = {manager.id}"
    )
    db.session.commit()
    expert = user_of("expert")
    team = db.session.get_one(Application, world.ids["released_application id"]).organization_id
    assert team
    also(expert, Role.LEADER, organization_id=world.ids["organization id"])
    codes = world.codes
    tries = [
        ("operator", f"/stage-changes/{codes['stage_change']}/moves/approve"),
        ("operator", f"/stage-changes/{codes['stage_change']}/moves/decline"),
        ("manager", f"/objections/{codes['objection']}/moves/uphold"),
        ("manager", f"/corrections/{codes['correction']}/moves/approve"),
        ("manager", f"/corrections/{codes['correction']}/moves/refuse"),
        ("manager", f"/calls/{codes['ready_call']}/decisions/release"),
        ("operator", f"/expert-conflicts/{codes['conflict']}/moves/lift"),
        ("expert", f"/mentoring/sessions/{codes['mentoring']}/moves/confirm"),
    ]
    before = table_of(rows_of())
    answers = {(who, url): send(who, url, {"confirm": "y"}).status_code for who, url in tries}
    assert set(answers.values()) <= {403, 422}, answers
    assert list(answers.values()).count(422) <= 1, answers
    assert table_of(rows_of()) == before
    figures("duties: who proposed does not decide", f"{len(tries)} tries, 0 went through")


def test_nobody_decides_on_the_own_organization(
    app: Flask, world: World, user_of: Any, send: Any, figures: Figures
) -> None:
    """Park staff who also lead the organization in question: every step of the park is for others."""
    codes, ids = world.codes, world.ids
    for name in ("operator", "manager"):
        mine = {ids["organization id"], ids["climber id"]}
        for key in OWN_APPLICATIONS:
            row = db.session.get_one(Application, ids[f"{key} id"])
            mine.add(row.organization_id)
        for organization_id in mine:
            also(user_of(name), Role.LEADER, organization_id=organization_id)
    tries = [
        ("operator", f"/applications/{codes['application']}/moves/complete", {}),
        ("manager", f"/applications/{codes['application']}/moves/complete", {}),
        ("operator", f"/applications/{codes['application']}/moves/lapse", {}),
        ("operator", f"/applications/{codes['complete_application']}/moves/recheck", {}),
        ("operator", f"/applications/{codes['ready_application']}/decision", PREPARED),
        ("manager", f"/applications/{codes['ready_application']}/decision", PREPARED),
        ("manager", f"/calls/{codes['ready_call']}/decisions/release", {"confirm": "y"}),
        ("operator", f"/agreements/{codes['agreement']}/moves/unsign", {}),
        ("manager", f"/residencies/{codes['residency']}/moves/graduate", {}),
        ("manager", f"/residencies/{codes['residency']}/moves/exit", {}),
        ("manager", f"/stage-changes/{codes['stage_change']}/moves/approve", {}),
        ("manager", f"/stage-changes/{codes['stage_change']}/moves/decline", {}),
        ("operator", f"/registrations/{codes['case']}/moves/abandon", {}),
        ("operator", f"/bookings/{codes['booking']}/moves/mark_no_show", {}),
        ("operator", f"/desk-contracts/{codes['contract']}/moves/end", {}),
        ("operator", f"/mentoring/assignments/{codes['assignment']}/moves/end", {}),
    ]
    before = table_of(rows_of())
    answers = {url: send(who, url, data) for who, url, data in tries}
    for route in form_routes(app, world, OF_THE_PARK):
        browser = world.browser(app, "manager")
        page = browser.get(route.url)
        route.browser, route.form = browser, own_form(page, route.url)
        answers[route.url] = route.send(route.base())
    after = table_of(rows_of())
    codes_of = {url: row.status_code for url, row in answers.items()}
    assert set(codes_of.values()) == {403}, {u: c for u, c in codes_of.items() if c != 403}
    assert after == before
    figures(
        "duties: nobody decides on the own organization", f"{len(answers)} tries, 0 went through"
    )


OF_THE_PARK = frozenset(
    {
        "intake.admission_new",
        "registration.step_review",
        "experts.assignment_new",
    }
)
OWN_APPLICATIONS = (
    "application",
    "complete_application",
    "ready_application",
    "released_application",
)
PREPARED = {"outcome": "accept_virtual", "reasons": "很好"}
GRANTS = [
    ("manager", "administrator", "all"),
    ("manager", "administrator", "park:{park}"),
    ("manager", "supervisor", "region:999999"),
    ("manager", "auditor", "region:999999"),
    ("manager", "auditor", "park:{park}"),
    ("manager", "manager", "park:{other_park}"),
    ("manager", "operator", "park:{other_park}"),
    ("manager", "leader", "park:{park}"),
    ("operator", "clerk", "park:{park}"),
    ("clerk", "clerk", "park:{park}"),
    ("supervisor", "manager", "park:{park}"),
    ("leader", "clerk", "park:{park}"),
    ("auditor", "auditor", "region:999999"),
    ("applicant", "administrator", "all"),
]


def test_nobody_gives_more_than_they_have(
    world: World, user_of: Any, send: Any, figures: Figures
) -> None:
    query = select(Grant.role, Grant.park_id, Grant.region_id, Grant.organization_id)
    before = sorted(map(repr, db.session.execute(query)))
    count = 0
    for person, role, place in GRANTS:
        for target in (user_of("applicant").sign_in_name, user_of(person).sign_in_name):
            where = place.format(**world.codes)
            data = {"role": role, "place": where, "sign_in_name": target, "display_name": "某人"}
            answer = send(person, "/staff/new", data)
            count += 1
            assert answer.status_code in {403, 404, 422}, (person, role, place, answer.status_code)
    assert sorted(map(repr, db.session.execute(query))) == before
    data = {"role": "clerk", "place": f"park:{world.codes['park']}"}
    data["sign_in_name"] = user_of("applicant").sign_in_name
    assert send("manager", "/staff/new", data).status_code == 303  # what is in reach is given
    figures("duties: nobody gives more than they have", f"{count} tries, 0 went through")


def test_the_auditor_changes_nothing_but_the_own_account(
    app: Flask, world: World, send: Any, figures: Figures
) -> None:
    before = table_of(rows_of())
    count, wrong = 0, []
    for row in list_routes(app):
        own = row["endpoint"].startswith(OWN) or "anonymous" in row["roles"]
        if "POST" not in row["methods"] or own or row["endpoint"] in ANYBODY:
            continue
        answer = send("auditor", url_of(row, world), {})
        count += 1
        if answer.status_code != 403:
            wrong.append(f"{row['url']}: {answer.status_code}")
    assert not wrong, wrong
    assert table_of(rows_of()) == before
    figures("duties: the auditor changes nothing", f"{count} cases, 0 wrong")


OWN = ("accounts.", "portal.")
# Whoever has an account may apply for an organization of their own.
ANYBODY = frozenset({"intake.application_new"})


def url_of(row: dict[str, Any], world: World) -> str:
    kind = kind_of(row["endpoint"], row["url"]) or Kind("park", frozenset())
    roles = frozenset(row["roles"])
    route = Route(row["endpoint"], "POST", row["url"], row["move"] or "", roles, kind)
    return route.url(world).replace("<int:year>", "2026").replace("<day>", "2026-11-21")


# Rules are the administrator's work by their permissions (RULES_PROPOSE, RULES_DECIDE); all other
# content of the parks is not.
ADMINISTERS = frozenset(
    {
        # How many ends moved with the calendar; whose, only people of the parks read.
        "territory.calendar_change",
        "accounts.user_detail",
        "portal.rule_change_detail",
        "portal.rule_change_edit",
        "portal.rule_change_entry_list",
        "portal.rule_change_export",
        "portal.rule_change_file_edit",
        "portal.rule_change_new",
        "portal.rule_change_part_edit",
        "portal.rule_set_detail",
        "portal.rule_set_export",
    }
)


def test_the_administrator_reads_nothing_of_the_parks(
    app: Flask, world: World, figures: Figures
) -> None:
    browser = world.browser(app, "administrator")
    count, wrong = 0, []
    for route in routes_with_code(app):
        if route.method != "GET" or "anonymous" in route.roles or route.endpoint in ADMINISTERS:
            continue
        if route.endpoint in ANYBODY:
            continue
        answer = browser.get(route.url(world))
        count += 1
        if answer.status_code not in {403, 404}:
            wrong.append(f"{route.url(world)}: {answer.status_code}")
    for path in CONTENT:
        answer = browser.get(path)
        count += 1
        if answer.status_code != 403:
            wrong.append(f"{path}: {answer.status_code}")
    assert not wrong, wrong
    for words in ("银龄", "暖阳", "书香"):
        page = browser.get("/search", query_string={"q": words}).get_data(as_text=True)
        assert "青禾县" not in page.split("<main", 1)[1].replace("青禾县社会组织孵化园", "")
        count += 1
    figures("duties: the administrator reads nothing of the parks", f"{count} cases, 0 wrong")


CONTENT = (
    "/agreements",
    "/applications",
    "/audit",
    "/bookings",
    "/calls",
    "/decisions",
    "/experts",
    "/figures",
    "/imports",
    "/mentoring/sessions",
    "/objections",
    "/organizations",
    "/organizations/export.csv",
    "/registrations",
    "/residencies",
    "/reviews",
    "/stage-changes",
)
