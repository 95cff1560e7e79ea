"""Does every request pass the gate: token, origin, headers, redirects, and the one act per form?"""

import re

import pytest
from flask import Flask

from incubator.kernel import web
from incubator.kernel.access import PUBLIC, SYSTEM, Role
from incubator.kernel.audit import AuditEvent
from incubator.kernel.db import db, work
from incubator.kernel.pages import HEADERS
from incubator.kernel.web import Room
from incubator.territory import actions
from incubator.territory.models import HouseRule
from tests.conftest import token_of

STAND_INS = {"code": "0" * 12, "int": "2026", "path": "x", "default": "x", "string": "x"}
PART = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
OWN = {"Origin": "http://localhost"}


def address(rule):
    return PART.sub(lambda part: STAND_INS[part.group(1) or "default"], rule.rule)


def rules_with(app, method):
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


@pytest.fixture
def browser(build, client_for):
    """Somebody with many roles, so that nothing but the token is in the way."""
    return client_for(build.person(Role.MANAGER, park=build.park()))


@pytest.fixture
def other_token(app):
    return token_of(app.test_client().get("/sign-in"))


@pytest.mark.pages
def test_every_act_needs_its_token_and_its_own_origin(app, browser, other_token, figures):
    token = token_of(browser.get("/account"))
    before = db.session.query(AuditEvent).count()
    cases = 0
    for rule in rules_with(app, "POST"):
        url = address(rule)
        tries = [
            (400, {}, OWN),
            (400, {"csrf_token": "wrong"}, OWN),
            (400, {"csrf_token": other_token}, OWN),
            (403, {"csrf_token": token}, {"Origin": "https://evil.example"}),
            (403, {"csrf_token": token}, {"Sec-Fetch-Site": "cross-site"}),
        ]
        for status, data, headers in tries:
            answer = browser.post(url, data=data, headers=headers)
            assert answer.status_code == status, (url, data, headers)
            cases += 1
    assert db.session.query(AuditEvent).count() == before
    assert cases >= 100
    figures("cross-site requests refused", cases)


@pytest.mark.pages
def test_every_answer_carries_the_headers(app, client, browser, figures):
    answers = 0
    urls = [address(rule) for rule in rules_with(app, "GET") if rule.endpoint != "static"]
    for who in (client, browser):
        for url in [*urls, "/nothing", "/parks/../x"]:
            check_headers(who.get(url), url)
            answers += 1
    for answer in error_answers(client):
        check_headers(answer, "error")
        answers += 1
    figures("answers with all security headers", answers)


def check_headers(answer, url):
    for name in HEADERS:
        assert name in answer.headers, (url, name)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy or "sandbox" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    if "Cache-Control" in answer.headers and answer.status_code == 200:
        assert "no-store" in answer.headers["Cache-Control"] or "max-age" in str(
            answer.headers["Cache-Control"]
        ), url


def error_answers(client):
    """400, 403, 405, 404, 413, 429 as they come out."""
    token = token_of(client.get("/sign-in"))
    yield client.post("/sign-in", data={})
    yield client.post("/sign-in", data={"csrf_token": token}, headers={"Origin": "null"})
    yield client.delete("/sign-in")
    yield client.get("/%00")
    yield client.post("/sign-in", data={"csrf_token": "x" * 3_000_000})
    wrong = {"csrf_token": token, "sign_in_name": "13900000001", "password": "x"}
    answers = [client.post("/sign-in", data=wrong) for _ in range(6)]
    assert answers[-1].status_code == 429
    yield answers[-1]


def test_private_pages_are_never_stored(browser):
    for url in ("/account", "/account/export", "/staff"):
        assert browser.get(url).headers["Cache-Control"] == "no-store"


def test_https_makes_cookies_secure_and_demands_https(app, client):
    settings = app.config["SETTINGS"]
    assert not settings.secure
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers


def test_route_without_a_permission_stops_the_start():
    app = Flask("test")
    web.install(app)
    room = Room("declared", "declared")
    room.get("/good", PUBLIC)(lambda: "good")
    web.add_room(app, room)
    app.extensions["access_by_endpoint"]["static"] = PUBLIC
    web.check_routes(app)
    app.add_url_rule("/bad", "bad", lambda: "bad")
    with pytest.raises(web.UndeclaredRouteError, match="bad"):
        web.check_routes(app)


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\r\n/evil.example",
        " /x",
        "javascript:alert(1)",
        "http:evil.example",
        "evil.example",
        "/x\x7f",
        "data:text/html,x",
        "/ //evil.example",
    ],
)
def test_unsafe_next_is_none(target):
    assert web.safe_next(target) is None


@pytest.mark.parametrize("target", ["/", "/home", "/a?b=//c", "/a#b", "/园区?q=青禾"])
def test_safe_next_is_kept(target):
    assert web.safe_next(target) == target


def test_visitor_is_sent_to_sign_in_whether_or_not_it_exists(client, build):
    rule = new_rule(build)
    for code in (rule.code, "0" * 12):
        answer = client.get(f"/house-rules/{code}/edit")
        assert answer.location == f"/sign-in?next=/house-rules/{code}/edit"


def new_rule(build, slug="qinghe"):
    park = build.park(slug)
    with work(by=SYSTEM):
        return actions.set_house_rule(park, number=1, title={"zh": "甲"}, text={"zh": "乙"})


def test_wrong_role_gets_403_and_foreign_the_same_as_absent(build, client_for):
    rule = new_rule(build)
    applicant = client_for(build.user())
    stranger = client_for(build.person(Role.OPERATOR, park=build.park("second")))
    assert applicant.get(f"/house-rules/{rule.code}/edit").status_code == 403
    foreign = stranger.get(f"/house-rules/{rule.code}/edit")
    absent = stranger.get(f"/house-rules/{'0' * 12}/edit")
    assert foreign.status_code == absent.status_code == 404
    strip = re.compile(r'(value|content)="[^"]*"')
    assert strip.sub("", foreign.text) == strip.sub("", absent.text)


def test_programs_get_json_and_people_get_pages(client, browser):
    asked = {"X-Requested-With": "fetch"}
    signed_out = client.get("/account", headers=asked)
    assert (signed_out.status_code, signed_out.json["ok"]) == (401, False)
    assert browser.get("/nothing", headers=asked).json["ok"] is False
    assert browser.get("/nothing").mimetype == "text/html"


def test_same_form_posted_twice_makes_one_row(build, client_for):
    park = build.park()
    browser = client_for(build.person(Role.OPERATOR, park=park))
    page = browser.get(f"/parks/{park.slug}/house-rules/new")
    once = re.findall(r'name="once"[^>]*value="([^"]+)"', page.text)[0]
    facts = {"number": "1", "title_zh": "甲", "text_zh": "乙", "once": once}
    answers = [
        browser.post(
            f"/parks/{park.slug}/house-rules/new",
            data={**facts, "csrf_token": token_of(page)},
            headers=OWN,
        )
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert db.session.query(HouseRule).count() == 1


def test_unknown_locale_and_overlong_address_are_harmless(client):
    assert client.get("/" + "x" * 5000).status_code == 404
    client.set_cookie("locale", "xx")
    assert client.get("/sign-in").status_code == 200
