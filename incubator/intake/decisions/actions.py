"""What can be done with decisions: prepare, release together, correct by two, object and answer."""

from dataclasses import dataclass

from sqlalchemy import select

from incubator.accounts.queries import staff_ids, user_ids_of_organization
from incubator.intake.applications.actions import after_move, tell_applicant
from incubator.intake.applications.models import Application
from incubator.intake.applications.workflow import (
    APPLICATION_FLOW,
    DECISION_RELEASE,
    ApplicationStatus,
)
from incubator.intake.calls.models import Call
from incubator.intake.calls.queries import limit_days
from incubator.intake.decisions import notices as notices_of
from incubator.intake.decisions import queries
from incubator.intake.decisions.models import (
    Correction,
    Decision,
    DecisionRelease,
    NoticeEntry,
    Objection,
    PendingDecision,
    PublicNotice,
)
from incubator.intake.decisions.rules import (
    MODE_OF,
    RELEASE_MOVE,
    check_correction,
    check_entry,
    check_objection_time,
    check_over,
    check_pending,
    check_places,
    check_ready,
    check_second_person,
    correction_move,
)
from incubator.intake.decisions.workflow import (
    ACCEPTING,
    CORRECTION_FLOW,
    DECISION_EDIT,
    OBJECTION_FLOW,
    Outcome,
)
from incubator.intake.reviews.models import ReviewTotals
from incubator.intake.reviews.queries import totals_of
from incubator.kernel import access, clock, notices, workdays
from incubator.kernel.access import Person, Role
from incubator.kernel.db import db
from incubator.kernel.errors import Absent, Conflict, Refusal
from incubator.kernel.text import lazy
from incubator.kernel.workflow import check_impartial
from incubator.territory.actions import next_number


@dataclass(frozen=True)
class Judgement:
    """What somebody decides: the outcome and the reasons that the letter gives."""

    outcome: Outcome
    reasons: str = ""


def set_pending(application: Application, judgement: Judgement, *, by: Person) -> PendingDecision:
    """Prepare a decision; preparing again makes the last one the preparer."""
    access.check(by, DECISION_EDIT, application)
    check_impartial(application, by)
    totals = totals_of(application)
    mean = totals.mean_hundredths if totals is not None else None
    pass_mark = int(application.call.rubric.body["pass_mark"])
    below = mean is None or mean < pass_mark * 100
    check_pending(application, judgement.outcome, judgement.reasons, below_pass=below)
    row = queries.pending_of(application)
    if row is None:
        row = PendingDecision(
            application=application, call_id=application.call_id, outcome=judgement.outcome
        )
        db.session.add(row)
    row.outcome, row.reasons = judgement.outcome, judgement.reasons.strip()
    row.prepared_by_id, row.prepared_at = by.id, clock.now()
    db.session.flush()
    return row


def _lock_call(call: Call) -> None:
    """Two releases, or a release and a correction, of one call come one after the other."""
    db.session.execute(select(Call.id).where(Call.id == call.id).with_for_update())


def release(call: Call, *, by: Person) -> DecisionRelease:
    """Publish all decisions of a call at once: states, letters, notice; by a second person."""
    access.check(by, DECISION_RELEASE, call)
    _lock_call(call)
    if queries.release_of(call) is not None:
        raise Conflict(lazy("The decisions of this call are released already."))
    check_over(call)
    check_ready(queries.readiness(call))
    rows = queries.prepared(call)
    check_second_person({pending.prepared_by_id for _, pending, _ in rows}, by)
    check_places(queries.places(call))
    accepted = [(row, pending) for row, pending, _ in rows if pending.outcome in ACCEPTING]
    ranks = {row.id: queries.rank_of(row) for row, _, _ in rows}
    notice = _publish(call, [(row, pending.outcome) for row, pending in accepted])
    for application, pending, totals in rows:
        _decide(
            application,
            _Decided(
                Judgement(pending.outcome, pending.reasons),
                totals,
                ranks[application.id],
                notice if pending.outcome in ACCEPTING else None,
                pending.prepared_by_id,
            ),
            by=by,
        )
        APPLICATION_FLOW.apply(application, RELEASE_MOVE[pending.outcome], by=by)
        _start_notice(application, by=by)
    made = DecisionRelease(call=call, released_by_id=by.id, count=len(rows))
    db.session.add(made)
    db.session.flush()
    return made


def _start_notice(application: Application, *, by: Person) -> None:
    if application.status is ApplicationStatus.ACCEPTED:
        APPLICATION_FLOW.apply(application, "start_notice", by=by)


