"""The signed-in home page and the home page of one organization."""

from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from incubator.experts import queries as experts
from incubator.intake.applications import queries as intake
from incubator.intake.applications.rules import APPLICATION_READ
from incubator.kernel import access, clock, text, waiting, web
from incubator.kernel.access import SIGNED_IN, STAFF, GrantLike, Person, Role, Wearing
from incubator.kernel.navigation import Entry, Platform, offer
from incubator.kernel.text import gettext, lazy
from incubator.organizations import queries as organizations
from incubator.organizations.models import MODE_LABELS, Organization
from incubator.organizations.rules import ORGANIZATION_EDIT, ORGANIZATION_READ
from incubator.organizations.workflow import RESIDENCY, STAGE_LABELS
from incubator.portal.doors import door
from incubator.portal.room import room
from incubator.portal.rules import OWN_ORGANIZATION
from incubator.portal.work.cards import card, group_cards
from incubator.portal.work.queries import own_organizations
from incubator.registration import queries as registration
from incubator.reports.dossier.wording import residency_line, rungs
from incubator.reports.queries import park_figures
from incubator.space import queries as space
from incubator.territory.queries import park_ids_for
from incubator.territory.rules import PARK_READ

offer(
    Entry(Platform.HOME, lazy("My work"), "portal.home", SIGNED_IN, "home", order=10, bottom=True)
)
offer(
    Entry(
        Platform.HOME,
        lazy("My organization"),
        "portal.own_organization",
        OWN_ORGANIZATION,
        "building-community",
        order=20,
        bottom=True,
        short=lazy("My org."),
    )
)
WAYS = (
    ("experts.session_new", lazy("Log a session"), "pencil"),
    ("space.booking_new", lazy("Book a room"), "calendar"),
    ("intake.call_new", lazy("New call"), "speakerphone"),
    ("organizations.import_new", lazy("Import a roster"), "upload"),
    ("organizations.organization_new", lazy("New organization"), "plus"),
    ("accounts.user_list", lazy("Accounts"), "users"),
    ("accounts.audit_list", lazy("Audit"), "history"),
)
MOST_WAYS = 4


@dataclass(frozen=True)
class Way:
    """A short way to something that is done often."""

    url: str
    label: Any
    icon: str


@room.get("/home", SIGNED_IN)
def home() -> ResponseReturnValue:
    """我的工作: what waits for this person, late first, each with one button."""
    person, worn = web.signed_in(), web.hat()
    found = waiting.collect(person)
    return web.page(
        "portal/home.html",
        groups=group_cards(found),
        count=len(found),
        is_applicant=worn is None,
        organizations=own_organizations(person),
        figures=_figures(person, worn),
        ways=_ways(person, worn),
        STAGE_LABELS=STAGE_LABELS,
        calls_url=url_for("portal.front"),
        today_text=text.show_date(clock.today(), weekday=True),
    )


def _ways(person: Person, worn: GrantLike | None) -> list[Way]:
    """What this hat starts often: only pages that exist and that it may open."""
    seen_as = Wearing(person, [worn]) if worn is not None else person
    found = []
    for endpoint, words, icon in WAYS:
        url = door(endpoint)
        if url and access.may(seen_as, web.permission_of(current_app, endpoint)):
            found.append(Way(url, words, icon))
    return found[:MOST_WAYS]


def _figures(person: Person, worn: GrantLike | None) -> list[dict[str, Any]]:
    """The park at a glance for its staff and its bureau; each figure opens to its rows."""
    if worn is None or worn.role not in {*STAFF, Role.SUPERVISOR}:
        return []
    park_ids = [worn.park_id] if worn.park_id else park_ids_for(person, PARK_READ)
    found = park_figures(park_ids)
    return [
        _figure(
            found.residents,
            text.ngettext("organization", "organizations", found.residents),
            gettext("In residence"),
            door("organizations.organization_list", tab="resident"),
        ),
        _figure(
            found.open_calls,
            text.ngettext("call", "calls", found.open_calls),
            gettext("Open calls"),
            door("intake.call_list"),
        ),
        _figure(
            found.bookings_today,
            text.ngettext("booking", "bookings", found.bookings_today),
            gettext("Rooms today"),
            door("space.space_day") or door("space.room_day"),
        ),
        _figure(
            found.sessions_this_month,
            text.ngettext("session", "sessions", found.sessions_this_month),
            gettext("Mentoring this month"),
            door("experts.session_list"),
        ),
    ]


