"""The page of end dates."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import clock, duedates, text, web
from incubator.kernel.access import SIGNED_IN
from incubator.kernel.duedates import Action, DueDate, Kind
from incubator.kernel.navigation import Entry, Platform, offer
from incubator.kernel.text import gettext, lazy
from incubator.portal.doors import door
from incubator.portal.room import room

BACK, AHEAD = timedelta(days=180), timedelta(days=60)
BANDS = (
    (-1, "bad", lazy("Overdue")),
    (1, "bad", lazy("Today and tomorrow")),
    (7, "waiting", lazy("Within 7 days")),
    (15, "progress", lazy("Within 15 days")),
    (30, "neutral", lazy("Within 30 days")),
    (60, "neutral", lazy("Within 60 days")),
)
offer(
    Entry(
        Platform.HOME,
        lazy("Due dates"),
        "portal.due_date_list",
        SIGNED_IN,
        "calendar-event",
        order=30,
        bottom=True,
    )
)


@dataclass
class Band:
    """The ends of one stretch of days."""

    label: Any
    tone: str
    rows: list[dict[str, Any]] = field(default_factory=list)


@room.get("/due-dates", SIGNED_IN)
def due_date_list() -> ResponseReturnValue:
    """到期提醒: everything with an end date, in bands of days."""
    today = clock.today()
    found = duedates.collect(web.signed_in(), today - BACK, today + AHEAD)
    kinds = {end.kind.slug: end.kind for end in found}
    chosen = kinds.get(request.args.get("kind", ""))
    counts = Counter(end.kind.slug for end in found)
    bands = [Band(label, tone) for _limit, tone, label in BANDS]
    for end in found:
        if chosen is not None and end.kind != chosen:
            continue
        bands[_band_of(end.on, today)].rows.append(_row(end, today))
    return web.page(
        "portal/due_date_list.html",
        bands=[band for band in bands if band.rows],
        count=sum(len(band.rows) for band in bands),
        tabs=_tabs(kinds, chosen, counts),
    )


def _tabs(
    kinds: dict[str, Kind], chosen: Kind | None, counts: Counter[str]
) -> list[dict[str, Any]]:
    """One tab for each kind of end that there is; none where one kind alone is there."""
    if len(kinds) < 2:
        return []
    every = {
        "label": gettext("All"),
        "url": url_for("portal.due_date_list"),
        "active": chosen is None,
        "count": sum(counts.values()),
    }
    return [every] + [
        {
            "label": kind.label,
            "url": url_for("portal.due_date_list", kind=slug),
            "active": kind == chosen,
            "count": counts[slug],
        }
        for slug, kind in sorted(kinds.items())
    ]


def _band_of(day: date, today: date) -> int:
    ahead = (day - today).days
    return next(
        (number for number, (limit, _tone, _label) in enumerate(BANDS) if ahead <= limit),
        len(BANDS) - 1,
    )


def _row(end: DueDate, today: date) -> dict[str, Any]:
    return {
        "title": end.title,
        "subject": end.subject,
        "day": text.show_date(end.on, weekday=True),
        "left": _left(end.on, today),
        "provisional": end.provisional,
        "url": door(end.endpoint, **end.arguments) or url_for("portal.home"),
        "note": end.note,
        "is_renewing": end.is_renewing,
        "action": _action(end.action) if not end.is_renewing else None,
        "renewal": _action(end.renewal),
    }


def _action(action: Action | None) -> dict[str, Any] | None:
    """Where a renewal begins or stands, for who may go there."""
    if action is None or not web.leads_to(action.endpoint):
        return None
    url = door(action.endpoint, **action.arguments)
    return {"label": action.label, "url": url} if url else None


def _left(day: date, today: date) -> str:
    days = (day - today).days
    if days < 0:
        return str(text.ngettext("%(num)s day late", "%(num)s days late", -days))
    if days == 0:
        return str(text.gettext("Today"))
    return str(text.ngettext("in %(num)s day", "in %(num)s days", days))
