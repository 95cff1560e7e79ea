"""The pages of messages."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import web
from incubator.kernel.access import SIGNED_IN
from incubator.kernel.navigation import Entry, Platform, offer
from incubator.kernel.text import gettext, lazy
from incubator.portal.inbox import actions
from incubator.portal.inbox.queries import get_notice, page_of_notices
from incubator.portal.room import room

offer(
    Entry(
        Platform.HOME,
        lazy("Messages"),
        "portal.inbox_list",
        SIGNED_IN,
        "bell",
        order=40,
        bottom=True,
    )
)


@room.get("/messages", SIGNED_IN)
def inbox_list() -> ResponseReturnValue:
    """What this person has been told, newest first."""
    only_unread = request.args.get("show") == "unread"
    after = request.args.get("after", type=int)
    found = page_of_notices(web.signed_in(), only_unread=only_unread, after=after)
    return web.page("portal/inbox_list.html", page=found, only_unread=only_unread, after=after)


@room.post("/messages/<code:code>/open", SIGNED_IN)
def inbox_open(code: str) -> ResponseReturnValue:
    """Mark a message as read and go where it points."""
    with web.acting() as act:
        notice = get_notice(web.signed_in(), code)
        actions.open_notice(notice)
        act.done(web.safe_next(notice.url) or url_for("portal.inbox_list"))
    return act.answer


@room.post("/messages/read", SIGNED_IN)
def inbox_read() -> ResponseReturnValue:
    """Mark all messages as read."""
    with web.acting() as act:
        actions.read_all(by=web.signed_in())
        act.done(url_for("portal.inbox_list"), gettext("All messages are marked as read."))
    return act.answer
