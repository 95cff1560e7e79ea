"""Do sessions live on the server and end when they must? (fifteen cases)"""

from datetime import timedelta

import pytest

from incubator.accounts import actions
from incubator.accounts.gate import COOKIE
from incubator.accounts.models import SignInSession, User
from incubator.accounts.queries import hash_token
from incubator.kernel import clock
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work


def later(**span):
    clock.set_frozen(clock.now() + timedelta(**span))


def is_in(browser):
    return browser.get("/account").status_code == 200


def row_of(browser):
    return db.session.get_one(SignInSession, hash_token(browser.get_cookie(COOKIE).value))


@pytest.fixture
def user(build):
    return build.person(Role.CLERK, park=build.park())


@pytest.fixture
def browser(user, client_for):
    return client_for(user)


def test_idle_for_29_minutes_goes_on(browser):
    later(minutes=29)
    assert is_in(browser)


def test_idle_for_more_than_30_minutes_ends(browser):
    later(minutes=31)
    assert not is_in(browser)


def test_use_keeps_a_session_open(browser):
    for _ in range(4):
        later(minutes=20)
        assert is_in(browser)


def test_twelve_hours_are_the_end_even_in_use(browser):
    for _ in range(36):
        later(minutes=20)
        browser.get("/account")
    later(minutes=1)
    assert not is_in(browser)


def test_ended_by_idling_stays_ended(browser):
    later(minutes=31)
    assert not is_in(browser)
    assert not is_in(browser)


def test_ended_by_sign_out(browser, post):
    token = browser.get_cookie(COOKIE).value
    post(browser, "/sign-out", page="/account")
    browser.set_cookie(COOKIE, token)
    assert not is_in(browser)


def test_ended_by_password_change(user, browser):
    with work(by=SYSTEM):
        row = db.session.get_one(User, user.id)
        actions.set_password(row, actions.hash_password("x" * 16), is_long=True)
    assert not is_in(browser)


def test_ended_by_role_change(user, browser):
    with work(by=SYSTEM):
        actions.end_grant(db.session.get_one(User, user.id).active_grants[0], by=SYSTEM)
    assert not is_in(browser)


def test_ended_by_a_new_role_from_staff(build, user, browser):
    boss = build.person(Role.ADMINISTRATOR)
    with work(by=boss):
        row = db.session.get_one(User, user.id)
        park_id = row.active_grants[0].park_id
        actions.give_role(row, Role.OPERATOR, actions.Place(park_id=park_id), by=boss)
    assert not is_in(browser)


def test_ended_by_disabling(user, browser):
    with work(by=SYSTEM):
        actions.disable_user(db.session.get_one(User, user.id), by=SYSTEM)
    assert not is_in(browser)


def test_disabled_account_cannot_sign_in(user, client, post):
    with work(by=SYSTEM):
        actions.disable_user(db.session.get_one(User, user.id), by=SYSTEM)
    facts = {"sign_in_name": user.sign_in_name, "password": "correct horse battery staple"}
    assert post(client, "/sign-in", facts).status_code == 422


def test_request_in_flight_revives_nothing(browser):
    token = browser.get_cookie(COOKIE).value
    later(minutes=5)
    with work(by=SYSTEM):
        actions.end_session(db.session.get_one(SignInSession, hash_token(token)))
    before = row_of(browser).seen_at
    with work():
        actions.note_seen(token)
    assert row_of(browser).seen_at == before
    assert not is_in(browser)


def test_seen_is_written_once_a_minute_at_most(browser):
    start = row_of(browser).seen_at
    later(seconds=59)
    browser.get("/account")
    assert row_of(browser).seen_at == start
    later(seconds=1)
    browser.get("/account")
    assert row_of(browser).seen_at == clock.now()


def test_sessions_are_kept_as_hashes(browser):
    token = browser.get_cookie(COOKIE).value
    assert token not in str(vars(row_of(browser)))


def test_invented_token_opens_nothing(app, browser):
    stranger = app.test_client()
    for token in ("", "x", "0" * 64, row_of(browser).token_hash):
        stranger.set_cookie(COOKIE, token)
        assert not is_in(stranger)


def test_right_taken_during_the_request_no_longer_counts(build, user):
    with work(by=user) as session:
        row = session.get_one(User, user.id)
        row.is_active_account = False
        assert row.active_grants == []
        session.rollback()


def test_hat_changes_navigation_and_never_rights(build, user, client_for, post):
    park_id = db.session.get_one(User, user.id).active_grants[0].park_id
    with work(by=SYSTEM):
        row = db.session.get_one(User, user.id)
        actions.grant(row, Role.MANAGER, actions.Place(park_id=park_id), by=SYSTEM)
    browser = client_for(user)
    assert "/staff" in browser.get("/account").text
    clerk = next(g for g in user.active_grants if g.role is Role.CLERK)
    assert post(browser, "/hat", {"hat": clerk.code}, page="/account").status_code == 303
    assert 'href="/staff"' not in browser.get("/account").text
    assert browser.get("/staff").status_code == 200
    foreign = build.person(Role.ADMINISTRATOR).active_grants[0]
    post(browser, "/hat", {"hat": foreign.code}, page="/account")
    assert row_of(browser).hat == clerk.code
