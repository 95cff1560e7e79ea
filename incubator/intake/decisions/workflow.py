"""What can happen to a correction and to an objection; who prepares and who releases decisions."""

from enum import StrEnum

from incubator.intake.applications.workflow import DECISION_RELEASE, NOTICE_EDIT
from incubator.kernel.access import OWNERS, Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Turn, Workflow

STAFF_READERS = (Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR)
DECISION_READ = permission("intake.decision_read", *STAFF_READERS)
DECISION_EDIT = permission("intake.decision_edit", Role.OPERATOR, Role.MANAGER)
RESULT_READ = permission("intake.result_read", *STAFF_READERS, *OWNERS)
OBJECTION_READ = permission("intake.objection_read", *STAFF_READERS)


class Outcome(StrEnum):
    """What is decided."""

    ACCEPT_PHYSICAL = "accept_physical"
    ACCEPT_VIRTUAL = "accept_virtual"
    WAIT = "wait"
    REJECT = "reject"


ACCEPTING = frozenset({Outcome.ACCEPT_PHYSICAL, Outcome.ACCEPT_VIRTUAL})
OUTCOME_LABELS = {
    Outcome.ACCEPT_PHYSICAL: lazy("Accept, with a desk"),
    Outcome.ACCEPT_VIRTUAL: lazy("Accept, virtual"),
    Outcome.WAIT: lazy("Waiting list"),
    Outcome.REJECT: lazy("Do not accept"),
}
OUTCOME_BADGES = {
    Outcome.ACCEPT_PHYSICAL: State("", OUTCOME_LABELS[Outcome.ACCEPT_PHYSICAL], tone=Tone.GOOD),
    Outcome.ACCEPT_VIRTUAL: State("", OUTCOME_LABELS[Outcome.ACCEPT_VIRTUAL], tone=Tone.GOOD),
    Outcome.WAIT: State("", OUTCOME_LABELS[Outcome.WAIT], tone=Tone.WAITING),
    Outcome.REJECT: State("", OUTCOME_LABELS[Outcome.REJECT], tone=Tone.BAD),
}
RESULT_LABELS = {
    Outcome.ACCEPT_PHYSICAL: lazy("Accepted, with a desk"),
    Outcome.ACCEPT_VIRTUAL: lazy("Accepted for virtual incubation"),
    Outcome.WAIT: lazy("On the waiting list"),
    Outcome.REJECT: lazy("Not accepted this time"),
}


class CorrectionStatus(StrEnum):
    """Where a correction of a released decision stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CORRECTION_FLOW = Workflow(
    name="decision_correction",
    title=lazy("Correction"),
    initial=CorrectionStatus.PROPOSED,
    states=(
        State("proposed", lazy("Waiting for a second person"), None, Tone.WAITING, Turn.PARK),
        State("approved", lazy("Corrected"), None, Tone.GOOD, final=True),
        State("refused", lazy("Refused"), None, Tone.BAD, final=True),
        State("withdrawn", lazy("Taken back"), None, Tone.DONE, final=True),
    ),
    moves=(
        Move(
            "approve",
            ("proposed",),
            "approved",
            DECISION_RELEASE,
            lazy("Approve the correction"),
            not_by=("proposed_by_id",),
            tone=Tone.GOOD,
            primary=True,
            confirm=lazy("The new result counts at once. The applicant gets a corrected letter."),
            done=lazy("The decision is corrected and the applicant is told."),
        ),
        Move(
            "refuse",
            ("proposed",),
            "refused",
            DECISION_RELEASE,
            lazy("Refuse the correction"),
            needs_reason=True,
            not_by=("proposed_by_id",),
            tone=Tone.BAD,
            done=lazy("The correction is refused. The released decision stands."),
        ),
        Move(
            "take_back",
            ("proposed",),
            "withdrawn",
            DECISION_EDIT,
            lazy("Take the proposal back"),
            done=lazy("The proposal is taken back."),
        ),
    ),
)


class ObjectionStatus(StrEnum):
    """Where an objection stands."""

    OPEN = "open"
    PROPOSED = "proposed"
    DISMISSED = "dismissed"
    UPHELD = "upheld"


OBJECTION_FLOW = Workflow(
    name="objection",
    title=lazy("Objection"),
    initial=ObjectionStatus.OPEN,
    states=(
        State("open", lazy("Being examined"), lazy("Being examined"), Tone.WAITING, Turn.PARK),
        State(
            "proposed",
            lazy("To be upheld, waits for a second person"),
            lazy("Being examined"),
            Tone.WAITING,
            Turn.PARK,
        ),
        State("dismissed", lazy("Answered: not upheld"), None, Tone.DONE, final=True),
        State("upheld", lazy("Answered: upheld"), None, Tone.DONE, final=True),
    ),
    moves=(
        Move(
            "dismiss",
            ("open",),
            "dismissed",
            NOTICE_EDIT,
            lazy("Answer: not upheld"),
            button=False,
        ),
        Move(
            "propose",
            ("open",),
            "proposed",
            NOTICE_EDIT,
            lazy("Propose to uphold"),
            button=False,
        ),
        Move(
            "uphold",
            ("proposed",),
            "upheld",
            DECISION_RELEASE,
            lazy("Uphold the objection"),
            not_by=("proposed_by_id",),
            primary=True,
            tone=Tone.BAD,
            confirm=lazy("The applicant is taken off the list and is told. This can't be undone."),
            done=lazy("The objection is upheld and the applicant is told."),
        ),
        Move(
            "send_back",
            ("proposed",),
            "open",
            DECISION_RELEASE,
            lazy("Send back for another answer"),
            needs_reason=True,
            done=lazy("The objection is to be answered again."),
        ),
    ),
)
