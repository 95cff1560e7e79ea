"""Is an identity document kept with consent only, shown masked, opened with a reason, and nowhere else?"""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.audit import AuditEvent
from incubator.kernel.db import db, work
from incubator.kernel.errors import Refusal
from incubator.kernel.identifiers import DocumentType, resident_id_check
from incubator.organizations import actions as organizations
from incubator.organizations.identities import actions, queries
from incubator.organizations.identities.models import IdentityDocument
from incubator.organizations.rules import PersonFacts
from tests.organizations.build import organization, owner, residency

NUMBER = "11010519491231002X"
MASKED = "110105********002X"


def resident(n):
    """A number that nobody has: region 999999 does not exist."""
    born = date(1960, 1, 1) + timedelta(days=n * 7 % 15000)
    first = f"999999{born:%Y%m%d}{n % 1000:03d}"
    return first + resident_id_check(first)


@pytest.fixture
def team(park):
    found = organization(park)
    residency(found, park)
    return found


@pytest.fixture
def person(team):
    with work(by=SYSTEM):
        return organizations.add_person(team, PersonFacts("陈禾", "理事长"), by=SYSTEM)


@pytest.fixture
def leader(build, team, client_for):
    return client_for(owner(build, team))


def keep(person, number=NUMBER, kind=DocumentType.RESIDENT_ID):
    with work(by=SYSTEM):
        return actions.keep_identity(person, kind, number, consented=True, by=SYSTEM)


def url(person, end=""):
    return f"/organization-people/{person.code}/identity{end}"


def test_identity_edit_keeps_a_number_masked_with_the_consent(person, leader, post):
    fields = {"kind": "resident_id", "number": " 110105 19491231 002x ", "agree": "y"}
    assert post(leader, url(person), fields).status_code == 303
    answer = leader.get(url(person))
    html = answer.get_data(as_text=True)
    assert MASKED in html
    assert NUMBER not in html
    assert answer.headers["Cache-Control"] == "no-store"
    row = db.session.scalars(select(IdentityDocument)).one()
    assert row.consent_edition == "2026-01"
    assert row.recorded_by_id is not None
    assert queries.find_by_number(NUMBER) == [row]
    assert queries.find_by_number(resident(1)) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"number": "110105194912310021"}, "身份证号码不对"),
        ({"number": "110105194902300021"}, "身份证号码不对"),
        ({"number": NUMBER, "agree": ""}, "没有本人单独同意，不能录入"),
        ({"number": "12", "kind": "passport"}, "号码与所选证件类型不符"),
        ({"number": ""}, "请填写"),
    ],
)
def test_identity_edit_says_beside_the_field_what_is_wrong(person, leader, post, fields, words):
    sent = {"kind": "resident_id", "agree": "y", **fields}
    answer = post(leader, url(person), {name: value for name, value in sent.items() if value})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert db.session.scalars(select(IdentityDocument)).all() == []


def test_identity_open_needs_a_reason_and_is_recorded_without_the_number(person, leader, post):
    keep(person)
    answer = post(leader, url(person, "/opening"), {"reason": ""})
    assert answer.status_code == 422
    assert NUMBER not in answer.get_data(as_text=True)
    answer = post(leader, url(person, "/opening"), {"reason": "填写负责人备案表"})
    assert answer.status_code == 200
    assert NUMBER in answer.get_data(as_text=True)
    rows = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "identity_documents.identity_opened")
    ).all()
    assert [row.reason for row in rows] == ["填写负责人备案表"]
    assert rows[0].organization_id == person.organization_id
    everything = db.session.scalars(select(AuditEvent)).all()
    assert NUMBER not in str([(row.changes, row.reason) for row in everything])
    assert leader.get(url(person, "/opening")).status_code == 405


def test_whoever_may_not_open_it_gets_the_same_refusal(
    person, park, team, build, client_for, post, figures
):
    keep(person)
    other = organization(park, "青禾县别家互助队")
    roles = {
        "member": build.person(Role.MEMBER, organization_id=team.id),
        "clerk": build.person(Role.CLERK, park=park),
        "supervisor": build.person(Role.SUPERVISOR, park=park),
        "auditor": build.person(Role.AUDITOR, park=park),
        "expert": build.person(Role.EXPERT, park=park),
        "administrator": build.person(Role.ADMINISTRATOR),
        "applicant": build.user(),
    }
    for name, user in roles.items():
        browser = client_for(user)
        with_document = post(browser, url(person, "/opening"), {"reason": "想看一看"})
        assert with_document.status_code == 403, name
        assert browser.get(url(person)).status_code == 403, name
    stranger = client_for(build.person(Role.LEADER, organization_id=other.id))
    assert post(stranger, url(person, "/opening"), {"reason": "想看一看"}).status_code == 404
    absent = "/organization-people/000000000000/identity/opening"
    assert post(stranger, absent, {"reason": "想看一看"}).status_code == 404
    figures("roles refused an identity document", f"{len(roles)} with 403, a stranger with 404")


def test_a_member_sees_no_link_and_lists_show_no_number(person, team, build, client_for, park):
    keep(person)
    member = client_for(build.person(Role.MEMBER, organization_id=team.id))
    operator = client_for(build.person(Role.OPERATOR, park=park))
    for browser in (member, operator):
        for page in ("/people", ""):
            html = browser.get(f"/organizations/{team.code}{page}").get_data(as_text=True)
            assert NUMBER not in html
            assert MASKED not in html
    page = f"/organizations/{team.code}/people"
    assert "/identity" not in member.get(page).get_data(as_text=True)
    assert url(person) in operator.get(page).get_data(as_text=True)


def test_a_document_can_be_deleted_at_any_time(person, leader, post):
    keep(person)
    assert post(leader, url(person, "/removal")).status_code == 303
    assert db.session.scalars(select(IdentityDocument)).all() == []
    assert post(leader, url(person, "/opening"), {"reason": "填写备案表"}).status_code == 404


def test_a_document_without_its_key_says_so_and_the_page_stands(app, person, leader):
    keep(person)
    settings = app.config["SETTINGS"]
    settings.key("vault-9")
    (settings.keys / "vault-1.key").unlink()
    assert "本机没有对应的密钥" in leader.get(url(person)).get_data(as_text=True)


def test_without_consent_nothing_is_kept(person):
    with pytest.raises(Refusal), work(by=SYSTEM):
        actions.keep_identity(person, DocumentType.RESIDENT_ID, NUMBER, consented=False, by=SYSTEM)


def test_no_file_of_the_installation_holds_a_number(app, team, figures):
    numbers = [resident(n) for n in range(1000)]
    with work(by=SYSTEM):
        for n, number in enumerate(numbers):
            facts = PersonFacts(f"测试{n}", "理事")
            one = organizations.add_person(team, facts, by=SYSTEM)
            actions.keep_identity(one, DocumentType.RESIDENT_ID, number, consented=True, by=SYSTEM)
    assert len(set(numbers)) == 1000
    data = app.config["SETTINGS"].data
    files = [path for path in data.rglob("*") if path.is_file()]
    assert any(path.name.endswith("-wal") and path.stat().st_size for path in files)
    content = b"".join(path.read_bytes() for path in files)
    found = [number for number in numbers if number.encode() in content]
    assert found == []
    assert "测试999".encode() in content
    figures("planted identity numbers found in the data folder", f"{len(found)} of {len(numbers)}")
