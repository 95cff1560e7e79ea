"""The pages of one step: what to do, filling it in, its files, and the park's check."""

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import clock, files, web
from incubator.kernel.access import Person, allows
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.files import FileRefused
from incubator.kernel.pages import move_buttons, show_when_too_large
from incubator.kernel.text import gettext, label, lazy
from incubator.kernel.workflow import Turn
from incubator.registration.cases import wording
from incubator.registration.cases.models import CaseStep, StepFile
from incubator.registration.cases.queries import facts_of
from incubator.registration.cases.rules import CASE_READ, WORKED_ON
from incubator.registration.cases.workflow import (
    STEP_CONFIRM,
    STEP_FLOW,
    STEP_WORK,
    StepStatus,
)
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.checklists.rules import Event, Who
from incubator.registration.clocks.queries import account_of
from incubator.registration.clocks.wording import Told, told
from incubator.registration.room import room
from incubator.registration.steps import actions
from incubator.registration.steps.forms import FileForm, ReviewForm, work_form
from incubator.registration.steps.queries import Sheet, sheet_of
from incubator.registration.steps.rules import check_changeable, is_move_of
from incubator.registration.steps.showing import shown


@room.get("/registration-steps/<code:code>", CASE_READ)
def step_detail(code: str) -> ResponseReturnValue:
    """One station: what to do, who acts, papers, figures, mistakes, and the buttons."""
    step = web.load(CaseStep, code)
    person = web.signed_in()
    sheet = sheet_of(step)
    mine = wording.is_owner(person)
    return web.page(
        "registration/step_detail.html",
        **shown(step, sheet),
        buttons=_buttons(step, sheet),
        flow=STEP_FLOW,
        mine=mine,
        turn_line=_turn_line(sheet, mine=mine),
        may_change=allows(person, STEP_WORK, step) and _is_changeable(step, person),
        may_confirm=_may_confirm(step, person),
        before_handing_in=_before_handing_in(step, sheet),
        is_decision=sheet.station.rule.event is Event.DECIDED,
        is_registration=step.case.procedure is Procedure.ESTABLISHMENT,
        told=_clock_of(step, sheet),
    )


def _clock_of(step: CaseStep, sheet: Sheet) -> Told | None:
    account = account_of(step, sheet.station.rule)
    return told(account, step) if account is not None else None


def _turn_line(sheet: Sheet, *, mine: bool) -> str:
    if sheet.station.turn is Turn.NOBODY or sheet.roadmap.case.status not in WORKED_ON:
        return ""
    return wording.turn_line(sheet.station, mine=mine)


def _buttons(step: CaseStep, sheet: Sheet) -> list[Any]:
    """The moves that belong to this kind of step; none on a case that rests."""
    if step.case.status not in WORKED_ON:
        return []
    buttons = move_buttons(step, STEP_FLOW, "registration.step_move")
    found = [row for row in buttons if is_move_of(row.name, step, sheet.station.rule)]
    # What is missing is said on the page; a button that only refuses would mock the reader.
    return [row for row in found if row.name != "hand_in" or sheet.lack.is_empty]


def _before_handing_in(step: CaseStep, sheet: Sheet) -> str:
    """What the organization must still add before it can hand the step to the park."""
    open_now = step.status in {StepStatus.OPEN, StepStatus.RETURNED}
    if not open_now or sheet.station.rule.who is not Who.ORGANIZATION:
        return ""
    return sheet.lack.in_words()


def _is_changeable(step: CaseStep, person: Person) -> bool:
    try:
        check_changeable(step, person)
    except Refusal:
        return False
    return True


def _may_confirm(step: CaseStep, person: Person) -> bool:
    if step.case.status not in WORKED_ON or not allows(person, STEP_CONFIRM, step):
        return False
    return STEP_FLOW.state(step).slug in STEP_FLOW.move("confirm").sources


@room.form("/registration-steps/<code:code>/edit", STEP_WORK)
def step_edit(code: str) -> ResponseReturnValue:
    """Fill in the figures, tick the papers that lie there, leave a note."""
    step = web.load(CaseStep, code)
    sheet = sheet_of(step)
    form = work_form(sheet.station.rule, sheet.roadmap.told)()
    if request.method == "GET":
        form.fill(sheet.roadmap.facts, step.on_paper, step.note)
        web.stamp(form, step)
    if form.posted():
        with web.acting(form) as act:
            step = web.load(CaseStep, code, lock=True)
            stored = form.stored(facts_of(step.case), step.on_paper, step.note)
            web.check_version(step, form, stored)
            work = actions.Work(form.facts(), form.papers(), form.note.data or "")
            actions.fill_in(step, work, by=web.signed_in())
            act.done(url_for("registration.step_detail", code=code), gettext("Saved."))
        if act.response:
            return act.response
    return web.page("registration/step_edit.html", form=form, **shown(step, sheet))


