"""Who may read and prepare calls, and what is refused: an unfinished call, a window that shrinks."""

from datetime import datetime

from incubator.intake.calls.models import ApplicantKind, Call
from incubator.intake.calls.workflow import CALL_FLOW, CallStatus
from incubator.kernel import clock
from incubator.kernel.access import Role, permission
from incubator.kernel.errors import Refusal, WrongState
from incubator.kernel.text import lazy
from incubator.kernel.workflow import ICONS, Badge, Tone

CALL_LIST = permission("intake.call_list", Role.CLERK, Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR)
CALL_READ = permission("intake.call_read", Role.CLERK, Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR)
CALL_EDIT = permission("intake.call_edit", Role.OPERATOR, Role.MANAGER)


def check_window(opens_at: datetime, closes_at: datetime) -> None:
    """A window ends after it begins."""
    if closes_at <= opens_at:
        raise Refusal(lazy("The window must end after it begins."), field="closes_on")


def check_places(physical: int, virtual: int) -> None:
    """A call offers at least one place."""
    if physical + virtual < 1:
        raise Refusal(lazy("Please offer at least one place."), field="places_physical")


def check_editable(call: Call) -> None:
    """What the public has read is not changed behind its back: only a draft is edited."""
    if call.status is not CallStatus.DRAFT:
        raise WrongState(
            lazy(
                "The call is published and can't be changed any more. You can extend or cancel it."
            )
        )


def check_publishable(call: Call) -> None:
    """A call needs a text, a window in the future, a place, a kind of applicant and its questions."""
    if not call.text.strip():
        raise Refusal(lazy("Please write the text of the call before publishing it."))
    if call.closes_at <= clock.now():
        raise Refusal(lazy("The window has already ended. Please choose a later end."))
    check_window(call.opens_at, call.closes_at)
    check_places(call.places_physical, call.places_virtual)
    if not call.applicant_kinds:
        raise Refusal(lazy("Please say who may apply."))
    if not call.sections:
        raise Refusal(lazy("The call asks nothing yet. Please add questions."))


def check_extension(call: Call, closes_at: datetime) -> None:
    """An extension only makes a window longer, and it must not have ended before it begins."""
    if closes_at <= call.closes_at:
        raise Refusal(lazy("The new end must be later than the present one."), field="closes_on")
    if closes_at <= clock.now():
        raise Refusal(lazy("The new end must be in the future."), field="closes_on")


def check_open(call: Call, kind: ApplicantKind | None = None) -> None:
    """Applying is possible inside the window only, and for the kinds that the call names."""
    if call.status is CallStatus.CANCELLED:
        raise Refusal(lazy("This call was cancelled. What you wrote is kept."))
    if call.is_upcoming:
        raise Refusal(
            lazy("The window opens on %(moment)s.", moment=_shown(call.opens_at)),
        )
    if not call.is_open:
        raise Refusal(
            lazy(
                "The window ended on %(moment)s. What you wrote is kept.",
                moment=_shown(call.closes_at),
            )
        )
    if kind is not None and kind.value not in call.applicant_kinds:
        raise Refusal(lazy("This call is not for this kind of applicant."), field="kind")


def _shown(moment: datetime) -> str:
    return clock.local(moment).strftime("%Y-%m-%d %H:%M")


def badge_of(call: Call) -> Badge:
    """The state of a call as people see it: a published one also says where its window stands."""
    if call.status is not CallStatus.OPEN or call.is_open:
        return CALL_FLOW.badge(call)
    if call.is_upcoming:
        return Badge(lazy("Opens later"), Tone.NEUTRAL.value, ICONS[Tone.NEUTRAL])
    return Badge(lazy("Window over"), Tone.WAITING.value, ICONS[Tone.WAITING])
