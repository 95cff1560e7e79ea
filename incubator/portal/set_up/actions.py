"""What can be done with an empty installation: set it up, once, in one act."""

from dataclasses import dataclass

from incubator.accounts import actions as accounts
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.text import lazy
from incubator.portal.queries import is_empty
from incubator.territory import actions as territory
from incubator.territory.actions import ParkFacts
from incubator.territory.models import Park, Region, RegionLevel

LEVELS = (RegionLevel.PROVINCE, RegionLevel.PREFECTURE, RegionLevel.COUNTY)


@dataclass(frozen=True)
class SetUp:
    """What was typed, cleaned and hashed: regions from the province down as (code, name)."""

    administrator: accounts.NewUser
    manager: accounts.NewUser
    regions: tuple[tuple[str, str], tuple[str, str], tuple[str, str]]
    park: ParkFacts


def check_regions(regions: tuple[tuple[str, str], ...]) -> None:
    """Refuse codes that don't stand below each other: 51 00 00, 51 14 00, 51 14 21."""
    province, prefecture, county = (code for code, _name in regions)
    if not province.endswith("0000"):
        raise Refusal(lazy("The code of a province ends in 0000."), field="province_code")
    if not prefecture.endswith("00") or prefecture[:2] != province[:2] or prefecture == province:
        raise Refusal(
            lazy("This code must begin like the province's and end in 00."),
            field="prefecture_code",
        )
    if county[:4] != prefecture[:4] or county.endswith("00"):
        raise Refusal(
            lazy("This code must begin with the same four digits as the one above."),
            field="county_code",
        )


def set_up(facts: SetUp) -> Park:
    """Make the region, the park, its manager and the administrator; refused once anybody is there."""
    if not is_empty():
        raise Absent
    check_regions(facts.regions)
    if facts.administrator.sign_in_name == facts.manager.sign_in_name:
        raise Refusal(
            lazy("The manager needs an account of their own: two people decide together."),
            field="manager_sign_in",
        )
    region = _add_regions(facts.regions)
    park = territory.found_park(facts.park, region=region, by=SYSTEM)
    administrator = accounts.create_user(facts.administrator)
    accounts.grant(administrator, Role.ADMINISTRATOR, accounts.Place(), by=SYSTEM)
    manager = accounts.create_user(facts.manager)
    accounts.grant(manager, Role.MANAGER, accounts.Place(park_id=park.id), by=SYSTEM)
    return park


def _add_regions(regions: tuple[tuple[str, str], ...]) -> Region:
    region: Region | None = None
    for (code, name), level in zip(regions, LEVELS, strict=True):
        region = territory.add_region(code=code, name=name, level=level, parent=region)
    assert region is not None
    return region
