"""The page on which a finished change is taken over into the organization's file."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import web
from incubator.kernel.errors import Absent
from incubator.kernel.text import gettext, ngettext
from incubator.registration.cases.models import Case
from incubator.registration.cases.workflow import CASE_KEEP
from incubator.registration.room import room
from incubator.registration.takeovers import actions, queries
from incubator.registration.takeovers.forms import TakeoverForm


@room.form("/registrations/<code:code>/takeover", CASE_KEEP)
def takeover_edit(code: str) -> ResponseReturnValue:
    """The facts of the file beside what the change brought; one button writes them."""
    case, form = web.load(Case, code), TakeoverForm()
    if not queries.is_offered(case):
        raise Absent
    if request.method == "GET":
        for name, value in queries.new_facts(case).items():
            form[name].data = value
        web.stamp(form, case.organization)
    if form.posted():
        with web.acting(form) as act:
            case = web.load(Case, code, lock=True)
            web.check_version(case.organization, form)
            typed = {name: form[name].data or "" for name in queries.FACTS}
            changed = actions.take_over(case, typed, by=web.signed_in())
            told = ngettext(
                "The file is up to date; %(num)s fact changed.",
                "The file is up to date; %(num)s facts changed.",
                len(changed),
            )
            act.done(url_for("registration.case_detail", code=code), told)
        if act.response:
            return act.response
        case = web.load(Case, code)
    return web.page(
        "registration/takeover_edit.html",
        form=form,
        case=case,
        fields=[
            (form[name], gettext("In the file: %(value)s", value=value or "–"))
            for name, value in queries.stored_facts(case).items()
        ],
    )


@room.context_processor
def _offer_takeover() -> dict[str, object]:
    """The page of a case offers it, without knowing this part of the room."""
    return {"takeover_offered": queries.is_offered, "is_taken_over": queries.is_taken_over}
