"""What can be done in the accompaniment: assign, hand on, end; log, correct, confirm, comment."""

from collections.abc import Sequence
from datetime import date

from incubator.accounts.queries import user_ids_of_organization
from incubator.experts.mentoring.models import ActionItem, Assignment, MentoringSession
from incubator.experts.mentoring.queries import find_active
from incubator.experts.mentoring.rules import (
    ItemFacts,
    SessionEntry,
    check_correctable,
    check_entry,
    check_runs,
)
from incubator.experts.mentoring.workflow import (
    ASSIGNMENT,
    ASSIGNMENT_EDIT,
    ITEM,
    SESSION,
    SESSION_LOG,
    SessionStatus,
)
from incubator.experts.pool.models import Expert
from incubator.experts.pool.rules import check_serves, check_without_conflict
from incubator.kernel import access, clock, notices
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Absent, Conflict, Refusal
from incubator.kernel.text import lazy
from incubator.kernel.workflow import check_impartial
from incubator.organizations.models import Organization
from incubator.territory.models import Park


def assign(
    expert: Expert,
    organization: Organization,
    *,
    park: Park,
    by: Person,
    starts_on: date,
    purpose: str = "",
) -> Assignment:
    """Let an expert accompany an organization; refused while a conflict stands between them."""
    access.check(by, ASSIGNMENT_EDIT, expert)
    check_impartial(organization, by)
    if expert.park_id != park.id:
        raise Refusal(lazy("This expert belongs to another park's pool."), field="expert")
    check_serves(expert)
    check_without_conflict(expert, organization.id)
    if find_active(expert, organization.id) is not None:
        raise Conflict(
            lazy("%(name)s accompanies this organization already.", name=expert.name),
            field="expert",
        )
    row = Assignment(
        expert=expert,
        organization=organization,
        park_id=park.id,
        purpose=purpose.strip(),
        starts_on=starts_on,
    )
    db.session.add(row)
    db.session.flush()
    notices.send(
        [expert.user_id, *user_ids_of_organization(organization.id)],
        notices.message("%(expert)s now accompanies %(organization)s."),
        url=f"/mentoring/assignments/{row.code}",
        expert=expert.name,
        organization=organization.name,
    )
    return row


def end_assignment(assignment: Assignment, *, by: Person, reason: str) -> None:
    """End an accompaniment today."""
    _close(assignment, "end", by=by, reason=reason)


def replace_expert(
    assignment: Assignment, expert: Expert, *, by: Person, reason: str, starts_on: date
) -> Assignment:
    """Hand an organization on to another expert; what is open goes along with it."""
    if expert.id == assignment.expert_id:
        raise Refusal(lazy("Please choose another expert."), field="expert")
    park, organization = assignment.expert.park, assignment.organization
    _close(assignment, "replace", by=by, reason=reason)
    return assign(
        expert,
        organization,
        park=park,
        by=by,
        starts_on=starts_on,
        purpose=assignment.purpose,
    )


def recuse_assignments(
    expert: Expert, organization: Organization, *, by: Person, reason: str
) -> None:
    """End what runs between the two because a conflict is being declared."""
    running = find_active(expert, organization.id)
    if running is not None:
        _close(running, "recuse", by=by, reason=reason)


def _close(assignment: Assignment, move: str, *, by: Person, reason: str) -> None:
    ASSIGNMENT.apply(assignment, move, by=by, reason=reason)
    assignment.ends_on = max(clock.today(), assignment.starts_on)
    db.session.flush()


def log_session(
    assignment: Assignment,
    entry: SessionEntry,
    *,
    by: Person,
    items: Sequence[ItemFacts] = (),
    finished: Sequence[ActionItem] = (),
) -> MentoringSession:
    """Log a session with what was agreed, and tick what was done since the last one."""
    access.check(by, SESSION_LOG, assignment)
    check_runs(assignment)
    check_without_conflict(assignment.expert, assignment.organization_id)
    check_entry(assignment, entry)
    session = MentoringSession(
        assignment=assignment,
        expert=assignment.expert,
        organization=assignment.organization,
        park_id=assignment.park_id,
        logged_by_id=by.id,
        **_columns(entry),
    )
    db.session.add(session)
    for facts in items:
        _add_item(session, facts)
    db.session.flush()
    for item in finished:
        _finish_there(item, assignment, by=by)
    _tell_organization(session)
    return session


