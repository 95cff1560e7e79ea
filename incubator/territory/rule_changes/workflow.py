"""What can happen to a proposed edition of the rules: drafted, proposed, then decided by another person."""

from enum import StrEnum

from incubator.kernel.access import Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Turn, Workflow

RULES_PROPOSE = permission(
    "territory.rules_propose", Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR, Role.ADMINISTRATOR
)
RULES_DECIDE = permission(
    "territory.rules_decide", Role.MANAGER, Role.SUPERVISOR, Role.ADMINISTRATOR
)


class RuleChangeStatus(StrEnum):
    """Where a change of the rules stands."""

    DRAFTED = "drafted"
    PROPOSED = "proposed"
    EFFECTIVE = "effective"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


RULE_CHANGE = Workflow(
    name="rule_change",
    title=lazy("Change of rules"),
    initial=RuleChangeStatus.DRAFTED,
    states=(
        State("drafted", lazy("Rules being drafted"), None, Tone.NEUTRAL),
        State("proposed", lazy("Waiting for a second person"), None, Tone.WAITING, Turn.PARK),
        State("effective", lazy("Made effective"), None, Tone.GOOD, final=True),
        State("declined", lazy("Declined"), None, Tone.BAD, final=True),
        State("withdrawn", lazy("Withdrawn"), None, Tone.DONE, final=True),
    ),
    moves=(
        Move(
            "propose",
            ("drafted",),
            "proposed",
            RULES_PROPOSE,
            lazy("Propose this edition"),
            primary=True,
            done=lazy("Proposed. A second person decides."),
        ),
        Move(
            "take_back",
            ("proposed",),
            "drafted",
            RULES_PROPOSE,
            lazy("Take it back to change it"),
            done=lazy("You can change it again."),
        ),
        Move(
            "approve",
            ("proposed",),
            "effective",
            RULES_DECIDE,
            lazy("Make it effective"),
            not_by=("proposed_by_id",),
            tone=Tone.GOOD,
            primary=True,
            confirm=lazy(
                "From its first day this edition counts for everything that begins then. What runs "
                "already keeps its edition. It cannot be changed afterwards."
            ),
            done=lazy("The edition is approved and counts from its first day on."),
        ),
        Move(
            "decline",
            ("proposed",),
            "declined",
            RULES_DECIDE,
            lazy("Decline"),
            not_by=("proposed_by_id",),
            needs_reason=True,
            tone=Tone.BAD,
            done=lazy("Declined. The proposer is told why."),
        ),
        Move(
            "withdraw",
            ("drafted", "proposed"),
            "withdrawn",
            RULES_PROPOSE,
            lazy("Withdraw the proposal"),
            needs_reason=True,
            tone=Tone.BAD,
            done=lazy("The proposal is withdrawn."),
        ),
    ),
)