@room.form("/registration-steps/<code:code>/files/<material>", STEP_WORK)
def file_new(code: str, material: str) -> ResponseReturnValue:
    """Upload one file for one paper of the step."""
    step = web.load(CaseStep, code)
    sheet = sheet_of(step)
    paper = next((row for row in sheet.papers if row.material.slug == material), None)
    if paper is None or paper.material.paper_only:
        raise Absent
    form = FileForm()
    inspected = form.inspected("file", files.DOCUMENT) if form.posted() else None
    if inspected is not None:
        with web.acting(form) as act:
            step = web.load(CaseStep, code)
            actions.add_file(step, material, inspected, by=web.signed_in())
            url = url_for("registration.step_detail", code=code)
            name = label(paper.material.label)
            act.done(f"{url}#papers", gettext("The file for “%(name)s” is kept.", name=name))
        if act.response:
            return act.response
    return _file_page(step, sheet, material, form)


def _file_page(step: CaseStep, sheet: Sheet, material: str, form: FileForm) -> Response:
    paper = next((row for row in sheet.papers if row.material.slug == material), None)
    if paper is None:
        raise Absent
    return web.page(
        "registration/file_new.html",
        form=form,
        paper=paper,
        accept=files.DOCUMENT.accept,
        megabytes=files.DOCUMENT.megabytes,
        **shown(step, sheet),
    )


@room.get("/registration-files/<code:code>", CASE_READ)
def step_file(code: str) -> ResponseReturnValue:
    """A file of a step, as it was handed in."""
    row = web.load(StepFile, code)
    return web.send_stored(row.file)


@room.post("/registration-files/<code:code>/removal", STEP_WORK)
def file_move(code: str) -> ResponseReturnValue:
    """Take a file away again."""
    return web.remove(
        StepFile,
        code,
        lambda row: actions.remove_file(row, by=web.signed_in()),
        back=lambda row: url_for("registration.step_detail", code=row.step.code) + "#papers",
        done=gettext("The paper is taken away."),
    )


@room.moves("/registration-steps/<code:code>/moves/<move>", STEP_FLOW)
def step_move(code: str, move: str) -> ResponseReturnValue:
    """Hand in, hand over, take back, send back, leave out, reopen."""
    return web.move(
        CaseStep,
        code,
        move,
        table=STEP_FLOW,
        actions={
            "hand_in": actions.hand_in,
            "take_back": actions.take_back,
            "send": actions.send,
            "return": actions.give_back,
            "leave_out": actions.leave_out,
            "take_up": actions.take_up,
            "reopen": actions.reopen,
            **dict.fromkeys(("confirm", "unlock", "lock"), web.not_by_hand),
        },
        back=lambda step: url_for("registration.step_detail", code=step.code),
    )


@room.form("/registration-steps/<code:code>/review", STEP_CONFIRM)
def step_review(code: str) -> ResponseReturnValue:
    """The park's judgement: what is there, what is missing, and the day on which it was done."""
    step = web.load(CaseStep, code)
    sheet = sheet_of(step)
    if sheet.station.rule.event is Event.DECIDED:
        raise Absent
    form = ReviewForm()
    if request.method == "GET":
        web.stamp(form, step)
    if form.posted():
        with web.acting(form) as act:
            step = web.load(CaseStep, code, lock=True)
            web.check_version(step, form, {})
            reason, note = form.override_reason.data or "", form.note.data or ""
            confirmation = actions.Confirmation(form.done_on.data or clock.today(), note, reason)
            actions.confirm(step, confirmation, by=web.signed_in())
            url = url_for("registration.case_detail", code=step.case.code)
            act.done(url, _confirmed(sheet))
        if act.response:
            return act.response
    buttons = [row for row in _buttons(step, sheet) if row.name == "return"]
    return web.page(
        "registration/step_review.html", form=form, buttons=buttons, **shown(step, sheet)
    )


def _confirmed(sheet: Sheet) -> str:
    return str(lazy("“%(step)s” is done.", step=label(sheet.station.rule.title)))


def _file_too_large(code: str, material: str) -> Response:
    """A request of 50 MB is not even read; the refusal still stands beside its field."""
    step = web.load(CaseStep, code, STEP_WORK)
    form = FileForm(formdata=None)
    form.refuse("file", FileRefused("too_large", megabytes=files.DOCUMENT.megabytes).message)
    return _file_page(step, sheet_of(step), material, form)


show_when_too_large(room, "registration.file_new", _file_too_large)
