"""What can be done with applications: start, write, attach, submit, withdraw, ask back, pass on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from incubator.accounts.queries import staff_ids, user_ids_of_organization
from incubator.intake.applications import queries
from incubator.intake.applications.answers import show
from incubator.intake.applications.known import facts_of_file, fill_file
from incubator.intake.applications.models import (
    Application,
    ApplicationFile,
    ApplicationSection,
    AskBack,
    SubmissionSnapshot,
)
from incubator.intake.applications.rules import (
    APPLICATION_EDIT,
    check_ask_back,
    check_submittable,
    check_writable,
)
from incubator.intake.applications.workflow import (
    APPLICATION_CHECK,
    APPLICATION_FLOW,
    UNDER_WAY,
    ApplicationStatus,
)
from incubator.intake.calls.actions import when_cancelled
from incubator.intake.calls.models import ApplicantKind, Call
from incubator.intake.calls.queries import limit_days
from incubator.intake.calls.rules import check_open
from incubator.kernel import access, blobs, clock, notices, workdays, workflow
from incubator.kernel.access import Person, Role
from incubator.kernel.db import db
from incubator.kernel.errors import Absent, Conflict, Difference, Refusal
from incubator.kernel.files import Inspected
from incubator.kernel.text import label, lazy, ngettext
from incubator.organizations.actions import find_or_create_prospect
from incubator.organizations.models import Organization
from incubator.organizations.rules import ProspectFacts
from incubator.territory.actions import next_number

MOST_FILES_EACH = 5
Listener = Callable[..., None]
_after_moves: dict[str, list[Listener]] = {}


@dataclass(frozen=True)
class Started:
    """The application one was led to, and whether it is new."""

    application: Application
    is_new: bool


def after_move(name: str, listener: Listener) -> None:
    """Let a later noun of this room act in the same unit when a move was made."""
    known = _after_moves.setdefault(name, [])
    if listener not in known:
        known.append(listener)


def _move(application: Application, name: str, *, by: Person, reason: str = "") -> None:
    workflow.perform(application, APPLICATION_FLOW, name, by=by, reason=reason)
    db.session.flush()
    for listener in _after_moves.get(name, []):
        listener(application, by=by, reason=reason)


def start(call: Call, kind: ApplicantKind, facts: ProspectFacts, *, by: Person) -> Started:
    """Begin for an organization described by its facts: its file is found or made."""
    check_open(call, kind)
    organization = find_or_create_prospect(facts, park=call.park, by=by)
    return start_for(call, kind, organization, by=by)


def start_for(
    call: Call, kind: ApplicantKind, organization: Organization, *, by: Person
) -> Started:
    """Begin, or go on with the application that the organization already has to this call."""
    known = queries.find_application(call, organization)
    if known is not None:
        return Started(known, is_new=False)
    check_open(call, kind)
    application = Application(
        call=call,
        park=call.park,
        organization=organization,
        call_id=call.id,
        park_id=call.park_id,
        organization_id=organization.id,
        kind=kind,
        status=ApplicationStatus.DRAFTING,
        round=0,
        started_by_id=by.id,
    )
    access.check(by, APPLICATION_EDIT, application)
    db.session.add(application)
    for section in queries.form_of(call, kind.value).sections:
        known_facts = facts_of_file(organization) if section.slug == "basics" else {}
        row = ApplicationSection(
            slug=section.slug, answers=known_facts, application=application, updated_by_id=by.id
        )
        db.session.add(row)
    db.session.flush()
    return Started(application, is_new=True)


def save_section(
    section: ApplicationSection, answers: dict[str, Any], *, expected: int | None, by: Person
) -> None:
    """Keep the answers of one section; a newer version of somebody else is never overruled unseen."""
    access.check(by, APPLICATION_EDIT, section)
    check_writable(section)
    merged = {**section.answers, **answers}
    merged = {name: value for name, value in merged.items() if value not in (None, "", [], {})}
    if merged == section.answers:
        return
    if expected is not None and expected != section.version:
        raise _clash(section, merged)
    section.answers = merged
    section.updated_by_id = by.id
    section.is_corrected = section.is_corrected or section.application.round > 0
    db.session.flush()


def _clash(section: ApplicationSection, mine: dict[str, Any]) -> Conflict:
    application = section.application
    form = queries.form_of(application.call, application.kind.value)
    found = form.section(section.slug)
    differences = [
        Difference(
            label(question.label),
            show(form, question, mine.get(question.slug)).plain,
            show(form, question, section.answers.get(question.slug)).plain,
        )
        for question in (found.questions if found else ())
        if question.type != "files"
        and mine.get(question.slug) != section.answers.get(question.slug)
    ]
    who = section.updated_by.display_name if section.updated_by is not None else "—"
    at = clock.local(section.updated_at).strftime("%H:%M")
    return Conflict(
        lazy("%(who)s saved a newer version at %(at)s.", who=who, at=at), differences=differences
    )


def add_file(
    application: Application, document: str, inspected: Inspected, *, by: Person
) -> ApplicationFile:
    """Attach a checked file to one document of the list."""
    section = _files_section(application, by)
    form = queries.form_of(application.call, application.kind.value)
    if document not in {entry.slug for entry in form.documents}:
        raise Absent
    given = [row for row in queries.current_files(application) if row.document == document]
    if len(given) >= MOST_FILES_EACH:
        raise Refusal(
            lazy(
                "At most %(most)s files for one document. Please remove one first.",
                most=MOST_FILES_EACH,
            ),
            field="file",
        )
    row = ApplicationFile(
        application=application,
        document=document,
        file=blobs.keep(inspected, by=by),
        added_by_id=by.id,
    )
    db.session.add(row)
    section.is_corrected = section.is_corrected or application.round > 0
    section.updated_by_id = by.id
    db.session.flush()
    return row


def remove_file(row: ApplicationFile, *, by: Person) -> None:
    """Take a file away; one that was submitted before stays for the comparison."""
    application = row.application
    section = _files_section(application, by)
    if application.round > 0:
        row.removed_at = clock.now()
        section.is_corrected = True
    else:
        stored = row.file
        db.session.delete(row)
        db.session.flush()
        db.session.delete(stored)
        db.session.expire(application, ["files"])
    db.session.flush()


def _files_section(application: Application, by: Person) -> ApplicationSection:
    access.check(by, APPLICATION_EDIT, application)
    section = queries.get_section(application, "files")
    if section is None:
        raise Absent
    check_writable(section)
    return section


def submit(application: Application, *, by: Person) -> None:
    """Send it in: the first time with a number, again after corrections; everything must be there."""
    first = application.status is not ApplicationStatus.ASKED_BACK
    name = "submit" if first else "resubmit"
    APPLICATION_FLOW.check(application, name, by=by)
    check_submittable(application)
    gaps = queries.all_gaps(application)
    if gaps:
        raise Refusal(
            ngettext(
                "%(num)s point is still missing. Please see the list.",
                "%(num)s points are still missing. Please see the list.",
                len(gaps),
            )
        )
    _take_over(application, by)
    _take_snapshot(application, by)
    fill_file(application, by=by)
    for section in application.sections:
        section.is_locked = True
    for request in application.ask_backs:
        request.answered_at = request.answered_at or clock.now()
    _move(application, name, by=by)
    _tell_staff(application, first=first)


def _take_over(application: Application, by: Person) -> None:
    """What lists and rankings need stands on the application itself."""
    application.number = application.number or next_number(application.park_id, "application")
    application.round += 1
    application.submitted_at = clock.now()
    application.submitted_by_id = by.id
    application.answer_by_on = None
    application.wanted_mode = str(queries.answer(application, "needs", "mode") or "")
    application.accepts_virtual = queries.answer(application, "needs", "accept_virtual") == "yes"


def _take_snapshot(application: Application, by: Person) -> None:
    files = [
        {
            "document": row.document,
            "code": row.code,
            "name": row.file.name,
            "sha256": row.file.sha256,
        }
        for row in queries.current_files(application)
    ]
    snapshot = SubmissionSnapshot(
        application=application,
        round=application.round,
        submitted_by_id=by.id,
        answers={row.slug: row.answers for row in application.sections},
        files=files,
    )
    db.session.add(snapshot)


def _tell_staff(application: Application, *, first: bool) -> None:
    message = (
        notices.message("%(name)s has applied: %(number)s")
        if first
        else notices.message("%(name)s has sent corrections: %(number)s")
    )
    notices.send(
        staff_ids(application.park_id, Role.OPERATOR),
        message,
        url=f"/applications/{application.code}/check",
        name=application.organization.name,
        number=application.number,
    )


def tell_applicant(application: Application, message: str, **facts: str | date) -> None:
    """Put a message into the inboxes of the organization's people."""
    notices.send(
        user_ids_of_organization(application.organization_id),
        message,
        url=f"/applications/{application.code}",
        call=application.call.title,
        **facts,
    )


