"""What waits for this person: each room offers its list; the home page puts them together, late first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incubator.kernel import clock
from incubator.kernel.access import Person


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what, of which organization, since and until when, and the one button."""

    title: Any
    button: Any
    endpoint: str
    arguments: dict[str, Any]
    subject: str = ""
    since: datetime | None = None
    due: datetime | None = None
    count: int = 1
    organization_id: int | None = None

    @property
    def is_late(self) -> bool:
        """Whether the deadline has passed."""
        return self.due is not None and self.due < clock.now()


Offer = Callable[[Person], list[Waiting]]
_offers: list[Offer] = []


def offers(source: Offer) -> Offer:
    """Register a room's waiting list: at most three queries, whatever the number of rows."""
    if source not in _offers:
        _offers.append(source)
    return source


def collect(person: Person) -> list[Waiting]:
    """Everything that waits for the person: late first, then by deadline, then the oldest."""
    found = [item for source in _offers for item in source(person)]
    far = clock.now().replace(year=9999)
    found.sort(key=lambda item: (not item.is_late, item.due or far, item.since or far))
    return found
