"""Which division does a name begin with: the region tree's names, one after the other."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from incubator.registration.names.reading import Place, plain

# The longest run of divisions in front of a name that is looked for.
REACH = 24
LONGEST = 12


@dataclass(frozen=True)
class Division:
    """One row of the region tree, as far as names need it."""

    name: str
    code: str
    path: str


class Divisions:
    """The divisions by name; those of `near` win where two places have the same name."""

    def __init__(self, rows: Iterable[Division], near: Sequence[str] = ()) -> None:
        self._near = tuple(near)
        self._by_name: dict[str, list[Division]] = defaultdict(list)
        for row in rows:
            self._by_name[row.name].append(row)

    def place_of(self, name: str) -> Place | None:
        """The divisions in front of a name, province first, as one place; None when there is none."""
        text, at, found = plain(name), 0, None
        while (next_one := self._at(text, at, found)) is not None:
            found, at = next_one, at + len(next_one.name)
        return Place(text[:at], found.code) if found is not None else None

    def _at(self, text: str, start: int, above: Division | None) -> Division | None:
        for length in range(min(LONGEST, len(text) - start), 1, -1):
            rows = self._by_name.get(text[start : start + length], [])
            below = [row for row in rows if above is None or row.path.startswith(above.path)]
            below = [row for row in below if above is None or row.code != above.code]
            if below:
                return min(below, key=self._distance)
        return None

    def _distance(self, row: Division) -> tuple[bool, str]:
        return not any(code in row.path for code in self._near), row.code


def possible_names(name: str) -> list[str]:
    """Every piece of the front of a name that could be a division: for one query by name."""
    text = plain(name)[:REACH]
    pieces = (
        text[a:b] for a in range(len(text)) for b in range(a + 2, min(a + LONGEST, len(text)) + 1)
    )
    return sorted(set(pieces))