def ask_back(application: Application, items: dict[str, str], *, by: Person) -> AskBack:
    """Ask for corrections: one list, sent at once; only the named sections are opened again."""
    APPLICATION_FLOW.check(application, "ask_back", by=by)
    wanted = check_ask_back(items, {row.slug for row in application.sections})
    days = limit_days(application.call, "answer_to_ask_back")
    deadline = workdays.after(clock.today(), days).date
    request = AskBack(
        application=application,
        items=[{"section": slug, "text": text} for slug, text in wanted.items()],
        answer_by_on=deadline,
        sent_by_id=by.id,
    )
    db.session.add(request)
    for section in application.sections:
        section.ask_back = wanted.get(section.slug, "")
        section.is_locked = section.slug not in wanted
        section.is_corrected = False
    application.answer_by_on = deadline
    _move(application, "ask_back", by=by)
    tell_applicant(
        application,
        notices.message("The park asks for corrections until %(day)s: %(call)s"),
        day=deadline,
    )
    return request


def complete(application: Application, *, by: Person, reason: str = "") -> None:
    """The first check is passed."""
    for section in application.sections:
        section.ask_back = ""
    _move(application, "complete", by=by, reason=reason)
    tell_applicant(application, notices.message("Your application is complete: %(call)s"))


def recheck(application: Application, *, by: Person, reason: str) -> None:
    """Take it back to the first check."""
    _move(application, "recheck", by=by, reason=reason)


