"""The pages of a day and a week of rooms, as a timeline and as a list."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from incubator.kernel import access, web
from incubator.kernel.text import gettext
from incubator.space.bookings import queries
from incubator.space.bookings.rules import BOOK, BOOKING_READ, ROOM_READ
from incubator.space.days.timeline import Board, Row, frame_for
from incubator.space.places.models import MeetingRoom
from incubator.space.places.queries import list_rooms
from incubator.space.room import asked_day, one_of, room
from incubator.territory.models import Park

ROOMS_A_PAGE = 12


def _parks() -> tuple[Park | None, list[Park]]:
    parks = queries.parks_for(web.signed_in(), ROOM_READ)
    return one_of(parks), parks


def booking_tabs(park: Park, day: date) -> list[dict[str, Any]]:
    """The tabs of the pages about rooms."""
    on = day.isoformat()
    entries: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("space.room_day", gettext("By day"), {"park": park.slug, "on": on}),
        ("space.room_week", gettext("By week"), {"park": park.slug, "on": on}),
        ("space.booking_list", gettext("My bookings"), {}),
    )
    return [
        {
            "label": words,
            "url": url_for(endpoint, **arguments),
            "active": request.endpoint == endpoint,
        }
        for endpoint, words, arguments in entries
    ]


@room.get("/rooms/day", ROOM_READ)
def room_day() -> Response:
    """All rooms of the park on one day, as a timeline and as a list."""
    park, parks = _parks()
    if park is None:
        return web.page("space/no_park.html")
    day = asked_day()
    rooms = list_rooms(park.id, open_only=True)
    first = request.args.get("from", 0, type=int)
    first = first if 0 <= first < len(rooms) else 0
    shown = rooms[first : first + ROOMS_A_PAGE]
    board, rows = _draw(park, shown, [day])
    return web.page(
        "space/room_day.html",
        **around(park, parks, day, step=1),
        board=board,
        rows=rows,
        pager=_room_pager(park, day, first, len(rooms)),
        today_url=url_for("space.room_day", park=park.slug),
    )


def _room_pager(park: Park, day: date, first: int, count: int) -> dict[str, str | None]:
    def to(place: int) -> str:
        arguments: dict[str, Any] = {"park": park.slug, "on": day.isoformat(), "from": place}
        return url_for("space.room_day", **arguments)

    later = first + ROOMS_A_PAGE
    return {
        "prev_url": to(max(0, first - ROOMS_A_PAGE)) if first else None,
        "next_url": to(later) if later < count else None,
    }


def _draw(
    park: Park, rooms: Sequence[MeetingRoom], days: Sequence[date]
) -> tuple[Board, list[Row]]:
    _rules, terms = queries.rules_for(park)
    span = access.reach(web.signed_in(), BOOKING_READ)
    board = Board(frame_for(rooms), terms, span)
    lines = queries.lines_between([one.id for one in rooms], days[0], days[-1])
    return board, [board.row(one, day, lines) for one in rooms for day in days]


def around(park: Park, parks: list[Park], day: date, *, step: int) -> dict[str, Any]:
    """What day and week share: the park, the tabs, one step back and one on."""
    endpoint = request.endpoint or ""
    kept: dict[str, Any] = {
        key: value for key, value in request.args.items() if key not in {"on", "from"}
    }

    def to(other: date) -> str:
        arguments: dict[str, Any] = {**kept, "park": park.slug, "on": other.isoformat()}
        return url_for(endpoint, **arguments)

    return {
        "park": park,
        "parks": parks,
        "day": day,
        "tabs": booking_tabs(park, day),
        "earlier_url": to(day - timedelta(days=step)),
        "later_url": to(day + timedelta(days=step)),
        "may_book": access.may(web.person(), BOOK),
    }


@room.get("/rooms/week", ROOM_READ)
def room_week() -> Response:
    """One room on the seven days of a week."""
    park, parks = _parks()
    if park is None:
        return web.page("space/no_park.html")
    day = asked_day()
    monday = day - timedelta(days=day.weekday())
    rooms = list_rooms(park.id, open_only=True)
    wanted = request.args.get("room", "")
    chosen = next((one for one in rooms if one.code == wanted), rooms[0] if rooms else None)
    week = [monday + timedelta(days=number) for number in range(7)]
    board, rows = _draw(park, [chosen] if chosen else [], week)
    return web.page(
        "space/room_week.html",
        **around(park, parks, day, step=7),
        board=board,
        rows=rows,
        rooms=rooms,
        chosen=chosen,
        week=week,
    )
