"""The pages of the stage ladder: propose, look through, decide."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import clock, files, navigation, pinned, web
from incubator.kernel.access import Person, allows, may
from incubator.kernel.errors import Absent
from incubator.kernel.navigation import Entry, Platform, Section
from incubator.kernel.text import gettext, lazy, show_date
from incubator.kernel.waiting import Waiting, offers
from incubator.organizations.criteria import Check, checks_for
from incubator.organizations.models import Organization, StageChange, StageEntry, StageStatement
from incubator.organizations.queries import (
    get_stage_rules,
    list_stage_entries,
    open_stage_change,
)
from incubator.organizations.room import room
from incubator.organizations.rules import (
    LADDER,
    ORGANIZATION_READ,
    STAGE_LIST,
    STAGE_READ,
    next_stage,
)
from incubator.organizations.stages import actions, queries
from incubator.organizations.stages.forms import StageForm, stage_form
from incubator.organizations.workflow import (
    STAGE_CHANGE,
    STAGE_DECIDE,
    STAGE_LABELS,
    STAGE_PROPOSE,
    Stage,
)
from incubator.territory.models import Park

navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("Stage changes"),
        "organizations.stage_change_list",
        STAGE_LIST,
        "plant",
        order=50,
        section=Section.GROWTH,
    )
)


pinned.register(
    pinned.Source(lazy("Stage changes under way"), queries.count_pinned, queries.list_pinned)
)


@offers
def stage_changes_waiting(person: Person) -> list[Waiting]:
    """What waits for a second person on the ladder."""
    if not may(person, STAGE_DECIDE):
        return []
    return [
        Waiting(
            title=lazy("Decide on a stage change"),
            button=lazy("Look through"),
            endpoint="organizations.stage_change_detail",
            arguments={"code": change.code},
            subject=change.organization.name,
            since=change.status_since,
        )
        for change in queries.changes_to_decide(person)
    ]


@room.get("/stage-changes", STAGE_LIST)
def stage_change_list() -> ResponseReturnValue:
    """The stage changes of one's parks."""
    person = web.signed_in()
    status = request.args.get("status", "proposed")
    counts = queries.count_by_status(person, STAGE_LIST)
    page = queries.page_of_changes(
        person, STAGE_LIST, status, after=request.args.get("after", type=int)
    )
    tabs = [
        {
            "label": state.label,
            "url": url_for("organizations.stage_change_list", status=state.slug),
            "active": state.slug == status,
            "count": counts.get(state.slug, 0),
        }
        for state in STAGE_CHANGE.states
    ]
    next_url = (
        url_for("organizations.stage_change_list", status=status, after=page.next_key)
        if page.next_key
        else None
    )
    return web.page(
        "organizations/stage_change_list.html",
        changes=page.rows,
        tabs=tabs,
        table=STAGE_CHANGE,
        stage_labels=STAGE_LABELS,
        next_url=next_url,
    )


@room.get("/stage-changes/<code:code>", STAGE_READ)
def stage_change_detail(code: str) -> ResponseReturnValue:
    """One stage change with its criteria as they stood, and its decision."""
    change = web.load(StageChange, code)
    return web.page(
        "organizations/stage_change_detail.html",
        change=change,
        statements={row.criterion: row for row in queries.list_statements(change)},
        table=STAGE_CHANGE,
        stage_labels=STAGE_LABELS,
    )


@room.moves("/stage-changes/<code:code>/moves/<move>", STAGE_CHANGE)
def stage_change_move(code: str, move: str) -> ResponseReturnValue:
    """Approve, decline or withdraw."""
    verbs = {
        "approve": actions.approve,
        "decline": actions.decline,
        "withdraw": actions.withdraw,
    }
    return web.move(
        StageChange,
        code,
        move,
        table=STAGE_CHANGE,
        actions=verbs,
        back=lambda change: url_for("organizations.stage_change_detail", code=change.code),
    )


