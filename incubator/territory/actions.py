"""What can be done with places: found a park, add a region, give out a number, keep house rules."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from incubator.kernel import audit, clock, workdays
from incubator.kernel.access import Person
from incubator.kernel.calendar import DayKind
from incubator.kernel.db import db
from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy
from incubator.kernel.workdays import CalendarYear
from incubator.territory.models import HouseRule, NumberSeries, Park, Region, RegionLevel
from incubator.territory.queries import find_house_rule, find_region, list_regions
from incubator.territory.rules import check_differs, townships_in

SHIPPED_REGIONS = Path(__file__).parent / "rules" / "regions.json"


@dataclass(frozen=True)
class ParkFacts:
    """What a park says of itself."""

    name: str
    slug: str
    name_en: str = ""
    owner: str = ""
    operator: str = ""
    address: str = ""
    phone: str = ""
    opened_on: date | None = None
    introduction: str = ""


def add_region(
    *, code: str, name: str, level: RegionLevel, parent: Region | None, name_en: str = ""
) -> Region:
    """Add a division below its parent; an existing code is returned as it is."""
    found = find_region(code)
    if found is not None:
        return found
    above = parent.path if parent is not None else "/"
    region = Region(
        division_code=code,
        name=name,
        name_en=name_en,
        level=level,
        parent_id=parent.id if parent else None,
        path=f"{above}{code}/",
    )
    db.session.add(region)
    db.session.flush()
    return region


def find_or_add_region(code: str, name: str) -> Region:
    """The region of a GB/T 2260 code; a new one is hung below the nearest known division above."""
    found = find_region(code)
    if found is not None:
        return found
    if not (code.isascii() and code.isdigit() and len(code) in {6, 9, 12}):
        raise Refusal(lazy("A division code has 6, 9 or 12 digits."), field="region")
    if not name:
        raise Refusal(lazy("This region is new: please give its name."), field="region_name")
    above = [code[:6], f"{code[:4]}00", f"{code[:2]}0000", "000000"]
    known = (find_region(other) for other in above if other != code)
    parent = next((region for region in known if region is not None), None)
    return add_region(code=code, name=name, level=_level_of(code), parent=parent)


def _level_of(code: str) -> RegionLevel:
    if len(code) > 6:
        return RegionLevel.TOWNSHIP
    if code.endswith("0000"):
        return RegionLevel.PROVINCE
    return RegionLevel.PREFECTURE if code.endswith("00") else RegionLevel.COUNTY


def add_townships(park: Park, text: str, *, by: Person) -> int:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Hang the townships of a list below the park's county; returns how many are new.

    A code that is known under another name is refused: divisions are not renamed by a list.
    """
    county = park.region
    if county.level is not RegionLevel.COUNTY:
        raise Refusal(lazy("The park's region is no county: townships hang below one."))
    rows = townships_in(text, county.division_code)
    known = {row.division_code: row for row in list_regions(code for code, _name in rows)}
    for code, name in rows:
        if code in known and known[code].name != name:
            raise Refusal(
                lazy("%(code)s is %(name)s already.", code=code, name=known[code].name),
                field="lines",
            )
    fresh = [(code, name) for code, name in rows if code not in known]
    for code, name in fresh:
        add_region(code=code, name=name, level=RegionLevel.TOWNSHIP, parent=county)
    if fresh:
        names = "、".join(name for _code, name in fresh)
        audit.record(park, "parks.townships_added", changes={"townships": [None, names]})
    return len(fresh)


def found_park(facts: ParkFacts, *, region: Region, by: Person) -> Park:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Open a park in a region; its slug must be free."""
    taken = db.session.scalar(select(Park.id).where(Park.slug == facts.slug))
    if taken is not None:
        raise Refusal(lazy("This address is taken by another park."), field="slug")
    park = Park(region_id=region.id, **vars(facts))
    db.session.add(park)
    db.session.flush()
    return park


def update_park(park: Park, facts: ParkFacts, *, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Change what a park says of itself; its address on the web stays."""
    for name, value in vars(facts).items():
        if name != "slug":
            setattr(park, name, value)
    db.session.flush()


def next_number(park_id: int, kind: str, *, year: int | None = None) -> str:
    """The next number of that kind in the park, such as 2026-017; no number is given twice."""
    year = year or clock.today().year
    return f"{year}-{take_numbers(park_id, kind, year=year)[0]:03d}"


def take_numbers(park_id: int, kind: str, *, year: int, count: int = 1) -> range:
    """The next so many numbers of that kind, park and year in one step; none is given twice."""
    query = select(NumberSeries).filter_by(park_id=park_id, kind=kind, year=year)
    series = db.session.scalars(query.with_for_update()).one_or_none()
    if series is None:
        series = NumberSeries(park_id=park_id, kind=kind, year=year, last=0)
        db.session.add(series)
    first = series.last + 1
    series.last += count
    db.session.flush()
    return range(first, series.last + 1)


def add_house_rule(
    park: Park, *, number: int, title: dict[str, str], text: dict[str, Any]
) -> HouseRule:
    """Write a further house rule; its number must be free."""
    if find_house_rule(park, number) is not None:
        raise Refusal(lazy("There is a house rule of this number."), field="number")
    return set_house_rule(park, number=number, title=title, text=text)


def change_house_rule(
    rule: HouseRule, *, number: int, title: dict[str, str], text: dict[str, Any]
) -> None:
    """Change a house rule; a new number must be free."""
    if number != rule.number and find_house_rule(rule.park, number) is not None:
        raise Refusal(lazy("There is a house rule of this number."), field="number")
    rule.number, rule.title, rule.text = number, title, text
    db.session.flush()


def remove_house_rule(rule: HouseRule, *, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Take a house rule away; the history keeps what it said."""
    db.session.delete(rule)


def set_calendar_day(day: date, kind: DayKind | None, *, name: dict[str, str], note: str) -> None:
    """Make a day a holiday or a make-up working day; None makes it what its weekday says."""
    if kind is not None:
        check_differs(day, kind)
    workdays.set_day(day, kind, name=name, note=note)


def set_announced(year: int, *, is_announced: bool, source: str) -> None:
    """Say whether the State Council's notice for that year is in the table."""
    row = db.session.get(CalendarYear, year)
    if row is None:
        row = CalendarYear(year=year, is_announced=is_announced, source={"zh": source})
        db.session.add(row)
    row.is_announced = is_announced
    if source:
        row.source = {**row.source, "zh": source}


def load_regions() -> list[Region]:
    """Add the shipped divisions, each below its parent; known ones stay as they are."""
    data = json.loads(SHIPPED_REGIONS.read_text("utf-8"))
    found: dict[str, Region] = {}
    for entry in data["body"]["regions"]:
        found[entry["code"]] = add_region(
            code=entry["code"],
            name=entry["name"]["zh"],
            name_en=entry["name"].get("en", ""),
            level=RegionLevel(entry["level"]),
            parent=found.get(entry["parent"] or ""),
        )
    return list(found.values())


def set_house_rule(
    park: Park, *, number: int, title: dict[str, str], text: dict[str, Any]
) -> HouseRule:
    """Write one house rule; an existing one of that number is replaced."""
    rule = find_house_rule(park, number)
    if rule is None:
        rule = HouseRule(park_id=park.id, number=number, title=title, text=text)
        db.session.add(rule)
    rule.title, rule.text = title, text
    db.session.flush()
    return rule
