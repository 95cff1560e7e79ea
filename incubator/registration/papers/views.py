"""The page on which the facts that only papers need are filled in."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import web
from incubator.kernel.text import gettext
from incubator.registration.cases.models import Case
from incubator.registration.papers import actions
from incubator.registration.papers.forms import sheet_form, stored
from incubator.registration.papers.queries import catalogue, defaults_of, find_sheet, sheet_facts
from incubator.registration.papers.rules import PAPER_FILL
from incubator.registration.room import room


@room.form("/registrations/<code:code>/paper-facts", PAPER_FILL)
def paper_edit(code: str) -> ResponseReturnValue:
    """Purpose, scope, premises, seal, bank and year: typed once, printed on every paper."""
    case = web.load(Case, code)
    known = catalogue(case.park)
    facts = sheet_facts(case, known)
    sheet = find_sheet(case)
    form = sheet_form(facts)()
    if request.method == "GET":
        form.fill({**defaults_of(case), **(sheet.facts if sheet else {})})
        web.stamp(form, sheet)
    if form.posted():
        with web.acting(form) as act:
            case = web.load(Case, code, lock=True)
            sheet = find_sheet(case)
            there = stored(facts, sheet.facts if sheet else {})
            web.check_version(sheet, form, there)
            actions.keep_facts(case, form.typed(), by=web.signed_in())
            back = url_for("registration.paper_list", code=code)
            act.done(back, gettext("Saved. The papers are up to date."))
        if act.response:
            return act.response
    groups = [
        (words, [fact for fact in facts if fact.group == slug]) for slug, words in known.groups
    ]
    return web.page(
        "registration/paper_edit.html",
        form=form,
        case=case,
        groups=[(words, rows) for words, rows in groups if rows],
    )
