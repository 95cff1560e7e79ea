"""Which types, numbers and yearly windows hold for filed groups: the rule set, and what a name tells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from incubator.kernel.access import OWNERS, STAFF, Role, permission
from incubator.kernel.rulesets import Fault, body_of, message

KIND = "registration.filings"
TILES_KIND = "registration.filing_tiles"
FILING_LIST = permission("registration.filing_list", *STAFF, Role.SUPERVISOR)
FILING_READ = permission("registration.filing_read", *STAFF, Role.SUPERVISOR, *OWNERS)
COMMUNITY = re.compile(r"^(.{1,20}?(?:社区|村))(?=.)")
POST_WORDS = (("会", "会长"), ("团", "团长"), ("站", "站长"), ("队", "队长"))
LEADER = "负责人"
NUMBER_PARTS = {"county", "township", "code", "year", "serial"}
# What histories name besides: an act of `actions`, found by the kernel under this word.
HISTORY_WORDS = (message("Conversion begun"),)
Texts = dict[str, str]


@dataclass(frozen=True)
class Subtype:
    """One line of a type's sub-list, with words by which a name is known."""

    slug: str
    label: Texts
    words: tuple[str, ...]


@dataclass(frozen=True)
class GroupType:
    """One of the types with its sub-list."""

    slug: str
    label: Texts
    basis: Texts
    words: tuple[str, ...]
    subtypes: tuple[Subtype, ...]


@dataclass(frozen=True)
class Outside:
    """What is no matter of filing, with words by which a name is known."""

    slug: str
    text: Texts
    words: tuple[str, ...]


@dataclass(frozen=True)
class Window:
    """When the yearly report of the year before is handed in, and by whom."""

    opens: tuple[int, int]
    closes: tuple[int, int]
    filed_before: tuple[int, int]
    basis: Texts

    def opens_on(self, year: int) -> date:
        """From when on the report about that year is taken."""
        return date(year + 1, *self.opens)

    def closes_on(self, year: int) -> date:
        """By when the report about that year must be there."""
        return date(year + 1, *self.closes)

    def is_due_from(self, filed_on: date, year: int) -> bool:
        """Whether a group filed on that day reports about that year."""
        return filed_on <= date(year, *self.filed_before)


@dataclass(frozen=True)
class Guess:
    """What a name tells of its type; both empty when it tells nothing."""

    type: str = ""
    subtype: str = ""


@dataclass(frozen=True)
class FilingRules:
    """One edition of the rules."""

    types: tuple[GroupType, ...]
    outside: tuple[Outside, ...]
    pattern: str
    digits: int
    number_basis: Texts
    report: Window
    term: Texts

    def type(self, slug: str) -> GroupType | None:
        """The type of that slug."""
        return next((row for row in self.types if row.slug == slug), None)

    def subtype(self, guess: Guess) -> Subtype | None:
        """The line of the sub-list, if it belongs to that type."""
        found = self.type(guess.type)
        rows = found.subtypes if found is not None else ()
        return next((row for row in rows if row.slug == guess.subtype), None)

    def number(self, *, county: str, township: str, code: str, year: int, serial: int) -> str:
        """A filing number by the pattern."""
        counted = f"{serial:0{self.digits}d}"
        return self.pattern.format(
            county=county, township=township, code=code, year=year, serial=counted
        )

    def guess(self, name: str) -> Guess:
        """The type that a name tells: what it does counts before where it is; the longest word wins."""
        return self._guess(tail_of(name)) or self._guess(name) or Guess()

    def _guess(self, text: str) -> Guess | None:
        fine = [
            (word, Guess(row.slug, line.slug))
            for row in self.types
            for line in row.subtypes
            for word in line.words
        ]
        coarse = [(word, Guess(row.slug)) for row in self.types for word in row.words]
        for known in (fine, coarse):
            found = [(len(word), guess) for word, guess in known if word in text]
            if found:
                return max(found, key=lambda pair: pair[0])[1]
        return None

    def outside_of(self, name: str) -> Outside | None:
        """Why a body of that name is no matter of filing."""
        return next((row for row in self.outside if any(word in name for word in row.words)), None)


