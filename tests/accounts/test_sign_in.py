"""Does the door let the right people in, slowly enough for guessers, and tell nothing to strangers?"""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from incubator.accounts.gate import COOKIE
from incubator.accounts.models import SignInSession
from incubator.accounts.queries import hash_token
from incubator.kernel import clock
from incubator.kernel.access import Role
from incubator.kernel.db import db
from tests.conftest import token_of

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
    assert db.session.get_one(SignInSession, hash_token(token)).user_id == user.id
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


NEXTS = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "https:///evil.example",
    "\u3000//evil.example",
    "evil.example",
    "@evil.example",
    "/\x00/evil.example",
]


@pytest.mark.parametrize("target", NEXTS)
def test_next_leads_never_off_this_site(build, client, post, target):
    user = build.user()
    url = "/sign-in?" + urlencode({"next": target})
    page = client.get(url)
    assert "evil.example" not in page.text.split("<main")[1]
    answer = sign_in(client, post, user.sign_in_name, url=url)
    assert (answer.status_code, answer.location) == (303, "/home")
    assert client.get(url).location == "/home"


def test_next_within_the_site_is_followed(build, client, post):
    user = build.user()
    asked = client.get("/account?x=1")
    assert asked.location == "/sign-in?next=/account%3Fx%3D1"
    answer = sign_in(client, post, user.sign_in_name, url=asked.location)
    assert answer.location == "/account?x=1"


def test_an_account_bears_at_most_100_failures_a_day(build, app, post):
    user = build.user()
    start, failures = clock.now(), 0
    while clock.now() < start + timedelta(hours=24):
        answer = sign_in(app.test_client(), post, user.sign_in_name, "wrong")
        if answer.status_code == 422:
            failures += 1
        else:
            clock.set_frozen(clock.now() + timedelta(seconds=int(answer.headers["Retry-After"])))
    assert 50 < failures <= 100


def test_forwarded_address_of_strangers_is_not_believed(build, app, post):
    for number in range(31):
        browser = app.test_client()
        post(browser, "/sign-in", {"sign_in_name": f"137{number:08d}", "password": "x"})
    browser = app.test_client()
    answer = browser.post(
        "/sign-in",
        data={
            "csrf_token": token_of(browser.get("/sign-in")),
            "sign_in_name": "13600000000",
            "password": "x",
        },
        headers={"Origin": "http://localhost", "X-Forwarded-For": "203.0.113.9"},
    )
    assert answer.status_code == 429


def test_password_of_200_characters_and_more_is_refused_quickly(client, context, post):
    answer = sign_in(client, post, "13900000001", "x" * 100_000)
    assert answer.status_code == 422
