"""What can be asked about filed groups: the list with its filters, counts by township, one group's filing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from incubator.kernel import rulesets
from incubator.kernel.access import Permission, Person
from incubator.kernel.db import db
from incubator.kernel.paging import Page, newest_first
from incubator.kernel.rulesets import RuleSet, Wanted
from incubator.organizations.models import Organization
from incubator.organizations.roster.matching import normalized_name
from incubator.registration.filings.models import Filing
from incubator.registration.filings.rules import KIND, TILES_KIND, FilingRules, Tile
from incubator.registration.filings.workflow import LIVE, FilingStatus
from incubator.territory.models import Park, Region, RegionLevel
from incubator.territory.queries import find_region, visible
from incubator.territory.townships.queries import NOTHING, Lineage, lineage_of

NOWHERE = "none"
EXPORT_LIMIT = 20_000
TABS = ("valid", "filed", "changed", "converted", "cancelled")


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to: state, type, township by its code, words."""

    tab: str = "valid"
    type: str = ""
    township: str = ""
    words: str = ""


def rules_at(park: Park | None) -> tuple[RuleSet, FilingRules]:
    """The rules in force at the park's place, as a row and as data; raises `Absent` when none are."""
    found = rulesets.get(KIND, regions=park.region.codes_upwards if park is not None else ())
    parsed: FilingRules = rulesets.parse(found)
    return found, parsed


def tiles_at(park: Park) -> tuple[Tile, ...]:
    """Where the townships of the park's region stand on the map; empty where nobody laid them out."""
    found = rulesets.find(Wanted(TILES_KIND, regions=park.region.codes_upwards))
    tiles: tuple[Tile, ...] = rulesets.parse(found) if found is not None else ()
    return tiles


def townships_of(parks: Iterable[Park], *, also_gone: bool = False) -> list[Region]:
    """The townships below the regions of these parks, by their code: those that exist, or all."""
    paths = sorted({park.region.path for park in parks})
    if not paths:
        return []
    below = or_(*(Region.path.like(f"{path}%") for path in paths))
    query = select(Region).where(Region.level == RegionLevel.TOWNSHIP, below)
    if not also_gone:
        query = query.where(Region.valid_to.is_(None))
    return list(db.session.scalars(query.order_by(Region.division_code)))


def lineage_at(parks: Iterable[Park]) -> Lineage:
    """Which townships of these parks were merged or renamed, and what stands for them today."""
    return lineage_of(park.region.path for park in parks)


def find_township(
    name: str, townships: Iterable[Region], lineage: Lineage = NOTHING
) -> Region | None:
    """The township of that name, as a file of a group writes it; a former name leads to today's."""
    wanted = name.strip()
    found = next((row for row in townships if wanted and row.name == wanted), None)
    return found or lineage.former.get(wanted)


def visible_filings(query: Select[Any], person: Person, needed: Permission) -> Select[Any]:
    """A query on filings, joined with organization, park and region, narrowed to the reach."""
    query = query.join(Organization, Filing.organization_id == Organization.id)
    return visible(query, Filing, person, needed)


def _of_tab(tab: str) -> ColumnElement[bool]:
    if tab == "valid":
        return Filing.status.in_(LIVE)
    return Filing.status == FilingStatus(tab)


def _narrowed(query: Select[Any], wanted: Filter) -> Select[Any]:
    if wanted.type:
        query = query.where(Filing.type == ("" if wanted.type == NOWHERE else wanted.type))
    if wanted.township == NOWHERE:
        query = query.where(Filing.township_id.is_(None))
    elif wanted.township:
        query = query.where(Filing.township_id.in_(_standing_for(wanted.township)))
    words = wanted.words.strip()
    if words:
        fits = or_(
            Organization.name_key.contains(normalized_name(words) or words, autoescape=True),
            Filing.number.contains(words, autoescape=True),
            Filing.community.contains(words, autoescape=True),
        )
        query = query.where(fits)
    return query


def _standing_for(code: str) -> list[int]:
    """The township of that code, with those that were merged into it."""
    region = find_region(code)
    if region is None:
        return []
    return lineage_of([region.path[: -len(code) - 1]]).standing_for(region)


