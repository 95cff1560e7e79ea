"""Is what was typed still there when the session ends in the middle of a form?"""

from datetime import timedelta

import pytest

from incubator.accounts.models import KeptForm
from incubator.kernel import clock
from incubator.kernel.access import Role
from incubator.kernel.db import db
from tests.conftest import token_of

PASSWORD = "correct horse battery staple"
URL = "/account/profile"
TYPED = {"display_name": "改过的名字", "phone": "0999-5551", "email": "", "locale": "zh_Hans"}


def send(browser, url, facts, token):
    headers = {"Origin": "http://localhost", "Referer": f"http://localhost{url}"}
    return browser.post(url, data={**facts, "csrf_token": token}, headers=headers)


@pytest.fixture
def user(build):
    return build.person(Role.CLERK, park=build.park())


@pytest.fixture
def interrupted(user, client_for):
    """A browser whose session ended between opening the form and sending it."""
    browser = client_for(user)
    token = token_of(browser.get(URL))
    clock.set_frozen(clock.now() + timedelta(minutes=31))
    answer = send(browser, URL, TYPED, token)
    assert answer.location == f"/sign-in?next={URL}"
    return browser


def sign_in(browser, user):
    page = browser.get(f"/sign-in?next={URL}")
    facts = {"sign_in_name": user.sign_in_name, "password": PASSWORD}
    return send(browser, f"/sign-in?next={URL}", facts, token_of(page))


def test_typing_comes_back_after_signing_in_and_can_be_saved(user, interrupted):
    assert "改过的名字" not in interrupted.get("/sign-in").text
    answer = sign_in(interrupted, user)
    assert answer.location == URL
    page = interrupted.get(URL)
    assert 'value="改过的名字"' in page.text
    assert 'value="0999-5551"' in page.text
    assert send(interrupted, URL, TYPED, token_of(page)).status_code == 303
    db.session.expire_all()
    assert user.display_name == "改过的名字"
    assert db.session.query(KeptForm).count() == 0
    assert interrupted.get_cookie("kept") is None


def test_sign_in_page_says_that_typing_is_kept(client, interrupted):
    assert "notice-waiting" in interrupted.get("/sign-in").text
    assert "notice-waiting" not in client.get("/sign-in").text


def test_typing_is_sealed_in_the_database(interrupted):
    row = db.session.query(KeptForm).one()
    assert "改过的名字".encode() not in row.sealed
    assert row.path == URL


def test_typing_is_shown_to_nobody_else(build, interrupted, client_for, user, app):
    other = build.user()
    sign_in(interrupted, other)
    assert "改过的名字" not in interrupted.get(URL).text
    elsewhere = client_for(user)
    assert "改过的名字" not in elsewhere.get(URL).text


def test_typing_is_offered_on_its_own_page_only(user, interrupted):
    sign_in(interrupted, user)
    assert "改过的名字" not in interrupted.get("/account/consents/bank_account").text


def test_typing_is_gone_after_30_minutes(user, interrupted):
    clock.set_frozen(clock.now() + timedelta(minutes=31))
    sign_in(interrupted, user)
    assert "改过的名字" not in interrupted.get(URL).text


def test_sealed_typing_cannot_be_moved_to_another_person(build, interrupted, user):
    row = db.session.query(KeptForm).one()
    thief = build.user()
    db.session.connection().exec_driver_sql(f"UPDATE kept_forms SET user_id = {thief.id}")
    db.session.commit()
    assert row is not None
    sign_in(interrupted, thief)
    page = interrupted.get(URL)
    assert page.status_code == 200
    assert "改过的名字" not in page.text


def test_passwords_are_never_kept(user, client_for):
    browser = client_for(user)
    token = token_of(browser.get("/account/password"))
    clock.set_frozen(clock.now() + timedelta(minutes=31))
    send(browser, "/account/password", {"old_password": "secret", "password": "secret2"}, token)
    assert db.session.query(KeptForm).count() == 0


def test_visitor_or_other_site_plants_nothing(client, user, client_for, build):
    token = token_of(client.get("/sign-in"))
    assert send(client, URL, TYPED, token).status_code == 303
    browser = client_for(user)
    clock.set_frozen(clock.now() + timedelta(minutes=31))
    browser.post(URL, data=TYPED, headers={"Origin": "https://evil.example"})
    assert db.session.query(KeptForm).count() == 0
