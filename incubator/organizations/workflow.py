"""What can happen to a residency and to a stage change: states and moves."""

from enum import StrEnum

from incubator.kernel.access import Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Turn, Workflow

STAGE_PROPOSE = permission("organizations.stage_propose", Role.OPERATOR)
STAGE_DECIDE = permission("organizations.stage_decide", Role.MANAGER)
RESIDENCY_END = permission("organizations.residency_end", Role.MANAGER)


class Stage(StrEnum):
    """The ladder: 萌芽 / 初创 / 发展 / 枢纽."""

    SEEDLING = "seedling"
    STARTUP = "startup"
    DEVELOPING = "developing"
    HUB = "hub"


STAGE_LABELS = {
    Stage.SEEDLING: lazy("Seedling"),
    Stage.STARTUP: lazy("Start-up"),
    Stage.DEVELOPING: lazy("Developing"),
    Stage.HUB: lazy("Hub"),
}


class ResidencyStatus(StrEnum):
    """Whether a stay runs."""

    RUNNING = "running"
    GRADUATED = "graduated"
    EXITED = "exited"


RESIDENCY = Workflow(
    name="residency",
    title=lazy("Residency"),
    initial=ResidencyStatus.RUNNING,
    states=(
        State("running", lazy("In residence"), lazy("Moved in"), Tone.GOOD, Turn.YOU),
        State("graduated", lazy("Graduated"), lazy("Graduated"), Tone.DONE, final=True),
        State("exited", lazy("Exited"), lazy("Exited"), Tone.DONE, final=True),
    ),
    moves=(
        Move(
            "graduate",
            ("running",),
            "graduated",
            RESIDENCY_END,
            lazy("Graduate"),
            needs_reason=True,
        ),
        Move(
            "exit",
            ("running",),
            "exited",
            RESIDENCY_END,
            lazy("End the residency"),
            needs_reason=True,
            tone=Tone.BAD,
        ),
    ),
)


class StageChangeStatus(StrEnum):
    """Where a proposed stage change stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STAGE_CHANGE = Workflow(
    name="stage_change",
    title=lazy("Stage change"),
    initial=StageChangeStatus.PROPOSED,
    states=(
        State(
            "proposed", lazy("Waiting for approval"), lazy("Under review"), Tone.WAITING, Turn.PARK
        ),
        State("approved", lazy("Approved"), lazy("Approved"), Tone.GOOD, final=True),
        State("declined", lazy("Declined"), lazy("Declined"), Tone.BAD, final=True),
        State("withdrawn", lazy("Withdrawn"), lazy("Withdrawn"), Tone.DONE, final=True),
    ),
    moves=(
        Move(
            "approve",
            ("proposed",),
            "approved",
            STAGE_DECIDE,
            lazy("Approve"),
            not_by=("proposed_by_id",),
            tone=Tone.GOOD,
            primary=True,
        ),
        Move(
            "decline",
            ("proposed",),
            "declined",
            STAGE_DECIDE,
            lazy("Decline"),
            not_by=("proposed_by_id",),
            needs_reason=True,
            tone=Tone.BAD,
        ),
        Move(
            "withdraw",
            ("proposed",),
            "withdrawn",
            STAGE_PROPOSE,
            lazy("Withdraw the proposal"),
            needs_reason=True,
        ),
    ),
)
