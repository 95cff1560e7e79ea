"""What can happen to a grade assessment: self-scored, scored by a panel, proposed, approved."""

from enum import StrEnum

from incubator.kernel.access import OWNERS, Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Turn, Workflow

GRADE_FILL = permission("registration.grade_fill", Role.CLERK, Role.OPERATOR, *OWNERS)
GRADE_PANEL = permission("registration.grade_panel", Role.OPERATOR, Role.MANAGER)
GRADE_APPROVE = permission("registration.grade_approve", Role.MANAGER)


class GradeStatus(StrEnum):
    """Where an assessment stands."""

    SELF_SCORING = "self_scoring"
    SUBMITTED = "submitted"
    SCORING = "scoring"
    SCORED = "scored"
    PROPOSED = "proposed"
    APPROVED = "approved"


GRADE_FLOW = Workflow(
    name="grade_assessment",
    title=lazy("Grade assessment"),
    initial=GradeStatus.SELF_SCORING,
    states=(
        State("self_scoring", lazy("Self-score being filled in"), None, Tone.PROGRESS, Turn.YOU),
        State("submitted", lazy("Waiting for its panel"), None, Tone.WAITING, Turn.PARK),
        State("scoring", lazy("Being scored by experts"), None, Tone.WAITING, Turn.EXPERT),
        State("scored", lazy("Scored by the panel"), None, Tone.PROGRESS, Turn.PARK),
        State(
            "proposed",
            lazy("Proposed, a second person decides"),
            lazy("Scored by the panel"),
            Tone.WAITING,
            Turn.PARK,
        ),
        State("approved", lazy("Grade approved"), None, Tone.GOOD),
    ),
    moves=(
        Move(
            "submit",
            ("self_scoring",),
            "submitted",
            GRADE_FILL,
            lazy("Hand in the self-score"),
            primary=True,
            confirm=lazy("The park sees it then; you can take it back until a panel is formed."),
            done=lazy("Handed in. The park forms a panel of experts."),
        ),
        Move(
            "take_back",
            ("submitted",),
            "self_scoring",
            GRADE_FILL,
            lazy("Take the self-score back"),
            done=lazy("You can change it again."),
        ),
        Move(
            "return",
            ("submitted",),
            "self_scoring",
            GRADE_PANEL,
            lazy("Send the self-score back"),
            needs_reason=True,
            done=lazy("Sent back. It is the organization's turn."),
        ),
        Move(
            "form_panel",
            ("submitted",),
            "scoring",
            GRADE_PANEL,
            lazy("Form the panel"),
            button=False,
        ),
        Move(
            "close",
            ("scoring",),
            "scored",
            GRADE_PANEL,
            lazy("Close the scoring"),
            primary=True,
            done=lazy("The scoring is closed. Please propose the grade."),
        ),
        Move(
            "dissolve",
            ("scoring",),
            "submitted",
            GRADE_PANEL,
            lazy("Dissolve the panel"),
            needs_reason=True,
            tone=Tone.BAD,
            done=lazy("The panel is dissolved; a new one can be formed."),
        ),
        Move(
            "resume",
            ("scored",),
            "scoring",
            GRADE_PANEL,
            lazy("Score again"),
            button=False,
        ),
        Move(
            "propose",
            ("scored",),
            "proposed",
            GRADE_PANEL,
            lazy("Propose the grade"),
            button=False,
        ),
        Move(
            "approve",
            ("proposed",),
            "approved",
            GRADE_APPROVE,
            lazy("Approve the grade"),
            not_by=("proposed_by_id",),
            primary=True,
            confirm=lazy("The organization sees the grade and the experts' points then."),
            done=lazy("Approved. Public notice and certificate follow on the checklist."),
        ),
        Move(
            "refuse",
            ("proposed",),
            "scored",
            GRADE_APPROVE,
            lazy("Send the proposal back"),
            needs_reason=True,
            done=lazy("The proposal went back."),
        ),
        Move(
            "reopen",
            ("approved",),
            "scored",
            GRADE_APPROVE,
            lazy("Open again after an appeal"),
            needs_reason=True,
            tone=Tone.BAD,
            done=lazy("The grade is open again. Please propose anew."),
        ),
    ),
)
