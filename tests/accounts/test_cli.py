"""Do the commands for people, and the nightly tasks, do what they say?"""

import re
from datetime import timedelta

import pytest
from click.testing import CliRunner

from incubator.accounts import actions, tasks
from incubator.accounts.cli import user as user_group
from incubator.accounts.models import SignInSession, User
from incubator.kernel import audit, clock, throttle
from incubator.kernel.access import Role
from incubator.kernel.db import db, work
from incubator.kernel.throttle import Throttle

PASSWORD = "a long enough sentence"


def run(app, *arguments, password=PASSWORD):
    return CliRunner().invoke(
        user_group, ["create", *arguments], obj=lambda: app, input=f"{password}\n"
    )


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("manager", ("--park", "qinghe")),
        ("supervisor", ("--region", "999999")),
        ("administrator", ()),
        ("applicant", ()),
    ],
)
def test_user_create_gives_the_role_at_its_place(app, build, role, place):
    park = build.park()
    made = run(app, "--login", "13812345678", "--name", "周穗", "--role", role, *place)
    assert made.exit_code == 0, made.output
    user = db.session.query(User).filter_by(sign_in_name="13812345678").one()
    assert actions.is_password(user.password_hash, PASSWORD)
    assert [grant.role.value for grant in user.active_grants] == [role] * (role != "applicant")
    if role == "manager":
        assert user.active_grants[0].park_id == park.id


@pytest.mark.parametrize(
    "arguments",
    [
        ("--login", "123", "--name", "周穗"),
        ("--login", "13812345678", "--name", "周穗", "--role", "manager"),
        ("--login", "13812345678", "--name", "周穗", "--role", "manager", "--park", "none"),
        ("--login", "13812345678", "--name", "周穗", "--role", "auditor", "--region", "1"),
        ("--login", "13812345678", "--name", "周穗", "--role", "leader"),
        ("--login", "13812345678", "--name", "周穗", "--role", "emperor"),
        ("--login", "13900000001", "--name", "周穗"),
    ],
)
def test_user_create_refuses_in_words(app, build, arguments):
    build.park()
    build.user()
    made = run(app, *arguments)
    assert made.exit_code != 0
    assert "Traceback" not in made.output
    assert db.session.query(User).count() == 1


def test_user_create_refuses_a_weak_password(app, build):
    build.park()
    options = ("--login", "13812345678", "--name", "周穗", "--role", "manager", "--park", "qinghe")
    assert run(app, *options, password="twelve chars").exit_code == 1
    assert db.session.query(User).count() == 0


def test_user_create_prints_a_link_that_opens(app, client, context):
    made = run(app, "--login", "zhou@example.org", "--name", "周穗", "--link")
    link = re.findall(r"http://localhost(/links/[\w-]{43})", made.output)[0]
    assert client.get(link).status_code == 200


def test_night_tidies_up_and_anchors_the_audit(build):
    user = build.person(Role.CLERK, park=build.park())
    with work():
        actions.open_session(user)
        throttle.fail("k")
    clock.set_frozen(clock.now() + timedelta(days=181))
    with work():
        tasks.tidy()
        tasks.anchor()
    try:
        assert db.session.query(SignInSession).count() == 0
        assert db.session.query(Throttle).count() == 0
        assert len(audit.read_anchors()) == 1
    finally:
        audit.anchor_file().unlink()
