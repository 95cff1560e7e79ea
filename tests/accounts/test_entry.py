"""Do sign-up, invitations and one-time links let in whom they should, once, and nobody else?"""

import re
from datetime import timedelta

import pytest

from incubator.accounts import actions
from incubator.accounts.gate import COOKIE
from incubator.accounts.models import Consent, LinkPurpose, OneTimeLink, User
from incubator.kernel import clock
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import Absent, NotAllowed, Refusal
from tests.conftest import token_of

FACTS = {
    "display_name": "周穗",
    "sign_in_name": "13812345678",
    "password": "rainy walk by the river",
    "agree": "y",
}


def test_sign_up_stores_account_and_consent_and_goes_on(client, context, post):
    answer = post(client, "/sign-up?next=/account", FACTS)
    assert (answer.status_code, answer.location) == (303, "/account")
    user = db.session.query(User).filter_by(sign_in_name="13812345678").one()
    row = db.session.query(Consent).filter_by(user_id=user.id).one()
    assert (row.kind, row.edition, row.given_at) == ("privacy_notice", "2025-01", clock.now())
    assert client.get("/account").status_code == 200


def test_sign_up_shows_the_dated_notice(client, build):
    park = build.park()
    page = client.get("/sign-up").text
    assert "个人信息处理告知书" in page
    assert "2025年1月1日" in page
    assert park.operator in page
    assert "{park}" not in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"agree": ""},
        {"display_name": " "},
        {"sign_in_name": "12345"},
        {"sign_in_name": "no-mail@"},
        {"password": "short"},
        {"password": "13812345678"},
    ],
)
def test_sign_up_refuses_and_keeps_what_was_typed(client, context, post, wrong):
    answer = post(client, "/sign-up", {**FACTS, **wrong})
    assert answer.status_code == 422
    assert FACTS["password"] not in answer.text
    assert db.session.query(User).count() == 0
    if "display_name" not in wrong:
        assert "周穗" in answer.text


def test_taken_name_is_told_in_words_and_slowed_down(client, build, post):
    user = build.user()
    facts = {**FACTS, "sign_in_name": user.sign_in_name}
    codes = [post(client, "/sign-up", facts).status_code for _ in range(22)]
    assert codes == [422] * 20 + [429] * 2
    assert db.session.query(User).count() == 1


def test_markup_in_a_name_is_text(client, context, post):
    post(client, "/sign-up", {**FACTS, "display_name": "<b onclick=x>周</b>"})
    page = client.get("/account").text
    assert "<b onclick" not in page
    assert "&lt;b onclick=x&gt;" in page


def issue(purpose, user=None, **more):
    with work(by=SYSTEM):
        return actions.issue_link(purpose, user, by=SYSTEM, **more)


def test_recovery_link_sets_a_password_once(client, app, build, client_for, post):
    user = build.user()
    elsewhere = client_for(user)
    url = f"/links/{issue(LinkPurpose.RECOVERY, user)}"
    assert client.get(url).status_code == 200
    assert client.get(url).status_code == 200
    assert post(client, url, {"password": "short"}, page=url).status_code == 422
    assert post(client, url, {"password": "a quiet green morning"}, page=url).status_code == 303
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    other = app.test_client()
    assert other.get(url).status_code == 404
    assert post(other, url, {"password": "another green morning"}).status_code == 404
    assert actions.is_password(user.password_hash, "a quiet green morning")


def test_links_end_with_their_time_and_with_a_newer_one(client, build):
    user = build.user()
    first = issue(LinkPurpose.RECOVERY, user)
    second = issue(LinkPurpose.RECOVERY, user)
    assert client.get(f"/links/{first}").status_code == 404
    assert client.get(f"/links/{second}").status_code == 200
    clock.set_frozen(clock.now() + timedelta(minutes=31))
    assert client.get(f"/links/{second}").status_code == 404


def test_links_are_stored_as_hashes_only(build):
    token = issue(LinkPurpose.RECOVERY, build.user())
    row = db.session.query(OneTimeLink).one()
    assert token not in str(vars(row))
    assert len(row.token_hash) == 64


def test_link_of_a_shut_account_opens_nothing(client, build):
    user = build.user()
    url = f"/links/{issue(LinkPurpose.RECOVERY, user)}"
    with work(by=SYSTEM):
        actions.disable_user(db.session.get_one(User, user.id), by=SYSTEM)
    assert client.get(url).status_code == 404


