"""What the pages of rules ask beyond the rules themselves: what stands on an edition, and people's names."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from incubator.accounts.models import User
from incubator.kernel import pinned
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.pinned import Subject
from incubator.kernel.rulesets import RuleSet, RuleState

SHOWN = 10


@dataclass(frozen=True)
class Pinned:
    """What one room has on an edition: how many, those within reach, and how many could come over."""

    label: Any
    count: int
    subjects: list[Subject]
    movable: int
    move_endpoint: str


def pinned_to(rules: RuleSet, person: Person) -> list[Pinned]:
    """What stands on this edition, room by room; rooms that pin nothing here are left out."""
    found = []
    for source in pinned.sources():
        count = source.count([rules.id]).get(rules.id, 0)
        subjects = source.listing(person, rules.id, SHOWN) if count else []
        movable = 0
        if source.movable is not None and rules.state is RuleState.EFFECTIVE:
            movable = source.movable(person, rules)
        if count or movable:
            found.append(Pinned(source.label, count, subjects, movable, source.move_endpoint))
    return found


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """The names of people by their keys."""
    wanted = sorted({each for each in ids if each is not None})
    query = select(User.id, User.display_name).where(User.id.in_(wanted))
    return {row.id: row.display_name for row in db.session.execute(query)} if wanted else {}
