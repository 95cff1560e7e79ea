"""What do the pages of the place show, refuse and do: forms, moves, double posts, foreign rows."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from incubator.kernel import clock
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.kernel.waiting import collect
from incubator.space import actions as space
from incubator.space.bookings.models import Booking
from incubator.space.bookings.workflow import BookingStatus
from incubator.space.places.models import Desk, MeetingRoom, Zone
from incubator.space.places.queries import list_desk_lines
from tests.organizations.build import organization, owner
from tests.space.build import booked, place, resident, span, staff, stay
from tests.statements import count_queries


@pytest.fixture
def send(post):
    """Post with the token of a page that everybody in these tests may open."""
    return lambda browser, url, data=None: post(browser, url, data, page="/rooms/day")


def typed(here, **more):
    return {
        "organization": here.resident.code,
        "room": here.middle.code,
        "day": "2026-11-20",
        "start": "09:00",
        "minutes": "60",
        "people": "4",
        "title": "理事会会议",
        **more,
    }


def count(model=Booking) -> int:
    return db.session.scalar(select(func.count(model.id))) or 0


def test_booking_new_stores_and_leads_to_the_booking(build, client_for, send):
    here = place(build)
    answer = send(client_for(here.leader), "/bookings/new", typed(here))
    assert answer.status_code == 303
    booking = db.session.scalars(select(Booking)).one()
    assert answer.location == f"/bookings/{booking.code}"
    assert (booking.title, booking.organization_id) == ("理事会会议", here.resident.id)
    assert booking.booked_by_id == here.leader.id


def test_booking_new_prefills_what_was_tapped(build, client_for):
    here = place(build)
    url = f"/bookings/new?room={here.small.code}&on=2026-11-20&start=14:30"
    html = client_for(here.leader).get(url).get_data(as_text=True)
    assert f'<option selected value="{here.small.code}">' in html
    assert '<option selected value="14:30">' in html
    assert 'value="2026-11-20"' in html
    assert "请至少提前半天取消" in html  # the terms stand beside the form


def test_booking_new_clash_keeps_the_typing_and_one_tap_books_instead(build, client_for, send):
    here = place(build)
    other = resident(build, here.park, "青禾县爱心志愿者协会")
    booked(here.middle, span(), owner(build, other), organization=other)
    browser = client_for(here.leader)
    answer = send(browser, "/bookings/new", typed(here, title="财务辅导"))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "已被预约" in html
    assert "爱心" not in html
    assert 'value="财务辅导"' in html
    taps = re.findall(r'name="take"\s+value="([^"]+)"', html)
    assert taps[0] == f"{here.middle.code} 2026-11-20 10:00"
    again = send(browser, "/bookings/new", typed(here, title="财务辅导", take=taps[0]))
    assert again.status_code == 303
    mine = select(Booking).where(Booking.organization_id == here.resident.id)
    assert db.session.scalars(mine).one().start == "10:00"


def test_booking_new_refuses_beside_the_field(build, client_for, send):
    here = place(build)
    answer = send(client_for(here.leader), "/bookings/new", typed(here, people="30"))
    assert answer.status_code == 422
    assert "可容纳 8 人" in answer.get_data(as_text=True)
    bad = send(client_for(here.leader), "/bookings/new", typed(here, day="2026-02-30"))
    assert bad.status_code == 422
    assert count() == 0


def test_a_double_click_makes_one_booking_and_the_same_answer(build, client_for, send):
    here = place(build)
    browser = client_for(here.leader)
    first = send(browser, "/bookings/new", typed(here, once="k" * 16))
    second = send(browser, "/bookings/new", typed(here, once="k" * 16))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert count() == 1


def test_nobody_books_for_an_organization_that_is_not_theirs(build, client_for, send):
    here = place(build)
    other = resident(build, here.park, "青禾县爱心志愿者协会")
    answer = send(client_for(here.leader), "/bookings/new", typed(here, organization=other.code))
    assert answer.status_code == 404
    assert count() == 0


def test_without_a_residency_the_page_says_why(build, client_for):
    here = place(build)
    outside = organization(here.park, "青禾县未入驻志愿队")
    browser = client_for(owner(build, outside))
    for url in ("/bookings/new", "/rooms/day", "/rooms/week"):
        answer = browser.get(url)
        assert answer.status_code == 200
        assert "未入驻" in answer.get_data(as_text=True)


def test_a_foreign_booking_is_absent(build, client_for, send):
    here = place(build)
    booking = booked(here.middle, span(), here.leader, organization=here.resident)
    other = resident(build, here.park, "青禾县爱心志愿者协会")
    browser = client_for(owner(build, other))
    assert browser.get(f"/bookings/{booking.code}").status_code == 404
    assert browser.get(f"/bookings/{booking.code}/edit").status_code == 404
    assert send(browser, f"/bookings/{booking.code}/moves/cancel").status_code == 404
    assert booking.status is BookingStatus.BOOKED


def test_the_pages_of_the_place_are_for_its_staff(build, client_for, client):
    here = place(build)
    resident_browser = client_for(here.leader)
    desk = db.session.scalars(select(Desk).limit(1)).one()
    for url in ("/space-day", "/desks", "/zones", "/meeting-rooms", f"/desks/{desk.code}"):
        assert resident_browser.get(url).status_code == 403
        assert client.get(url).status_code == 303
    clerk = client_for(staff(build, here.park, Role.CLERK))
    assert clerk.get("/desks").status_code == 200
    assert clerk.get("/zones/new").status_code == 403


def test_staff_of_another_park_see_nothing_of_this_one(build, client_for):
    here = place(build)
    booking = booked(here.middle, span(), here.leader, organization=here.resident)
    other = build.park("elsewhere")
    browser = client_for(staff(build, other))
    assert browser.get(f"/bookings/{booking.code}").status_code == 404
    assert browser.get(f"/meeting-rooms/{here.middle.code}/edit").status_code == 404
    assert "青苗室" not in browser.get("/rooms/day?park=qinghe").get_data(as_text=True)


def test_room_day_shows_whose_booking_it_is_only_to_those_who_may_know(build, client_for):
    here = place(build)
    booked(here.middle, span(), here.leader, organization=here.resident, title="保密议题")
    other = resident(build, here.park, "青禾县爱心志愿者协会")
    url = "/rooms/day?on=2026-11-20"
    theirs = client_for(owner(build, other)).get(url).get_data(as_text=True)
    assert "已被预约" in theirs
    assert "保密议题" not in theirs
    assert "阳光" not in theirs
    assert "保密议题" in client_for(here.leader).get(url).get_data(as_text=True)
    operator = client_for(staff(build, here.park)).get(url).get_data(as_text=True)
    assert "青禾县阳光社会工作服务中心 · 保密议题" in operator
    assert f"/bookings/new?room={here.middle.code}&amp;on=2026-11-20&amp;start=10:00" in operator


def test_room_day_offers_nothing_in_the_past_or_beyond_the_horizon(build, client_for):
    here = place(build)
    browser = client_for(here.leader)
    for day in ("2026-11-17", "2026-12-19"):
        html = browser.get(f"/rooms/day?on={day}").get_data(as_text=True)
        assert "start=" not in html
    assert browser.get("/rooms/day?on=nonsense").status_code == 200


def test_booking_edit_moves_and_a_stale_form_is_told(build, client_for, send):
    here = place(build)
    booking = booked(here.middle, span(), here.leader, organization=here.resident)
    browser = client_for(here.leader)
    url = f"/bookings/{booking.code}/edit"
    facts = typed(here, start="14:00", version=str(booking.version))
    del facts["organization"]
    assert send(browser, url, facts).status_code == 303
    assert booking.start == "14:00"
    stale = send(browser, url, {**facts, "start": "16:00", "title": "另一个用途"})
    assert stale.status_code == 409
    assert "另一个用途" in stale.get_data(as_text=True)
    assert booking.start == "14:00"


def test_booking_edit_clash_offers_alternatives(build, client_for, send):
    here = place(build)
    booking = booked(here.middle, span(), here.leader, organization=here.resident)
    booked(here.middle, span("14:00"), here.leader, organization=here.resident)
    facts = typed(here, start="14:00", version=str(booking.version))
    answer = send(client_for(here.leader), f"/bookings/{booking.code}/edit", facts)
    assert answer.status_code == 409
    assert "15:00" in "".join(re.findall(r'name="take"\s+value="([^"]+)"', answer.text))


def test_booking_detail_offers_what_makes_sense_at_this_hour(build, client_for, send):
    here = place(build)
    booking = booked(here.middle, span(), here.leader, organization=here.resident)
    clerk = staff(build, here.park, Role.CLERK)
    browser = client_for(clerk)
    before = browser.get(f"/bookings/{booking.code}").get_data(as_text=True)
    assert "moves/cancel" in before
    assert "moves/mark_used" not in before
    clock.set_frozen(span().ends_at + timedelta(minutes=5))
    browser = client_for(clerk)
    after = browser.get(f"/bookings/{booking.code}").get_data(as_text=True)
    assert "moves/cancel" not in after
    assert "moves/mark_used" in after
    answer = send(browser, f"/bookings/{booking.code}/moves/mark_used", {"back": "day"})
    assert answer.location.startswith("/space-day?")
    assert booking.status is BookingStatus.USED
    assert send(browser, f"/bookings/{booking.code}/moves/unknown").status_code == 404


def test_a_resident_cannot_mark_its_own_booking(build, client_for, send):
    here = place(build)
    booking = booked(here.middle, span(), here.leader, organization=here.resident)
    clock.set_frozen(span().ends_at)
    browser = client_for(here.leader)
    assert send(browser, f"/bookings/{booking.code}/moves/mark_used").status_code == 403
    assert booking.status is BookingStatus.BOOKED


def test_what_waits(build):
    here = place(build)
    clerk = staff(build, here.park, Role.CLERK)
    operator = staff(build, here.park)
    booked(here.middle, span("14:00", day=clock.today()), here.leader, organization=here.resident)
    mine = [item.endpoint for item in collect(here.leader)]
    assert "space.booking_detail" in mine
    assert "space.booking_list" not in [item.endpoint for item in collect(clerk)]
    with work(by=SYSTEM):
        space.hold_desk(
            here.resident,
            stay(here.resident),
            park=here.park,
            starts_on=clock.today(),
            ends_on=clock.today(),
            by=SYSTEM,
        )
    clock.set_frozen(clock.now() + timedelta(days=1))
    assert "space.booking_list" in [item.endpoint for item in collect(clerk)]
    assert "space.desk_list" in [item.endpoint for item in collect(operator)]


def test_booking_list_pages_on_by_key(build, client_for):
    here = place(build)
    for number in range(26):
        booked(
            here.middle,
            span(day=clock.today() + timedelta(days=1 + number)),
            here.leader,
            organization=here.resident,
            title=f"第{number:02d}次例会",
        )
    browser = client_for(here.leader)
    html = browser.get("/bookings").get_data(as_text=True)
    assert "第24次例会" in html
    assert "第25次例会" not in html
    onward = re.search(r'href="(/bookings\?tab=upcoming&amp;after=[^"]+)"', html)
    assert onward is not None
    second = browser.get(onward[1].replace("&amp;", "&")).get_data(as_text=True)
    assert "第25次例会" in second
    assert "第24次例会" not in second


def test_the_place_is_set_up_page_by_page(build, client_for, send):
    park = build.park()
    browser = client_for(staff(build, park))
    assert "还没有分区" in browser.get("/zones").text
    zone_facts = {"name_zh": "联合办公区", "position": "1"}
    assert send(browser, "/zones/new", zone_facts).status_code == 303
    zone = db.session.scalars(select(Zone)).one()
    desk_facts = {"zone": zone.code, "label": "A-01", "is_open": "y"}
    assert send(browser, "/desks/new", desk_facts).status_code == 303
    room_facts = {
        "name": "同心厅",
        "zone": zone.code,
        "capacity": "20",
        "opens": "09:00",
        "closes": "18:00",
        "equipment": "投影仪\n白板",
        "is_open": "y",
    }
    assert send(browser, "/meeting-rooms/new", room_facts).status_code == 303
    found = db.session.scalars(select(MeetingRoom)).one()
    assert (found.opens_minute, found.closes_minute) == (540, 1080)
    assert found.equipment == ["投影仪", "白板"]
    edit = f"/meeting-rooms/{found.code}/edit"
    changed = {**room_facts, "capacity": "24", "version": str(found.version)}
    assert send(browser, edit, changed).status_code == 303
    assert found.capacity == 24
    assert send(browser, edit, {**changed, "capacity": "30"}).status_code == 409
    zone_url = f"/zones/{zone.code}/edit"
    renamed = {**zone_facts, "name_zh": "共享办公区", "version": str(zone.version)}
    assert send(browser, zone_url, renamed).status_code == 303
    for url in (zone_url, edit, "/zones", "/desks", "/meeting-rooms", "/desks/new", "/space-day"):
        assert browser.get(url).status_code == 200


def test_a_desk_is_given_and_taken_back(build, client_for, send):
    here = place(build)
    browser = client_for(staff(build, here.park))
    desk = list_desk_lines(here.park.id)[0].desk
    facts = {
        "organization": here.resident.code,
        "starts_on": "2026-11-18",
        "ends_on": "2027-06-30",
    }
    assert send(browser, f"/desks/{desk.code}/contracts/new", facts).status_code == 303
    assert send(browser, f"/desks/{desk.code}/contracts/new", facts).status_code == 409
    contract = list_desk_lines(here.park.id)[0].contract
    assert contract is not None
    assert "青禾县阳光社会工作服务中心" in browser.get("/space-day").text
    assert browser.get(f"/desks/{desk.code}").status_code == 200
    url = f"/desk-contracts/{contract.code}/moves/end"
    assert send(browser, url, {"reason": "协议到期"}).status_code == 303
    assert list_desk_lines(here.park.id)[0].contract is None
    edit = {"zone": desk.zone.code, "label": "A-09", "is_open": "y", "version": str(desk.version)}
    assert send(browser, f"/desks/{desk.code}/edit", edit).status_code == 303
    assert desk.label == "A-09"


def test_pages_ask_the_same_number_of_questions_for_1_and_30_bookings(build, client_for):
    here = place(build)
    urls = (
        "/rooms/day?on=2026-11-20",
        "/rooms/week?on=2026-11-20",
        "/bookings",
        "/space-day?on=2026-11-20",
    )
    booked(here.middle, span("08:00", 30), here.leader, organization=here.resident)
    browser = client_for(staff(build, here.park))
    few = [count_queries(browser, url) for url in urls]
    other = resident(build, here.park, "青禾县爱心志愿者协会")
    person = owner(build, other)
    for number in range(29):
        room_ = (here.large, here.small)[number % 2]
        minute = 8 * 60 + 30 * (number // 2)
        when = span(f"{minute // 60:02d}:{minute % 60:02d}", 30)
        booked(room_, when, person, organization=other)
    browser = client_for(staff(build, here.park))
    many = [count_queries(browser, url) for url in urls]
    assert many == few
    assert max(many) <= 15
