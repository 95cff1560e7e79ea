"""What stands on a rule set: each room registers what it pins to an edition and keeps there.

A running case keeps the edition that it began with. The page of a rule set counts what is pinned to it,
and leads to the room's own page where subjects are moved to a newer edition by choice.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from incubator.kernel.access import Person
from incubator.kernel.rulesets import RuleSet


@dataclass(frozen=True)
class Subject:
    """One thing that stands on an edition: what, whose, and where to open it."""

    title: str
    subject: str
    endpoint: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Source:
    """What one room pins: how many run on each of these sets, and which of them a person may see.

    `movable` counts those in the person's reach that could go over to a set; `move_endpoint` is the
    page where they do, by choice.
    """

    label: Any
    count: Callable[[Collection[int]], dict[int, int]]
    listing: Callable[[Person, int, int], list[Subject]]
    movable: Callable[[Person, RuleSet], int] | None = None
    move_endpoint: str = ""


_sources: list[Source] = []


def register(source: Source) -> Source:
    """Register what a room pins to rule sets."""
    if source not in _sources:
        _sources.append(source)
    return source


def sources() -> list[Source]:
    """Everything that is pinned, room by room."""
    return list(_sources)
