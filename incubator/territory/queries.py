"""What can be asked about places."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from incubator.kernel import deadlines
from incubator.kernel.access import Permission, Person, Reach, reach
from incubator.kernel.db import Base, db
from incubator.kernel.errors import Absent
from incubator.territory.models import HouseRule, Park, Region


def list_parks() -> list[Park]:
    """All parks, by name."""
    return list(db.session.scalars(select(Park).order_by(Park.name)))


def get_park(slug: str) -> Park:
    """The park of that slug; raises `Absent`."""
    found = db.session.scalars(select(Park).where(Park.slug == slug)).one_or_none()
    if found is None:
        raise Absent
    return found


def parks_within(span: Reach) -> list[Park]:
    """The parks that a reach covers: its own, and those in its regions' subtrees."""
    query = select(Park).join(Region, Park.region_id == Region.id).order_by(Park.name)
    if not span.everything:
        query = query.where(park_condition(span))
    return list(db.session.scalars(query))


def parks_for(person: Person, needed: Permission) -> list[Park]:
    """The parks in which this person has that permission, by name."""
    return parks_within(reach(person, needed))


def in_regions(span: Reach) -> list[ColumnElement[bool]]:
    """The SQL conditions on a joined `Region`, to be or-ed: the reach's regions and all below them."""
    return [Region.path.like(f"{path}%") for path in sorted(span.region_paths)]


def park_condition(span: Reach) -> ColumnElement[bool]:
    """The SQL condition on a joined `Park` and `Region` for a reach."""
    return or_(Park.id.in_(sorted(span.parks)), *in_regions(span))


def visible(query: Select[Any], row: type[Base], person: Person, needed: Permission) -> Select[Any]:
    """A query joined with park and region, narrowed to what the person reaches of `row`.

    `row` is the class of the query that has a park and an organization.
    """
    columns: Any = row
    query = query.join(Park, columns.park_id == Park.id).join(Region, Park.region_id == Region.id)
    span = reach(person, needed)
    if span.everything:
        return query
    own = columns.organization_id.in_(sorted(span.organizations))
    return query.where(or_(columns.park_id.in_(sorted(span.parks)), own, *in_regions(span)))


def park_ids_for(person: Person, needed: Permission) -> list[int]:
    """The keys of the parks in which this person has that permission; grants in parks tell it alone."""
    span = reach(person, needed)
    if not span.everything and not span.region_paths:
        return sorted(span.parks)
    return [park.id for park in parks_within(span)]


def park_keys(person: Person, needed: Permission) -> Select[int] | None:
    """The same parks as a part of a query, which costs none of its own; None where there is no park."""
    span = reach(person, needed)
    if span.everything:
        return select(Park.id)
    if not span.parks and not span.region_paths:
        return None
    return select(Park.id).join(Region, Park.region_id == Region.id).where(park_condition(span))


def region_paths_of(park_ids: Sequence[int | None]) -> list[str]:
    """The paths of the regions in which parks lie."""
    query = select(Region.path).join(Park, Park.region_id == Region.id)
    return list(db.session.scalars(query.where(Park.id.in_(park_ids)).distinct()))


deadlines.tell_regions(region_paths_of)


def find_region(code: str) -> Region | None:
    """The region of that division code."""
    return db.session.scalars(select(Region).where(Region.division_code == code)).one_or_none()


def list_regions(codes: Iterable[str] = ()) -> list[Region]:
    """All regions in order of their path, or those of the given codes."""
    query = select(Region).order_by(Region.path)
    wanted = list(codes)
    if wanted:
        query = query.where(Region.division_code.in_(wanted))
    return list(db.session.scalars(query))


def list_below(region: Region) -> list[Region]:
    """The divisions directly below a region, by their code."""
    query = select(Region).where(Region.parent_id == region.id)
    return list(db.session.scalars(query.order_by(Region.division_code)))


def list_house_rules(park: Park) -> list[HouseRule]:
    """The park's house rules in order."""
    query = select(HouseRule).where(HouseRule.park_id == park.id).order_by(HouseRule.number)
    return list(db.session.scalars(query))


def find_house_rule(park: Park, number: int) -> HouseRule | None:
    """The park's house rule of that number."""
    query = select(HouseRule).where(HouseRule.park_id == park.id, HouseRule.number == number)
    return db.session.scalars(query).one_or_none()


def next_rule_number(park: Park) -> int:
    """The number after the last one."""
    last = db.session.scalar(select(func.max(HouseRule.number)).where(HouseRule.park_id == park.id))
    return (last or 0) + 1