def _publish(call: Call, accepted: list[tuple[Application, Outcome]]) -> PublicNotice | None:
    """The public notice of these applicants; none when nobody is accepted."""
    if not accepted:
        return None
    window = queries.notice_window(call, clock.today())
    notice = PublicNotice(
        park=call.park,
        call=call,
        park_id=call.park_id,
        number=next_number(call.park_id, "notice"),
        from_on=window.from_on,
        to_on=window.to_on,
        is_provisional=window.is_provisional,
    )
    db.session.add(notice)
    for application, outcome in accepted:
        notice.entries.append(
            NoticeEntry(
                application=application,
                name=application.organization.name,
                mode=MODE_OF[outcome],
                field_of_work=application.organization.field_of_work,
            )
        )
    db.session.flush()
    return notice


@dataclass(frozen=True)
class _Decided:
    judgement: Judgement
    totals: ReviewTotals | None
    rank: int | None
    notice: PublicNotice | None
    prepared_by_id: int | None
    is_correction: bool = False


def _decide(application: Application, decided: _Decided, *, by: Person) -> Decision:
    """Store a released decision with the facts of its letter, and tell the applicant."""
    letters = queries.letter_rules(application.park)
    notice, outcome = decided.notice, decided.judgement.outcome
    window = queries.notice_window(application.call, notice.from_on) if notice else None
    subject = queries.LetterSubject(
        application, outcome, decided.judgement.reasons, decided.totals, decided.rank, window
    )
    row = Decision(
        application=application,
        call_id=application.call_id,
        outcome=outcome,
        reasons=decided.judgement.reasons.strip(),
        mean_hundredths=decided.totals.mean_hundredths if decided.totals else None,
        rank=decided.rank,
        letters=letters,
        facts=queries.letter_facts(subject, on=clock.today()),
        notice=notice,
        is_correction=decided.is_correction,
        prepared_by_id=decided.prepared_by_id,
        released_by_id=by.id,
    )
    db.session.add(row)
    db.session.flush()
    _tell_result(application, is_correction=decided.is_correction)
    return row


def _tell_result(application: Application, *, is_correction: bool) -> None:
    message = (
        notices.message("The result of your application was corrected: %(call)s")
        if is_correction
        else notices.message("The result of your application is published: %(call)s")
    )
    notices.send(
        user_ids_of_organization(application.organization_id),
        message,
        url=f"/applications/{application.code}/result",
        call=application.call.title,
    )


# ------------------------------------------------------------------ corrections


def propose_correction(
    application: Application, judgement: Judgement, *, reason: str, by: Person
) -> Correction:
    """Propose to change a released decision; a second person decides on it."""
    access.check(by, DECISION_EDIT, application)
    check_impartial(application, by)
    current = queries.current_decision(application)
    if current is None:
        raise Refusal(lazy("There is no released decision to correct."))
    check_correction(application, current.outcome, judgement.outcome, judgement.reasons)
    if not reason.strip():
        raise Refusal(lazy("Please say why the decision is corrected."), field="reason")
    if queries.open_correction(application) is not None:
        raise Conflict(lazy("A correction of this decision already waits for a second person."))
    row = Correction(
        application=application,
        from_outcome=current.outcome,
        outcome=judgement.outcome,
        reasons=judgement.reasons.strip(),
        reason=reason.strip(),
        proposed_by_id=by.id,
    )
    db.session.add(row)
    db.session.flush()
    notices.send(
        [key for key in staff_ids(application.park_id, Role.MANAGER) if key != by.id],
        notices.message("A correction waits for a second person: %(name)s"),
        url=f"/corrections/{row.code}",
        name=application.organization.name,
    )
    return row


def approve_correction(correction: Correction, *, by: Person, reason: str = "") -> None:
    """The second person agrees: the new decision counts, with a letter marked as a correction."""
    CORRECTION_FLOW.check(correction, "approve", by=by, reason=reason)
    application, outcome = correction.application, correction.outcome
    _lock_call(application.call)
    current = queries.current_decision(application)
    if current is None or current.outcome is not correction.from_outcome:
        raise Conflict(lazy("The decision has changed since this correction was proposed."))
    check_correction(application, current.outcome, outcome, correction.reasons)
    current.superseded_at = clock.now()
    db.session.flush()
    notice = _move_place(application, correction, by=by)
    _decide(
        application,
        _Decided(
            Judgement(outcome, correction.reasons),
            totals_of(application),
            queries.rank_of(application),
            notice,
            correction.proposed_by_id,
            is_correction=True,
        ),
        by=by,
    )
    correction.decided_by_id = by.id
    CORRECTION_FLOW.apply(correction, "approve", by=by, reason=reason)
    check_places(queries.places(application.call))
    db.session.flush()


