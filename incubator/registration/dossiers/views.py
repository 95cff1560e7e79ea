"""The pages of dossiers: the list, one with its items and checks, and what is printed of it."""

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import blobs, navigation, web
from incubator.kernel.access import allows
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.navigation import Entry, Platform, Section
from incubator.kernel.pages import Tab
from incubator.kernel.paging import shown_count
from incubator.kernel.text import gettext, lazy
from incubator.registration.cases.models import Case
from incubator.registration.checklists.procedures import PROCEDURE_LABELS
from incubator.registration.dossiers import actions, printing, queries, tasks, wording
from incubator.registration.dossiers.models import ArchiveItem, Dossier
from incubator.registration.dossiers.workflow import (
    DOSSIER_FLOW,
    DOSSIER_KEEP,
    DOSSIER_LIST,
    DOSSIER_READ,
    DossierStatus,
)
from incubator.registration.room import room

__all__ = ["tasks"]
navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("Dossiers"),
        "registration.dossier_list",
        DOSSIER_LIST,
        "archive",
        order=46,
        section=Section.REGISTRATION,
    )
)


@room.get("/dossiers", DOSSIER_LIST)
def dossier_list() -> ResponseReturnValue:
    """All dossiers in reach, the newest first, by their state."""
    person = web.signed_in()
    tab = request.args.get("tab", "all")
    if tab not in queries.TABS:
        raise Absent
    found = queries.page_of_dossiers(
        person, DOSSIER_LIST, tab, after=request.args.get("after", type=int)
    )
    counts = queries.count_tabs(person, DOSSIER_LIST)
    here = "registration.dossier_list"
    tabs = [
        Tab(wording.TAB_LABELS[name], url_for(here, tab=name), name == tab, shown_count(count))
        for name, count in counts.items()
    ]
    sets = queries.rules_of_all(found.rows)
    more, back = found.next_key, found.previous_key
    return web.page(
        "registration/dossier_list.html",
        tabs=tabs,
        tab=tab,
        rows=[(row, wording.end_of(row, sets[row.rule_set_id])) for row in found.rows],
        flow=DOSSIER_FLOW,
        number_of=wording.item_number,
        state_line=wording.state_line,
        procedure_labels=PROCEDURE_LABELS,
        pages={
            "next_url": url_for(here, tab=tab, after=more) if more is not None else None,
            "prev_url": url_for(here, tab=tab) if back is not None else None,
        },
    )


@room.get("/dossiers/<code:code>", DOSSIER_READ)
def dossier_detail(code: str) -> ResponseReturnValue:
    """One dossier: what to do next, its items with the four properties, what is missing, its metadata."""
    dossier = web.load(Dossier, code)
    rules, items = queries.rules_of(dossier), queries.list_items(dossier)
    is_open = dossier.status is DossierStatus.OPEN
    waiting = queries.not_taken_in(queries.drafts_of(dossier.case), items)
    return web.page(
        "registration/dossier_detail.html",
        dossier=dossier,
        case=dossier.case,
        rules=rules,
        rows=[(row, wording.told_checks(row, rules)) for row in items],
        wanting=[row for row in items if row.is_wanting],
        came_since=len(waiting),
        is_open=is_open,
        end=wording.end_of(dossier, rules),
        may_keep=allows(web.signed_in(), DOSSIER_KEEP, dossier),
        may_arrange=_may_arrange(dossier),
        badge=DOSSIER_FLOW.badge(dossier),
        flow=DOSSIER_FLOW,
        number=wording.item_number(dossier),
        line=wording.state_line(dossier),
        kinds=wording.KIND_LABELS,
        category=rules.category(dossier.category),
        retention=rules.retention(dossier.retention),
        level=rules.level(dossier.level),
        procedure_label=PROCEDURE_LABELS[dossier.case.procedure],
    )


def _may_arrange(dossier: Dossier) -> bool:
    try:
        DOSSIER_FLOW.check(dossier, "arrange", by=web.signed_in())
    except Refusal:
        return False
    return True


@room.get("/dossier-items/<code:code>", DOSSIER_READ)
def dossier_item_detail(code: str) -> ResponseReturnValue:
    """One item: its metadata, its four properties with reasons, and the paper original."""
    item = web.load(ArchiveItem, code)
    dossier = item.dossier
    rules = queries.rules_of(dossier)
    return web.page(
        "registration/dossier_item_detail.html",
        item=item,
        dossier=dossier,
        checks=wording.told_checks(item, rules),
        kind=wording.KIND_LABELS[item.kind],
        retention=rules.retention(dossier.retention),
        level=rules.level(dossier.level),
        number=wording.item_number(dossier),
        may_receive=allows(web.signed_in(), DOSSIER_KEEP, dossier)
        and dossier.status is not DossierStatus.TRANSFERRED,
    )


