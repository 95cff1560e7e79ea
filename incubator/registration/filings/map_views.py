"""The page of the townships: filed groups on a map of tiles, and the same as a table."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import web
from incubator.kernel.errors import Absent
from incubator.kernel.text import gettext, label
from incubator.registration.filings import queries, wording
from incubator.registration.filings.mapping import BAR_WIDTH, HEIGHT, WIDTH, Drawn, draw, today
from incubator.registration.filings.rules import FILING_LIST
from incubator.registration.room import room
from incubator.territory.queries import parks_for

KINDS_OF_PLACE = (" Township", " Town", " Subdistrict")


@room.get("/filings/map", FILING_LIST)
def filing_map() -> ResponseReturnValue:
    """The valid filings of a park by township and type; each tile opens its list."""
    person = web.signed_in()
    parks = parks_for(person, FILING_LIST)
    if not parks:
        raise Absent
    park = next((row for row in parks if row.slug == request.args.get("park")), parks[0])
    rules = queries.rules_at(park)[1]
    lineage = queries.lineage_at([park])
    places = queries.townships_of([park], also_gone=True)
    counts = today(queries.count_by_place(person, FILING_LIST, park), lineage)
    with_groups = {place for place, _kind in counts}
    picture = draw(
        [row for row in places if row.valid_to is None or row.id in with_groups],
        queries.tiles_at(park),
        counts,
        rules,
    )
    types = [label(row.label) for row in rules.types]
    sums = [sum(column) for column in zip(*(row.by_type for row in picture.tiles), strict=True)]
    if sums and sums[-1]:
        types.append(gettext("type not chosen"))
    return web.page(
        "registration/filing_map.html",
        park=park,
        parks=[
            {
                "label": row.name,
                "url": url_for("registration.filing_map", park=row.slug),
                "active": row is park,
            }
            for row in parks
        ],
        picture=picture,
        tiles=[_tile(row, types) for row in picture.tiles],
        types=types,
        sums=sums,
        tile_width=WIDTH,
        tile_height=HEIGHT,
        bar_width=BAR_WIDTH,
    )


def _short(name: str) -> str:
    """A name as a tile has room for: without the kind of place, which only English writes apart."""
    for kind in KINDS_OF_PLACE:
        name = name.removesuffix(kind)
    return name


def _tile(row: Drawn, types: list[str]) -> dict[str, Any]:
    region = row.region
    name = wording.place_name(region) if region is not None else gettext("Township not known")
    code = region.division_code if region is not None else queries.NOWHERE
    told = [f"{types[part.place]} {part.count}" for part in row.parts]
    return {
        "drawn": row,
        "name": name,
        "short": _short(name),
        "url": url_for("registration.filing_list", township=code),
        "told": gettext(", ").join(
            [gettext("%(name)s: %(num)s groups", name=name, num=row.total), *told]
        ),
    }
