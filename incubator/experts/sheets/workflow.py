"""What can happen to a score sheet: declared, scored, submitted, or closed without a score."""

from enum import StrEnum

from incubator.kernel.access import Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Turn, Workflow

SHEET_SCORE = permission("experts.sheet_score", Role.EXPERT)
SHEET_MANAGE = permission("experts.sheet_manage", Role.OPERATOR, Role.MANAGER)


class SheetStatus(StrEnum):
    """Where a score sheet stands."""

    UNDECLARED = "undeclared"
    OPEN = "open"
    SUBMITTED = "submitted"
    RECUSED = "recused"
    DECLINED = "declined"
    CANCELLED = "cancelled"


# Only in these states does the expert reach the sheet at all.
IN_HAND = frozenset({SheetStatus.UNDECLARED, SheetStatus.OPEN, SheetStatus.SUBMITTED})
TO_DO = frozenset({SheetStatus.UNDECLARED, SheetStatus.OPEN})

SHEET = Workflow(
    name="score_sheet",
    title=lazy("Score sheet"),
    initial=SheetStatus.UNDECLARED,
    states=(
        State(
            "undeclared",
            lazy("Waiting for the declaration"),
            tone=Tone.WAITING,
            turn=Turn.EXPERT,
        ),
        State("open", lazy("Being scored"), tone=Tone.PROGRESS, turn=Turn.EXPERT),
        State("submitted", lazy("Scored"), tone=Tone.GOOD),
        State("recused", lazy("Recused"), tone=Tone.DONE, final=True),
        State("declined", lazy("Declined by the expert"), tone=Tone.DONE, final=True),
        State("cancelled", lazy("Cancelled"), tone=Tone.DONE, final=True),
    ),
    moves=(
        Move(
            "open",
            ("undeclared",),
            "open",
            SHEET_SCORE,
            lazy("No conflict, open it"),
            primary=True,
        ),
        Move(
            "recuse",
            ("undeclared", "open"),
            "recused",
            SHEET_SCORE,
            lazy("Declare a conflict"),
            needs_reason=True,
            tone=Tone.BAD,
        ),
        Move(
            "decline",
            ("undeclared", "open"),
            "declined",
            SHEET_SCORE,
            lazy("I cannot review this"),
            needs_reason=True,
        ),
        Move(
            "submit", ("open",), "submitted", SHEET_SCORE, lazy("Submit the scores"), primary=True
        ),
        Move(
            "reopen",
            ("submitted",),
            "open",
            SHEET_MANAGE,
            lazy("Give back to the expert"),
            needs_reason=True,
        ),
        Move(
            "cancel",
            ("undeclared", "open", "submitted"),
            "cancelled",
            SHEET_MANAGE,
            lazy("Cancel the score sheet"),
            needs_reason=True,
            tone=Tone.BAD,
        ),
    ),
)


class Recommendation(StrEnum):
    """What the expert would do."""

    ACCEPT = "accept"
    WAIT = "wait"
    REJECT = "reject"


RECOMMENDATION_LABELS = {
    Recommendation.ACCEPT: lazy("Recommend accepting"),
    Recommendation.WAIT: lazy("Recommend the waiting list"),
    Recommendation.REJECT: lazy("Recommend not accepting"),
}
