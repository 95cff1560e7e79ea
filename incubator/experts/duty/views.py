"""The grid of the accompaniment, and what this room puts on people's home page."""

from flask import request
from flask.typing import ResponseReturnValue

from incubator.experts.duty.queries import (
    count_silent,
    grid_rows,
    months_back,
    own_matters,
    select_residents,
    sessions_due,
)
from incubator.experts.mentoring.models import ActionItem, MentoringSession
from incubator.experts.mentoring.rules import GRID_READ
from incubator.experts.mentoring.workflow import ASSIGNMENT_EDIT, SESSION_CONFIRM
from incubator.experts.room import room
from incubator.experts.sheets.workflow import SHEET_SCORE
from incubator.kernel import access, clock, navigation, paging, waiting, web
from incubator.kernel.access import Person
from incubator.kernel.navigation import Entry, Platform
from incubator.kernel.text import gettext, lazy, show_date
from incubator.kernel.waiting import Waiting
from incubator.organizations.models import Organization
from incubator.territory.queries import park_ids_for

navigation.offer(
    Entry(
        Platform.SUPERVISION,
        lazy("Accompaniment grid"),
        "experts.accompaniment",
        GRID_READ,
        "layout-grid",
        order=30,
    )
)


@room.get("/mentoring", GRID_READ)
def accompaniment() -> ResponseReturnValue:
    """Organizations by months: how often somebody was there, and who was left alone."""
    parks = park_ids_for(web.signed_in(), GRID_READ)
    query = select_residents(parks)
    page = paging.newest_first(query, Organization.id, after=request.args.get("after", type=int))
    months = months_back(clock.today())
    return web.page(
        "experts/accompaniment.html",
        page=page,
        months=months,
        rows=grid_rows(list(page.rows), months),
        silent=count_silent(parks),
        count=paging.shown_count(paging.count_up_to(query)),
        may_assign=access.may(web.person(), ASSIGNMENT_EDIT),
    )


@waiting.offers
def waiting_for(person: Person) -> list[Waiting]:
    """What waits: sessions for experts, confirmations for organizations, silence for parks."""
    found: list[Waiting] = []
    if access.reach(person, SHEET_SCORE).person is not None:
        found += _sessions_due(person)
    if access.reach(person, SESSION_CONFIRM).organizations:
        found += _own_matters(person)
    if access.reach(person, ASSIGNMENT_EDIT).parks:
        found += _silence(person)
    return found


def _sessions_due(person: Person) -> list[Waiting]:
    return [
        Waiting(
            title=gettext("Session due: %(name)s", name=due.assignment.organization.name),
            button=lazy("Log a session"),
            endpoint="experts.session_new",
            arguments={"code": due.assignment.code},
            subject=gettext("Last session on %(day)s", day=show_date(due.last_on))
            if due.last_on
            else gettext("No session yet"),
            since=clock.moment(due.last_on or due.assignment.starts_on),
        )
        for due in sessions_due(person, SHEET_SCORE)
    ]


def _own_matters(person: Person) -> list[Waiting]:
    """One's own organizations: sessions to confirm, and items whose day comes or has passed."""
    found = own_matters(person)
    return _confirmations(found.to_confirm) + _items(found.items)


def _confirmations(sessions: list[MentoringSession]) -> list[Waiting]:
    return [
        Waiting(
            title=gettext(
                "Confirm the session of %(day)s with %(name)s",
                day=show_date(session.held_on),
                name=session.expert.name,
            ),
            button=lazy("Look and confirm"),
            endpoint="experts.session_detail",
            arguments={"code": session.code},
            subject=session.organization.name,
            since=session.status_since,
            organization_id=session.organization_id,
        )
        for session in sessions
    ]


def _items(items: list[ActionItem]) -> list[Waiting]:
    return [
        Waiting(
            title=item.text,
            button=lazy("Look at the item"),
            endpoint="experts.session_detail",
            arguments={"code": item.session.code},
            subject=item.person_name,
            since=item.status_since,
            due=clock.end_of(item.due_on) if item.due_on else None,
            organization_id=item.organization_id,
        )
        for item in items
    ]


def _silence(person: Person) -> list[Waiting]:
    count = count_silent(park_ids_for(person, ASSIGNMENT_EDIT))
    if not count:
        return []
    return [
        Waiting(
            title=gettext("Organizations without a session for 30 days: %(n)s", n=count),
            button=lazy("Open the grid"),
            endpoint="experts.accompaniment",
            arguments={},
            count=count,
        )
    ]
