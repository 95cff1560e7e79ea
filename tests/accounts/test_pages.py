"""Do the pages of the account, of staff and of the audit open and act for the right people?"""

import json
import re

import pytest

from incubator.accounts import actions
from incubator.accounts.models import Consent, Grant, SignInSession, User
from incubator.accounts.queries import find_user
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.territory import actions as territory
from incubator.territory.models import RegionLevel

PASSWORD = "correct horse battery staple"
OWN = [
    "/account",
    "/account/profile",
    "/account/password",
    "/account/sessions",
    "/account/consents",
    "/account/consents/bank_account",
]


@pytest.mark.parametrize("url", OWN)
def test_own_pages_open_for_everybody(build, client_for, url):
    assert client_for(build.user()).get(url).status_code == 200


def test_profile_is_changed_and_a_stale_copy_is_told(build, client_for, post):
    user = build.user()
    browser = client_for(user)
    version = re.findall(r'name="version"[^>]*value="(\d+)"', browser.get("/account/profile").text)
    facts = {"display_name": "李青", "phone": "13900001234", "locale": "en", "version": version[0]}
    assert post(browser, "/account/profile", facts, page="/account").status_code == 303
    assert (user.display_name, user.phone, user.locale) == ("李青", "13900001234", "en")
    stale = post(browser, "/account/profile", {**facts, "display_name": "王禾"}, page="/account")
    assert stale.status_code == 409
    assert "王禾" in stale.text
    assert user.display_name == "李青"


def test_password_change_ends_other_sessions_and_renews_this_one(build, client_for, post):
    user = build.user()
    here, there = client_for(user), client_for(user)
    new = "another long sentence 42"
    answer = post(
        here,
        "/account/password",
        {"old_password": PASSWORD, "password": new},
        page="/account/password",
    )
    assert answer.status_code == 303
    assert there.get("/account").status_code == 303
    assert here.get("/account").status_code == 200
    assert actions.is_password(user.password_hash, new)


def test_password_change_needs_the_present_one(build, client_for, post):
    user = build.user()
    browser = client_for(user)
    facts = {"old_password": "wrong", "password": "another long sentence 42"}
    codes = [
        post(browser, "/account/password", facts, page="/account").status_code for _ in range(7)
    ]
    assert set(codes) == {422}
    assert actions.is_password(user.password_hash, PASSWORD)
    facts["old_password"] = PASSWORD
    assert post(browser, "/account/password", facts, page="/account").status_code == 422


def test_sessions_are_listed_and_ended_one_by_one(build, client_for, post):
    user, stranger = build.user(), build.user()
    here, there = client_for(user), client_for(user)
    assert here.get("/account/sessions").text.count("/end") == 1
    code = next(
        row.code
        for row in db.session.query(SignInSession).filter_by(user_id=user.id)
        if f"/account/sessions/{row.code}/end" in here.get("/account/sessions").text
    )
    foreign = post(client_for(stranger), f"/account/sessions/{code}/end", page="/account")
    assert foreign.status_code == 404
    assert post(here, f"/account/sessions/{code}/end", page="/account").status_code == 303
    assert there.get("/account").status_code == 303
    assert here.get("/account").status_code == 200


def test_all_other_sessions_end_at_once(build, client_for, post):
    user = build.user()
    here, others = client_for(user), [client_for(user), client_for(user)]
    assert post(here, "/account/sessions", page="/account").status_code == 303
    assert [browser.get("/account").status_code for browser in others] == [303, 303]
    assert here.get("/account").status_code == 200


def test_sensitive_consent_is_asked_alone_and_can_be_withdrawn(build, client_for, post):
    user = build.user()
    browser, url = client_for(user), "/account/consents/bank_account"
    assert post(browser, url, {}, page=url).status_code == 422
    assert post(browser, url, {"agree": "y"}, page=url).status_code == 303
    row = db.session.query(Consent).filter_by(user_id=user.id, kind="bank_account").one()
    assert (row.edition, row.withdrawn_at) == ("2025-01", None)
    assert post(browser, url, {}, page=url).status_code == 303
    db.session.refresh(row)
    assert row.withdrawn_at is not None
    assert browser.get("/account/consents/none").status_code == 404


def test_export_holds_everything_and_no_secret(build, client_for):
    user = build.person(Role.OPERATOR, park=build.park())
    answer = client_for(user).get("/account/export")
    data = json.loads(answer.data)
    assert data["account"]["sign_in_name"] == user.sign_in_name
    assert [row["role"] for row in data["roles"]] == ["operator"]
    assert len(data["sessions"]) == 1
    assert "password_hash" not in answer.text
    assert "token_hash" not in answer.text
    assert "attachment" in answer.headers["Content-Disposition"]


def staff_form(park, **more):
    return {
        "sign_in_name": "13812345678",
        "display_name": "周穗",
        "role": "operator",
        "place": f"park:{park.code}",
        **more,
    }


def test_manager_gives_a_role_and_hands_over_the_link(build, client_for, client, post):
    park = build.park()
    manager = client_for(build.person(Role.MANAGER, park=park))
    answer = post(manager, "/staff/new", staff_form(park), page="/staff/new")
    assert answer.status_code == 200
    link = re.findall(r"/links/[\w-]{43}", answer.text)[0]
    assert "data:image/svg+xml" in answer.text
    user = db.session.query(User).filter_by(sign_in_name="13812345678").one()
    assert [(g.role, g.park_id) for g in user.active_grants] == [(Role.OPERATOR, park.id)]
    assert "周穗" in manager.get("/staff").text
    opened = client.get(link)
    assert opened.status_code == 200
    facts = {"password": "a sentence of my own 7"}
    assert post(client, link, facts, page=link).status_code == 303
    assert client.get("/home").status_code == 200
    assert client.get(link).status_code == 404


