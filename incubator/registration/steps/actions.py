"""What can be done at a step: fill in, add papers, hand over, send back, confirm, reopen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from incubator.accounts.queries import staff_ids
from incubator.kernel import blobs, clock, notices
from incubator.kernel.access import Person, Role
from incubator.kernel.db import db
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.files import Inspected
from incubator.kernel.text import lazy
from incubator.registration.cases import actions as cases
from incubator.registration.cases.models import CaseFact, CaseStep, StepFile
from incubator.registration.cases.queries import checklist_of, roadmap_of
from incubator.registration.cases.rules import check_worked_on
from incubator.registration.cases.workflow import CASE_FLOW, STEP_FLOW, CaseStatus
from incubator.registration.checklists.measuring import check_facts
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.checklists.rules import Event, Step
from incubator.registration.clocks.actions import follow_move
from incubator.registration.steps.queries import Sheet, sheet_of
from incubator.registration.steps.rules import (
    check_changeable,
    check_done_on,
    check_move_of,
    check_reopenable,
    check_whole,
)

HANDED_IN = notices.message("%(organization)s handed in “%(step)s” for checking.")
RETURNED = notices.message("Please correct “%(step)s”: %(reason)s")
CONFIRMED = notices.message("“%(step)s” is done. Please go on with the next step.")


@dataclass(frozen=True)
class Work:
    """What was filled in at a step: figures (None takes one out), papers on the table, a note."""

    facts: Mapping[str, int | None] = field(default_factory=dict)
    on_paper: Sequence[str] = ()
    note: str = ""


def fill_in(step: CaseStep, work: Work, *, by: Person) -> None:
    """Write what is known at a step; the pre-checks are measured by it."""
    check_changeable(step, by)
    rule = _rule(step)
    told = roadmap_of(step.case).told
    known = {entry.slug for entry in rule.inputs} - told.keys()
    facts = {slug: value for slug, value in work.facts.items() if slug in known}
    check_facts(rule, {slug: value for slug, value in facts.items() if value is not None})
    _write_facts(step, facts, by)
    papers = {material.slug for material in rule.materials}
    step.on_paper = [slug for slug in work.on_paper if slug in papers]
    step.note = work.note
    # A figure lies in a row of its own: the step's version must move all the same.
    step.updated_at = clock.now()
    flag_modified(step, "updated_at")
    db.session.flush()


def _write_facts(step: CaseStep, facts: Mapping[str, int | None], by: Person) -> None:
    query = select(CaseFact).where(CaseFact.case_id == step.case_id)
    known = {row.slug: row for row in db.session.scalars(query)}
    for slug, value in facts.items():
        row = known.get(slug)
        if value is None:
            if row is not None:
                db.session.delete(row)
        elif row is None:
            db.session.add(
                CaseFact(case_id=step.case_id, slug=slug, value=value, updated_by_id=by.id)
            )
        elif row.value != value:
            row.value, row.updated_by_id = value, by.id


def add_file(step: CaseStep, material: str, inspected: Inspected, *, by: Person) -> StepFile:
    """Put a checked file to a material of the step."""
    check_changeable(step, by)
    found = _rule(step).material(material)
    if found is None:
        raise Absent
    if found.paper_only:
        raise Refusal(
            lazy("This paper is shown at the desk and is not uploaded here."), field="file"
        )
    row = StepFile(step_id=step.id, material=material, file_id=blobs.keep(inspected, by=by).id)
    db.session.add(row)
    db.session.flush()
    return row


def remove_file(row: StepFile, *, by: Person) -> None:
    """Take a file away again, as long as the step can be changed."""
    check_changeable(row.step, by)
    stored = row.file
    db.session.delete(row)
    db.session.flush()
    db.session.delete(stored)


def hand_in(step: CaseStep, *, by: Person, reason: str = "") -> None:
    """The organization says that the step is ready: all papers there, all figures reached."""
    check_move_of("hand_in", step, _rule(step))
    sheet = sheet_of(step)
    STEP_FLOW.check(step, "hand_in", by=by, reason=reason)
    check_whole(sheet.lack)
    _apply(step, "hand_in", by=by, reason=reason)
    park = staff_ids(step.case.park_id, Role.OPERATOR)
    _tell(park, step, HANDED_IN, organization=step.case.organization.name)


def take_back(step: CaseStep, *, by: Person, reason: str = "") -> None:
    """The organization wants to change what it handed in."""
    _plain(step, "take_back", by=by, reason=reason)


def send(step: CaseStep, *, by: Person, reason: str = "") -> None:
    """The papers lie at the office now."""
    _plain(step, "send", by=by, reason=reason)


def give_back(step: CaseStep, *, by: Person, reason: str) -> None:
    """Something must be corrected: the turn goes back to the organization, with the reason."""
    check_move_of("return", step, _rule(step))
    _apply(step, "return", by=by, reason=reason)
    step.return_reason = reason
    cases.tell_organization(step.case, RETURNED, step=_rule(step).title, reason=reason[:100])


def leave_out(step: CaseStep, *, by: Person, reason: str) -> None:
    """An optional step is not taken."""
    _plain(step, "leave_out", by=by, reason=reason)


def take_up(step: CaseStep, *, by: Person, reason: str) -> None:
    """An optional step is taken after all."""
    _plain(step, "take_up", by=by, reason=reason)


def reopen(step: CaseStep, *, by: Person, reason: str) -> None:
    """A step that was called done is worked on again; what stands on it must be reopened first."""
    rule, sheet = _rule(step), sheet_of(step)
    check_move_of("reopen", step, rule)
    check_reopenable(rule, _steps(sheet), sheet.roadmap.checklist.steps)
    if rule.event is Event.SUBMITTED and step.case.status is CaseStatus.SUBMITTED:
        CASE_FLOW.apply(step.case, "take_back", by=by, reason=reason)
    step.done_on = step.done_by_id = None
    step.override_reason = ""
    _apply(step, "reopen", by=by, reason=reason)


@dataclass(frozen=True)
class Confirmation:
    """How a step ended: on which day, what to note, and why although something is missing."""

    done_on: date
    note: str = ""
    override_reason: str = ""


def confirm(step: CaseStep, confirmation: Confirmation, *, by: Person) -> None:
    """The park calls a step done: with all papers and figures, or with its reason for doing without."""
    rule, sheet = _rule(step), sheet_of(step)
    if rule.event is Event.DECIDED:
        raise Refusal(lazy("Please record what the authority decided."))
    STEP_FLOW.check(step, "confirm", by=by)
    _finish(step, sheet, confirmation, by=by)
    if rule.event is Event.SUBMITTED:
        CASE_FLOW.apply(step.case, "submit", by=by)
    cases.refresh(step.case, by=by)
    cases.tell_organization(step.case, CONFIRMED, step=_rule(step).title)


def _finish(step: CaseStep, sheet: Sheet, confirmation: Confirmation, *, by: Person) -> None:
    check_worked_on(step.case)
    check_done_on(confirmation.done_on, sheet.station.rule, _steps(sheet))
    reason = confirmation.override_reason.strip()
    if not sheet.lack.is_empty and not reason:
        raise Refusal(
            lazy(
                "Still missing: %(what)s. Give a reason to go on without.",
                what=sheet.lack.in_words(),
            ),
            field="override_reason",
        )
    # What the registers told is kept as it stood when the step was called done.
    told = sheet.roadmap.told
    _write_facts(
        step,
        {row.slug: told[row.slug] for row in sheet.station.rule.inputs if row.slug in told},
        by,
    )
    step.done_on, step.done_by_id = confirmation.done_on, by.id
    step.override_reason = "" if sheet.lack.is_empty else reason
    step.return_reason = ""
    if confirmation.note.strip():
        step.note = confirmation.note.strip()
    STEP_FLOW.apply(step, "confirm", by=by, reason=step.override_reason)
    follow_move(step, "confirm", reason="", by=by)


def record_certificate(
    step: CaseStep, certificate: cases.Certificate, *, note: str = "", by: Person
) -> None:
    """The certificate has arrived: the organization is a legal body, the filings that follow open."""
    _check_decision(step, certificate.registered_on, "registered_on", by)
    if step.case.procedure is not Procedure.ESTABLISHMENT:
        raise Absent
    _end_with_paper(step, certificate.registered_on, note, by)
    cases.register(step.case, certificate, by=by)
    cases.refresh(step.case, by=by)


def _end_with_paper(step: CaseStep, day: date, note: str, by: Person) -> None:
    step.done_on, step.done_by_id = day, by.id
    step.note = note.strip() or step.note
    # Whoever records what the certificate says holds it in the hand.
    required = [row.slug for row in _rule(step).materials if row.required]
    step.on_paper = sorted({*step.on_paper, *required})
    STEP_FLOW.apply(step, "confirm", by=by)
    follow_move(step, "confirm", reason="", by=by)


def record_decision(step: CaseStep, decision: cases.Decision, *, by: Person) -> None:
    """The authority has decided on anything but an establishment: the result stands on the case."""
    _check_decision(step, decision.decided_on, "decided_on", by)
    if step.case.procedure is Procedure.ESTABLISHMENT:
        raise Absent
    _end_with_paper(step, decision.decided_on, decision.note, by)
    cases.decide(step.case, decision, by=by)
    cases.refresh(step.case, by=by)


def record_refusal(step: CaseStep, *, decided_on: date, reason: str, by: Person) -> None:
    """The authority has refused: the case stops until the park reopens it."""
    _check_decision(step, decided_on, "decided_on", by)
    cases.refuse(step.case, decided_on=decided_on, reason=reason, by=by)


def _check_decision(step: CaseStep, day: date, name: str, by: Person) -> None:
    rule, sheet = _rule(step), sheet_of(step)
    if rule.event is not Event.DECIDED:
        raise Absent
    check_worked_on(step.case)
    STEP_FLOW.check(step, "confirm", by=by)
    try:
        check_done_on(day, rule, _steps(sheet))
    except Refusal as refusal:
        raise Refusal(refusal.message, field=name) from refusal


def _plain(step: CaseStep, name: str, *, by: Person, reason: str) -> None:
    check_move_of(name, step, _rule(step))
    _apply(step, name, by=by, reason=reason)


def _apply(step: CaseStep, name: str, *, by: Person, reason: str) -> None:
    STEP_FLOW.apply(step, name, by=by, reason=reason)
    follow_move(step, name, reason=reason, by=by)
    cases.refresh(step.case, by=by)


def _rule(step: CaseStep) -> Step:
    if step.left_on is not None:
        raise Absent
    return checklist_of(step.case).step(step.slug)


def _steps(sheet: Sheet) -> dict[str, CaseStep]:
    return {row.step.slug: row.step for row in sheet.roadmap.stations}


def _tell(user_ids: list[int], step: CaseStep, message: str, **facts: str) -> None:
    notices.send(
        user_ids,
        message,
        url=f"/registration-steps/{step.code}",
        step=_rule(step).title,
        **facts,
    )