def _figure(value: int, unit: str, label: str, url: str | None) -> dict[str, Any]:
    return {"value": value, "unit": unit, "label": label, "url": url}


@room.get("/my-organization", OWN_ORGANIZATION)
def own_organization() -> ResponseReturnValue:
    """The way to one's own organization: that of the worn hat, else the first."""
    worn = web.hat()
    found = own_organizations(web.signed_in())
    mine = next((row for row in found if worn and row.id == worn.organization_id), found[0])
    return redirect(url_for("portal.organization_home", code=mine.code), 303)


@room.get("/organizations/<code:code>/home", ORGANIZATION_READ)
def organization_home(code: str) -> ResponseReturnValue:
    """One organization's home page: where it stands, and what to do next in each room."""
    organization = web.load(Organization, code)
    person = web.signed_in()
    own = organizations.is_owner(organization, person)
    residency = organization.current_residency
    return web.page(
        "portal/organization_home.html",
        organization=organization,
        residency=residency,
        badge=RESIDENCY.badge(residency, outside=True) if residency else None,
        subtitle=residency_line(residency) if residency else None,
        rungs=rungs(organization),
        own=own,
        next_step=_next_step(organization, person) if own else None,
        cards=_cards(organization, person),
        STAGE_LABELS=STAGE_LABELS,
        MODE_LABELS=MODE_LABELS,
        file_url=door("reports.organization_file", code=code),
    )


def _next_step(organization: Organization, person: Person) -> dict[str, Any] | None:
    """The most urgent of what waits for the organization's own people; the park's people see the cards."""
    mine = [row for row in person.active_grants if row.organization_id == organization.id]
    for item in waiting.collect(Wearing(person, mine)):
        url = door(item.endpoint, **item.arguments)
        if item.organization_id == organization.id and url is not None:
            return card(item, url)
    return None


def _cards(organization: Organization, person: Person) -> list[tuple[str, Any]]:
    """What each room says of the organization: its partial and its summary."""
    entry = intake.summary_for(organization)
    seen = [row for row in entry.applications if access.allows(person, APPLICATION_READ, row)]
    may_edit = access.allows(person, ORGANIZATION_EDIT, organization)
    own = organizations.card_of(organization, may_edit=may_edit)
    return [
        ("organizations/_organization_card.html", own),
        ("intake/_organization_card.html", intake.ApplicationSummary(seen)),
        ("registration/_organization_card.html", _registration(organization, person)),
        ("experts/_organization_card.html", _accompaniment(organization, person)),
        ("space/_organization_card.html", _place(organization, person)),
    ]


def _registration(organization: Organization, person: Person) -> registration.RegistrationSummary:
    mine = organizations.is_owner(organization, person)
    found = replace(registration.summary_for(organization), mine=mine)
    filing = found.filing
    if filing is not None and not access.allows(person, ORGANIZATION_READ, filing):
        filing = None
    if found.case is None or access.allows(person, ORGANIZATION_READ, found.case):
        seen = [row for row in found.others if access.allows(person, ORGANIZATION_READ, row)]
        return replace(found, others=seen, filing=filing)
    return registration.RegistrationSummary(organization, None, None, filing=filing)


def _accompaniment(organization: Organization, person: Person) -> experts.ExpertsSummary:
    """Another park's experts are not named here."""
    found = experts.summary_for(organization)
    if organizations.is_owner(organization, person):
        return found
    return replace(
        found,
        assignments=[
            row for row in found.assignments if access.allows(person, ORGANIZATION_READ, row)
        ],
        to_confirm=[
            row for row in found.to_confirm if access.allows(person, ORGANIZATION_READ, row)
        ],
    )


def _place(organization: Organization, person: Person) -> space.SpaceSummary:
    """Another park's desk is not shown here."""
    found = space.summary_for(organization)
    if found.desk is None or access.allows(person, ORGANIZATION_READ, found.desk):
        return found
    return replace(found, desk=None)
