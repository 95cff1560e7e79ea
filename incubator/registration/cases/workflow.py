"""What can happen to a registration case and to each of its steps: states and moves."""

from enum import StrEnum

from incubator.kernel.access import OWNERS, Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Turn, Workflow

CASE_KEEP = permission("registration.case_keep", Role.OPERATOR, Role.MANAGER)
STEP_WORK = permission("registration.step_work", Role.CLERK, Role.OPERATOR, *OWNERS)
STEP_CONFIRM = permission("registration.step_confirm", Role.OPERATOR, Role.MANAGER)


class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    REGISTERED = "registered"
    DECIDED = "decided"
    REFUSED = "refused"
    ABANDONED = "abandoned"


CASE_FLOW = Workflow(
    name="registration_case",
    title=lazy("Registration"),
    initial=CaseStatus.OPEN,
    states=(
        State("open", lazy("Being prepared"), None, Tone.PROGRESS, Turn.YOU),
        State(
            "submitted", lazy("Being examined by the authority"), None, Tone.WAITING, Turn.AUTHORITY
        ),
        State("registered", lazy("Registered"), None, Tone.GOOD, final=True),
        State("decided", lazy("Decision recorded"), None, Tone.GOOD, final=True),
        State("refused", lazy("Refused by the authority"), None, Tone.BAD, Turn.PARK),
        State("abandoned", lazy("Abandoned"), None, Tone.DONE),
    ),
    moves=(
        Move("submit", ("open",), "submitted", CASE_KEEP, lazy("Papers handed in"), button=False),
        Move(
            "take_back",
            ("submitted",),
            "open",
            CASE_KEEP,
            lazy("Papers taken back"),
            needs_reason=True,
            button=False,
        ),
        Move("register", ("submitted",), "registered", CASE_KEEP, lazy("Register"), button=False),
        Move(
            "decide",
            ("submitted",),
            "decided",
            CASE_KEEP,
            lazy("Record the decision"),
            button=False,
        ),
        Move(
            "refuse",
            ("submitted",),
            "refused",
            CASE_KEEP,
            lazy("Record the refusal"),
            needs_reason=True,
            button=False,
        ),
        Move(
            "reopen",
            ("refused",),
            "open",
            CASE_KEEP,
            lazy("Prepare it again"),
            needs_reason=True,
            primary=True,
            done=lazy("The case is open again from the step of handing in the papers."),
        ),
        Move(
            "abandon",
            ("open", "submitted", "refused"),
            "abandoned",
            CASE_KEEP,
            lazy("Abandon the case"),
            needs_reason=True,
            tone=Tone.BAD,
            confirm=lazy("Work on it stops. Everything that was filled in is kept."),
            done=lazy("The case is abandoned."),
        ),
        Move(
            "resume",
            ("abandoned",),
            "open",
            CASE_KEEP,
            lazy("Go on with the case"),
            needs_reason=True,
            primary=True,
            done=lazy("The case goes on where it stood."),
        ),
    ),
)


class StepStatus(StrEnum):
    """Where a step stands."""

    LOCKED = "locked"
    OPEN = "open"
    RETURNED = "returned"
    HANDED_IN = "handed_in"
    SENT = "sent"
    DONE = "done"
    SKIPPED = "skipped"


ORGANIZATION_MOVES = (
    Move(
        "hand_in",
        ("open", "returned"),
        "handed_in",
        STEP_WORK,
        lazy("Hand to the park for checking"),
        primary=True,
        done=lazy("Handed to the park. It checks and tells you."),
    ),
    Move(
        "take_back",
        ("handed_in",),
        "open",
        STEP_WORK,
        lazy("Take it back"),
        done=lazy("You can change it again."),
    ),
    Move(
        "send",
        ("open", "returned"),
        "sent",
        STEP_WORK,
        lazy("We handed it to the office"),
        primary=True,
        done=lazy("Noted. Now the office works on it."),
    ),
)
PARK_MOVES = (
    Move(
        "confirm",
        ("open", "returned", "handed_in", "sent"),
        "done",
        STEP_CONFIRM,
        lazy("Confirmed as done"),
        button=False,
    ),
    Move(
        "return",
        ("open", "handed_in", "sent"),
        "returned",
        STEP_CONFIRM,
        lazy("Send back for correction"),
        needs_reason=True,
        done=lazy("Sent back. It is the organization's turn."),
    ),
    Move(
        "leave_out",
        ("locked", "open", "returned"),
        "skipped",
        STEP_CONFIRM,
        lazy("Leave this step out"),
        needs_reason=True,
        done=lazy("The step is left out."),
    ),
    Move(
        "reopen",
        ("done",),
        "open",
        STEP_CONFIRM,
        lazy("Reopen the step"),
        needs_reason=True,
        done=lazy("The step is open again."),
    ),
    Move(
        "take_up",
        ("skipped",),
        "locked",
        STEP_CONFIRM,
        lazy("Take this step up"),
        needs_reason=True,
        done=lazy("The step belongs to the way again."),
    ),
)
# Made by the order of the steps, never by a button.
ORDER_MOVES = (
    Move("unlock", ("locked",), "open", STEP_CONFIRM, lazy("Opened"), button=False),
    # The case went over to an edition without this step.
    Move(
        "retire",
        ("locked", "open", "returned", "handed_in", "sent", "done"),
        "skipped",
        STEP_CONFIRM,
        lazy("Not in the new edition"),
        button=False,
    ),
    Move(
        "lock",
        ("open", "returned", "sent"),
        "locked",
        STEP_CONFIRM,
        lazy("Closed until its turn"),
        button=False,
    ),
)

STEP_FLOW = Workflow(
    name="registration_step",
    title=lazy("Registration step"),
    initial=StepStatus.LOCKED,
    states=(
        State("locked", lazy("Not yet"), None, Tone.NEUTRAL),
        State("open", lazy("To do"), None, Tone.PROGRESS, Turn.YOU),
        State("returned", lazy("To be corrected"), None, Tone.BAD, Turn.YOU),
        State("handed_in", lazy("Being checked by the park"), None, Tone.WAITING, Turn.PARK),
        State("sent", lazy("With the office"), None, Tone.WAITING, Turn.AUTHORITY),
        State("done", lazy("Step done"), None, Tone.GOOD),
        State("skipped", lazy("Not on this way"), None, Tone.DONE),
    ),
    moves=(*ORGANIZATION_MOVES, *PARK_MOVES, *ORDER_MOVES),
)
