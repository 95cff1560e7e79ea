"""What can happen to a dossier: collected, handed over, arranged, transferred to the county archives."""

from enum import StrEnum

from incubator.kernel.access import OWNERS, STAFF, Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Turn, Workflow

DOSSIER_READ = permission("registration.dossier_read", *STAFF, Role.SUPERVISOR, *OWNERS)
DOSSIER_LIST = permission("registration.dossier_list", *STAFF, Role.SUPERVISOR)
DOSSIER_KEEP = permission("registration.dossier_keep", Role.OPERATOR, Role.MANAGER)


class DossierStatus(StrEnum):
    """Where a dossier stands."""

    OPEN = "open"
    HANDED_OVER = "handed_over"
    ARRANGED = "arranged"
    TRANSFERRED = "transferred"


DOSSIER_FLOW = Workflow(
    name="dossier",
    title=lazy("Dossier"),
    initial=DossierStatus.OPEN,
    states=(
        State("open", lazy("Being collected"), None, Tone.PROGRESS, Turn.PARK),
        State("handed_over", lazy("Handed to the archive"), None, Tone.WAITING, Turn.PARK),
        State("arranged", lazy("Arranged"), None, Tone.GOOD),
        State("transferred", lazy("In the county archives"), None, Tone.DONE, final=True),
    ),
    moves=(
        Move(
            "hand_over",
            ("open",),
            "handed_over",
            DOSSIER_KEEP,
            lazy("Hand over to the archive"),
            primary=True,
            button=False,
        ),
        Move(
            "send_back",
            ("handed_over", "arranged"),
            "open",
            DOSSIER_KEEP,
            lazy("Send back to the business unit"),
            needs_reason=True,
            done=lazy("Sent back. What is missing can be added and it is handed over again."),
        ),
        # Who hands over does not receive: the archive is another person.
        Move(
            "arrange",
            ("handed_over",),
            "arranged",
            DOSSIER_KEEP,
            lazy("Arrange the dossier"),
            not_by=("handed_over_by_id",),
            button=False,
        ),
        Move(
            "transfer",
            ("arranged",),
            "transferred",
            DOSSIER_KEEP,
            lazy("Transfer to the county archives"),
            button=False,
        ),
    ),
)