def test_leader_invites_and_the_colleague_joins_with_an_own_account(
    client, build, client_for, post
):
    leader = build.person(Role.LEADER, organization_id=7)
    with work(by=leader):
        token = actions.invite(organization_id=7, role=Role.MEMBER, by=leader)
    url = f"/links/{token}"
    member = build.user()
    browser = client_for(member)
    assert browser.get(url).status_code == 200
    assert post(browser, url, page=url).status_code == 303
    assert [(g.role, g.organization_id) for g in member.active_grants] == [(Role.MEMBER, 7)]
    assert client.get(url).status_code == 404


def test_invitation_makes_an_account_and_joins_in_one_act(client, build, post):
    leader = build.person(Role.LEADER, organization_id=7)
    with work(by=leader):
        token = actions.invite(organization_id=7, role=Role.LEADER, by=leader)
    url = f"/links/{token}"
    assert post(client, url, {**FACTS, "password": "short"}, page=url).status_code == 422
    assert post(client, url, FACTS, page=url).status_code == 303
    user = db.session.query(User).filter_by(sign_in_name="13812345678").one()
    assert [g.role for g in user.active_grants] == [Role.LEADER]
    assert client.get("/account").status_code == 200


def test_only_leaders_invite_and_only_into_their_organization(build):
    leader = build.person(Role.LEADER, organization_id=7)
    member = build.person(Role.MEMBER, organization_id=7)
    cases = [(leader, 8, Role.MEMBER), (member, 7, Role.MEMBER), (build.user(), 7, Role.LEADER)]
    for person, organization_id, role in cases:
        with pytest.raises(NotAllowed), work(by=person):
            actions.invite(organization_id=organization_id, role=role, by=person)
    with pytest.raises(Refusal), work(by=leader):
        actions.invite(organization_id=7, role=Role.MANAGER, by=leader)
    assert db.session.query(OneTimeLink).count() == 0


def test_leader_ends_memberships_but_the_last_leader_stays(build, client_for, post):
    leader = build.person(Role.LEADER, organization_id=7)
    member = build.person(Role.MEMBER, organization_id=7)
    browser = client_for(member)
    with work(by=leader):
        actions.end_membership(member.active_grants[0], by=leader)
    assert browser.get("/account").status_code == 303
    assert member.active_grants == []
    own = leader.active_grants[0]
    answer = post(client_for(leader), f"/account/roles/{own.code}/end", page="/account")
    assert answer.status_code == 422
    second = build.person(Role.LEADER, organization_id=7)
    assert second.active_grants
    answer = post(client_for(leader), f"/account/roles/{own.code}/end", page="/account")
    assert answer.status_code == 303
    assert leader.active_grants == []


def test_staff_roles_are_not_left_by_oneself(build, client_for, post):
    park = build.park()
    build.person(Role.MANAGER, park=park)
    manager = build.person(Role.MANAGER, park=park)
    code = manager.active_grants[0].code
    answer = post(client_for(manager), f"/account/roles/{code}/end", page="/account")
    assert answer.status_code == 404


def test_link_used_between_look_and_act_makes_nothing(build):
    token = issue(LinkPurpose.INVITATION, role=Role.MEMBER, organization_id=7)
    with work(by=SYSTEM):
        actions.use_link(token)
    with pytest.raises(Absent), work(by=SYSTEM):
        actions.accept_invitation(token, db.session.get_one(User, build.user().id))


def test_recovery_without_mail_names_the_park(client, build):
    park = build.park()
    page = client.get("/recovery").text
    assert park.phone in page
    assert "<form" not in page.split("<main")[1]


def test_link_address_is_never_the_request_host(app, build):
    operator = build.person(Role.OPERATOR, park=build.park())
    person = build.user()
    with work():
        token = actions.open_session(operator)
    browser, base = app.test_client(), "http://evil.example"
    browser.set_cookie(COOKIE, token, domain="evil.example")
    answer = browser.post(
        f"/sign-in-links?q={person.sign_in_name}",
        data={
            "user": person.code,
            "csrf_token": token_of(browser.get("/account", base_url=base)),
        },
        headers={"Origin": base},
        base_url=base,
    )
    assert re.search(r"http://localhost/links/[\w-]{43}", answer.text)
    assert "evil.example/links" not in answer.text
