"""Are messages one's own, read when opened, and never a way to another site?"""

from sqlalchemy import select

from incubator.kernel.db import db
from incubator.kernel.notices import Notice
from tests.portal.build import tell
from tests.statements import counted


def notices():
    return list(db.session.scalars(select(Notice).order_by(Notice.id)))


def test_a_message_is_read_when_it_is_opened_and_leads_on(build, client_for, post):
    user = build.user()
    tell(user)
    browser = client_for(user)
    page = browser.get("/messages")
    assert "王小禾" in page.text
    assert "message-new" in page.text
    assert notices()[0].read_at is None
    answer = post(browser, f"/messages/{notices()[0].code}/open", page="/messages")
    assert (answer.status_code, answer.location) == (303, "/due-dates")
    assert notices()[0].read_at is not None
    assert "message-new" not in browser.get("/messages").text


def test_messages_of_others_are_absent(build, client_for, post):
    user, other = build.user(), build.user()
    tell(user)
    browser = client_for(other)
    assert "王小禾" not in browser.get("/messages").text
    code = notices()[0].code
    assert post(browser, f"/messages/{code}/open", page="/messages").status_code == 404
    assert notices()[0].read_at is None


def test_a_message_never_leads_to_another_site(build, client_for, post):
    user = build.user()
    tell(user, url="//evil.example/x")
    answer = post(client_for(user), f"/messages/{notices()[0].code}/open", page="/messages")
    assert answer.location == "/messages"


def test_all_messages_are_marked_at_once(build, client_for, post):
    user, other = build.user(), build.user()
    tell(user, times=3)
    tell(other)
    assert post(client_for(user), "/messages/read", page="/messages").status_code == 303
    assert [row.read_at is None for row in notices()] == [False, False, False, True]


def test_the_list_is_paged_and_costs_the_same_for_one_and_sixty_rows(build, client_for):
    user = build.user()
    tell(user)
    browser = client_for(user)
    with counted() as one:
        browser.get("/messages")
    tell(user, times=60)
    with counted() as many:
        page = browser.get("/messages")
    assert len(one) == len(many) <= 8
    assert page.text.count('class="message ') == 25
    assert "after=" in page.text


def test_visitors_are_asked_to_sign_in(client):
    assert client.get("/messages").location == "/sign-in?next=/messages"
