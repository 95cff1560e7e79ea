"""What can happen to a member of the pool and to a declared conflict: states and moves."""

from enum import StrEnum

from incubator.kernel.access import Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Workflow

EXPERT_REMOVE = permission("experts.expert_remove", Role.MANAGER)
CONFLICT_LIFT = permission("experts.conflict_lift", Role.MANAGER)


class ExpertStatus(StrEnum):
    """Whether an expert belongs to the pool now."""

    ACTIVE = "active"
    REMOVED = "removed"


EXPERT = Workflow(
    name="expert",
    title=lazy("Pool membership"),
    initial=ExpertStatus.ACTIVE,
    states=(
        State("active", lazy("In the pool"), tone=Tone.GOOD),
        State("removed", lazy("Left the pool"), tone=Tone.DONE),
    ),
    moves=(
        Move(
            "remove",
            ("active",),
            "removed",
            EXPERT_REMOVE,
            lazy("Remove from the pool"),
            needs_reason=True,
            tone=Tone.BAD,
            confirm=lazy(
                "Running assignments and unfinished score sheets must be handed on first."
            ),
            done=lazy("The expert has left the pool."),
        ),
        Move(
            "restore",
            ("removed",),
            "active",
            EXPERT_REMOVE,
            lazy("Take back into the pool"),
            needs_reason=True,
            done=lazy("The expert is in the pool again."),
        ),
    ),
)


class ConflictStatus(StrEnum):
    """Whether a declared conflict stands."""

    STANDING = "standing"
    LIFTED = "lifted"


CONFLICT = Workflow(
    name="expert_conflict",
    title=lazy("Conflict of interest"),
    initial=ConflictStatus.STANDING,
    states=(
        State("standing", lazy("Stands"), tone=Tone.BAD),
        State("lifted", lazy("Lifted"), tone=Tone.DONE, final=True),
    ),
    moves=(
        Move(
            "lift",
            ("standing",),
            "lifted",
            CONFLICT_LIFT,
            lazy("Lift the conflict"),
            needs_reason=True,
            not_by=("declared_by_id",),
            done=lazy("The conflict is lifted."),
        ),
    ),
)
