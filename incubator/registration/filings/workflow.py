"""What can happen to a filing: filed, changed, cancelled, converted to a registration."""

from enum import StrEnum

from incubator.kernel.access import Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Workflow

FILING_KEEP = permission("registration.filing_keep", Role.OPERATOR, Role.MANAGER)


class FilingStatus(StrEnum):
    """Where a filing stands."""

    FILED = "filed"
    CHANGED = "changed"
    CONVERTED = "converted"
    CANCELLED = "cancelled"


LIVE = (FilingStatus.FILED, FilingStatus.CHANGED)

FILING_FLOW = Workflow(
    name="community_filing",
    title=lazy("Community filing"),
    initial=FilingStatus.FILED,
    states=(
        State("filed", lazy("On file"), lazy("Valid"), Tone.GOOD),
        State("changed", lazy("On file, changed"), lazy("Valid, changed"), Tone.GOOD),
        State("converted", lazy("Converted"), None, Tone.DONE, final=True),
        State("cancelled", lazy("Taken off file"), None, Tone.NEUTRAL),
    ),
    moves=(
        Move(
            "change",
            ("filed", "changed"),
            "changed",
            FILING_KEEP,
            lazy("Record a change of the filing"),
            needs_reason=True,
            button=False,
        ),
        Move(
            "convert",
            ("filed", "changed"),
            "converted",
            FILING_KEEP,
            lazy("Converted by its certificate"),
            button=False,
        ),
        Move(
            "cancel",
            ("filed", "changed"),
            "cancelled",
            FILING_KEEP,
            lazy("Cancel the filing"),
            needs_reason=True,
            tone=Tone.BAD,
            confirm=lazy("The group leaves the register. Its number is not given again."),
            done=lazy("The filing is cancelled."),
        ),
        Move(
            "reinstate",
            ("cancelled",),
            "changed",
            FILING_KEEP,
            lazy("Put it back on the register"),
            needs_reason=True,
            done=lazy("The filing is valid again."),
        ),
    ),
)
