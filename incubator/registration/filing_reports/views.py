"""The pages of short reports: who has handed in, one report, filling it in; what waits and what ends."""

from datetime import date, timedelta
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import clock, duedates, waiting, web
from incubator.kernel.access import OWNERS, Person, allows, may, roles_of
from incubator.kernel.duedates import DueDate, Kind
from incubator.kernel.money import format_yuan
from incubator.kernel.text import gettext, label, lazy, ngettext
from incubator.kernel.waiting import Waiting
from incubator.registration.filing_reports import actions, queries
from incubator.registration.filing_reports.forms import ReportForm
from incubator.registration.filing_reports.models import FilingReport
from incubator.registration.filing_reports.queries import Line
from incubator.registration.filing_reports.rules import OPEN, ReportFacts, year_now
from incubator.registration.filing_reports.workflow import REPORT_FILL, REPORT_FLOW
from incubator.registration.filings.models import Filing
from incubator.registration.filings.queries import rules_at
from incubator.registration.filings.rules import FILING_LIST, FILING_READ, Window
from incubator.registration.room import room
from incubator.registration.steps.forms import fen_of
from incubator.territory.queries import parks_for

TAB_LABELS = {
    queries.MISSING: lazy("Nothing yet"),
    **{tab: REPORT_FLOW.state_named(tab).label for tab in queries.TABS[1:]},
}
SHORT_REPORT = Kind("filing_report", lazy("Short yearly report"))


def _window(person: Person) -> Window:
    parks = parks_for(person, FILING_LIST)
    return rules_at(parks[0] if parks else None)[1].report


@room.get("/filings/reports", FILING_LIST)
def filing_report_list() -> ResponseReturnValue:
    """The reports of a year by state, those who have not handed in first, and the sums of the year."""
    person = web.signed_in()
    window = _window(person)
    latest = year_now(window)
    known = queries.years_known(person, FILING_LIST)
    year = request.args.get("year", latest, type=int)
    year = year if year in {latest, latest - 1, *known} else latest
    counts = queries.count_tabs(person, FILING_LIST, year, window)
    tab = request.args.get("tab", "")
    if tab not in queries.TABS:
        tab = "submitted" if counts["submitted"] else queries.MISSING
    page = queries.page_of_lines(
        person, FILING_LIST, (year, tab), window, after=request.args.get("after", type=int)
    )
    return web.page(
        "registration/filing_report_list.html",
        year=year,
        years=[
            {"label": str(each), "url": _url(each), "active": each == year}
            for each in sorted({latest, latest - 1, *known}, reverse=True)
        ],
        tabs=_tabs(year, tab, counts),
        tab=tab,
        lines=page.rows,
        owed=sum(counts.values()),
        figures=_figures(queries.sums_of(person, FILING_LIST, year)),
        closes_on=window.closes_on(year),
        window=window,
        pages={
            "prev_url": _url(year, tab=tab) if page.previous_key is not None else None,
            "next_url": _url(year, tab=tab, after=page.next_key) if page.next_key else None,
        },
        flow=REPORT_FLOW,
        may_fill=may(person, REPORT_FILL),
    )


def _url(year: int, **more: Any) -> str:  # noqa: ANN401 what stands in an address
    return url_for("registration.filing_report_list", year=year, **more)


def _tabs(year: int, tab: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": TAB_LABELS[name],
            "url": _url(year, tab=name),
            "active": name == tab,
            "count": counts[name],
        }
        for name in queries.TABS
    ]


def _figures(sums: queries.Sums) -> list[dict[str, Any]]:
    """The sums of the accepted reports; persons and person-times are two figures, never one."""
    yuan = gettext("yuan")
    rows = [
        (sums.reports, gettext("reports"), lazy("Reports accepted")),
        (sums.activities, gettext("times"), lazy("Activities in the year")),
        (sums.attendances, gettext("person-times"), lazy("Participations")),
        (sums.members, gettext("persons"), lazy("Members of the groups")),
        (_round_yuan(sums.income_fen), yuan, lazy("Income in the year")),
        (_round_yuan(sums.expense_fen), yuan, lazy("Expense in the year")),
    ]
    return [
        {
            "value": f"{value:,}" if isinstance(value, int) else value,
            "unit": unit,
            "label": words,
            "url": None,
        }
        for value, unit, words in rows
    ]