def _move_place(
    application: Application, correction: Correction, *, by: Person
) -> PublicNotice | None:
    """Bring the application and the notice to the new outcome; returns the notice it stands on."""
    outcome = correction.outcome
    move = correction_move(correction.from_outcome, outcome)
    entry = notices_of.entry_of(application)
    if move is None and entry is not None:
        entry.mode = MODE_OF[outcome]
        return entry.notice
    if entry is not None:
        entry.removed_at = clock.now()
    if move is not None:
        APPLICATION_FLOW.apply(application, move, by=by, reason=correction.reason)
    if outcome not in ACCEPTING:
        return None
    notice = _publish(application.call, [(application, outcome)])
    _start_notice(application, by=by)
    return notice


def refuse_correction(correction: Correction, *, by: Person, reason: str) -> None:
    """The second person does not agree: the released decision stands."""
    CORRECTION_FLOW.apply(correction, "refuse", by=by, reason=reason)
    correction.decided_by_id = by.id
    db.session.flush()


# ------------------------------------------------------------------ objections


@dataclass(frozen=True)
class ObjectionFacts:
    """What an objector writes."""

    name: str
    contact: str
    text: str


def object_to(
    notice: PublicNotice, facts: ObjectionFacts, *, entry: NoticeEntry | None = None
) -> Objection:
    """Take an objection while the notice runs: it gets a receipt number and a day for the answer."""
    check_objection_time(notice)
    check_entry(notice, entry)
    days = limit_days(notice.call, "objection_reply")
    row = Objection(
        park=notice.park,
        park_id=notice.park_id,
        notice=notice,
        entry=entry,
        number=next_number(notice.park_id, "objection"),
        answer_by_on=workdays.after(clock.today(), days).date,
        **vars(facts),
    )
    db.session.add(row)
    db.session.flush()
    notices.send(
        staff_ids(notice.park_id, Role.OPERATOR, Role.MANAGER),
        notices.message("An objection has come in: %(number)s. Please answer until %(day)s."),
        url=f"/objections/{row.code}",
        number=row.number,
        day=row.answer_by_on,
    )
    return row


def answer(objection: Objection, text: str, *, upheld: bool, by: Person) -> None:
    """Answer that it is not upheld, or propose to uphold it: that takes a second person."""
    OBJECTION_FLOW.check(objection, "propose" if upheld else "dismiss", by=by)
    if not text.strip():
        raise Refusal(lazy("Please write the answer."), field="answer")
    objection.answer = text.strip()
    if upheld:
        objection.proposed_by_id = by.id
        OBJECTION_FLOW.apply(objection, "propose", by=by)
    else:
        objection.answered_at = clock.now()
        OBJECTION_FLOW.apply(objection, "dismiss", by=by)
    db.session.flush()


def uphold(objection: Objection, *, by: Person, reason: str = "") -> None:
    """A second person upholds it: the applicant leaves the list and is told why."""
    OBJECTION_FLOW.check(objection, "uphold", by=by, reason=reason)
    entry = objection.entry
    if entry is not None and entry.removed_at is None:
        application = entry.application
        APPLICATION_FLOW.apply(application, "uphold_objection", by=by, reason=objection.answer)
        entry.removed_at = clock.now()
        tell_applicant(
            application, notices.message("An objection was upheld; you are not admitted: %(call)s")
        )
    objection.answered_at = clock.now()
    OBJECTION_FLOW.apply(objection, "uphold", by=by, reason=reason)
    db.session.flush()


def send_back(objection: Objection, *, by: Person, reason: str) -> None:
    """The second person does not agree: it is to be answered again."""
    OBJECTION_FLOW.apply(objection, "send_back", by=by, reason=reason)
    objection.proposed_by_id = None
    db.session.flush()


def entry_by_code(notice: PublicNotice, code: str) -> NoticeEntry | None:
    """The line of a notice that was chosen; an empty choice means the whole notice."""
    if not code:
        return None
    found = next((row for row in notices_of.entries_shown(notice) if row.code == code), None)
    if found is None:
        raise Absent
    return found


def _leave_notice(application: Application, *, by: Person, reason: str) -> None:  # noqa: ARG001 the shape of a listener
    """Who withdraws or lapses no longer stands on the notice."""
    entry = notices_of.entry_of(application)
    if entry is not None:
        entry.removed_at = clock.now()
        db.session.flush()


for _name in ("withdraw", "lapse"):
    after_move(_name, _leave_notice)
