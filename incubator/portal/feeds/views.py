"""The pages of the calendar address: make it, see it once, take it back; and the calendar itself."""

import hashlib
from typing import TYPE_CHECKING, cast

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import clock, throttle, web
from incubator.kernel.access import PUBLIC, SIGNED_IN
from incubator.kernel.db import work
from incubator.kernel.duedates import DueDate
from incubator.kernel.errors import Absent
from incubator.kernel.forms import Form
from incubator.kernel.text import gettext
from incubator.portal.doors import door
from incubator.portal.feeds import actions, ics
from incubator.portal.feeds.queries import Meeting, ends_for, feed_of, meetings_of, person_of
from incubator.portal.room import room

if TYPE_CHECKING:
    from incubator.accounts.models import User

FREE_TRIES = 20


@room.form("/due-dates/feed", SIGNED_IN)
def feed_edit() -> ResponseReturnValue:
    """Make a calendar address (an older one stops); it is shown this once."""
    form, token = Form(), ""
    user = cast("User", web.signed_in())
    if form.posted():
        with web.acting(form) as act:
            token = actions.make_feed(user, by=user)
            act.done(url_for("portal.feed_edit"))
        if not act.response:
            token = ""
    return web.page(
        "portal/feed_edit.html",
        form=form,
        feed=feed_of(user.id),
        address=_address("portal.feed_ics", token) if token else None,
    )


@room.post("/due-dates/feed/revoke", SIGNED_IN)
def feed_move() -> ResponseReturnValue:
    """Take the address back."""
    with web.acting() as act:
        user = cast("User", web.signed_in())
        actions.revoke_feed(user, by=user)
        act.done(url_for("portal.feed_edit"), gettext("The calendar address works no more."))
    return act.answer


@room.get("/feeds/<token>.ics", PUBLIC)
def feed_ics(token: str) -> ResponseReturnValue:
    """The calendar of whoever holds the address; a wrong one is absent, and soon too many tries."""
    key = f"feed:{request.remote_addr}"
    throttle.check(key)
    user = person_of(token)
    if user is None:
        with work():
            throttle.fail(key, free=FREE_TRIES)
        raise Absent
    events = [
        *(_end_event(end) for end in ends_for(user)),
        *(_meeting_event(meeting) for meeting in meetings_of(user)),
    ]
    answer = Response(ics.document(gettext("Due dates"), events))
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Disposition"] = 'attachment; filename="due-dates.ics"'
    return answer


def _end_event(end: DueDate) -> list[str]:
    words = str(end.title) if end.names_person else f"{end.title}: {end.subject}"
    if end.provisional:
        words = f"{words} ({gettext('provisional')})"
    path = door(end.endpoint, **end.arguments) or url_for("portal.home")
    uid = hashlib.sha256(end.key.encode()).hexdigest()[:32]
    return ics.event(
        f"{uid}@incubator",
        words,
        ics.all_day(end.on),
        stamp=clock.now(),
        url=f"{_root()}{path}",
    )


def _meeting_event(meeting: Meeting) -> list[str]:
    when = [f"DTSTART:{ics.moment(meeting.starts_at)}", f"DTEND:{ics.moment(meeting.ends_at)}"]
    path = door("space.booking_detail", code=meeting.code) or url_for("portal.home")
    return ics.event(
        f"{meeting.code}@incubator",
        f"{meeting.title} · {meeting.room}",
        when,
        stamp=clock.now(),
        url=f"{_root()}{path}",
    )


def _root() -> str:
    return str(current_app.config["SETTINGS"].url).rstrip("/")


def _address(endpoint: str, token: str) -> str:
    return f"{_root()}{url_for(endpoint, token=token)}"
