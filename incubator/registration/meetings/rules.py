"""When is a meeting's paper in order: days, the sign-in sheet, votes that fit the heads present."""

from dataclasses import dataclass
from datetime import date

from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy
from incubator.organizations.models import LegalForm
from incubator.registration.meetings.models import Matter, MeetingKind, Presence

MOST_ITEMS = 30
MOST_RESOLUTIONS = 60


# Forms without members: their first council adopts the charter and elects the officers.
WITHOUT_MEMBERS = frozenset({LegalForm.FOUNDATION, LegalForm.PRIVATE_NON_ENTERPRISE})


def has_council_first(form: LegalForm) -> bool:
    """Whether a form is opened by its first council, having no members."""
    return form in WITHOUT_MEMBERS


def opening_kinds(form: LegalForm) -> tuple[MeetingKind, ...]:
    """Which meetings may be the one that opens a body, the likelier kind first."""
    if has_council_first(form):
        return MeetingKind.COUNCIL, MeetingKind.FOUNDING
    return (MeetingKind.FOUNDING,)


@dataclass(frozen=True)
class MeetingFacts:
    """What is typed of a meeting; the items of the agenda in order."""

    kind: MeetingKind
    held_on: date
    called_on: date | None = None
    starts_at: str = ""
    place: str = ""
    chair: str = ""
    secretary: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class ResolutionFacts:
    """What was decided, and with how many votes."""

    text: str
    matter: Matter = Matter.ORDINARY
    votes_for: int = 0
    votes_against: int = 0
    votes_abstain: int = 0

    @property
    def cast(self) -> int:
        """All votes, also those of the undecided."""
        return self.votes_for + self.votes_against + self.votes_abstain


@dataclass(frozen=True)
class Turnout:
    """How many may vote, how many came themselves, and how many through somebody."""

    entitled: int
    in_person: int
    by_proxy: int

    @property
    def present(self) -> int:
        """All that count for the quorum."""
        return self.in_person + self.by_proxy


def check_days(called_on: date | None, held_on: date) -> None:
    """Refuse a meeting that was called after it was held."""
    if called_on is not None and called_on > held_on:
        raise Refusal(lazy("A meeting is called before it is held."), field="called_on")


def check_items(items: tuple[str, ...]) -> None:
    """Refuse an agenda that nobody could get through."""
    if len(items) > MOST_ITEMS:
        raise Refusal(
            lazy("An agenda has at most %(limit)s items.", limit=MOST_ITEMS), field="items"
        )


def check_presence(presence: Presence, proxy: str) -> None:
    """Refuse a proxy without a name."""
    if presence is Presence.BY_PROXY and not proxy.strip():
        raise Refusal(lazy("Please say who stands in."), field="proxy")


def check_votes(facts: ResolutionFacts, turnout: Turnout) -> None:
    """Refuse votes that are negative or more than the heads on the sign-in sheet."""
    for field in ("votes_for", "votes_against", "votes_abstain"):
        if getattr(facts, field) < 0:
            raise Refusal(lazy("This number cannot be right."), field=field)
    if facts.cast > turnout.present:
        raise Refusal(
            lazy(
                "There are %(votes)s votes, but the sign-in sheet has %(present)s present.",
                votes=facts.cast,
                present=turnout.present,
            ),
            field="votes_for",
        )