@room.get("/dossier-items/<code:code>/file", DOSSIER_READ)
def dossier_item_file(code: str) -> ResponseReturnValue:
    """The archive's own copy of a file."""
    item = web.load(ArchiveItem, code)
    if item.file is None:
        raise Absent
    return web.send(blobs.read(item.file), item.name, item.file.content_type, inline=True)


@room.post("/registrations/<code:code>/dossier", DOSSIER_KEEP)
def dossier_new(code: str) -> ResponseReturnValue:
    """Begin the dossier of a case by hand."""
    with web.acting() as act:
        case = web.load(Case, code, lock=True)
        dossier = actions.begin(case, by=web.signed_in())
        url = url_for("registration.dossier_detail", code=dossier.code)
        act.done(url, gettext("The dossier is begun; its papers are being taken in."))
    return act.answer


@room.post("/dossiers/<code:code>/papers", DOSSIER_KEEP)
def dossier_take_in(code: str) -> ResponseReturnValue:
    """Take in what came since."""
    with web.acting() as act:
        dossier = web.load(Dossier, code, lock=True)
        actions.ask_to_take_in(dossier, by=web.signed_in())
        url = url_for("registration.dossier_detail", code=code)
        act.done(url, gettext("The papers are being taken in and checked."))
    return act.answer


@room.post("/dossiers/<code:code>/checks", DOSSIER_KEEP)
def dossier_check(code: str) -> ResponseReturnValue:
    """Check the four properties again."""
    with web.acting() as act:
        dossier = web.load(Dossier, code, lock=True)
        actions.ask_to_check(dossier, by=web.signed_in())
        url = url_for("registration.dossier_detail", code=code)
        act.done(url, gettext("Every item is being checked. Load the page again in a moment."))
    return act.answer


@room.moves("/dossiers/<code:code>/moves/<move>", DOSSIER_FLOW)
def dossier_move(code: str, move: str) -> ResponseReturnValue:
    """Send back; the other moves have forms of their own."""
    return web.move(
        Dossier,
        code,
        move,
        table=DOSSIER_FLOW,
        actions={
            "send_back": actions.send_back,
            **dict.fromkeys(("hand_over", "arrange", "transfer"), web.by_page),
        },
        back=lambda row: url_for("registration.dossier_detail", code=row.code),
    )


@room.get("/dossiers/<code:code>/cover.pdf", DOSSIER_READ)
def dossier_cover_pdf(code: str) -> ResponseReturnValue:
    """The cover of the dossier."""
    return _pdf(code, gettext("dossier cover"), printing.cover_pdf)


@room.get("/dossiers/<code:code>/contents.pdf", DOSSIER_READ)
def dossier_contents_pdf(code: str) -> ResponseReturnValue:
    """The list of the items."""
    return _pdf(code, gettext("list of items"), printing.contents_pdf)


def _pdf(code: str, word: str, make: Any) -> Response:  # noqa: ANN401 one of two functions above
    dossier = web.load(Dossier, code)
    data = make(dossier, queries.rules_of(dossier), queries.list_items(dossier))
    name = f"{dossier.title}-{word}.pdf"
    return web.send(data, name, "application/pdf", inline=True)


@room.get("/dossiers/<code:code>/dossier.zip", DOSSIER_READ)
def dossier_file(code: str) -> ResponseReturnValue:
    """Cover, list, metadata and every file in one ZIP."""
    dossier = web.load(Dossier, code)
    name = f"{dossier.title}-{wording.item_number(dossier)}.zip"
    data = printing.as_zip(dossier, queries.rules_of(dossier), queries.list_items(dossier))
    answer = web.send(printing.blocks(data), name, printing.ZIP)
    answer.call_on_close(data.close)
    return answer


@room.context_processor
def _offer_dossier() -> dict[str, Any]:
    """The page of a case leads to its dossier, without knowing this part of the room."""
    return {"dossier_of": dossier_of_case}


def dossier_of_case(case: Case) -> Dossier | None:
    """The dossier of a case for who may read it."""
    if not allows(web.signed_in(), DOSSIER_READ, case):
        return None
    return queries.dossier_of(case)
