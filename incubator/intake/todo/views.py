"""What of intake stands on the page of waiting things: for the park's people, and for applicants."""

from collections.abc import Iterator

from incubator.intake.agreements.models import Agreement
from incubator.intake.applications.models import Application
from incubator.intake.applications.rules import APPLICATION_OWN
from incubator.intake.applications.workflow import (
    APPLICATION_CHECK,
    DECISION_RELEASE,
    REVIEW_ASSIGN,
)
from incubator.intake.calls.rules import CALL_EDIT
from incubator.intake.decisions.workflow import DECISION_EDIT
from incubator.intake.todo.queries import CallWork, call_work, own_work
from incubator.kernel import access, clock, waiting
from incubator.kernel.access import Person
from incubator.kernel.text import gettext, lazy, ngettext
from incubator.kernel.waiting import Waiting
from incubator.territory.queries import park_ids_for


def _window(work: CallWork, _person: Person) -> Iterator[Waiting]:
    call = work.call
    if work.closes_soon:
        yield Waiting(
            title=call.title,
            button=lazy("Look at the applications"),
            endpoint="intake.application_list",
            arguments={"code": call.code},
            subject=gettext("The window has ended") if call.is_over else gettext("Closes soon"),
            since=call.status_since,
            due=None if call.is_over else call.closes_at,
        )


def _checks(work: CallWork, _person: Person) -> Iterator[Waiting]:
    pile = work.to_check
    if pile.count:
        yield Waiting(
            title=ngettext(
                "%(num)s application to be checked",
                "%(num)s applications to be checked",
                pile.count,
            ),
            button=lazy("Check now"),
            endpoint="intake.application_list",
            arguments={"code": work.call.code, "tab": "submitted"},
            subject=work.call.title,
            since=pile.since,
            count=pile.count,
        )


def _panels(work: CallWork, _person: Person) -> Iterator[Waiting]:
    pile = work.to_assign
    if pile.count:
        yield Waiting(
            ngettext(
                "%(num)s application waits for its experts",
                "%(num)s applications wait for their experts",
                pile.count,
            ),
            lazy("Assign experts"),
            "intake.review_panel",
            {"code": work.call.code, "tab": "assign"},
            subject=work.call.title,
            since=pile.since,
            count=pile.count,
        )


def _decisions(work: CallWork, _person: Person) -> Iterator[Waiting]:
    pile = work.to_decide
    if pile.count:
        yield Waiting(
            ngettext(
                "%(num)s application waits for a decision",
                "%(num)s applications wait for a decision",
                pile.count,
            ),
            lazy("Decide"),
            "intake.decision_list",
            {"code": work.call.code},
            subject=work.call.title,
            since=pile.since,
            count=pile.count,
        )


def _releases(work: CallWork, person: Person) -> Iterator[Waiting]:
    """Once all is decided a second person releases: never one who prepared a decision."""
    pile = work.to_release
    if pile.count and not work.to_decide.count and person.id not in work.preparers:
        yield Waiting(
            ngettext(
                "%(num)s decision is ready to be released",
                "%(num)s decisions are ready to be released",
                pile.count,
            ),
            lazy("Look and release"),
            "intake.decision_release",
            {"code": work.call.code},
            subject=work.call.title,
            since=pile.since,
            count=pile.count,
        )


SOURCES = (
    (CALL_EDIT, _window),
    (APPLICATION_CHECK, _checks),
    (REVIEW_ASSIGN, _panels),
    (DECISION_EDIT, _decisions),
    (DECISION_RELEASE, _releases),
)


@waiting.offers
def calls_waiting(person: Person) -> list[Waiting]:
    """What waits in the calls of one's parks: each act only where the person may do it."""
    where = {
        needed.name: set(park_ids_for(person, needed))
        for needed, _source in SOURCES
        if access.may(person, needed)
    }
    parks = set().union(*where.values())
    if not parks:
        return []

    return [
        item
        for work in call_work(parks)
        for needed, source in SOURCES
        if work.call.park_id in where.get(needed.name, ())
        for item in source(work, person)
    ]


@waiting.offers
def own_waiting(person: Person) -> list[Waiting]:
    """Drafts to finish, corrections to send and agreements to sign, for the organization's people."""
    mine = access.reach(person, APPLICATION_OWN).organizations
    if not mine:
        return []
    return [_signing(row, paper) if paper else _writing(row) for row, paper in own_work(mine)]


def _writing(row: Application) -> Waiting:
    return Waiting(
        title=gettext("Finish the application")
        if row.round == 0
        else gettext("Send the corrections"),
        button=lazy("Go on"),
        endpoint="intake.application_detail",
        arguments={"code": row.code},
        subject=row.call.title,
        since=row.status_since,
        due=clock.end_of(row.answer_by_on) if row.answer_by_on else row.call.closes_at,
        organization_id=row.organization_id,
    )


def _signing(row: Application, paper: Agreement) -> Waiting:
    return Waiting(
        lazy("Agreement to sign at the park"),
        lazy("See the agreement"),
        "intake.agreement_detail",
        {"code": paper.code},
        subject=row.call.title,
        since=paper.status_since,
        organization_id=row.organization_id,
    )