def test_manager_gives_nothing_beyond_the_own_park(build, client_for, post):
    park, other = build.park(), build.park("second")
    manager = client_for(build.person(Role.MANAGER, park=park))
    page = manager.get("/staff/new").text
    assert f"park:{other.code}" not in page
    assert "administrator" not in page
    for facts in (
        staff_form(other),
        staff_form(park, role="administrator"),
        staff_form(park, role="supervisor", place="region:999999"),
    ):
        assert post(manager, "/staff/new", facts, page="/staff/new").status_code == 422
    assert find_user("13812345678") is None


def test_manager_ends_roles_of_the_own_park_only(build, client_for, post):
    park, other = build.park(), build.park("second")
    manager = build.person(Role.MANAGER, park=park)
    own = build.person(Role.CLERK, park=park).active_grants[0]
    foreign = build.person(Role.CLERK, park=other).active_grants[0]
    browser = client_for(manager)
    assert post(browser, f"/staff/{foreign.code}/end", page="/staff").status_code == 404
    assert post(browser, f"/staff/{own.code}/end", page="/staff").status_code == 303
    last = manager.active_grants[0]
    assert post(browser, f"/staff/{last.code}/end", page="/staff").status_code == 422
    assert db.session.get_one(Grant, last.id).ended_at is None


def test_administrator_gives_all_roles_and_shuts_accounts(build, client_for, post):
    park = build.park()
    boss = build.person(Role.ADMINISTRATOR)
    browser = client_for(boss)
    facts = staff_form(park, role="auditor", place="region:999999")
    assert post(browser, "/staff/new", facts, page="/staff/new").status_code == 200
    user = build.person(Role.OPERATOR, park=park)
    theirs = client_for(user)
    assert user.display_name in browser.get("/users").text
    assert browser.get(f"/users/{user.code}").status_code == 200
    assert user.sign_in_name not in browser.get(f"/users/{user.code}").text
    shut = post(browser, f"/users/{user.code}/moves/disable", page="/users")
    assert shut.status_code == 303
    assert theirs.get("/account").status_code == 303
    assert post(browser, f"/users/{user.code}/moves/enable", page="/users").status_code == 303
    assert post(browser, f"/users/{user.code}/moves/delete", page="/users").status_code == 404
    assert post(browser, f"/users/{boss.code}/moves/disable", page="/users").status_code == 422


def test_operator_shows_a_link_but_never_for_more_power(build, client_for, post):
    park = build.park()
    operator = build.person(Role.OPERATOR, park=park)
    browser = client_for(operator)
    applicant = build.user("刘望")
    manager = build.person(Role.MANAGER, park=park)
    url = f"/sign-in-links?q={applicant.sign_in_name}"
    assert "刘望" in browser.get(url).text
    answer = post(browser, url, {"user": applicant.code}, page="/account")
    assert re.search(r"/links/[\w-]{43}", answer.text)
    for person in (manager, operator, build.person(Role.CLERK, park=build.park("second"))):
        page = browser.get(f"/sign-in-links?q={person.sign_in_name}")
        assert person.code not in page.text
        refused = post(
            browser,
            f"/sign-in-links?q={person.sign_in_name}",
            {"user": person.code},
            page="/account",
        )
        assert refused.status_code == 404


def test_auditor_reads_masked_and_filters(build, client_for):
    park = build.park()
    auditor = client_for(build.person(Role.AUDITOR, park=park))
    user = build.user("何苗")
    page = auditor.get("/audit")
    assert page.status_code == 200
    assert user.sign_in_name not in page.text
    assert "argon2" not in page.text
    only = auditor.get("/audit?subject=parks").text
    assert "parks.created" in only
    assert "users.created" not in only
    assert "users.created" not in auditor.get("/audit?day=2020-01-01").text
    assert auditor.get("/audit?day=30-02&after=x").status_code == 200


def test_auditor_sees_no_other_region(build, client_for):
    build.park()
    auditor = client_for(build.person(Role.AUDITOR, park=build.park("second")))
    with work(by=SYSTEM):
        far = territory.add_region(
            code="110000", name="远省", level=RegionLevel.PROVINCE, parent=None
        )
        territory.found_park(territory.ParkFacts(name="远园", slug="far"), region=far, by=SYSTEM)
    page = auditor.get("/audit?subject=parks").text
    assert "second" in page
    assert "远园" not in page


@pytest.mark.parametrize("url", ["/staff", "/staff/new", "/users", "/sign-in-links", "/audit"])
def test_applicants_see_no_staff_page(build, client_for, url):
    assert client_for(build.user()).get(url).status_code == 403


def test_long_password_is_demanded_with_a_new_role(build, client_for, post):
    user = build.user()
    with work(by=SYSTEM):
        db.session.get_one(User, user.id).has_long_password = False
        actions.grant(
            db.session.get_one(User, user.id),
            Role.OPERATOR,
            actions.Place(park_id=build.park().id),
            by=SYSTEM,
        )
    browser = client_for(user)
    assert browser.get("/home").location == "/account/password"
    facts = {"old_password": PASSWORD, "password": "short but 10"}
    assert post(browser, "/account/password", facts, page="/account").status_code == 422
    facts["password"] = "long enough for an operator"
    assert post(browser, "/account/password", facts, page="/account").status_code == 303
    assert browser.get("/home").status_code == 200
