"""The pages of all cases together: the board by whom they wait for, and the counts for the bureau."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import clock, waiting, web
from incubator.kernel.access import Person, may
from incubator.kernel.paging import shown_count
from incubator.kernel.text import label, lazy, ngettext, show_date
from incubator.kernel.waiting import Waiting
from incubator.kernel.workflow import Turn
from incubator.organizations.models import LEGAL_FORM_LABELS
from incubator.registration.cases.models import Case
from incubator.registration.cases.queries import step_titles
from incubator.registration.cases.rules import STUCK_AFTER
from incubator.registration.cases.wording import TURN_WORDS, waiting_days
from incubator.registration.cases.workflow import STEP_CONFIRM
from incubator.registration.checklists.procedures import PROCEDURE_LABELS
from incubator.registration.coach import queries
from incubator.registration.coach.rules import CASE_BOARD
from incubator.registration.room import room

TABS = {Turn.YOU: "organization", Turn.PARK: "park", Turn.AUTHORITY: "office"}


@waiting.offers
def office_work(person: Person) -> list[Waiting]:
    """What the park's office has to look after besides single steps: one query."""
    if not may(person, STEP_CONFIRM):
        return []
    work = queries.work_of(person)
    lines = (
        (
            work.stuck,
            lazy("Registration cases that have stood still for more than 30 days"),
            "registration.case_list",
            {"tab": "organization"},
        ),
        (
            work.reports,
            lazy("Short reports of filed groups to be looked at"),
            "registration.filing_report_list",
            {"tab": "submitted"},
        ),
    )
    found = [
        Waiting(title, lazy("See them"), endpoint, arguments, count=count)
        for count, title, endpoint, arguments in lines
        if count
    ]
    return found if work.undo is None else [_undo(work.undo), *found]


def _undo(code: str) -> Waiting:
    return Waiting(
        lazy("The undoing of a bulk filing waits for a second person"),
        lazy("Look and decide"),
        "registration.filing_undo_detail",
        {"code": code},
    )


@room.get("/registrations/board", CASE_BOARD)
def case_board() -> ResponseReturnValue:
    """All running cases by whom they wait for, those stuck longest on top."""
    columns = queries.board(web.signed_in(), CASE_BOARD)
    titles = step_titles([case for column in columns for case in column.cases])
    return web.page(
        "registration/case_board.html",
        columns=[
            {
                "label": TURN_WORDS[column.turn],
                "count": column.count,
                "cards": [_card(case, titles) for case in column.cases],
                "all_url": url_for("registration.case_list", tab=TABS[column.turn]),
            }
            for column in columns
        ],
        stuck_after=STUCK_AFTER.days,
    )


def _card(case: Case, titles: dict[int, dict[str, str]]) -> dict[str, Any]:
    days = waiting_days(case)
    return {
        "name": case.organization.name,
        "procedure": PROCEDURE_LABELS[case.procedure],
        "step": label(titles[case.id]) if case.id in titles else "",
        "days": ngettext("%(num)s day", "%(num)s days", days),
        "is_stuck": days > STUCK_AFTER.days,
        "done": case.standing.done,
        "total": case.standing.total,
        "url": url_for("registration.case_detail", code=case.code),
    }


@room.get("/registrations/figures", CASE_BOARD)
def case_figures() -> ResponseReturnValue:
    """How many cases per form, per step and per month: every figure is a count of rows."""
    found = queries.counts(web.signed_in(), CASE_BOARD, today=clock.today())
    return web.page(
        "registration/case_figures.html",
        forms=found.forms,
        steps=found.steps,
        months=found.months,
        most=max((max(row.opened, row.done) for row in found.months), default=0),
        procedure_labels=PROCEDURE_LABELS,
        form_labels=LEGAL_FORM_LABELS,
        turn_words=TURN_WORDS,
        shown_count=shown_count,
        since=lambda moment: show_date(clock.local(moment).date()),
    )
