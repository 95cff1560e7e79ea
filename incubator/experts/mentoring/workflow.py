"""What can happen to an assignment, a mentoring session and an action item: states and moves."""

from enum import StrEnum

from incubator.kernel.access import OWNERS, Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Turn, Workflow

ASSIGNMENT_EDIT = permission("experts.assignment_edit", Role.OPERATOR, Role.MANAGER)
ASSIGNMENT_RECUSE = permission(
    "experts.assignment_recuse", Role.EXPERT, Role.OPERATOR, Role.MANAGER
)
SESSION_LOG = permission(
    "experts.session_log", Role.EXPERT, Role.CLERK, Role.OPERATOR, Role.MANAGER
)
SESSION_CONFIRM = permission("experts.session_confirm", *OWNERS)
ITEM_DONE = permission(
    "experts.item_done", *OWNERS, Role.EXPERT, Role.CLERK, Role.OPERATOR, Role.MANAGER
)


class AssignmentStatus(StrEnum):
    """Whether an expert accompanies an organization now."""

    ACTIVE = "active"
    ENDED = "ended"
    REPLACED = "replaced"
    RECUSED = "recused"


ASSIGNMENT = Workflow(
    name="assignment",
    title=lazy("Accompaniment"),
    initial=AssignmentStatus.ACTIVE,
    states=(
        State("active", lazy("Accompanied"), tone=Tone.GOOD),
        State("ended", lazy("Accompaniment ended"), tone=Tone.DONE, final=True),
        State("replaced", lazy("Handed on"), tone=Tone.DONE, final=True),
        State("recused", lazy("Ended by a conflict"), tone=Tone.DONE, final=True),
    ),
    moves=(
        Move(
            "end",
            ("active",),
            "ended",
            ASSIGNMENT_EDIT,
            lazy("End the accompaniment"),
            needs_reason=True,
            tone=Tone.BAD,
            done=lazy("The accompaniment has ended."),
        ),
        Move(
            "replace",
            ("active",),
            "replaced",
            ASSIGNMENT_EDIT,
            lazy("Hand on to another expert"),
            needs_reason=True,
            button=False,
        ),
        Move(
            "recuse",
            ("active",),
            "recused",
            ASSIGNMENT_RECUSE,
            lazy("End because of a conflict"),
            needs_reason=True,
            button=False,
        ),
    ),
)


class SessionStatus(StrEnum):
    """What the organization said to a logged session."""

    LOGGED = "logged"
    CONFIRMED = "confirmed"
    COMMENTED = "commented"
    WITHDRAWN = "withdrawn"


SESSION = Workflow(
    name="mentoring_session",
    title=lazy("Mentoring session"),
    initial=SessionStatus.LOGGED,
    states=(
        State("logged", lazy("To be confirmed"), tone=Tone.WAITING, turn=Turn.YOU),
        State("confirmed", lazy("Confirmed"), tone=Tone.GOOD, final=True),
        State("commented", lazy("Commented"), tone=Tone.PROGRESS, turn=Turn.EXPERT),
        State("withdrawn", lazy("Withdrawn"), tone=Tone.DONE, final=True),
    ),
    moves=(
        Move(
            "confirm",
            ("logged", "commented"),
            "confirmed",
            SESSION_CONFIRM,
            lazy("Confirm the session"),
            not_by=("logged_by_id",),
            primary=True,
            done=lazy("Confirmed. Thank you."),
        ),
        Move(
            "comment",
            ("logged",),
            "commented",
            SESSION_CONFIRM,
            lazy("Something is not right"),
            needs_reason=True,
            button=False,
        ),
        Move(
            "correct",
            ("commented",),
            "logged",
            SESSION_LOG,
            lazy("Correct the record"),
            button=False,
        ),
        Move(
            "withdraw",
            ("logged", "commented"),
            "withdrawn",
            SESSION_LOG,
            lazy("Withdraw this record"),
            needs_reason=True,
            tone=Tone.BAD,
            done=lazy("The record is withdrawn and no longer counts."),
        ),
    ),
)


class ItemStatus(StrEnum):
    """Whether an agreed action is done."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


ITEM = Workflow(
    name="action_item",
    title=lazy("Action item"),
    initial=ItemStatus.OPEN,
    states=(
        State("open", lazy("Still open"), tone=Tone.WAITING, turn=Turn.YOU),
        State("done", lazy("Done"), tone=Tone.GOOD),
        State("dropped", lazy("Dropped"), tone=Tone.DONE, final=True),
    ),
    moves=(
        Move(
            "finish",
            ("open",),
            "done",
            ITEM_DONE,
            lazy("Mark as done"),
            done=lazy("Marked as done."),
        ),
        Move(
            "reopen",
            ("done",),
            "open",
            ITEM_DONE,
            lazy("Not done yet"),
            done=lazy("The item is open again."),
        ),
        Move(
            "drop",
            ("open",),
            "dropped",
            SESSION_LOG,
            lazy("No longer needed"),
            needs_reason=True,
            done=lazy("The item is dropped."),
        ),
    ),
)
