"""What can happen to the undoing of a bulk filing: proposed, approved by another, refused, taken back."""

from enum import StrEnum

from incubator.kernel.access import Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Turn, Workflow
from incubator.registration.filings.workflow import FILING_KEEP

UNDO_DECIDE = permission("registration.filing_undo_decide", Role.MANAGER)


class UndoStatus(StrEnum):
    """Where the undoing stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


UNDO_FLOW = Workflow(
    name="filing_undo",
    title=lazy("Undoing of a bulk filing"),
    initial=UndoStatus.PROPOSED,
    states=(
        State("proposed", lazy("Waiting for a second person"), None, Tone.WAITING, Turn.PARK),
        State("approved", lazy("Undone"), None, Tone.GOOD, final=True),
        State("refused", lazy("Refused"), None, Tone.BAD, final=True),
        State("withdrawn", lazy("Taken back"), None, Tone.DONE, final=True),
    ),
    moves=(
        Move(
            "approve",
            ("proposed",),
            "approved",
            UNDO_DECIDE,
            lazy("Undo the bulk filing"),
            not_by=("proposed_by_id",),
            tone=Tone.BAD,
            primary=True,
            confirm=lazy(
                "All untouched groups leave the register at once. Their numbers are not given again."
            ),
            done=lazy("The bulk filing is undone."),
        ),
        Move(
            "refuse",
            ("proposed",),
            "refused",
            UNDO_DECIDE,
            lazy("Refuse, the filings stay"),
            needs_reason=True,
            not_by=("proposed_by_id",),
            done=lazy("Refused. The filings stay on the register."),
        ),
        Move(
            "take_back",
            ("proposed",),
            "withdrawn",
            FILING_KEEP,
            lazy("Take the proposal back"),
            done=lazy("The proposal is taken back."),
        ),
    ),
)
