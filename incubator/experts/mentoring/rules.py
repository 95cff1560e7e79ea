"""Who sees the accompaniment, and when is an assignment or a session refused?"""

from dataclasses import dataclass
from datetime import date

from incubator.experts.mentoring.models import Assignment, MentoringSession
from incubator.experts.mentoring.workflow import SessionStatus
from incubator.kernel import clock
from incubator.kernel.access import OWNERS, STAFF, Role, permission
from incubator.kernel.errors import Refusal, WrongState
from incubator.kernel.text import lazy

ASSIGNMENT_LIST = permission("experts.assignment_list", *STAFF, Role.SUPERVISOR, Role.EXPERT)
ASSIGNMENT_READ = permission(
    "experts.assignment_read", *STAFF, Role.SUPERVISOR, Role.EXPERT, *OWNERS
)
# The same list stands in the menu under two names: staff oversee it, experts find their own in it.
ASSIGNMENT_OVERSEE = permission("experts.assignment_oversee", *STAFF, Role.SUPERVISOR)
ASSIGNMENT_OWN = permission("experts.assignment_own", Role.EXPERT)
SESSION_READ = permission("experts.session_read", *STAFF, Role.SUPERVISOR, Role.EXPERT, *OWNERS)
NOTE_READ = permission("experts.note_read", *STAFF, Role.SUPERVISOR, Role.EXPERT)
GRID_READ = permission("experts.grid_read", *STAFF, Role.SUPERVISOR)
# An organization without a session for so long is marked red.
SILENT_DAYS = 30
LENGTHS = (30, 60, 90, 120, 180)
MOST_ITEMS = 3


@dataclass(frozen=True)
class SessionEntry:
    """What is told of a session."""

    held_on: date
    minutes: int
    mode: str
    topics: tuple[str, ...]
    advice: str
    private_note: str = ""


@dataclass(frozen=True)
class ItemFacts:
    """What was agreed: what, who, until when."""

    text: str
    person_name: str = ""
    due_on: date | None = None


def check_entry(assignment: Assignment, entry: SessionEntry) -> None:
    """Refuse a session of tomorrow, from before the assignment, or without a topic."""
    if entry.held_on > clock.today():
        raise Refusal(lazy("A session can be logged once it has taken place."), field="held_on")
    if entry.held_on < assignment.starts_on:
        raise Refusal(lazy("The accompaniment had not begun on that day."), field="held_on")
    if assignment.ends_on is not None and entry.held_on > assignment.ends_on:
        raise Refusal(lazy("The accompaniment had ended on that day."), field="held_on")
    if not entry.topics:
        raise Refusal(lazy("Please choose at least one topic."), field="topics")
    if not entry.advice.strip():
        raise Refusal(lazy("Please write what you advised."), field="advice")


def check_runs(assignment: Assignment) -> None:
    """Refuse a new session under an assignment that has ended."""
    if not assignment.is_active:
        raise WrongState(lazy("This accompaniment has ended."))


def check_correctable(session: MentoringSession) -> None:
    """Refuse changes once the organization has confirmed, or after a withdrawal."""
    if session.status not in {SessionStatus.LOGGED, SessionStatus.COMMENTED}:
        raise WrongState(lazy("A confirmed record can no longer be changed."))
