"""What ends when: each room registers one query; the due-date page, reminders and feeds read them all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from incubator.kernel.access import Person
from incubator.kernel.text import lazy


@dataclass(frozen=True)
class Kind:
    """What sort of end it is: for the filter of the page."""

    slug: str
    label: Any


OTHER = Kind("other", lazy("Other ends"))


@dataclass(frozen=True)
class Action:
    """Where the renewal of something begins."""

    label: Any
    endpoint: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Renewable:
    """By which procedure of which organization an end is renewed, if it begins on that day or later.

    `ends_with_decision`: once that procedure has ended well, the old end is over.
    """

    organization_id: int
    organization_code: str
    procedure: str
    since: date
    ends_with_decision: bool = True


@dataclass(frozen=True)
class DueDate:
    """One end: what ends, whose, when, where to act, and whether the calendar is still provisional.

    `is_renewing` says that what follows has begun: nobody is reminded any more. `names_person` says
    that `subject` is a person's name, which leaves this product in no feed. With `told_from` people are
    told once, from that day on, instead of at each distance; `mark` names it where its page may change.
    """

    title: Any
    subject: str
    on: date
    endpoint: str
    arguments: dict[str, Any]
    provisional: bool = False
    kind: Kind = OTHER
    action: Action | None = field(default=None, compare=False)
    is_renewing: bool = False
    names_person: bool = False
    note: str = ""
    renewable: Renewable | None = field(default=None, compare=False)
    # Where the renewal that has begun stands.
    renewal: Action | None = field(default=None, compare=False)
    told_from: date | None = None
    mark: str = ""

    @property
    def key(self) -> str:
        """What it is, whatever its day: for reminding once."""
        if self.mark:
            return f"{self.kind.slug}:{self.mark}"[:120]
        where = ",".join(f"{name}={value}" for name, value in sorted(self.arguments.items()))
        return f"{self.kind.slug}:{self.endpoint}:{where}"[:120]


Source = Callable[[Person, date, date], list[DueDate]]
_sources: list[Source] = []


def source(query: Source) -> Source:
    """Register a room's query over (person, first day, last day)."""
    if query not in _sources:
        _sources.append(query)
    return query


Follower = Callable[[Person, list[DueDate]], list[DueDate]]
_followers: list[Follower] = []


def follower(look: Follower) -> Follower:
    """Register who knows of ends that other rooms found: what is renewed already, and where to begin."""
    if look not in _followers:
        _followers.append(look)
    return look


def collect(person: Person, first: date, last: date) -> list[DueDate]:
    """All ends in the window that this person may see, earliest first."""
    found = [item for query in _sources for item in query(person, first, last)]
    for look in _followers:
        found = look(person, found)
    return sorted(found, key=lambda item: (item.on, item.subject))
