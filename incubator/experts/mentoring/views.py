"""The pages of the accompaniment: assignments, who accompanies whom, and handing on."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.experts.mentoring import actions
from incubator.experts.mentoring.forms import AssignmentForm, HandOnForm
from incubator.experts.mentoring.models import Assignment
from incubator.experts.mentoring.queries import (
    last_sessions,
    open_items,
    select_assignments,
    sessions_of,
    topic_names,
    usage_of,
)
from incubator.experts.mentoring.rules import (
    ASSIGNMENT_LIST,
    ASSIGNMENT_OVERSEE,
    ASSIGNMENT_OWN,
    ASSIGNMENT_READ,
    NOTE_READ,
)
from incubator.experts.mentoring.workflow import (
    ASSIGNMENT,
    ASSIGNMENT_EDIT,
    ITEM,
    SESSION,
    SESSION_LOG,
)
from incubator.experts.pool.queries import (
    conflict_reasons,
    expert_of,
    list_experts,
    pool_rules,
)
from incubator.experts.room import room
from incubator.kernel import access, clock, navigation, paging, web
from incubator.kernel.forms import choices
from incubator.kernel.navigation import Entry, Platform
from incubator.kernel.text import gettext, label, lazy
from incubator.organizations.models import Organization
from incubator.organizations.queries import list_residents
from incubator.territory.models import Park
from incubator.territory.queries import parks_within

navigation.offer(
    Entry(
        Platform.SUPERVISION,
        lazy("Accompaniment"),
        "experts.assignment_list",
        ASSIGNMENT_OVERSEE,
        "heart-handshake",
        order=10,
    )
)
navigation.offer(
    Entry(
        Platform.SUPERVISION,
        lazy("My organizations"),
        "experts.assignment_list",
        ASSIGNMENT_OWN,
        "heart-handshake",
        order=15,
        bottom=True,
    )
)


@room.get("/mentoring/assignments", ASSIGNMENT_LIST)
def assignment_list() -> ResponseReturnValue:
    """Who accompanies whom; for an expert the organizations of today."""
    person = web.signed_in()
    status = "past" if request.args.get("status") == "past" else "active"
    query = select_assignments(person, ASSIGNMENT_LIST, status=status)
    page = paging.newest_first(query, Assignment.id, after=request.args.get("after", type=int))
    return web.page(
        "experts/assignment_list.html",
        page=page,
        status=status,
        counts={
            name: paging.shown_count(
                paging.count_up_to(select_assignments(person, ASSIGNMENT_LIST, status=name))
            )
            for name in ("active", "past")
        },
        last=last_sessions(row.organization_id for row in page.rows),
        ASSIGNMENT=ASSIGNMENT,
        may_edit=access.may(person, ASSIGNMENT_EDIT),
        may_log=access.may(person, SESSION_LOG),
    )


@room.get("/mentoring/assignments/<code:code>", ASSIGNMENT_READ)
def assignment_detail(code: str) -> ResponseReturnValue:
    """One accompaniment: what is open, and the sessions so far."""
    row = web.load(Assignment, code)
    person = web.signed_in()
    sessions = sessions_of(row)
    return web.page(
        "experts/assignment_detail.html",
        assignment=row,
        items=open_items(row.organization_id),
        sessions=sessions,
        topics=topic_names(row.expert.park),
        ASSIGNMENT=ASSIGNMENT,
        ITEM=ITEM,
        SESSION=SESSION,
        may_log=row.is_active and access.allows(person, SESSION_LOG, row),
        may_edit=row.is_active and access.allows(person, ASSIGNMENT_EDIT, row),
        sees_history=access.allows(person, NOTE_READ, row),
    )


@room.form("/mentoring/assignments/new", ASSIGNMENT_EDIT)
def assignment_new() -> ResponseReturnValue:
    """Let an expert accompany an organization."""
    park = _park()
    organizations = _residents(park)
    form = AssignmentForm()
    named = [(row.code, row.name) for row in organizations.values()]
    form.organization.choices = choices([("", gettext("Please choose")), *named])
    form.expert.choices = _expert_choices(park)
    if form.posted():
        with web.acting(form) as act:
            row = actions.assign(
                expert_of(form.expert.data, park.id),
                organizations[form.organization.data],
                park=park,
                by=web.signed_in(),
                starts_on=form.starts_on.data or clock.today(),
                purpose=form.purpose.data or "",
            )
            act.done(
                url_for("experts.assignment_detail", code=row.code),
                gettext("Assigned. Both sides have been told."),
            )
        if act.response:
            return act.response
    elif not form.is_submitted():
        form.organization.data = request.args.get("organization", "")
    return web.page("experts/assignment_new.html", form=form)


def _park() -> Park:
    return parks_within(access.reach(web.signed_in(), ASSIGNMENT_EDIT))[0]


def _residents(park: Park) -> dict[str, Organization]:
    rows = [residency.organization for residency in list_residents([park.id])]
    return {row.code: row for row in sorted(rows, key=lambda row: row.name)}


def _expert_choices(park: Park, *, organization: Organization | None = None) -> list[Any]:
    """The experts who serve, with fields and free hours; those in conflict are left out."""
    barred = conflict_reasons(organization.id) if organization is not None else {}
    experts = [row for row in list_experts(park) if row.id not in barred]
    usage = usage_of([row.id for row in experts], clock.today())
    names = pool_rules(park).fields
    found = [("", gettext("Please choose"))]
    for row in experts:
        fields = gettext(", ").join(label(names.get(slug, slug)) for slug in row.fields)
        hours = gettext(
            "%(used)s of %(offered)s hours this month",
            used=usage[row.id].hours_text,
            offered=row.hours_per_month,
        )
        found.append((row.code, f"{row.name} · {fields} · {hours}"))
    return choices(found)


@room.form("/mentoring/assignments/<code:code>/replace", ASSIGNMENT_EDIT)
def assignment_edit(code: str) -> ResponseReturnValue:
    """Hand an organization on to another expert."""
    row = web.load(Assignment, code)
    park = row.expert.park
    form = HandOnForm()
    form.expert.choices = _expert_choices(park, organization=row.organization)
    if form.posted():
        with web.acting(form) as act:
            row = web.load(Assignment, code, lock=True)
            following = actions.replace_expert(
                row,
                expert_of(form.expert.data, park.id),
                by=web.signed_in(),
                reason=form.reason.data or "",
                starts_on=form.starts_on.data or clock.today(),
            )
            act.done(
                url_for("experts.assignment_detail", code=following.code),
                gettext("Handed on. Both sides have been told."),
            )
        if act.response:
            return act.response
    return web.page("experts/assignment_edit.html", form=form, assignment=row)


@room.moves("/mentoring/assignments/<code:code>/moves/<move>", ASSIGNMENT)
def assignment_move(code: str, move: str) -> ResponseReturnValue:
    """End an accompaniment."""
    return web.move(
        Assignment,
        code,
        move,
        table=ASSIGNMENT,
        actions={"end": actions.end_assignment, "replace": web.by_page, "recuse": web.by_page},
        back=lambda row: url_for("experts.assignment_detail", code=row.code),
    )