def page_of_filings(
    person: Person, needed: Permission, wanted: Filter, *, after: int | None
) -> Page[Filing]:
    """One page of the register, the newest first."""
    query = _narrowed(visible_filings(select(Filing), person, needed), wanted).where(
        _of_tab(wanted.tab)
    )
    query = query.options(contains_eager(Filing.organization))
    return newest_first(query, Filing.id, after=after)


def count_tabs(person: Person, needed: Permission, wanted: Filter) -> dict[str, int]:
    """How many filings stand under each tab, in one query."""
    columns: Any = select(Filing.status, func.count())
    query = _narrowed(visible_filings(columns, person, needed), wanted)
    rows = db.session.execute(query.group_by(Filing.status)).all()
    found = {status.value: count for status, count in rows}
    found["valid"] = sum(found.get(status.value, 0) for status in LIVE)
    return {tab: found.get(tab, 0) for tab in TABS}


def export_rows(person: Person, needed: Permission, wanted: Filter) -> Sequence[Filing]:
    """Every row of the list as it is narrowed, by number."""
    query = _narrowed(visible_filings(select(Filing), person, needed), wanted).where(
        _of_tab(wanted.tab)
    )
    query = query.options(contains_eager(Filing.organization))
    query = query.order_by(Filing.number, Filing.id).limit(EXPORT_LIMIT)
    return db.session.scalars(query).unique().all()


def count_by_place(
    person: Person, needed: Permission, park: Park
) -> dict[tuple[int | None, str], int]:
    """How many valid filings of a park are in each township and of each type, in one query."""
    columns: Any = select(Filing.township_id, Filing.type, func.count())
    query = visible_filings(columns, person, needed)
    query = query.where(Filing.park_id == park.id, Filing.status.in_(LIVE))
    rows = db.session.execute(query.group_by(Filing.township_id, Filing.type))
    return {(place, kind): count for place, kind, count in rows}


def valid_filing(organization_id: int) -> Filing | None:
    """The valid filing of an organization."""
    query = select(Filing).where(Filing.organization_id == organization_id, Filing.status.in_(LIVE))
    return db.session.scalars(query).unique().one_or_none()


def latest_filing(organization_id: int) -> Filing | None:
    """The newest filing of an organization, whatever became of it: its number stays an alias."""
    query = select(Filing).where(Filing.organization_id == organization_id)
    query = query.order_by(Filing.id.desc()).limit(1)
    return db.session.scalars(query).unique().one_or_none()


def with_number(words: str) -> Select[int]:
    """The organizations that have or had a filing number with these words, as a part of a query."""
    return select(Filing.organization_id).where(Filing.number.contains(words, autoescape=True))


def valid_numbers(organization_ids: Iterable[int]) -> dict[int, str]:
    """The numbers of the valid filings of these organizations."""
    ids = sorted(organization_ids)
    query = select(Filing.organization_id, Filing.number)
    query = query.where(Filing.organization_id.in_(ids), Filing.status.in_(LIVE))
    rows = db.session.execute(query) if ids else ()
    return {row.organization_id: row.number for row in rows}


def numbers_in(park_id: int, township_id: int) -> set[str]:
    """The numbers given out in a township, whatever became of their filings."""
    query = select(Filing.number).where(Filing.park_id == park_id)
    return set(db.session.scalars(query.where(Filing.township_id == township_id)))


def has_number(park_id: int, number: str) -> bool:
    """Whether a filing of the park has this number."""
    query = select(Filing.id).where(Filing.park_id == park_id, Filing.number == number)
    return db.session.scalar(query.limit(1)) is not None


def names_in_township(park_id: int) -> set[tuple[str, int | None]]:
    """The names of the valid filings of a park beside their township: none stands there twice."""
    query = (
        select(Organization.name_key, Filing.township_id)
        .join(Filing, Filing.organization_id == Organization.id)
        .where(and_(Filing.park_id == park_id, Filing.status.in_(LIVE)))
    )
    return {(name, place) for name, place in db.session.execute(query)}