@room.form("/organizations/<code:code>/stage-changes/new", STAGE_PROPOSE)
def stage_change_new(code: str) -> ResponseReturnValue:
    """Propose the next stage, or one below: criteria ticked by data, the others by statements."""
    organization = web.load(Organization, code)
    target = _target(organization)
    park = _park_of(organization)
    rules = get_stage_rules(park)
    upwards = actions.is_upwards(organization, target)
    checks = checks_for(organization, rules.body, target) if upwards else []
    form = stage_form([check.slug for check in checks if check.needs_statement])()
    if form.posted():
        proposal = _proposal(form, checks, target)
        if proposal is not None:
            with web.acting(form) as act:
                organization = web.load(Organization, code, lock=True)
                change = actions.propose(organization, proposal, park=park, by=web.signed_in())
                act.done(
                    url_for("organizations.stage_change_detail", code=change.code),
                    gettext("Proposed. A second person decides now."),
                )
            if act.response:
                return act.response
    return web.page(
        "organizations/stage_change_new.html",
        form=form,
        organization=organization,
        target=target,
        upwards=upwards,
        checks=checks,
        rules=rules,
        below=LADDER[: LADDER.index(organization.stage)] if organization.stage else (),
        stage_labels=STAGE_LABELS,
        open_change=open_stage_change(organization),
    )


def _target(organization: Organization) -> Stage:
    wanted = request.args.get("to", "")
    if wanted in set(Stage):
        return Stage(wanted)
    found = next_stage(organization.stage)
    if found is not None:
        return found
    if organization.stage is Stage.HUB:
        return Stage.DEVELOPING
    raise Absent(gettext("Only an organization that has moved in stands on the ladder."))


def _park_of(organization: Organization) -> Park:
    """The park in which this person may propose and the organization lives."""
    person = web.signed_in()
    for residency in reversed(organization.residencies):
        if allows(person, STAGE_PROPOSE, residency.park):
            return residency.park
    raise Absent(gettext("Only an organization that has moved in stands on the ladder."))


def _proposal(form: StageForm, checks: list[Check], target: Stage) -> actions.Proposal | None:
    """What was filled in; None when a statement lacks its text or its file."""
    statements: dict[str, actions.Statement] = {}
    for check in checks:
        if check.needs_statement:
            file = form.inspected(f"file_{check.slug}", files.DOCUMENT)
            text = form[f"text_{check.slug}"].data or ""
            if not text:
                form.refuse(f"text_{check.slug}", gettext("Please fill this in."))
            if file is not None:
                statements[check.slug] = actions.Statement(text, file)
    if form.has_errors:
        return None
    return actions.Proposal(target, form.note.data or "", statements)


@room.get("/stage-statements/<code:code>/file", STAGE_READ)
def stage_statement_file(code: str) -> ResponseReturnValue:
    """The file of a statement."""
    statement = web.load(StageStatement, code)
    return web.send_stored(statement.file)


@room.get("/organizations/<code:code>/stages", ORGANIZATION_READ)
def stage_list(code: str) -> ResponseReturnValue:
    """The ladder of one organization and its dated history."""
    organization = web.load(Organization, code)
    entries = list_stage_entries(organization)
    return web.page(
        "organizations/stage_list.html",
        organization=organization,
        rungs=drawn_rungs(organization, entries),
        entries=list(reversed(entries)),
        stage_labels=STAGE_LABELS,
        may_propose=allows(web.signed_in(), STAGE_PROPOSE, organization),
        open_change=open_stage_change(organization),
        rules=get_stage_rules(organization.residencies[-1].park)
        if organization.residencies
        else None,
    )


def drawn_rungs(organization: Organization, entries: list[StageEntry]) -> list[dict[str, object]]:
    """The rungs for the `ladder` component, with the day each was entered."""
    return [
        {
            "slug": rung.slug,
            "label": rung.label,
            "note": show_date(clock.local(rung.entry.entered_at).date()) if rung.entry else None,
        }
        for rung in queries.rungs(organization, entries)
    ]