def withdraw(application: Application, *, by: Person, reason: str) -> None:
    """The applicant steps back; what was written is kept."""
    was_submitted = application.round > 0
    _move(application, "withdraw", by=by, reason=reason)
    application.answer_by_on = None
    if was_submitted:
        notices.send(
            staff_ids(application.park_id, Role.OPERATOR),
            notices.message("%(name)s has withdrawn its application %(number)s"),
            url=f"/applications/{application.code}/check",
            name=application.organization.name,
            number=application.number,
        )


def resume(application: Application, *, by: Person, reason: str = "") -> None:
    """Go on with a withdrawn application while the window is open."""
    APPLICATION_FLOW.check(application, "resume", by=by, reason=reason)
    check_open(application.call, application.kind)
    for section in application.sections:
        section.is_locked = False
    _move(application, "resume", by=by, reason=reason)


def lapse(application: Application, *, by: Person, reason: str) -> None:
    """The applicant did not act in time, or the call is gone."""
    _move(application, "lapse", by=by, reason=reason)
    tell_applicant(
        application,
        notices.message("Your application has lapsed: %(call)s. Reason: %(reason)s"),
        reason=reason,
    )


@when_cancelled
def _end_with_call(call: Call, *, by: Person, reason: str) -> None:
    """A cancelled call ends what is under way; drafts stay their owners' own, who are told."""
    under_way = queries.list_by_status(call, *UNDER_WAY)
    for application in under_way:
        access.check(by, APPLICATION_CHECK, application)
        _move(application, "lapse", by=by, reason=reason)
    query = select(Application).where(
        Application.call_id == call.id, Application.status == ApplicationStatus.DRAFTING
    )
    drafts = list(db.session.scalars(query).unique())
    for application in [*under_way, *drafts]:
        tell_applicant(
            application,
            notices.message("The call was cancelled: %(call)s. Reason: %(reason)s"),
            reason=reason,
        )
