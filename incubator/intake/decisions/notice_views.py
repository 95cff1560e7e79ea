"""The public notice and objections to it: for everybody, and for those who answer."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.intake.applications.workflow import NOTICE_EDIT
from incubator.intake.decisions import actions, standing
from incubator.intake.decisions import notices as notices_of
from incubator.intake.decisions.forms import AnswerForm, LookUpForm, ObjectionForm
from incubator.intake.decisions.models import Objection
from incubator.intake.decisions.workflow import OBJECTION_FLOW, OBJECTION_READ, ObjectionStatus
from incubator.intake.room import room
from incubator.kernel import access, clock, navigation, paging, throttle, waiting, web
from incubator.kernel.access import PUBLIC, Person
from incubator.kernel.db import work
from incubator.kernel.errors import Refusal, TooManyTries
from incubator.kernel.navigation import Entry, Platform, Section
from incubator.kernel.text import gettext, label, lazy
from incubator.kernel.waiting import Waiting
from incubator.organizations.models import MODE_LABELS
from incubator.organizations.queries import get_fields
from incubator.territory.models import Park
from incubator.territory.queries import get_park

FREE_OBJECTIONS = 10

navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("Objections"),
        "intake.objection_list",
        OBJECTION_READ,
        "message",
        order=23,
        section=Section.ADMISSION,
    )
)


def _address() -> str:
    return (request.remote_addr or "")[:60]


@room.get("/parks/<slug>/notices", PUBLIC)
def notice_list(slug: str) -> ResponseReturnValue:
    """The park's public notices."""
    park = get_park(slug)
    return web.page("intake/notice_list.html", park=park, notices=notices_of.list_notices(park))


@room.get("/parks/<slug>/notices/<code:code>", PUBLIC)
def notice_detail(slug: str, code: str) -> ResponseReturnValue:
    """Who is to move in, until when one may object, and how."""
    park = get_park(slug)
    notice = notices_of.notice_in_park(code, park)
    return web.page(
        "intake/notice_detail.html",
        park=park,
        notice=notice,
        entries=notices_of.entries_shown(notice),
        fields=_field_names(park),
        MODE_LABELS=MODE_LABELS,
    )


def _field_names(park: Park) -> dict[str, str]:
    return {row["slug"]: label(row["name"]) for row in get_fields(park).body["fields"]}


@room.form("/parks/<slug>/notices/<code:code>/objections/new", PUBLIC)
def objection_new(slug: str, code: str) -> ResponseReturnValue:
    """Object to a notice, without an account."""
    park = get_park(slug)
    notice = notices_of.notice_in_park(code, park)
    form = ObjectionForm()
    form.offer([(row.code, row.name) for row in notices_of.entries_shown(notice)])
    if form.posted():
        with web.acting(form) as act:
            key = f"objection:{_address()}"
            throttle.check(key)
            throttle.fail(key, free=FREE_OBJECTIONS)
            notice = notices_of.notice_in_park(code, park)
            facts = actions.ObjectionFacts(
                form["name"].data or "", form.contact.data or "", form.text.data or ""
            )
            entry = actions.entry_by_code(notice, form.entry.data or "")
            made = actions.object_to(notice, facts, entry=entry)
            act.done(url_for("intake.objection_receipt", slug=slug, code=made.code))
        if act.response:
            return act.response
    return web.page("intake/objection_new.html", form=form, park=park, notice=notice)


@room.get("/parks/<slug>/objections/<code:code>", PUBLIC)
def objection_receipt(slug: str, code: str) -> ResponseReturnValue:
    """The receipt number, how far the objection is, and the answer; nothing of who objected."""
    park = get_park(slug)
    objection = notices_of.objection_in_park(code, park)
    return web.page(
        "intake/objection_receipt.html",
        park=park,
        objection=objection,
        is_answered=objection.status in {ObjectionStatus.DISMISSED, ObjectionStatus.UPHELD},
        OBJECTION_FLOW=OBJECTION_FLOW,
    )


