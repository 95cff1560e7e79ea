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
class DueDate:
    """One end: what ends, whose, when, where to act, and whether the calendar is still provisional.

    `is_renewing` says that what follows has begun: nobody is reminded any more. `names_person` says
    that `subject` is a person's name, which leaves this product in no feed.
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

    @property
    def key(self) -> str:
        """What it is, whatever its day: for reminding once."""
        where = ",".join(f"{name}={value}" for name, value in sorted(self.arguments.items()))
        return f"{self.kind.slug}:{self.endpoint}:{where}"[:120]


Source = Callable[[Person, date, date], list[DueDate]]
_sources: list[Source] = []


def source(query: Source) -> Source:
    """Register a room's query over (person, first day, last day)."""
    if query not in _sources:
        _sources.append(query)
    return query


def collect(person: Person, first: date, last: date) -> list[DueDate]:
    """All ends in the window that this person may see, earliest first."""
    found = [item for query in _sources for item in query(person, first, last)]
    return sorted(found, key=lambda item: (item.on, item.subject))
