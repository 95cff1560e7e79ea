"""What ends when: each room registers one query; the due-date page and reminders read them all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from incubator.kernel.access import Person


@dataclass(frozen=True)
class DueDate:
    """One end: what ends, whose, when, where to act, and whether the calendar is still provisional."""

    title: Any
    subject: str
    on: date
    endpoint: str
    arguments: dict[str, Any]
    provisional: bool = False


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
