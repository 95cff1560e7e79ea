"""What can happen to a call: it is drafted, published, extended, closed or cancelled."""

from enum import StrEnum

from incubator.kernel.access import Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Turn, Workflow

CALL_MOVE = permission("intake.call_move", Role.OPERATOR, Role.MANAGER)


class CallStatus(StrEnum):
    """Where a call stands; whether its window is open now is computed from the clock."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


CALL_FLOW = Workflow(
    name="call",
    title=lazy("Call"),
    initial=CallStatus.DRAFT,
    states=(
        State("draft", lazy("Being prepared"), None, Tone.NEUTRAL, Turn.PARK),
        State("open", lazy("Published"), None, Tone.GOOD),
        State("closed", lazy("Call closed"), None, Tone.DONE, Turn.PARK),
        State("cancelled", lazy("Cancelled"), None, Tone.BAD, final=True),
    ),
    moves=(
        Move(
            "publish",
            ("draft",),
            "open",
            CALL_MOVE,
            lazy("Publish the call"),
            tone=Tone.GOOD,
            primary=True,
            confirm=lazy(
                "Everybody can read it from now on. The window and text can't be shortened."
            ),
            done=lazy("The call is published."),
        ),
        # A later end is asked on a page of its own: it needs a day and a reason.
        Move(
            "extend",
            ("open", "closed"),
            "open",
            CALL_MOVE,
            lazy("Extend the window"),
            needs_reason=True,
            button=False,
        ),
        Move(
            "close",
            ("open",),
            "closed",
            CALL_MOVE,
            lazy("Close the call"),
            confirm=lazy("Nobody can submit any more. Drafts are kept."),
            done=lazy("The call is closed."),
        ),
        Move(
            "cancel",
            ("draft", "open", "closed"),
            "cancelled",
            CALL_MOVE,
            lazy("Cancel the call"),
            needs_reason=True,
            tone=Tone.BAD,
            confirm=lazy("All applicants are told, with your reason. This can't be taken back."),
            done=lazy("The call is cancelled and the applicants are told."),
        ),
    ),
)
