"""Is the calendar address private, shown once, revocable, and what it gives a sound calendar?"""

import re
from datetime import timedelta

import pytest

from incubator.kernel import clock
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.audit import AuditEvent
from incubator.kernel.db import db, work
from incubator.portal.feeds import ics
from incubator.portal.feeds.models import CalendarFeed
from tests.organizations.build import organization, residency

EDIT = "/due-dates/feed"


def make_address(browser, post):
    answer = post(browser, EDIT, {}, page=EDIT)
    assert answer.status_code == 200
    return re.findall(r"/feeds/([\w-]+)\.ics", answer.text)[0]


@pytest.fixture
def operator(build, park):
    return build.person(Role.OPERATOR, park=park)


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_the_address_is_shown_once_and_works_without_a_session(
    build, park, operator, client, client_for, post
):
    found = organization(park, "青禾县暖阳助老服务队，一队；二队")
    residency(found, park, ends_on=clock.today() + timedelta(days=20))
    browser = client_for(operator)
    token = make_address(browser, post)
    assert token not in browser.get(EDIT).text
    row = db.session.query(CalendarFeed).one()
    assert token not in row.token_hash
    answer = client.get(f"/feeds/{token}.ics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert "no-store" in answer.headers["Cache-Control"]
    lines = unfolded(answer.data)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert any(line.startswith("SUMMARY:") and "暖阳" in line for line in lines)
    assert "DTSTART;VALUE=DATE:20261208" in lines
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    audited = [str(row.changes) for row in db.session.query(AuditEvent)]
    assert not any(token in text for text in audited)


def test_it_holds_what_its_person_may_see_and_nothing_else(
    build, park, operator, client, client_for, post
):
    other = build.park("second")
    foreign = organization(other)
    residency(foreign, other, ends_on=clock.today() + timedelta(days=20))
    token = make_address(client_for(operator), post)
    assert foreign.name not in "".join(unfolded(client.get(f"/feeds/{token}.ics").data))


def test_a_new_address_ends_the_old_and_a_revoked_one_is_absent(operator, client, client_for, post):
    browser = client_for(operator)
    old = make_address(browser, post)
    new = make_address(browser, post)
    assert client.get(f"/feeds/{old}.ics").status_code == 404
    assert client.get(f"/feeds/{new}.ics").status_code == 200
    assert post(browser, f"{EDIT}/revoke", page=EDIT).status_code == 303
    assert client.get(f"/feeds/{new}.ics").status_code == 404


def test_a_closed_account_s_address_is_absent(operator, client, client_for, post):
    token = make_address(client_for(operator), post)
    with work(by=SYSTEM):
        db.session.merge(operator).is_active_account = False
    assert client.get(f"/feeds/{token}.ics").status_code == 404


def test_guessing_is_slowed_down(client, context, figures):
    answers = [client.get(f"/feeds/wrong{number}.ics").status_code for number in range(30)]
    assert set(answers[:20]) == {404}
    assert answers[-1] == 429
    figures("wrong calendar addresses until the wait", answers.index(429))


def test_lines_are_folded_at_75_octets_and_no_character_is_cut():
    line = "SUMMARY:" + "青禾县社会组织孵化园" * 20
    pieces = list(ics.folded(line))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert ics.escaped("a;b,c\\d\ne\x07\r") == "a\\;b\\,c\\\\d\\ne"