@body_of(KIND)
def parse_rules(body: dict[str, Any]) -> FilingRules:
    """The rules of a body; raises `Fault` naming the place."""
    types = tuple(_type(row) for row in body["types"])
    _once([row.slug for row in types], "types")
    number = body["numbering"]
    return FilingRules(
        types=types,
        outside=tuple(
            Outside(row["slug"], row["text"], tuple(row["words"])) for row in body["outside"]
        ),
        pattern=_pattern(number["pattern"]),
        digits=_digits(number["digits"]),
        number_basis=number["basis"],
        report=_window(body["report"]),
        term=body["certificate"]["term"],
    )


def _type(row: dict[str, Any]) -> GroupType:
    lines = tuple(
        Subtype(one["slug"], one["label"], tuple(one["words"])) for one in row["subtypes"]
    )
    _once([line.slug for line in lines], f"types.{row['slug']}.subtypes")
    return GroupType(row["slug"], row["label"], row["basis"], tuple(row["words"]), lines)


def _once(slugs: Sequence[str], place: str) -> None:
    for one in slugs:
        if slugs.count(one) > 1:
            raise Fault(place, message("%(name)s stands there twice"), name=one)


def _pattern(pattern: str) -> str:
    """A pattern that never gives one number to two groups: serials run per township and year."""
    try:
        fields = [row[1:] for row in Formatter().parse(pattern) if row[1] is not None]
    except ValueError as problem:
        place = "numbering.pattern"
        raise Fault(place, message("this could not be read: %(why)s"), why=problem) from problem
    # Neither widths nor conversions: a pattern of an office needs none, and a width could be huge.
    parts = {f"{name}:{spec}" if spec or how else str(name) for name, spec, how in fields}
    unknown = sorted(parts - NUMBER_PARTS)
    if unknown:
        raise Fault("numbering.pattern", message("%(name)s is unknown"), name=unknown[0])
    for name in ("year", "serial"):
        if name not in parts:
            raise Fault("numbering.pattern", message("%(name)s is missing"), name=name)
    if not parts & {"township", "code"}:
        raise Fault("numbering.pattern", message("%(name)s is missing"), name="township")
    return pattern


def _digits(value: object) -> int:
    if not isinstance(value, int) or not 1 <= value <= 8:
        raise Fault("numbering.digits", message("%(name)s is unknown"), name=value)
    return value


def _window(row: dict[str, Any]) -> Window:
    days = {}
    for name in ("opens", "closes", "filed_before"):
        month, day = int(row[name]["month"]), int(row[name]["day"])
        try:
            date(2027, month, day)
        except ValueError as problem:
            place = f"report.{name}"
            raise Fault(place, message("this could not be read: %(why)s"), why=problem) from problem
        days[name] = (month, day)
    if days["closes"] < days["opens"]:
        raise Fault("report.closes", message("the last day lies before the first"))
    return Window(**days, basis=row["basis"])


@dataclass(frozen=True)
class Tile:
    """Where a township stands on the map of tiles: column and row from 1."""

    code: str
    column: int
    row: int


@body_of(TILES_KIND)
def parse_tiles(body: dict[str, Any]) -> tuple[Tile, ...]:
    """The tiles of a body; two on one place are refused."""
    found = tuple(
        Tile(str(one["code"]), int(one["column"]), int(one["row"])) for one in body["tiles"]
    )
    _once([f"{one.column}/{one.row}" for one in found], "tiles")
    if any(not 1 <= one.column <= 12 or not 1 <= one.row <= 60 for one in found):
        raise Fault("tiles", message("%(name)s is unknown"), name="column")
    return found


def short_name(name: str, places: Sequence[str]) -> str:
    """A name without the divisions in front of it: 青禾县青石镇和睦社区舞蹈队 → 和睦社区舞蹈队."""
    for place in places:
        if place and name.startswith(place) and len(name) > len(place):
            name = name[len(place) :]
    return name


def community_of(name: str, places: Sequence[str]) -> str:
    """The community or village that a name tells; empty when it tells none."""
    found = COMMUNITY.match(short_name(name, places))
    return found[1] if found else ""


def tail_of(name: str) -> str:
    """What stands behind the community: 舞蹈队."""
    return re.split(r"社区|村", name)[-1] or name


def post_of(name: str) -> str:
    """What the leader of a group of that name is usually called."""
    return next((post for word, post in POST_WORDS if name.endswith(word)), LEADER)
