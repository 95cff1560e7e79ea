"""How like are two names, and why: characters, sound, edits, and what they share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from incubator.kernel.text import lazy
from incubator.registration.names.models import NameStatus
from incubator.registration.names.reading import Parts
from incubator.registration.names.register import place_key
from incubator.registration.names.spelling import edits, near_sound, sound


class Why(StrEnum):
    """What two names have in common, the strongest first."""

    SAME_NAME = "same_name"
    SAME_CORE = "same_core"
    SAME_SOUND = "same_sound"
    ONE_SIGN = "one_sign"
    NEAR_SOUND = "near_sound"
    SAME_TRADE = "same_trade"
    TRADE_SOUND = "trade_sound"
    TWO_SIGNS = "two_signs"
    SAME_FIELD = "same_field"
    SAME_PLACE = "same_place"


WHY_LABELS = {
    Why.SAME_NAME: lazy("same name"),
    Why.SAME_CORE: lazy("same trade name and field"),
    Why.SAME_SOUND: lazy("sounds the same"),
    Why.ONE_SIGN: lazy("only one character apart"),
    Why.NEAR_SOUND: lazy("sounds nearly the same"),
    Why.SAME_TRADE: lazy("same trade name"),
    Why.TRADE_SOUND: lazy("trade name sounds the same"),
    Why.TWO_SIGNS: lazy("two characters apart"),
    Why.SAME_FIELD: lazy("same field of work"),
    Why.SAME_PLACE: lazy("same division"),
}
WEIGHTS = {
    Why.SAME_NAME: 1000,
    Why.SAME_CORE: 90,
    Why.SAME_SOUND: 80,
    Why.ONE_SIGN: 60,
    Why.NEAR_SOUND: 55,
    Why.SAME_TRADE: 40,
    Why.TRADE_SOUND: 30,
    Why.TWO_SIGNS: 20,
    Why.SAME_FIELD: 12,
    Why.SAME_PLACE: 45,
}
TOO_NEAR = frozenset({Why.SAME_CORE, Why.SAME_SOUND, Why.ONE_SIGN, Why.NEAR_SOUND})
# Two texts of two characters that differ in one have little in common.
SHORTEST_CORE = 3


@dataclass(frozen=True)
class Known:
    """One row of the register, as far as it is compared and shown."""

    organization_id: int | None
    name: str
    division_code: str
    division: str
    trade: str
    field: str
    field_slug: str
    status: NameStatus
    source: str
    imported_on: date


@dataclass(frozen=True)
class Likeness:
    """One known name that is like the one asked for."""

    entry: Known
    why: tuple[Why, ...]

    @property
    def weight(self) -> int:
        """How near it is; a body that is gone counts a little less."""
        live = 5 if self.entry.status is NameStatus.LIVE else 0
        return sum(WEIGHTS[each] for each in self.why) + live

    @property
    def is_same(self) -> bool:
        """Whether it is the very same name."""
        return Why.SAME_NAME in self.why

    @property
    def is_near(self) -> bool:
        """Whether it is near enough, in the same division, to be taken for the same."""
        return Why.SAME_PLACE in self.why and bool(TOO_NEAR & set(self.why))


@dataclass(frozen=True)
class Sought:
    """The name asked for, with what is compared again and again."""

    parts: Parts
    sound: str
    near: str
    trade_sound: str
    place: str

    @classmethod
    def of(cls, parts: Parts) -> "Sought":
        """What is needed to compare a name with many."""
        return cls(
            parts,
            sound(parts.core),
            near_sound(parts.core),
            near_sound(parts.trade),
            place_key(parts),
        )

    def compare(self, entry: Known) -> Likeness:
        """What this name and a known one have in common."""
        why: list[Why] = []
        core = entry.trade + entry.field
        if entry.name == self.parts.name:
            why.append(Why.SAME_NAME)
        if core == self.parts.core:
            why.append(Why.SAME_CORE)
        else:
            why += self._heard(core)
            why += self._written(core, entry.trade)
        why += self._shared(entry)
        return Likeness(entry, tuple(why))

    def _heard(self, core: str) -> list[Why]:
        if sound(core) == self.sound:
            return [Why.SAME_SOUND]
        return [Why.NEAR_SOUND] if near_sound(core) == self.near else []

    def _written(self, core: str, trade: str) -> list[Why]:
        if min(len(core), len(self.parts.core)) < SHORTEST_CORE:
            return []
        mine = self.parts.trade
        if mine and edits(mine, trade, len(mine)) >= len(mine):
            return []  # another trade name altogether: that the field is alike is said by itself
        distance = edits(core, self.parts.core, 2)
        return {1: [Why.ONE_SIGN], 2: [Why.TWO_SIGNS]}.get(distance, [])

    def _shared(self, entry: Known) -> list[Why]:
        found: list[Why] = []
        if self.parts.trade and entry.trade == self.parts.trade:
            found.append(Why.SAME_TRADE)
        elif self.parts.trade and near_sound(entry.trade) == self.trade_sound:
            found.append(Why.TRADE_SOUND)
        if self.parts.field_slug and entry.field_slug == self.parts.field_slug:
            found.append(Why.SAME_FIELD)
        if self.place and (entry.division_code[:6] or entry.division) == self.place:
            found.append(Why.SAME_PLACE)
        return found


def ranked(parts: Parts, entries: Iterable[Known], limit: int) -> list[Likeness]:
    """The known names that are most like this one, the nearest first."""
    sought = Sought.of(parts)
    found = [sought.compare(entry) for entry in entries]
    found = [each for each in found if set(each.why) - {Why.SAME_PLACE, Why.SAME_FIELD}] or found
    found.sort(key=lambda each: (-each.weight, len(each.entry.name), each.entry.name))
    return found[:limit]