def _round_yuan(fen: int) -> str:
    """A sum without its last two zeros, where it has them."""
    return format_yuan(fen).removesuffix(".00")


@room.post("/filings/<code:code>/reports", REPORT_FILL)
def filing_report_new(code: str) -> ResponseReturnValue:
    """Begin the report about the year that is taken now, or go on with it."""
    with web.acting() as act:
        filing = web.load(Filing, code, lock=True)
        year = year_now(rules_at(filing.park)[1].report)
        report = actions.begin(filing, year, by=web.signed_in())
        here = "registration.filing_report_edit" if report.status in OPEN else _DETAIL
        act.done(url_for(here, code=report.code))
    return act.answer


_DETAIL = "registration.filing_report_detail"


@room.get("/filing-reports/<code:code>", FILING_READ)
def filing_report_detail(code: str) -> ResponseReturnValue:
    """One report with its next move."""
    report = web.load(FilingReport, code)
    person = web.signed_in()
    return web.page(
        "registration/filing_report_detail.html",
        report=report,
        filing=report.filing,
        badge=REPORT_FLOW.badge(report),
        flow=REPORT_FLOW,
        may_edit=report.status in OPEN and allows(person, REPORT_FILL, report),
        is_staff=may(person, FILING_LIST),
    )


@room.form("/filing-reports/<code:code>/edit", REPORT_FILL)
def filing_report_edit(code: str) -> ResponseReturnValue:
    """Fill the report in; it is kept as a draft or handed in at once."""
    report = web.load(FilingReport, code)
    form = ReportForm(obj=report)
    if request.method == "GET":
        _preset(form, report)
    if form.posted():
        with web.acting(form) as act:
            report = web.load(FilingReport, code, lock=True)
            web.check_version(report, form)
            actions.fill_in(report, _facts(form), by=web.signed_in())
            said = gettext("Saved.")
            if request.form.get("act") == "submit":
                actions.submit(report, by=web.signed_in())
                said = gettext("The report is handed in. The park looks at it.")
            act.done(url_for(_DETAIL, code=code), said)
        if act.response:
            return act.response
    return web.page(
        "registration/filing_report_edit.html",
        form=form,
        report=report,
        filing=report.filing,
        closes_on=rules_at(report.filing.park)[1].report.closes_on(report.year),
    )


def _preset(form: ReportForm, report: FilingReport) -> None:
    web.stamp(form, report)
    form.income_yuan.data = "" if report.income_fen is None else format_yuan(report.income_fen)
    form.expense_yuan.data = "" if report.expense_fen is None else format_yuan(report.expense_fen)
    form.is_safe.data = {None: None, True: "yes", False: "no"}[report.is_safe]


def _facts(form: ReportForm) -> ReportFacts:
    return ReportFacts(
        activities=form.activities.data,
        attendances=form.attendances.data,
        members=form.members.data,
        income_fen=fen_of(form.income_yuan.data),
        expense_fen=fen_of(form.expense_yuan.data),
        text=form.text.data or "",
        is_safe={"yes": True, "no": False}.get(form.is_safe.data or ""),
        safety_note=form.safety_note.data or "",
    )


@room.moves("/filing-reports/<code:code>/moves/<move>", REPORT_FLOW)
def filing_report_move(code: str, move: str) -> ResponseReturnValue:
    """Hand in, take back, accept, send back."""
    return web.move(
        FilingReport,
        code,
        move,
        table=REPORT_FLOW,
        actions={"submit": actions.submit, "return": actions.send_back},
        back=lambda report: url_for(_DETAIL, code=report.code),
    )


