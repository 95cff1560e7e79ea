"""How long may an organization stay, and by when must what be done: the body of `organizations.periods`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incubator.kernel.rulesets import Fault, body_of, message

KIND = "organizations.periods"
# What the agreement reads; the others are for people.
READ = ("first",)
UNITS = frozenset({"month", "year", "time", "calendar_day", "working_day"})


@dataclass(frozen=True)
class Period:
    """So many of a unit, and where it is said."""

    value: int
    unit: str
    title: Mapping[str, str]
    basis: Mapping[str, str]


@body_of(KIND)
def parse_periods(body: dict[str, Any]) -> Mapping[str, Period]:
    """The periods of a body; raises `Fault` naming the place."""
    found = {slug: _period(slug, row) for slug, row in body["periods"].items()}
    for slug in READ:
        if slug not in found:
            raise Fault("periods", message("%(name)s is missing"), name=slug)
    return found


def _period(slug: str, row: dict[str, Any]) -> Period:
    where, value = f"periods.{slug}", row["value"]
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise Fault(f"{where}.value", message("%(name)s is no figure"), name=value)
    if row["unit"] not in UNITS:
        raise Fault(f"{where}.unit", message("%(name)s is unknown"), name=row["unit"])
    return Period(value, row["unit"], row["title"], row["basis"])
