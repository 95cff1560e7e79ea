"""What do the checks read and answer: the team as its registers hold it, and one finding a check."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from incubator.registration.checklists.rules import Texts
from incubator.registration.registers.models import PostKind
from incubator.registration.registers.rules import (
    COUNCIL,
    FounderFacts,
    PostFacts,
    ProfileFacts,
    key_of,
    names_in,
)


class Verdict(StrEnum):
    """How a check came out."""

    MET = "met"
    SHORT = "short"
    QUESTION = "question"
    WAITING = "waiting"


@dataclass(frozen=True)
class Place:
    """Where something is put right: an endpoint of ours and its arguments."""

    endpoint: str
    arguments: Mapping[str, str]


@dataclass(frozen=True)
class Finding:
    """One check as it stands."""

    slug: str
    label: Texts
    help: Texts
    basis: Texts
    verdict: Verdict
    value: str
    needed: str
    where: Place
    detail: object = ""

    @property
    def met(self) -> bool:
        """Whether nothing remains to be done about it."""
        return self.verdict is Verdict.MET


@dataclass(frozen=True)
class Elsewhere:
    """Somebody of a name who is legal representative elsewhere; its name only for those in reach."""

    name: str
    legal_form: str
    organization: str = ""


@dataclass(frozen=True)
class Team:
    """What the registers hold of one organization, as the checks read it."""

    code: str
    profile: ProfileFacts = field(default_factory=ProfileFacts)
    founders: tuple[FounderFacts, ...] = ()
    posts: tuple[PostFacts, ...] = ()
    # Unit members by name, and whether each is marked as a state organ.
    units: tuple[tuple[str, bool], ...] = ()
    twice: int = 0
    elsewhere: tuple[Elsewhere, ...] = ()

    def holders(self, *kinds: PostKind) -> dict[str, str]:
        """Who holds one of these posts: each person once, by the key of the name."""
        return {key_of(row.name): row.name for row in self.posts if row.kind in kinds}

    @property
    def council(self) -> dict[str, str]:
        """Who sits on the council."""
        return self.holders(*COUNCIL)

    def who(self, **facts: bool) -> set[str]:
        """The keys of those of whom any of their rows says so: who(is_paid=True)."""
        return {
            key_of(row.name)
            for row in self.posts
            if all(getattr(row, name) is value for name, value in facts.items())
        }

    def relatives_of(self, key: str) -> set[str]:
        """The keys of those who are named as near relatives, from either side."""
        found: set[str] = set()
        for row in self.posts:
            own, named = key_of(row.name), {key_of(name) for name in names_in(row.relative_of)}
            if own == key:
                found |= named
            elif key in named:
                found.add(own)
        return found - {key}