@room.context_processor
def _offer_reports() -> dict[str, Any]:
    """The page of a filing shows its reports, without knowing this part of the room."""
    return {"reports_of_filing": reports_of_filing}


def reports_of_filing(filing: Filing) -> dict[str, Any]:
    """The reports of a group, and the one that is asked for now."""
    window = rules_at(filing.park)[1].report
    rows = queries.reports_of(filing)
    year = year_now(window)
    known = next((row for row in rows if row.year == year), None)
    owes = filing.is_valid and window.is_due_from(filing.filed_on, year)
    return {
        "rows": [(row, REPORT_FLOW.badge(row)) for row in rows],
        "year": year,
        "closes_on": window.closes_on(year),
        "basis": window.basis,
        "is_missing": owes and known is None,
        "is_late": owes and known is None and clock.today() > window.closes_on(year),
        "may_fill": allows(web.signed_in(), REPORT_FILL, filing),
    }


@waiting.offers
def waiting_for(person: Person) -> list[Waiting]:
    """A group's own open report; the park's share is counted with the board."""
    if roles_of(person) & set(OWNERS):
        return [_line_of(row, window.closes_on(year)) for row, window, year in _own(person)]
    return []


def _own(person: Person) -> list[tuple[Line, Window, int]]:
    """The person's groups that still owe a report about a year, with the rules of their park."""
    found: list[tuple[Line, Window, int]] = []
    for park in queries.parks_of_own(person, REPORT_FILL):
        window = rules_at(park)[1].report
        year = year_now(window)
        rows = queries.own_lines(person, REPORT_FILL, park, year, window)
        found += [(row, window, year) for row in rows]
    return found


def _line_of(line: Line, day: date) -> Waiting:
    where, code = _place(line)
    return Waiting(
        gettext("Short report about %(year)s", year=day.year - 1),
        gettext("Go on") if line.report is not None else gettext("Begin"),
        where,
        {"code": code},
        subject=line.filing.organization.name,
        since=line.report.status_since if line.report is not None else None,
        due=clock.moment(day + timedelta(days=1)),
        organization_id=line.filing.organization_id,
    )


def _place(line: Line) -> tuple[str, str]:
    """Where the next thing is done: the report, or the filing where it is begun."""
    if line.report is not None:
        return _DETAIL, line.report.code
    return "registration.filing_detail", line.filing.code


@duedates.source
def reports_due(person: Person, first: date, last: date) -> list[DueDate]:
    """Each own group's report; for the park one line that counts who has not handed in.

    People are told once, when the window opens; what is handed in is no end any more.
    """
    if roles_of(person) & set(OWNERS):
        ends = [_due(*row) for row in _own(person)]
        return [end for end in ends if first <= end.on <= last]
    if not may(person, REPORT_FILL):
        return []
    window = _window(person)
    year = year_now(window)
    day = window.closes_on(year)
    if not first <= day <= last:
        return []
    counts = queries.count_tabs(person, REPORT_FILL, year, window)
    count = counts[queries.MISSING] + counts["draft"] + counts["returned"]
    if not count:
        return []
    said = ngettext("%(num)s group has not handed in", "%(num)s groups have not handed in", count)
    return [
        DueDate(
            gettext("Short reports of filed groups about %(year)s", year=year),
            str(said),
            day,
            "registration.filing_report_list",
            {"year": year, "tab": queries.MISSING},
            kind=SHORT_REPORT,
            note=label(window.basis),
            told_from=window.opens_on(year),
        )
    ]


def _due(line: Line, window: Window, year: int) -> DueDate:
    where, code = _place(line)
    return DueDate(
        gettext("Short report about %(year)s", year=year),
        line.filing.organization.name,
        window.closes_on(year),
        where,
        {"code": code},
        kind=SHORT_REPORT,
        told_from=window.opens_on(year),
        # Its page changes when the report is begun; it is told once all the same.
        mark=f"{line.filing.code}:{year}",
    )
