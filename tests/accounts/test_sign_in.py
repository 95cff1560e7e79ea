"""Does the door let the right people in, slowly enough for guessers, and tell nothing to strangers?"""

from datetime import timedelta

import pytest

from incubator.accounts.gate import COOKIE
from incubator.accounts.models import SignInSession
from incubator.accounts.queries import hash_token
from incubator.kernel import clock
from incubator.kernel.access import Role
from incubator.kernel.db import db

FULL_WIDTH = "".join(chr(0xFF10 + int(digit)) for digit in "13900000001")
PASSWORD = "correct horse battery staple"


def sign_in(browser, post, name, password=PASSWORD, url="/sign-in", **more):
    return post(browser, url, {"sign_in_name": name, "password": password}, **more)


def test_right_password_opens_home(build, client, post):
    user = build.person(Role.OPERATOR, park=build.park())
    answer = sign_in(client, post, user.sign_in_name)
    assert (answer.status_code, answer.location) == (303, "/home")
    assert client.get("/home").status_code == 200
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith(f"{COOKIE}="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    "typed", [" 139 0000 0001 ", "+8613900000001", FULL_WIDTH, "139-0000-0001"]
)
def test_name_is_read_as_people_type_it(build, client, post, typed):
    user = build.user()
    assert user.sign_in_name == "13900000001"
    assert sign_in(client, post, typed).status_code == 303


def test_sign_in_starts_a_new_session_and_a_new_visit(build, client, post):
    user = build.user()
    before = client.get("/sign-in").get_data(as_text=True)
    client.set_cookie(COOKIE, "planted-by-somebody")
    sign_in(client, post, user.sign_in_name)
    token = client.get_cookie(COOKIE).value
    assert token != "planted-by-somebody"
    assert db.session.get(SignInSession, hash_token("planted-by-somebody")) is None
    assert db.session.get(SignInSession, hash_token(token)).user_id == user.id
    old = before.split('name="csrf-token" content="')[1].split('"')[0]
    answer = client.post("/sign-out", data={"csrf_token": old})
    assert answer.status_code == 400


def test_sign_out_ends_the_session_on_the_server(build, client, post):
    user = build.user()
    sign_in(client, post, user.sign_in_name)
    token = client.get_cookie(COOKIE).value
    assert post(client, "/sign-out", page="/home").status_code == 303
    assert client.get_cookie(COOKIE) is None
    client.set_cookie(COOKIE, token)
    assert client.get("/home").status_code == 303


def test_five_tries_are_free_then_the_wait_doubles(build, client, post):
    user, other = build.user(), build.user()
    codes = [sign_in(client, post, user.sign_in_name, "wrong").status_code for _ in range(12)]
    assert codes == [422] * 5 + [429] * 7
    assert sign_in(client, post, user.sign_in_name).status_code == 429
    assert sign_in(client, post, other.sign_in_name).status_code == 303


def test_wait_ends_by_itself(build, app, post):
    user = build.user()
    for _ in range(5):
        sign_in(app.test_client(), post, user.sign_in_name, "wrong")
    assert sign_in(app.test_client(), post, user.sign_in_name).status_code == 429
    clock.set_frozen(clock.now() + timedelta(seconds=31))
    assert sign_in(app.test_client(), post, user.sign_in_name).status_code == 303


def test_unknown_name_and_wrong_password_answer_alike(build, client, post):
    user = build.user()
    wrong = sign_in(client, post, user.sign_in_name, "wrong")
    unknown = sign_in(client, post, "13999999999", "wrong")
    shown = [
        answer.get_data(as_text=True).split("<h1>")[1].replace(name, "").split("csrf_token")[0]
        for answer, name in ((wrong, user.sign_in_name), (unknown, "13999999999"))
    ]
    assert wrong.status_code == unknown.status_code == 422
    assert shown[0] == shown[1]
