"""The pages of cases: the board, a new case, the roadmap, the route, and the checklist on paper."""

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import duedates, navigation, pdf, waiting, web
from incubator.kernel.access import Person, may
from incubator.kernel.duedates import DueDate, Kind
from incubator.kernel.errors import Absent
from incubator.kernel.navigation import Entry, Platform, Section
from incubator.kernel.pages import Tab
from incubator.kernel.paging import shown_count
from incubator.kernel.text import force_locale, gettext, label, lazy
from incubator.kernel.waiting import Waiting
from incubator.kernel.workflow import Turn
from incubator.organizations.models import LEGAL_FORM_LABELS
from incubator.registration.cases import actions, queries, wording
from incubator.registration.cases.forms import RouteForm
from incubator.registration.cases.models import Case, CaseStep
from incubator.registration.cases.next_words import next_of
from incubator.registration.cases.queries import Roadmap
from incubator.registration.cases.rules import (
    CASE_LIST,
    CASE_OPEN,
    CASE_READ,
    ENDED_WELL,
    STUCK_AFTER,
)
from incubator.registration.cases.usual import usual_days, usual_text
from incubator.registration.cases.workflow import (
    CASE_FLOW,
    CASE_KEEP,
    STEP_CONFIRM,
    STEP_WORK,
)
from incubator.registration.checklists.measuring import Measure
from incubator.registration.checklists.procedures import PROCEDURE_LABELS, Procedure
from incubator.registration.checklists.rules import ROUTE_LABELS, WHO_LABELS, Checklist, Route
from incubator.registration.room import room

navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("Registration"),
        "registration.case_list",
        CASE_LIST,
        "certificate",
        order=40,
        section=Section.REGISTRATION,
    )
)
BY_A_STEP = ("submit", "take_back", "register", "decide", "refuse")


@room.get("/registrations", CASE_LIST)
def case_list() -> ResponseReturnValue:
    """All cases in reach, by whom they wait for, the longest wait first."""
    person = web.signed_in()
    tab = request.args.get("tab", "all")
    if tab not in queries.TABS:
        raise Absent
    after = request.args.get("after", type=int)
    found = queries.page_of_cases(person, CASE_LIST, tab, after=after)
    if wording.is_owner(person) and tab == "all" and len(found.rows) == 1:
        return redirect(url_for("registration.case_detail", code=found.rows[0].code), 303)
    counts = queries.count_tabs(person, CASE_LIST)
    tabs = [
        Tab(
            wording.TAB_LABELS[name],
            url_for("registration.case_list", tab=name),
            name == tab,
            shown_count(counts[name]),
        )
        for name in queries.TABS
    ]
    return web.page(
        "registration/case_list.html",
        tabs=tabs,
        tab=tab,
        cases=found.rows,
        titles=queries.step_titles(found.rows),
        turn_words=wording.TURN_WORDS,
        days=wording.waiting_days,
        stuck_after=STUCK_AFTER.days,
        flow=CASE_FLOW,
        procedure_labels=PROCEDURE_LABELS,
        pages=_pages(tab, found.next_key, found.previous_key),
        may_open=may(person, CASE_OPEN),
        may_compare=web.leads_to("registration.case_board"),
        mine=wording.is_owner(person),
    )


def _pages(tab: str, following: int | None, previous: int | None) -> dict[str, str | None]:
    here = "registration.case_list"
    return {
        "next_url": url_for(here, tab=tab, after=following) if following is not None else None,
        "prev_url": url_for(here, tab=tab) if previous is not None else None,
    }


@room.get("/registrations/<code:code>", CASE_READ)
def case_detail(code: str) -> ResponseReturnValue:
    """The roadmap: you are here, whose turn, since when, the next step, and the figures."""
    case = web.load(Case, code)
    person = web.signed_in()
    mine = wording.is_owner(person)
    roadmap = queries.roadmap_of(case)
    current = roadmap.current(prefer=Turn.YOU if mine else Turn.PARK)
    usual = {slug: usual_text(found) for slug, found in usual_days(case).items()}
    return web.page(
        "registration/case_detail.html",
        case=case,
        roadmap=roadmap,
        current=current,
        following=next_of(person, roadmap, current) if current is not None else None,
        current_url=_step_url(current.step.code) if current is not None else "",
        deadline=wording.deadline_of(current) if current is not None else None,
        turn_line=wording.case_turn_line(roadmap, current, mine=mine),
        stops=wording.stops_of(roadmap, current, _step_url, mine=mine, usual=usual),
        usual=usual.get(current.step.slug, "") if current is not None else "",
        measured=_measured(roadmap),
        sources_of=wording.sources_of,
        badge=CASE_FLOW.badge(case),
        flow=CASE_FLOW,
        mine=mine,
        may_keep=may(person, CASE_KEEP),
        rules=case.rule_set,
        form_label=LEGAL_FORM_LABELS[case.legal_form],
        procedure_label=PROCEDURE_LABELS[case.procedure],
        is_registration=case.procedure is Procedure.ESTABLISHMENT,
        ended_well=case.status in ENDED_WELL,
        route_label=ROUTE_LABELS[case.route],
        who_labels=WHO_LABELS,
        is_sample=wording.is_sample,
    )