def _columns(entry: SessionEntry) -> dict[str, object]:
    return {**vars(entry), "topics": list(entry.topics), "advice": entry.advice.strip()}


def _tell_organization(session: MentoringSession) -> None:
    notices.send(
        user_ids_of_organization(session.organization_id),
        notices.message("%(expert)s logged a mentoring session of %(day)s. Please confirm it."),
        url=f"/mentoring/sessions/{session.code}",
        expert=session.expert.name,
        day=session.held_on,
    )


def _add_item(session: MentoringSession, facts: ItemFacts) -> ActionItem:
    item = ActionItem(session=session, organization_id=session.organization.id, **vars(facts))
    db.session.add(item)
    return item


def _finish_there(item: ActionItem, assignment: Assignment, *, by: Person) -> None:
    """Tick an item in the course of a session: also one that an earlier expert had agreed on."""
    if item.organization_id != assignment.organization_id:
        raise Absent
    finish_item(item, by=by)


def correct_session(session: MentoringSession, entry: SessionEntry, *, by: Person) -> None:
    """Correct a record before it is confirmed; a commented one goes back for confirmation."""
    access.check(by, SESSION_LOG, session)
    check_correctable(session)
    check_entry(session.assignment, entry)
    for name, value in _columns(entry).items():
        setattr(session, name, value)
    if session.status is SessionStatus.COMMENTED:
        SESSION.apply(session, "correct", by=by)
        _tell_organization(session)
    db.session.flush()


def add_item(session: MentoringSession, facts: ItemFacts, *, by: Person) -> ActionItem:
    """Add what was forgotten to agree on, as long as the record may be corrected."""
    access.check(by, SESSION_LOG, session)
    check_correctable(session)
    item = _add_item(session, facts)
    db.session.flush()
    return item


def confirm_session(session: MentoringSession, *, by: Person, reason: str = "") -> None:
    """The organization says that it was so."""
    SESSION.apply(session, "confirm", by=by, reason=reason)
    db.session.flush()


def comment_session(session: MentoringSession, *, by: Person, reason: str) -> None:
    """The organization says what is not right; the expert is told."""
    SESSION.apply(session, "comment", by=by, reason=reason)
    session.organization_comment = reason.strip()
    db.session.flush()
    notices.send(
        [session.expert.user_id],
        notices.message("%(organization)s commented on the session of %(day)s."),
        url=f"/mentoring/sessions/{session.code}",
        organization=session.organization.name,
        day=session.held_on,
    )


def withdraw_session(session: MentoringSession, *, by: Person, reason: str) -> None:
    """Take back a record made by mistake; its open items are dropped with it."""
    SESSION.apply(session, "withdraw", by=by, reason=reason)
    for item in session.items:
        if item.status.value == "open":
            ITEM.apply(item, "drop", by=by, reason=reason)
    db.session.flush()


def finish_item(item: ActionItem, *, by: Person, reason: str = "") -> None:
    """Somebody of either side says that it is done."""
    ITEM.apply(item, "finish", by=by, reason=reason)
    item.done_at, item.done_by_id = clock.now(), by.id
    db.session.flush()


def reopen_item(item: ActionItem, *, by: Person, reason: str = "") -> None:
    """It was not done after all."""
    ITEM.apply(item, "reopen", by=by, reason=reason)
    item.done_at, item.done_by_id = None, None
    db.session.flush()


def drop_item(item: ActionItem, *, by: Person, reason: str) -> None:
    """It is no longer needed."""
    ITEM.apply(item, "drop", by=by, reason=reason)
    db.session.flush()