@room.form("/parks/<slug>/objections", PUBLIC)
def objection_find(slug: str) -> ResponseReturnValue:
    """Find an objection again by its receipt number and the end of the contact given."""
    park = get_park(slug)
    form = LookUpForm()
    if form.posted():
        found = _look_up(park, form)
        if found is not None:
            with web.acting(form) as act:
                act.done(url_for("intake.objection_receipt", slug=slug, code=found.code))
            if act.response:
                return act.response
    return web.page("intake/objection_find.html", form=form, park=park)


def _look_up(park: Park, form: LookUpForm) -> Objection | None:
    """A miss counts against the address; both a wrong number and a wrong end answer the same."""
    key = f"objection-look-up:{_address()}"
    try:
        throttle.check(key)
    except TooManyTries as refusal:
        form.refuse(None, refusal.message)
        return None
    found = notices_of.find_objection(park, form.number.data or "", form.contact_end.data or "")
    if found is None:
        with work():
            throttle.fail(key)
        form.refuse("number", lazy("There is no objection of this number and contact."))
    return found


@room.get("/objections", OBJECTION_READ)
def objection_list() -> ResponseReturnValue:
    """The objections of one's parks: to be answered, and answered."""
    answered = request.args.get("tab") == "answered"
    query = notices_of.select_objections(web.signed_in(), OBJECTION_READ, answered=answered)
    page = paging.newest_first(query, Objection.id, after=request.args.get("after", type=int))
    return web.page(
        "intake/objection_list.html", page=page, answered=answered, OBJECTION_FLOW=OBJECTION_FLOW
    )


@room.form("/objections/<code:code>", OBJECTION_READ)
def objection_edit(code: str) -> ResponseReturnValue:
    """One objection with its answer: to read, to answer, and for the second person to confirm."""
    objection = web.load(Objection, code)
    form = AnswerForm()
    if form.posted():
        with web.acting(form) as act:
            objection = web.load(Objection, code, NOTICE_EDIT, lock=True)
            web.check_version(objection, form)
            upheld = form.verdict.data == "uphold"
            actions.answer(objection, form.answer.data or "", upheld=upheld, by=web.signed_in())
            act.done(url_for("intake.objection_edit", code=code), _said(upheld=upheld))
        if act.response:
            return act.response
    elif not form.is_submitted():
        form.answer.data = objection.answer
        form.version.data = str(objection.version)
    return web.page(
        "intake/objection_edit.html",
        form=form,
        objection=objection,
        may_answer=objection.status is ObjectionStatus.OPEN
        and access.allows(web.person(), NOTICE_EDIT, objection),
        OBJECTION_FLOW=OBJECTION_FLOW,
    )


def _said(*, upheld: bool) -> str:
    if upheld:
        return str(gettext("Proposed. A second person decides."))
    return str(gettext("Answered. The objector sees it with the receipt number."))


@room.moves("/objections/<code:code>/moves/<move>", OBJECTION_FLOW)
def objection_move(code: str, move: str) -> ResponseReturnValue:
    """Uphold an objection, or send it back."""
    return web.move(
        Objection,
        code,
        move,
        table=OBJECTION_FLOW,
        actions={
            "dismiss": _not_here,
            "propose": _not_here,
            "uphold": actions.uphold,
            "send_back": actions.send_back,
        },
        back=lambda row: url_for("intake.objection_edit", code=row.code),
    )


def _not_here(_objection: Objection, *, by: Person, reason: str) -> None:  # noqa: ARG001 the shape of a move
    raise Refusal(lazy("Please write the answer on the objection's page."))


@waiting.offers
def objections_waiting(person: Person) -> list[Waiting]:
    """Objections to answer, and those that wait for a second person."""
    if not access.may(person, NOTICE_EDIT):
        return []
    return [
        Waiting(
            lazy("Objection %(number)s", number=row.number),
            lazy("Answer it") if row.status is ObjectionStatus.OPEN else lazy("Look and decide"),
            "intake.objection_edit",
            {"code": row.code},
            subject=row.entry.name if row.entry else row.notice.call.title,
            since=row.received_at,
            due=clock.end_of(row.answer_by_on),
        )
        for row in standing.open_objections(person)
        if row.status is ObjectionStatus.OPEN or row.proposed_by_id != person.id
    ]
