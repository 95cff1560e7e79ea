"""How are the townships of a county drawn: a map of tiles with the filed groups of each, by type.

There is no geometry of townships and no map service: each township is a tile of one size, placed as the
rule set of tiles says, else row by row in the order of the codes. Only groups are counted here.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from incubator.registration.filings.rules import FilingRules, Tile
from incubator.territory.models import Region
from incubator.territory.townships.queries import Lineage

WIDTH, HEIGHT, GAP = 100, 84, 6
COLUMNS = 4
BAR_LEFT, BAR_WIDTH = 10, 80
SHADES = 5
Counts = Mapping[tuple[int | None, str], int]


@dataclass(frozen=True)
class Part:
    """One type's share of a tile's bar; `place` picks its colour."""

    place: int
    count: int
    x: float
    width: float


@dataclass(frozen=True)
class Drawn:
    """A township as it is drawn: where, how many, how dark (0 is empty), and its types."""

    region: Region | None
    x: int
    y: int
    total: int
    shade: int
    by_type: tuple[int, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Picture:
    """The whole map: its size, its tiles, and the sum."""

    width: int
    height: int
    tiles: list[Drawn]
    total: int


def today(counts: Counts, lineage: Lineage) -> Counts:
    """The counts with every merged township's groups under the one that stands for it today."""
    found: dict[tuple[int | None, str], int] = defaultdict(int)
    for (place, kind), count in counts.items():
        found[lineage.key_now(place), kind] += count
    return found


def draw(
    townships: Sequence[Region], tiles: Sequence[Tile], counts: Counts, rules: FilingRules
) -> Picture:
    """The map of these townships; those without a known township stand at the end, where there are any."""
    places: list[Region | None] = list(townships)
    known = {None, *(row.id for row in townships)}
    if any(place not in known or place is None for place, _kind in counts):
        places.append(None)
    spots = _spots(places, tiles)
    slugs = [row.slug for row in rules.types]
    figures = {}
    for region in places:
        found = {
            kind: count
            for (place, kind), count in counts.items()
            if (place == region.id if region is not None else place not in known or place is None)
        }
        figures[region] = found
    most = max((sum(found.values()) for found in figures.values()), default=0)
    drawn = [_drawn(region, spots[region], figures[region], slugs, most) for region in places]
    columns = max((column for column, _row in spots.values()), default=1)
    rows = max((row for _column, row in spots.values()), default=1)
    return Picture(
        columns * (WIDTH + GAP) - GAP,
        rows * (HEIGHT + GAP) - GAP,
        drawn,
        sum(row.total for row in drawn),
    )


def _spots(
    places: Sequence[Region | None], tiles: Sequence[Tile]
) -> dict[Region | None, tuple[int, int]]:
    """Column and row from 1 for each; whoever has no tile goes below the others."""
    laid = {tile.code: (tile.column, tile.row) for tile in tiles}
    found: dict[Region | None, tuple[int, int]] = {}
    rest = []
    for region in places:
        if region is not None and region.division_code in laid:
            found[region] = laid[region.division_code]
        else:
            rest.append(region)
    below = max((row for _column, row in found.values()), default=0)
    for number, region in enumerate(rest):
        found[region] = (number % COLUMNS + 1, below + number // COLUMNS + 1)
    return found


def _drawn(
    region: Region | None,
    spot: tuple[int, int],
    found: Mapping[str, int],
    slugs: Sequence[str],
    most: int,
) -> Drawn:
    total = sum(found.values())
    counts = [found.get(slug, 0) for slug in slugs]
    counts.append(total - sum(counts))
    parts, x = [], float(BAR_LEFT)
    for place, count in enumerate(counts):
        width = round(BAR_WIDTH * count / total, 2) if total else 0.0
        if width:
            parts.append(Part(place, count, round(x, 2), width))
        x += width
    return Drawn(
        region=region,
        x=(spot[0] - 1) * (WIDTH + GAP),
        y=(spot[1] - 1) * (HEIGHT + GAP),
        total=total,
        shade=-(-SHADES * total // most) if most else 0,
        by_type=tuple(counts),
        parts=tuple(parts),
    )
