"""What can happen to a short report: drafted, submitted, accepted or sent back."""

from enum import StrEnum

from incubator.kernel.access import OWNERS, Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Turn, Workflow

REPORT_FILL = permission("registration.filing_report_fill", Role.CLERK, Role.OPERATOR, *OWNERS)
REPORT_JUDGE = permission("registration.filing_report_judge", Role.OPERATOR, Role.MANAGER)


class ReportStatus(StrEnum):
    """Where a short report stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


REPORT_FLOW = Workflow(
    name="filing_report",
    title=lazy("Short yearly report"),
    initial=ReportStatus.DRAFT,
    states=(
        State("draft", lazy("Being written"), None, Tone.PROGRESS, Turn.YOU),
        State("submitted", lazy("Report handed in"), None, Tone.WAITING, Turn.PARK),
        State("returned", lazy("Report sent back"), None, Tone.BAD, Turn.YOU),
        State("accepted", lazy("Report accepted"), None, Tone.GOOD, final=True),
    ),
    moves=(
        Move(
            "submit",
            ("draft", "returned"),
            "submitted",
            REPORT_FILL,
            lazy("Hand the report in"),
            primary=True,
            done=lazy("The report is handed in. The park looks at it."),
        ),
        Move(
            "take_back",
            ("submitted",),
            "draft",
            REPORT_FILL,
            lazy("Take the report back"),
            done=lazy("You can change the report again."),
        ),
        Move(
            "accept",
            ("submitted",),
            "accepted",
            REPORT_JUDGE,
            lazy("Accept the report"),
            not_by=("submitted_by_id",),
            primary=True,
            done=lazy("The report is accepted."),
        ),
        Move(
            "return",
            ("submitted",),
            "returned",
            REPORT_JUDGE,
            lazy("Send the report back"),
            needs_reason=True,
            done=lazy("The report is sent back. It is the group's turn."),
        ),
    ),
)
