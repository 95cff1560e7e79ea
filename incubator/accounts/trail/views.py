"""The auditor's page: reads everything of the region, changes nothing."""

from datetime import date

from flask import request
from flask.typing import ResponseReturnValue

from incubator.accounts.room import room
from incubator.accounts.rules import AUDIT_READ
from incubator.accounts.trail import queries
from incubator.accounts.trail.queries import Wanted
from incubator.kernel import access, histories, navigation, paging, web
from incubator.kernel.audit import AuditEvent
from incubator.kernel.navigation import Entry, Platform
from incubator.kernel.text import gettext, lazy

navigation.offer(
    Entry(
        Platform.ADMINISTRATION,
        lazy("Audit"),
        "accounts.audit_list",
        AUDIT_READ,
        "shield-check",
        order=40,
    )
)
SIZE = 50


@room.get("/audit", AUDIT_READ)
def audit_list() -> ResponseReturnValue:
    """What happened: who, when, what, before and after, why."""
    wanted = _wanted()
    query = queries.select_events(access.reach(web.signed_in(), AUDIT_READ), wanted)
    after = request.args.get("after", type=int)
    page = paging.newest_first(query, AuditEvent.seq, after=after, size=SIZE)
    entries = [(row, histories.history_entry(row, with_keys=True)) for row in page.rows]
    asked = {name: request.args.get(name, "") for name in ("person", "action", "subject", "day")}
    return web.page(
        "accounts/audit_list.html",
        page=page,
        entries=entries,
        asked=asked,
        subject_name=subject_name,
        kinds=[
            ("", gettext("All")),
            *((name, subject_name(name)) for name in queries.subject_kinds()),
        ],
        total=paging.shown_count(paging.count_up_to(query)),
    )


def _wanted() -> Wanted:
    """The filters of the address; a date that is none is left out."""
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        day = None
    texts = {name: request.args.get(name, "").strip()[:80] for name in ("person", "action")}
    return Wanted(
        person=texts["person"],
        action=texts["action"],
        subject=request.args.get("subject", "")[:60],
        day=day,
    )


def subject_name(table: str) -> str:
    """What a kind of thing is called: the words of its table, translated."""
    return histories.stored_label("table", table)
