"""What does a governance rule set hold: a form's checks beyond its checklist, and how its bodies vote."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incubator.kernel.rulesets import Fault, body_of, message
from incubator.registration.checklists.rules import Texts
from incubator.registration.meetings.models import Matter, MeetingKind

KIND = "registration.governance"
WHO = ("founders_and_leaders", "leaders", "officers")
# Which figures a check cannot do without.
NEEDS = {
    "state_organs": (),
    "twice": (),
    "documents": (),
    "barred": ("who",),
    "barred_charity": ("who",),
    "single_representative": ("forms",),
    "council_size": ("least", "most"),
    "term": ("most",),
    "relatives": ("share",),
    "paid": ("share",),
    "unpaid": (),
    "officers": (),
    "chair_represents": (),
    "supervisors": ("least",),
    "supervisors_apart": (),
    "state_workers": (),
}


@dataclass(frozen=True)
class Rule:
    """One check: what it is called, on which law it stands, and its figures."""

    slug: str
    label: Texts
    help: Texts
    basis: Texts
    least: int = 0
    most: int = 0
    share: tuple[int, int] = (1, 1)
    who: str = ""
    forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Share:
    """At least (strict: more than) so large a part of a whole: of those present, or of all."""

    value: int
    over: int
    strict: bool
    basis: Texts
    of_all: bool = False

    def of(self, whole: int) -> int:
        """The smallest number that is enough; of nobody, one would be."""
        if self.strict:
            return whole * self.value // self.over + 1
        return max(-(-whole * self.value // self.over), 1)


@dataclass(frozen=True)
class Voting:
    """How one body decides: its quorum, its majority, and the larger one for the named matters."""

    quorum: Share
    ordinary: Share
    special: Share
    special_matters: frozenset[Matter]

    def majority(self, matter: Matter) -> Share:
        """The majority for a matter."""
        return self.special if matter in self.special_matters else self.ordinary


@dataclass(frozen=True)
class Governance:
    """All checks of a form, and how its meetings decide."""

    rules: tuple[Rule, ...]
    votes: Mapping[MeetingKind, Voting]


@body_of(KIND)
def parse_governance(body: dict[str, Any]) -> Governance:
    """The checks of a body; raises `ValueError` naming the place."""
    rules = tuple(_rule(row) for row in body["rules"])
    slugs = [rule.slug for rule in rules]
    twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    if twice:
        raise Fault("rules", message("%(name)s stands there twice"), name=", ".join(twice))
    votes = {_kind(name): _voting(name, row) for name, row in body["votes"].items()}
    return Governance(rules, votes)


def _rule(row: dict[str, Any]) -> Rule:
    slug = row["slug"]
    if slug not in NEEDS:
        raise Fault(f"rules.{slug}", message("%(name)s is unknown"), name=slug)
    missing = [name for name in NEEDS[slug] if name not in row]
    if missing:
        raise Fault(f"rules.{slug}", message("%(name)s is not given"), name=", ".join(missing))
    if row.get("who", WHO[0]) not in WHO:
        raise Fault(f"rules.{slug}.who", message("%(name)s is unknown"), name=row["who"])
    return Rule(
        slug,
        row["label"],
        row["help"],
        row["basis"],
        int(row.get("least", 0)),
        int(row.get("most", 0)),
        _fraction(row.get("share", [1, 1]), f"rules.{slug}.share"),
        row.get("who", ""),
        tuple(row.get("forms", ())),
    )


def _fraction(value: list[int], where: str) -> tuple[int, int]:
    if len(value) != 2:
        raise Fault(where, message("a share has two numbers"))
    part, whole = int(value[0]), int(value[1])
    if not 0 < part <= whole:
        raise Fault(where, message("%(name)s is no share"), name=f"{part}/{whole}")
    return part, whole


def _kind(name: str) -> MeetingKind:
    try:
        return MeetingKind(name)
    except ValueError:
        raise Fault(f"votes.{name}", message("%(name)s is unknown"), name=name) from None


def _matter(name: str, where: str) -> Matter:
    try:
        return Matter(name)
    except ValueError:
        raise Fault(where, message("%(name)s is unknown"), name=name) from None


def _voting(name: str, row: dict[str, Any]) -> Voting:
    return Voting(
        quorum=_share(row["quorum"], f"votes.{name}.quorum"),
        ordinary=_share(row["ordinary"], f"votes.{name}.ordinary"),
        special=_share(row["special"], f"votes.{name}.special"),
        special_matters=frozenset(
            _matter(matter, f"votes.{name}.special_matters") for matter in row["special_matters"]
        ),
    )


def _share(row: dict[str, Any], where: str) -> Share:
    part, whole = _fraction(row["value"], f"{where}.value")
    return Share(
        part, whole, bool(row.get("strict", False)), row["basis"], bool(row.get("of_all", False))
    )
