"""The pages of calls: the park prepares and publishes them, everybody reads them and checks the fit."""

from datetime import date, time, timedelta
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.intake.calls import actions, queries
from incubator.intake.calls.forms import CallForm, ExtensionForm, QuestionForm
from incubator.intake.calls.models import ApplicantKind, Call
from incubator.intake.calls.public_views import shown, time_left, window_text
from incubator.intake.calls.questions import NEEDS, read_sections
from incubator.intake.calls.rules import (
    CALL_EDIT,
    CALL_LIST,
    CALL_READ,
    badge_of,
    check_editable,
)
from incubator.intake.calls.workflow import CALL_FLOW, CALL_MOVE
from incubator.intake.room import room
from incubator.kernel import clock, navigation, pinned, web, workdays
from incubator.kernel.access import Person
from incubator.kernel.errors import Absent
from incubator.kernel.forms import Form, choices
from incubator.kernel.navigation import Entry, Platform, Section
from incubator.kernel.paging import newest_first
from incubator.kernel.text import gettext, label, lazy
from incubator.territory.models import Park
from incubator.territory.queries import get_park

navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("Calls"),
        "intake.call_list",
        CALL_LIST,
        "speakerphone",
        order=10,
        section=Section.ADMISSION,
    )
)

pinned.register(
    pinned.Source(lazy("Calls that are not over"), queries.count_pinned, queries.list_pinned)
)


@room.get("/calls", CALL_LIST)
def call_list() -> ResponseReturnValue:
    """The calls of one's parks, newest first."""
    after = request.args.get("after", type=int)
    page = newest_first(queries.calls_of(web.signed_in()), Call.id, after=after)
    following = url_for("intake.call_list", after=page.next_key) if page.next_key else None
    return web.page(
        "intake/call_list.html",
        calls=page.rows,
        pager_urls={
            "prev_url": url_for("intake.call_list") if after else None,
            "next_url": following,
        },
        time_left=time_left,
        badge_of=badge_of,
        may_edit=bool(queries.editable_park_ids(web.signed_in())),
    )


@room.get("/calls/<code:code>", CALL_READ)
def call_detail(code: str) -> ResponseReturnValue:
    """One call as the park works with it."""
    call = web.load(Call, code)
    return web.page("intake/call_detail.html", FLOW=CALL_FLOW, badge_of=badge_of, **shown(call))


@room.form("/calls/new", CALL_EDIT)
def call_new() -> ResponseReturnValue:
    """Prepare a call: its text, window and places; the rest is copied from the rules in force."""
    park = _chosen_park(web.signed_in())
    form = CallForm(data=_proposal(park) if request.method == "GET" else None)
    if form.posted():
        with web.acting(form) as act:
            call = actions.create_call(park, _facts(form), by=web.signed_in())
            act.done(
                url_for("intake.call_document_edit", code=call.code),
                gettext("The call is prepared. Please look at the documents next."),
            )
        if act.response:
            return act.response
    return web.page("intake/call_new.html", form=form, park=park)


def _chosen_park(person: Person) -> Park:
    """The park named in the address, else the first in which this person prepares calls."""
    ids = queries.editable_park_ids(person)
    slug = request.args.get("park")
    if slug:
        park = get_park(slug)
        if park.id not in ids:
            raise Absent
        return park
    if not ids:
        raise Absent
    return queries.get_park_by_id(ids[0])


def _proposal(park: Park) -> dict[str, Any]:
    """What a new call starts with: the sample text and a window of the usual length."""
    sample = queries.rules_of("intake.call_text", park).body
    days = queries.rules_of("intake.time_limits", park).body["limits"]["call_window"]["days"]
    first = clock.today() + timedelta(days=1)
    paragraphs = "\n\n".join(part["zh"] for part in sample["text"])
    return {
        "title": sample["title"]["zh"].replace("青禾县社会组织孵化园", park.name)[:120],
        "text": paragraphs.replace("青禾县社会组织孵化园", park.name),
        "opens_on": first,
        "closes_on": workdays.after(clock.today(), days).date,
        "closes_time": time(17, 30),
        "places_physical": sample["places"]["physical"],
        "places_virtual": sample["places"]["virtual"],
        "applicant_kinds": [kind.value for kind in ApplicantKind],
    }


def _facts(form: CallForm) -> actions.CallFacts:
    opens_at, closes_at = form.moments()
    return actions.CallFacts(
        title=form.title.data or "",
        text=form.text.data or "",
        opens_at=opens_at,
        closes_at=closes_at,
        places_physical=form.places_physical.data or 0,
        places_virtual=form.places_virtual.data or 0,
        applicant_kinds=list(form.applicant_kinds.data or []),
    )


