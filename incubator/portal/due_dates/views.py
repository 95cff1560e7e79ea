"""The page of end dates."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import clock, duedates, text, web
from incubator.kernel.access import SIGNED_IN
from incubator.kernel.duedates import DueDate
from incubator.kernel.navigation import Entry, Platform, offer
from incubator.kernel.text import lazy
from incubator.portal.doors import door
from incubator.portal.room import room

BACK, AHEAD = timedelta(days=180), timedelta(days=60)
BANDS = (
    (-1, "bad", lazy("Overdue")),
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
    bands = [Band(label, tone) for _limit, tone, label in BANDS]
    for end in found:
        bands[_band_of(end.on, today)].rows.append(_row(end, today))
    return web.page(
        "portal/due_date_list.html", bands=[band for band in bands if band.rows], count=len(found)
    )


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
    }


def _left(day: date, today: date) -> str:
    days = (day - today).days
    if days < 0:
        return str(text.ngettext("%(num)s day late", "%(num)s days late", -days))
    if days == 0:
        return str(text.gettext("Today"))
    return str(text.ngettext("in %(num)s day", "in %(num)s days", days))
