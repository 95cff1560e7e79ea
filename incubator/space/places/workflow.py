"""What can happen to a desk contract: it is held, then given back."""

from enum import StrEnum

from incubator.kernel.access import Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Turn, Workflow

DESK_CONTRACT_EDIT = permission("space.desk_contract_edit", Role.OPERATOR, Role.MANAGER)


class DeskContractStatus(StrEnum):
    """Whether the desk is still held."""

    HELD = "held"
    ENDED = "ended"


DESK_CONTRACT = Workflow(
    name="desk_contract",
    title=lazy("Desk contract"),
    initial=DeskContractStatus.HELD,
    states=(
        State("held", lazy("Held"), tone=Tone.GOOD, turn=Turn.YOU),
        State("ended", lazy("Given back"), tone=Tone.DONE, final=True),
    ),
    moves=(
        Move(
            "end",
            ("held",),
            "ended",
            DESK_CONTRACT_EDIT,
            lazy("Take the desk back"),
            needs_reason=True,
            tone=Tone.BAD,
            confirm=lazy("The desk becomes free at once and can be given to somebody else."),
            done=lazy("The desk is free again."),
        ),
    ),
)