@room.form("/calls/<code:code>/edit", CALL_EDIT)
def call_edit(code: str) -> ResponseReturnValue:
    """Change the text, window, places and kinds of a draft."""
    call = web.load(Call, code)
    check_editable(call)
    form = CallForm(data=_stored(call) if request.method == "GET" else None)
    web.stamp(form, call)
    answer = web.save(
        form,
        Call,
        code,
        lambda row: actions.edit_call(row, _facts(form), by=web.signed_in()),
        back=lambda row: url_for("intake.call_detail", code=row.code),
    )
    return answer or web.page("intake/call_edit.html", form=form, call=call)


def _stored(call: Call) -> dict[str, Any]:
    opens, closes = clock.local(call.opens_at), clock.local(call.closes_at)
    return {
        "title": call.title,
        "text": call.text,
        "opens_on": opens.date(),
        "closes_on": closes.date(),
        "closes_time": closes.time(),
        "places_physical": call.places_physical,
        "places_virtual": call.places_virtual,
        "applicant_kinds": call.applicant_kinds,
    }


@room.form("/calls/<code:code>/documents/edit", CALL_EDIT)
def call_document_edit(code: str) -> ResponseReturnValue:
    """Say which documents each kind of applicant must bring."""
    call = web.load(Call, code)
    check_editable(call)
    form = Form()
    form.version.data = form.version.data or str(call.version)
    answer = web.save(
        form,
        Call,
        code,
        lambda row: actions.set_document_needs(row, _needs(row), by=web.signed_in()),
        back=lambda row: url_for("intake.call_question_edit", code=row.code),
        done=gettext("The documents are saved. Do you want to ask more?"),
    )
    return answer or web.page(
        "intake/call_document_edit.html", form=form, needs=NEEDS, **shown(call)
    )


def _needs(call: Call) -> dict[str, dict[str, str]]:
    return {
        document["slug"]: {
            kind.value: request.form.get(f"need-{document['slug']}-{kind.value}", "")
            for kind in ApplicantKind
        }
        for document in call.documents
    }


@room.form("/calls/<code:code>/questions/edit", CALL_EDIT)
def call_question_edit(code: str) -> ResponseReturnValue:
    """Add questions of one's own to the pages of the form, or take them back."""
    call = web.load(Call, code)
    check_editable(call)
    form = QuestionForm()
    sections = read_sections(call.sections)
    writable = [entry for entry in sections if entry.slug not in {"files", "declarations"}]
    form.section.choices = choices([(entry.slug, label(entry.title)) for entry in writable])
    if not form.is_submitted():
        form.section.data = "service_plan"
    if form.remove.data:
        form.section.data = form.section.data or writable[0].slug
    answer = web.save(
        form,
        Call,
        code,
        lambda row: _change_questions(row, form),
        back=lambda row: url_for("intake.call_question_edit", code=row.code),
    )
    return answer or web.page(
        "intake/call_question_edit.html",
        form=form,
        own=[(entry, q) for entry in sections for q in entry.questions if q.is_own],
        **shown(call),
    )


def _change_questions(call: Call, form: QuestionForm) -> None:
    if form.remove.data:
        actions.remove_question(call, form.remove.data, by=web.signed_in())
        return
    most = {"text": 200, "long_text": 2000}.get(form.type.data, 99999999)
    question = actions.OwnQuestion(
        section=form.section.data,
        label=form.label.data or "",
        type=form.type.data,
        limit=min(form.limit.data or most, most),
        required=bool(form.required.data),
    )
    actions.add_question(call, question, by=web.signed_in())


@room.form("/calls/<code:code>/extension", CALL_MOVE)
def call_extension_new(code: str) -> ResponseReturnValue:
    """Extend the window, with a reason that the public reads."""
    call = web.load(Call, code)
    form = ExtensionForm(data=_later(call) if request.method == "GET" else None)
    answer = web.save(
        form,
        Call,
        code,
        lambda row: actions.extend(
            row, closes_at=form.closes_at(), by=web.signed_in(), reason=form.reason.data or ""
        ),
        back=lambda row: url_for("intake.call_detail", code=row.code),
        done=gettext("The window is extended."),
    )
    return answer or web.page(
        "intake/call_extension_new.html", form=form, call=call, window=window_text(call)
    )


def _later(call: Call) -> dict[str, date | time]:
    end = clock.local(call.closes_at)
    later = workdays.after(max(end.date(), clock.today()), 5).date
    return {"closes_on": later, "closes_time": end.time()}


@room.moves("/calls/<code:code>/moves/<move>", CALL_FLOW)
def call_move(code: str, move: str) -> ResponseReturnValue:
    """Publish, close or cancel; extending has a page of its own."""
    if move == "extend":
        raise Absent
    return web.move(
        Call,
        code,
        move,
        table=CALL_FLOW,
        actions={"publish": actions.publish, "close": actions.close, "cancel": actions.cancel},
        back=lambda call: url_for("intake.call_detail", code=call.code),
    )
