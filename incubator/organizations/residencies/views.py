"""The pages of residencies and cohorts: who lives here, until when, and in which batch."""

from datetime import date, timedelta
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import clock, navigation, web
from incubator.kernel.access import Person, reach
from incubator.kernel.duedates import DueDate, Kind, source
from incubator.kernel.forms import choices
from incubator.kernel.navigation import Entry, Platform, Section
from incubator.kernel.text import gettext, lazy
from incubator.kernel.waiting import Waiting, offers
from incubator.organizations import actions, queries
from incubator.organizations.forms import CohortForm
from incubator.organizations.models import MODE_LABELS, Cohort, Residency
from incubator.organizations.room import room
from incubator.organizations.rules import (
    ADMIT,
    COHORT_EDIT,
    COHORT_READ,
    ORGANIZATION_LIST,
    ORGANIZATION_READ,
    CohortFacts,
)
from incubator.organizations.workflow import RESIDENCY, STAGE_LABELS
from incubator.territory.models import Park
from incubator.territory.queries import park_ids_for, parks_for

RESIDENCY_END = Kind("residency", lazy("Residency"))
SOON = timedelta(days=60)
ENDING = lazy("The residency ends soon")
CLOSED = lazy("The organization is deregistered: end its residency")

navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("Residents"),
        "organizations.residency_list",
        ORGANIZATION_LIST,
        "home",
        order=30,
        section=Section.GROWTH,
    )
)
navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("Cohorts"),
        "organizations.cohort_list",
        COHORT_READ,
        "users-group",
        order=40,
        section=Section.GROWTH,
    )
)


@offers
def residencies_waiting(person: Person) -> list[Waiting]:
    """The residencies that end soon: the operator talks to them in time."""
    parks = park_ids_for(person, ADMIT)
    if not parks:
        return []
    today = clock.today()
    return [
        Waiting(
            title=CLOSED if row.organization.deregistered_on else ENDING,
            button=lazy("Look at it"),
            endpoint="organizations.organization_detail",
            arguments={"code": row.organization.code},
            subject=row.organization.name,
            since=clock.moment(row.ends_on - SOON),
            due=clock.end_of(row.ends_on),
        )
        for row in queries.residencies_ending(
            parks, date.min, today + SOON, with_closed=True, limit=20
        )
    ]


@source
def residency_ends(person: Person, first: date, last: date) -> list[DueDate]:
    """The ends of residencies in the person's parks, and of the person's organizations."""
    parks = park_ids_for(person, ORGANIZATION_LIST)
    mine = reach(person, ORGANIZATION_READ).organizations
    rows = queries.residencies_ending(parks, first, last, of=mine) if parks or mine else []
    return [
        DueDate(
            title=lazy("End of the residency"),
            subject=row.organization.name,
            on=row.ends_on,
            endpoint="organizations.organization_detail",
            arguments={"code": row.organization.code},
            kind=RESIDENCY_END,
        )
        for row in rows
    ]


@room.get("/residencies", ORGANIZATION_LIST)
def residency_list() -> ResponseReturnValue:
    """Who lives in one's parks, as a table; by cohort where one is asked for."""
    rows = queries.list_residents(park_ids_for(web.signed_in(), ORGANIZATION_LIST))
    wanted = request.args.get("cohort", "")
    if wanted:
        rows = [row for row in rows if row.cohort is not None and row.cohort.code == wanted]
    return web.page(
        "organizations/residency_list.html",
        rows=rows,
        cohort=rows[0].cohort if wanted and rows else None,
        mode_labels=MODE_LABELS,
        stage_labels=STAGE_LABELS,
        soon=clock.today() + SOON,
    )


@room.moves("/residencies/<code:code>/moves/<move>", RESIDENCY)
def residency_move(code: str, move: str) -> ResponseReturnValue:
    """Graduate, or end the stay, with a reason."""
    return web.move(
        Residency,
        code,
        move,
        table=RESIDENCY,
        actions={"graduate": actions.graduate, "exit": actions.end_residency},
        back=lambda row: url_for("organizations.organization_detail", code=row.organization.code),
    )


@room.get("/cohorts", COHORT_READ)
def cohort_list() -> ResponseReturnValue:
    """The batches of one's parks, newest first."""
    cohorts = queries.list_cohorts(park_ids_for(web.signed_in(), COHORT_READ))
    return web.page(
        "organizations/cohort_list.html",
        cohorts=cohorts,
        sizes=queries.cohort_sizes(cohorts),
        may_edit=bool(_parks()),
        several=len({cohort.park_id for cohort in cohorts}) > 1,
    )


def _parks() -> list[Park]:
    return parks_for(web.signed_in(), COHORT_EDIT)


@room.form("/cohorts/new", COHORT_EDIT)
def cohort_new() -> ResponseReturnValue:
    """Open a batch."""
    form, parks = CohortForm(), _parks()
    form.park_slug.choices = choices((park.slug, park.name) for park in parks)
    if form.posted():
        with web.acting(form) as act:
            park = next(each for each in _parks() if each.slug == form.park_slug.data)
            actions.found_cohort(park, _facts(form), by=web.signed_in())
            act.done(url_for("organizations.cohort_list"), gettext("Saved."))
        if act.response:
            return act.response
    return web.page("organizations/cohort_edit.html", form=form, parks=parks, cohort=None)


@room.form("/cohorts/<code:code>/edit", COHORT_EDIT)
def cohort_edit(code: str) -> ResponseReturnValue:
    """Correct a batch."""
    cohort = web.load(Cohort, code)
    form = CohortForm(obj=cohort)
    form.park_slug.choices = choices([(cohort.park.slug, cohort.park.name)])
    form.park_slug.data = cohort.park.slug
    web.stamp(form, cohort)
    answer = web.save(
        form,
        Cohort,
        code,
        lambda row: actions.edit_cohort(row, _facts(form), by=web.signed_in()),
        back=lambda _row: url_for("organizations.cohort_list"),
    )
    return answer or web.page(
        "organizations/cohort_edit.html", form=form, parks=[cohort.park], cohort=cohort
    )


def _facts(form: CohortForm) -> CohortFacts:
    values: dict[str, Any] = {
        "name": form.name.data,
        "starts_on": form.starts_on.data,
        "ends_on": form.ends_on.data,
        "note": form.note.data or "",
    }
    return CohortFacts(**values)
