"""The pages of calls that everybody may read, and the five questions whether one may apply."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.intake.calls import eligibility, queries
from incubator.intake.calls.models import KIND_LABELS, ApplicantKind, Call
from incubator.intake.calls.questions import read_conditions, read_documents, read_sections
from incubator.intake.room import room
from incubator.kernel import clock, pages, text, web
from incubator.kernel.access import PUBLIC
from incubator.kernel.text import gettext, label, lazy
from incubator.territory.models import Park
from incubator.territory.queries import get_park

NEED_LABELS = {
    "required": lazy("Required"),
    "optional": lazy("Optional"),
    "if_applicable": lazy("If applicable"),
    "none": lazy("Not needed"),
}


def window_text(call: Call) -> str:
    """The window in words: from the day, to the day and hour."""
    words: str = gettext(
        "%(first)s to %(last)s",
        first=text.show_date(clock.local(call.opens_at).date(), weekday=True),
        last=f"{text.show_date(clock.local(call.closes_at).date(), weekday=True)}"
        f" {text.show_time(call.closes_at)}",
    )
    return words


def time_left(call: Call) -> dict[str, Any]:
    """How long the window lasts, for the `deadline` component."""
    end = f"{text.show_date(clock.local(call.closes_at).date())} {text.show_time(call.closes_at)}"
    if call.status.value == "cancelled":
        return {"text": gettext("Cancelled"), "late": True}
    if call.is_over:
        return {"text": gettext("Ended on %(moment)s", moment=end), "late": True}
    if call.is_upcoming:
        start = text.show_date(clock.local(call.opens_at).date(), weekday=True)
        return {"text": gettext("Opens on %(day)s", day=start), "late": False}
    if call.days_left == 0:
        left = gettext("Last day: until %(time)s", time=text.show_time(call.closes_at))
        return {"text": left, "late": False, "soon": True}
    left = text.ngettext(
        "%(num)s day left (until %(moment)s)",
        "%(num)s days left (until %(moment)s)",
        call.days_left,
        moment=end,
    )
    return {"text": left, "late": False, "soon": call.days_left <= 3}


def shown(call: Call) -> dict[str, Any]:
    """What the pages of one call show."""
    return {
        "call": call,
        "time_left": time_left(call),
        "window": window_text(call),
        "kinds": [KIND_LABELS[ApplicantKind(kind)] for kind in call.applicant_kinds],
        "kind_labels": {str(kind): words for kind, words in KIND_LABELS.items()},
        "documents": read_documents(call.documents),
        "sections": read_sections(call.sections),
        "conditions": read_conditions(call.conditions["conditions"]),
        "rubric": call.rubric.body,
        "rubric_is_sample": call.rubric.is_sample,
        "limits": list(call.limits.body["limits"].values()),
        "need_labels": NEED_LABELS,
    }


def _public_park(slug: str) -> Park:
    park = get_park(slug)
    pages.frame().park_name = label({"zh": park.name, "en": park.name_en})
    return park


@room.get("/parks/<slug>/calls", PUBLIC)
def call_public_list(slug: str) -> ResponseReturnValue:
    """The park's calls, those that are open first."""
    park = _public_park(slug)
    calls = queries.list_public_calls(park)
    return web.page(
        "intake/call_public_list.html",
        park=park,
        open_calls=[call for call in calls if not call.is_over],
        past_calls=[call for call in calls if call.is_over],
        time_left=time_left,
    )


@room.get("/parks/<slug>/calls/<code:code>", PUBLIC)
def call_public_detail(slug: str, code: str) -> ResponseReturnValue:
    """One call as the public reads it."""
    park = _public_park(slug)
    call = queries.get_public_call(code, park)
    return web.page("intake/call_public_detail.html", park=park, **shown(call))


@room.get("/parks/<slug>/calls/<code:code>/check", PUBLIC)
def eligibility_check(slug: str, code: str) -> ResponseReturnValue:
    """Five questions, one answer: may we apply, and how. Nothing is stored."""
    park = _public_park(slug)
    call = queries.get_public_call(code, park)
    body = queries.rules_of("intake.eligibility", park).body
    given = {name: value for name, value in request.args.items() if len(value) <= 40}
    asked = eligibility.ask(body, given)
    answered = all(question.is_answered for question in asked)
    verdict = eligibility.judge(body, given) if answered else None
    fits = verdict is not None and verdict.may_apply and verdict.kind in call.applicant_kinds
    target = (
        url_for("intake.application_new", code=call.code, kind=verdict.kind)
        if (verdict is not None and fits)
        else ""
    )
    return web.page(
        "intake/eligibility_check.html",
        park=park,
        call=call,
        questions=asked,
        verdict=verdict,
        fits=fits,
        asked_before=bool(given) and not answered,
        apply_url=target,
        time_left=time_left,
        documents=read_documents(call.documents, verdict.kind) if verdict and fits else [],
        need_labels=NEED_LABELS,
    )
