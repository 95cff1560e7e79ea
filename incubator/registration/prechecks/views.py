"""The page of the self-check: every check of a case with its law, value, need and where to fix it."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import web
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Tone
from incubator.organizations.models import LEGAL_FORM_LABELS
from incubator.registration.books.wording import book_of
from incubator.registration.cases.models import Case
from incubator.registration.cases.rules import CASE_READ
from incubator.registration.cases.wording import is_sample
from incubator.registration.meetings.models import MATTER_LABELS, MEETING_LABELS
from incubator.registration.prechecks.findings import Place, Verdict
from incubator.registration.prechecks.queries import report_of
from incubator.registration.room import room

BADGES = {
    Verdict.MET: {"label": lazy("Fulfilled"), "tone": Tone.GOOD.value},
    Verdict.SHORT: {"label": lazy("Not fulfilled"), "tone": Tone.BAD.value},
    Verdict.QUESTION: {"label": lazy("Please check"), "tone": Tone.WAITING.value},
    Verdict.WAITING: {"label": lazy("Not filled in yet"), "tone": Tone.NEUTRAL.value},
}


@room.get("/registrations/<code:code>/check", CASE_READ)
def case_check(code: str) -> ResponseReturnValue:
    """Every check of a case as it stands now."""
    case = web.load(Case, code)
    person = web.signed_in()
    report = report_of(case, person)
    return web.page(
        "registration/case_check.html",
        case=case,
        book=book_of(case.organization, person, case),
        report=report,
        met=report.count(Verdict.MET),
        open_count=report.count(Verdict.SHORT, Verdict.WAITING),
        questions=report.count(Verdict.QUESTION),
        badges=BADGES,
        url_of=url_of,
        is_sample=is_sample,
        labels=MEETING_LABELS,
        matter_labels=MATTER_LABELS,
        form_label=LEGAL_FORM_LABELS[case.legal_form],
    )


def url_of(place: Place) -> str:
    """The address of a place."""
    arguments: dict[str, Any] = dict(place.arguments)
    return url_for(place.endpoint, **arguments)
