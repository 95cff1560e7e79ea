"""What can happen to an agreement: prepared, signed on paper, in force with the admission, or void."""

from enum import StrEnum

from incubator.intake.applications.workflow import ADMIT, NOTICE_EDIT
from incubator.kernel.access import OWNERS, Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Turn, Workflow

AGREEMENT_LIST = permission("intake.agreement_list", Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR)
AGREEMENT_READ = permission(
    "intake.agreement_read", Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR, *OWNERS
)


class AgreementStatus(StrEnum):
    """Where an agreement stands."""

    PREPARED = "prepared"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    VOID = "void"


AGREEMENT_FLOW = Workflow(
    name="agreement",
    title=lazy("Agreement"),
    initial=AgreementStatus.PREPARED,
    states=(
        State("prepared", lazy("To be signed"), None, Tone.WAITING, Turn.YOU),
        State("signed", lazy("Signed on paper"), None, Tone.PROGRESS, Turn.PARK),
        State("in_force", lazy("In force"), None, Tone.GOOD, final=True),
        State("void", lazy("Void"), None, Tone.DONE, final=True),
    ),
    moves=(
        Move(
            "sign",
            ("prepared",),
            "signed",
            NOTICE_EDIT,
            lazy("Record the signing"),
            button=False,
        ),
        Move(
            "unsign",
            ("signed",),
            "prepared",
            NOTICE_EDIT,
            lazy("Take the signing dates back"),
            needs_reason=True,
            done=lazy("The signing dates are taken back. Please record them again."),
        ),
        Move("admit", ("signed",), "in_force", ADMIT, lazy("Admit"), button=False),
        Move(
            "void",
            ("prepared", "signed"),
            "void",
            NOTICE_EDIT,
            lazy("Make void"),
            needs_reason=True,
            button=False,
        ),
    ),
)
