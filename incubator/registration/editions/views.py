"""The page on which running cases go over to a newer edition, and what this room pins to rule sets."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import pinned, rulesets, web
from incubator.kernel.errors import Refusal
from incubator.kernel.forms import choices
from incubator.kernel.text import gettext, lazy, ngettext
from incubator.registration.cases.models import Case
from incubator.registration.cases.workflow import CASE_FLOW, CASE_KEEP
from incubator.registration.editions import actions, queries
from incubator.registration.editions.forms import EditionForm
from incubator.registration.editions.rules import check_in_force
from incubator.registration.room import room

pinned.register(
    pinned.Source(
        lazy("Registration cases under way"),
        queries.count_pinned,
        queries.list_pinned,
        queries.count_movable,
        "registration.edition_edit",
    )
)


@room.form("/registration-editions/<code:code>", CASE_KEEP)
def edition_edit(code: str) -> ResponseReturnValue:
    """Choose the running cases that go over to this edition; each tells what would become of its steps."""
    rules = rulesets.by_code(code)
    found = queries.list_movable(web.signed_in(), rules)
    form = EditionForm()
    form.cases.choices = choices((row.case.code, row.case.number) for row in found)
    hindered = ""
    try:
        check_in_force(rules)
    except Refusal as refusal:
        hindered = str(refusal.message)
    if form.posted():
        with web.acting(form) as act:
            chosen = list(dict.fromkeys(form.cases.data or []))
            for each in chosen:
                case = web.load(Case, each, CASE_KEEP, lock=True)
                actions.move_case(case, rules, by=web.signed_in(), reason=form.reason.data or "")
            told = ngettext("%(num)s case went over.", "%(num)s cases went over.", len(chosen))
            act.done(url_for("registration.edition_edit", code=code), told)
        if act.response:
            return act.response
    ticked = set(form.cases.data or []) if request.method == "POST" else set()
    return web.page(
        "registration/edition_edit.html",
        form=form,
        rules=rules,
        candidates=found,
        ticked=ticked,
        hindered=hindered,
        flow=CASE_FLOW,
        nothing=gettext("no step"),
    )
