"""The page of figures."""

from datetime import date
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import clock, text, web
from incubator.kernel.access import Person
from incubator.kernel.navigation import Entry, Platform, offer
from incubator.kernel.text import gettext, lazy
from incubator.organizations.workflow import STAGE_LABELS
from incubator.reports.figures import queries
from incubator.reports.figures.queries import Figures, Period
from incubator.reports.room import room
from incubator.reports.rules import FIGURES_READ
from incubator.territory.queries import park_ids_for

offer(
    Entry(
        Platform.REPORTS, lazy("Statistics"), "reports.figures", FIGURES_READ, "chart-bar", order=10
    )
)


@room.get("/figures", FIGURES_READ)
def figures() -> ResponseReturnValue:
    """The park in figures over a period; each opens to its rows."""
    person, period = web.signed_in(), _period()
    parks = _parks(person)
    found = queries.figures(parks, period)
    stages = queries.residents_by_stage(parks)
    return web.page(
        "reports/figures.html",
        period=period,
        standing=_standing(found),
        done=_done(found),
        stages=[(STAGE_LABELS[stage], stage.value, count) for stage, count in stages.items()],
        most=max([1, *stages.values()]),
        period_text=gettext(
            "%(first)s to %(last)s",
            first=text.show_date(period.first),
            last=text.show_date(period.last),
        ),
    )


def _parks(person: Person) -> list[int]:
    """The parks of the hat that is worn, else all within reach."""
    worn = web.hat()
    parks = park_ids_for(person, FIGURES_READ)
    return [worn.park_id] if worn is not None and worn.park_id in parks else parks


def _period() -> Period:
    """The days of the address; by default this year until today."""
    today = clock.today()
    first = _day("first") or today.replace(month=1, day=1)
    last = _day("last") or today
    return Period(min(first, last), max(first, last))


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _card(value: int | str, unit: str, label: str, url: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "label": label, "url": url}


def _standing(found: Figures) -> list[dict[str, Any]]:
    """What stands today."""
    residents = url_for("organizations.organization_list", tab="resident")
    unit = text.ngettext
    return [
        _card(
            found.residents,
            unit("organization", "organizations", found.residents),
            gettext("In residence"),
            residents,
        ),
        _card(
            found.teams,
            unit("organization", "organizations", found.teams),
            gettext("Teams not registered yet"),
            residents,
        ),
    ]


def _done(found: Figures) -> list[dict[str, Any]]:
    """What was done in the period."""
    sessions, unit = url_for("experts.session_list"), text.ngettext
    return [
        _card(
            found.sessions,
            unit("session", "sessions", found.sessions),
            gettext("Mentoring"),
            sessions,
        ),
        _card(found.hours_text, gettext("hours"), gettext("Time of mentoring"), sessions),
        _card(
            found.accompanied,
            unit("organization", "organizations", found.accompanied),
            gettext("Organizations accompanied"),
            sessions,
        ),
        _card(
            found.bookings,
            unit("booking", "bookings", found.bookings),
            gettext("Use of rooms"),
            url_for("space.booking_list"),
        ),
        _card(
            found.applications,
            unit("submission", "submissions", found.applications),
            gettext("Applications submitted"),
            url_for("intake.call_list"),
        ),
        _card(
            found.registered,
            unit("organization", "organizations", found.registered),
            gettext("Newly registered"),
            url_for("registration.case_list"),
        ),
    ]
