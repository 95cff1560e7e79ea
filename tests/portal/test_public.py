"""What does a visitor see: the park, what is open, the notice on privacy, in both languages?"""

import pytest

from incubator.kernel.db import db, work
from tests.intake.build import make_call
from tests.statements import counted

CALL = "青禾县社会组织孵化园2026年第二批入驻招募"


@pytest.fixture
def park(build):
    build.user()
    return build.park()


@pytest.mark.postgres
def test_the_front_page_shows_the_only_park_and_its_open_call_with_days_left(park, client):
    call = make_call(park)
    page = client.get("/")
    assert page.status_code == 200
    assert park.name in page.text
    assert CALL in page.text
    assert "还剩 10 天（11月28日截止）" in page.text
    assert f"/parks/qinghe/calls/{call.code}" in page.text
    assert "0999-5550100" in page.text


def test_drafts_are_not_shown(park, client):
    make_call(park, published=False)
    assert CALL not in client.get("/").text


def test_several_parks_are_listed(park, build, client):
    build.park("second")
    page = client.get("/")
    assert "/parks/qinghe" in page.text
    assert "/parks/second" in page.text
    assert client.get("/parks/second").status_code == 200


def test_an_unknown_park_is_absent(park, client):
    assert client.get("/parks/nowhere").status_code == 404


def test_the_front_page_costs_the_same_for_one_and_ten_calls(park, client):
    make_call(park)
    with counted() as one:
        client.get("/")
    for _ in range(9):
        make_call(park)
    with counted() as many:
        client.get("/")
    assert len(one) == len(many) <= 15


def test_the_privacy_notice_tells_its_edition_and_names_the_operator(park, client):
    page = client.get("/privacy")
    assert "2025-01" in page.text
    assert "青禾社会工作服务中心" in page.text
    assert "{operator}" not in page.text


def test_the_language_is_kept_in_the_browser_and_for_the_person(park, build, client_for, post):
    user = build.user()
    browser = client_for(user)
    answer = post(browser, "/language", {"locale": "en", "next": "/due-dates"}, page="/due-dates")
    assert answer.location == "/due-dates"
    assert "Due dates" in browser.get("/due-dates").text
    db.session.refresh(user)
    assert user.locale == "en"


def test_the_language_switch_leads_nowhere_else(park, client, post):
    answer = post(client, "/language", {"locale": "en", "next": "https://evil.example/"})
    assert answer.location == "/"
    assert post(client, "/language", {"locale": "tlh"}).headers.get("Set-Cookie") is None


def test_open_demo_accounts_on_an_outside_address_are_announced(park, build, app, client):
    user = build.user()
    with work():
        user.is_demo = True
    assert "demo-banner" not in client.get("/").text
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = type(settings)(**{**vars_of(settings), "host": "0.0.0.0"})  # noqa: S104
    try:
        assert "demo-banner" in client.get("/").text
    finally:
        app.config["SETTINGS"] = settings


def vars_of(settings):
    return {name: getattr(settings, name) for name in settings.__dataclass_fields__}