def _step_url(code: str) -> str:
    return url_for("registration.step_detail", code=code)


def _measured(roadmap: Roadmap) -> list[tuple[queries.Station, list[Measure]]]:
    """The figures of the steps that have any, in order."""
    found = [
        (station, [row for row in roadmap.measures(station) if row.is_figure])
        for station in roadmap.on_way
    ]
    return [(station, rows) for station, rows in found if rows]


@room.moves("/registrations/<code:code>/moves/<move>", CASE_FLOW)
def case_move(code: str, move: str) -> ResponseReturnValue:
    """Abandon, go on, or prepare a refused application again."""
    return web.move(
        Case,
        code,
        move,
        table=CASE_FLOW,
        actions={
            "abandon": actions.abandon,
            "resume": actions.resume,
            "reopen": actions.reopen,
            **dict.fromkeys(BY_A_STEP, web.not_by_hand),
        },
        back=lambda case: url_for("registration.case_detail", code=case.code),
    )


@room.form("/registrations/<code:code>/route", CASE_KEEP)
def route_edit(code: str) -> ResponseReturnValue:
    """Take the other route, with the reason."""
    case = web.load(Case, code)
    form = RouteForm()
    if request.method == "GET":
        form.route.data, form.reason.data = case.route.value, case.route_reason
    web.stamp(form, case)
    answer = web.save(
        form,
        Case,
        code,
        lambda row: actions.choose_route(
            row, Route(form.route.data), by=web.signed_in(), reason=form.reason.data or ""
        ),
        back=lambda row: url_for("registration.case_detail", code=row.code),
        done=gettext("The route is changed; the steps follow it."),
    )
    return answer or web.page("registration/route_edit.html", form=form, case=case)


@room.get("/registrations/<code:code>/checklist.pdf", CASE_READ)
def checklist_pdf(code: str) -> ResponseReturnValue:
    """The checklist as a paper: steps, basis, materials, states and ends; in Chinese."""
    case = web.load(Case, code)
    roadmap = queries.roadmap_of(case)
    handed = queries.materials_there(case)
    with force_locale("zh_Hans"):
        html = render_template(
            "registration/checklist_pdf.html",
            case=case,
            roadmap=roadmap,
            handed=handed,
            badge=CASE_FLOW.badge(case),
            form_label=LEGAL_FORM_LABELS[case.legal_form],
            procedure_label=PROCEDURE_LABELS[case.procedure],
            route_label=ROUTE_LABELS[case.route],
            who_labels=WHO_LABELS,
            deadline_of=wording.deadline_of,
            is_sample=wording.is_sample,
        )
    title = f"{case.organization.name}{case.rule_set.title['zh']}"
    data = pdf.render(html, title=title)
    name = f"{title}-{case.number}.pdf"
    return web.send(data, name, "application/pdf", inline=True)


@waiting.offers
def waiting_for(person: Person) -> list[Waiting]:
    """What waits for the organization, and for the park's operator: one query."""
    found: list[Waiting] = []
    if wording.is_owner(person):
        found += [
            _line(row, gettext("%(what)s: your next step", what=_what(row)), gettext("Go on"))
            for row in queries.waiting_at(person, STEP_WORK, Turn.YOU)
        ]
    elif may(person, STEP_CONFIRM):
        found += [
            _line(row, gettext("%(what)s: check a step", what=_what(row)), gettext("Check"))
            for row in queries.waiting_at(person, STEP_CONFIRM, Turn.PARK)
        ]
    return found


def _what(row: queries.Awaited) -> object:
    return PROCEDURE_LABELS[row.procedure]


def _line(row: queries.Awaited, title: str, button: str) -> Waiting:
    return Waiting(
        title,
        button,
        "registration.case_detail",
        {"code": row.code},
        subject=row.name,
        since=row.since,
        organization_id=row.organization_id,
    )


REGISTRATION_STEP = Kind("registration", lazy("Registration"))


@duedates.source
def due_steps(person: Person, first: date, last: date) -> list[DueDate]:
    """The periods of steps that end in the window."""
    if not may(person, CASE_READ):
        return []
    steps = queries.steps_due(person, CASE_READ, first, last)
    # Read once a set, not once a step: hundreds of steps stand on a handful of sets.
    cases = {step.case.rule_set_id: step.case for step in steps}
    read = {key: queries.checklist_of(case) for key, case in cases.items()}
    return [_due(step, read[step.case.rule_set_id]) for step in steps]


def _due(step: CaseStep, checklist: Checklist) -> DueDate:
    assert step.due_on is not None
    rule = checklist.step(step.slug)
    return DueDate(
        label(rule.title),
        step.case.organization.name,
        step.due_on,
        "registration.step_detail",
        {"code": step.code},
        provisional=step.is_due_provisional,
        kind=REGISTRATION_STEP,
    )
