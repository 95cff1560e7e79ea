"""What does the rule set of yearly ends hold, and which of them concern an organization?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from incubator.kernel.rulesets import Fault, body_of, message
from incubator.organizations.models import LegalForm

KIND = "organizations.inspection"


@dataclass(frozen=True)
class YearlyEnd:
    """One end of every year, for some legal forms."""

    slug: str
    legal_forms: frozenset[LegalForm]
    month: int
    day: int
    needs_supervising_unit: bool
    registered_before: tuple[int, int]
    title: dict[str, str]
    basis: dict[str, str]
    # Who takes part is said by local notices, not by the law: it has a source of its own.
    charities_before: tuple[int, int]
    scope_basis: dict[str, str]

    def on(self, year: int) -> date:
        """The day in a year."""
        return date(year, self.month, self.day)

    def takes_part(self, body: "Body", year: int) -> bool:
        """Whether a body was registered early enough for the report handed in that year."""
        day = self.charities_before if body.is_charity else self.registered_before
        return body.founded_on is None or body.founded_on <= date(year - 1, *day)


@dataclass(frozen=True)
class Body:
    """What is known of an organization for this."""

    legal_form: LegalForm
    supervising_unit: str
    founded_on: date | None
    is_charity: bool = False


@body_of(KIND)
def parse_ends(body: dict[str, Any]) -> tuple[YearlyEnd, ...]:
    """The ends of a body; raises `ValueError` naming the place."""
    found = tuple(_end(row) for row in body["ends"])
    if len({row.slug for row in found}) != len(found):
        slugs = [row.slug for row in found]
        twice = next(slug for slug in slugs if slugs.count(slug) > 1)
        raise Fault("ends", message("%(name)s stands there twice"), name=twice)
    return found


def _end(row: dict[str, Any]) -> YearlyEnd:
    where, before = f"ends.{row['slug']}", row["registered_before"]
    if not row["legal_forms"]:
        raise Fault(f"{where}.legal_forms", message("there is none"))
    for name in row["legal_forms"]:
        if name not in set(LegalForm):
            raise Fault(f"{where}.legal_forms", message("%(name)s is unknown"), name=name)
    _check_day(row, f"{where}.day")
    charity = before.get("charity", before)
    _check_day(before, f"{where}.registered_before.day")
    _check_day(charity, f"{where}.registered_before.charity.day")
    return YearlyEnd(
        row["slug"],
        frozenset(LegalForm(name) for name in row["legal_forms"]),
        int(row["month"]),
        int(row["day"]),
        bool(row["needs_supervising_unit"]),
        (int(before["month"]), int(before["day"])),
        row["title"],
        row["basis"],
        (int(charity["month"]), int(charity["day"])),
        before.get("basis", {}),
    )


def _check_day(row: dict[str, Any], where: str) -> None:
    """2027 stands for the years without 29 February."""
    try:
        date(2027, int(row["month"]), int(row["day"]))
    except ValueError:
        told = f"{row['month']}-{row['day']}"
        raise Fault(where, message("%(name)s is no day of every year"), name=told) from None


def ends_of(
    body: Body, ends: tuple[YearlyEnd, ...], first: date, last: date
) -> Iterator[tuple[date, YearlyEnd]]:
    """The ends in a window that concern this body: those of the year after it was registered in time."""
    for end in ends:
        if body.legal_form not in end.legal_forms:
            continue
        if end.needs_supervising_unit and not body.supervising_unit.strip():
            continue
        for year in range(first.year, last.year + 1):
            if first <= end.on(year) <= last and end.takes_part(body, year):
                yield end.on(year), end
