"""The pages of the place as a whole: the operator's day, what waits, and where the entries lead."""

from collections.abc import Iterator

from flask import request, url_for
from werkzeug.wrappers import Response

from incubator.kernel import access, clock, navigation, web
from incubator.kernel.access import Person
from incubator.kernel.navigation import Entry, Platform
from incubator.kernel.text import lazy, ngettext
from incubator.kernel.waiting import Waiting, offers
from incubator.space.bookings import views as booking_pages
from incubator.space.bookings.queries import lines_of_day, next_booking, rules_for
from incubator.space.bookings.rules import BOOK_FOR_OWN, ROOM_READ, is_timely
from incubator.space.bookings.workflow import BOOKING, BOOKING_MARK
from incubator.space.days import views as day_pages
from incubator.space.ends import views as end_sources
from incubator.space.places import views as place_pages
from incubator.space.places.queries import list_desk_lines
from incubator.space.places.rules import PLACE_READ
from incubator.space.places.workflow import DESK_CONTRACT_EDIT
from incubator.space.queries import park_work
from incubator.space.room import asked_day, room

__all__ = ["booking_pages", "end_sources", "room"]

navigation.offer(
    Entry(
        Platform.RESOURCES,
        lazy("Rooms and bookings"),
        "space.room_day",
        ROOM_READ,
        "calendar-event",
        order=10,
    )
)
navigation.offer(
    Entry(
        Platform.RESOURCES, lazy("Desks and zones"), "space.space_day", PLACE_READ, "desk", order=20
    )
)


@room.get("/space-day", PLACE_READ)
def space_day() -> Response:
    """The place on one day: who holds which desk, who has which room."""
    park, parks = place_pages.chosen_park()
    day = asked_day()
    person = web.signed_in()
    _rules, terms = rules_for(park)
    lines = lines_of_day(park.id, day)
    marks = {
        line.booking.id: [
            name
            for name in ("mark_used", "mark_no_show")
            if access.may(person, BOOKING_MARK)
            and BOOKING.state(line.booking).slug == "booked"
            and is_timely(line.booking, name, person, terms)
        ]
        for line in lines
    }
    desks = list_desk_lines(park.id)
    return web.page(
        "space/space_day.html",
        **day_pages.around(park, parks, day, step=1),
        place_tabs=place_pages.place_tabs(park),
        lines=lines,
        marks=marks,
        desks=desks,
        free=sum(1 for line in desks if line.contract is None and line.desk.is_open),
        table=BOOKING,
        today_url=url_for("space.space_day", park=request.args.get("park")),
    )


@offers
def waiting_for(person: Person) -> list[Waiting]:
    """Bookings to be marked, desks to be taken back, and one's own next booking today."""
    return [*_for_park(person), *_for_resident(person)]


def _for_park(person: Person) -> Iterator[Waiting]:
    marks = access.reach(person, BOOKING_MARK)
    desks = access.reach(person, DESK_CONTRACT_EDIT)
    if not marks.parks | desks.parks:
        return
    found = park_work(marks, desks)
    if found.bookings:
        yield Waiting(
            ngettext(
                "%(num)s booking is over: did anybody come?",
                "%(num)s bookings are over: did anybody come?",
                found.bookings,
            ),
            lazy("Mark them"),
            "space.booking_list",
            {"tab": "to_mark"},
            since=found.since,
            count=found.bookings,
        )
    if found.desks:
        title = ngettext(
            "%(num)s desk should have been given back",
            "%(num)s desks should have been given back",
            found.desks,
        )
        yield Waiting(title, lazy("Look at the desks"), "space.desk_list", {}, count=found.desks)


def _for_resident(person: Person) -> list[Waiting]:
    mine = access.reach(person, BOOK_FOR_OWN).organizations
    found = next_booking(mine, until=clock.end_of(clock.today())) if mine else None
    if found is None:
        return []
    title = lazy(
        "Today %(start)s–%(end)s: %(room)s",
        start=found.start,
        end=found.end,
        room=found.room.name,
    )
    return [
        Waiting(
            title,
            lazy("Look at the booking"),
            "space.booking_detail",
            {"code": found.code},
            subject=found.title,
            due=found.ends_at,
            organization_id=found.organization_id,
        )
    ]
