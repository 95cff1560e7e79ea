"""What does a checklist hold: the body of a `registration.checklist` rule set as dataclasses.

The parser refuses a body that could not be worked off, naming the place: an unknown or repeated name, a
circle, a check without its figure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from incubator.kernel.rulesets import Fault, body_of, message
from incubator.kernel.text import lazy

KIND = "registration.checklist"
Texts = dict[str, str]


class Who(StrEnum):
    """Who acts at a step."""

    ORGANIZATION = "organization"
    MENTOR = "mentor"
    SUPERVISING_UNIT = "supervising_unit"
    REGISTRAR = "registrar"
    ACCOUNTANT = "accountant"
    BANK = "bank"
    TAX = "tax"
    POLICE = "police"
    LANDLORD = "landlord"
    COMMUNITY = "community"
    TOWNSHIP = "township"

    @property
    def is_office(self) -> bool:
        """Whether it is somebody outside the park and the organization."""
        return self not in {Who.ORGANIZATION, Who.MENTOR}


WHO_LABELS = {
    Who.ORGANIZATION: lazy("the organization itself"),
    Who.MENTOR: lazy("the park and its mentor"),
    Who.SUPERVISING_UNIT: lazy("the supervising unit"),
    Who.REGISTRAR: lazy("the registration authority"),
    Who.ACCOUNTANT: lazy("the accounting firm"),
    Who.BANK: lazy("the bank"),
    Who.TAX: lazy("the tax office"),
    Who.POLICE: lazy("the police and the seal maker"),
    Who.LANDLORD: lazy("the owner of the premises"),
    Who.COMMUNITY: lazy("the community committee"),
    Who.TOWNSHIP: lazy("the township or subdistrict"),
}


class Route(StrEnum):
    """Dual control (双重管理) or direct registration (直接登记)."""

    DUAL = "dual"
    DIRECT = "direct"


ROUTE_LABELS = {
    Route.DUAL: lazy("Dual control"),
    Route.DIRECT: lazy("Direct registration"),
}


class CheckKind(StrEnum):
    """How a check is measured."""

    MEMBERS = "members"
    MINIMUM = "minimum"
    SHARE = "share"
    CONFIRM = "confirm"


class InputType(StrEnum):
    """What is typed for a check."""

    INTEGER = "integer"
    FEN = "fen"
    BOOLEAN = "boolean"


class Event(StrEnum):
    """What the end of a step means for the whole case."""

    SUBMITTED = "submitted"
    DECIDED = "decided"


@dataclass(frozen=True)
class Material:
    """A paper of a step; `paper_only` is shown at the desk and never uploaded."""

    slug: str
    label: Texts
    required: bool
    paper_only: bool = False
    sample: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Limit:
    """So many days, counted from the day after the step opened; or by a day of every year."""

    days: int
    unit: str
    basis: Texts
    month: int = 0
    day: int = 0
    # A period that runs from the supervising unit's consent runs on that route only.
    routes: frozenset[Route] = frozenset(Route)

    @property
    def is_day_of_year(self) -> bool:
        """Whether it is a day of every year, such as 31 March: nothing is counted, nothing stops it."""
        return self.month > 0


@dataclass(frozen=True)
class Input:
    """One figure or one confirmation."""

    slug: str
    label: Texts
    type: InputType


@dataclass(frozen=True)
class Threshold:
    """A figure of the law: a number, or a share as (numerator, denominator)."""

    slug: str
    value: int
    over: int
    strict: bool
    basis: Texts
    unit: str = ""
    label: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """What must be true before a step is done."""

    slug: str
    label: Texts
    kind: CheckKind
    inputs: tuple[Input, ...]
    threshold: Threshold | None
    basis: Texts
    help: Texts
    # The most there may be, where the figure has a limit on both sides: a council of 5 to 25.
    ceiling: Threshold | None = None


@dataclass(frozen=True)
class Step:
    """One station: who acts, what comes before, with which papers and checks, and on what basis."""

    slug: str
    title: Texts
    help: Texts
    who: Who
    after: tuple[str, ...]
    basis: Texts
    materials: tuple[Material, ...]
    output: Texts
    mistakes: tuple[Texts, ...]
    limit: Limit | None
    optional: bool
    routes: frozenset[Route]
    checks: tuple[Check, ...]
    hand_over: bool = True
    event: Event | None = None

    def material(self, slug: str) -> Material | None:
        """The paper of that slug."""
        return next((row for row in self.materials if row.slug == slug), None)

    def limit_on(self, route: Route) -> Limit | None:
        """The period of the step on this route."""
        return self.limit if self.limit is not None and route in self.limit.routes else None

    @property
    def inputs(self) -> list[Input]:
        """What is typed at this step, each once."""
        found = {entry.slug: entry for check in self.checks for entry in check.inputs}
        return list(found.values())


@dataclass(frozen=True)
class Duty:
    """What the law asks after registration."""

    slug: str
    title: Texts
    text: Texts
    basis: Texts


@dataclass(frozen=True)
class Item:
    """One line of a list of the law: a charter's item, a ground of refusal."""

    text: Texts
    basis: Texts


@dataclass(frozen=True)
class Outcome:
    """How the decision can end, what its number is called, and for how many years it holds."""

    results: tuple[Texts, ...]
    number: Texts
    number_required: bool
    valid_years: int
    basis: Texts
    # The result that gives nothing, and so holds for no time: 未获等级.
    nothing: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Checklist:
    """All stations in reading order, and the figures that their checks stand on."""

    steps: tuple[Step, ...]
    thresholds: Mapping[str, Threshold]
    duties: tuple[Duty, ...] = ()
    counting: Texts = field(default_factory=dict)
    outcome: Outcome | None = None
    lists: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)

    @property
    def has_routes(self) -> bool:
        """Whether dual control and direct registration differ here."""
        return any(len(step.routes) == 1 for step in self.steps)

    def step(self, slug: str) -> Step:
        """The step of that slug; raises `KeyError`."""
        return self._by_slug[slug]

    @property
    def _by_slug(self) -> dict[str, Step]:
        return {step.slug: step for step in self.steps}

    def step_for(self, event: Event) -> Step | None:
        """The step whose end means this for the case."""
        return next((step for step in self.steps if step.event is event), None)


@body_of(KIND)
def parse_checklist(body: dict[str, Any]) -> Checklist:
    """The checklist of a body; raises `ValueError` naming the place."""
    thresholds = {slug: _threshold(slug, row) for slug, row in body["thresholds"].items()}
    checks = [_check(row, thresholds) for row in body["checks"]]
    _check_unique("checks", [row.slug for row in checks])
    by_slug = {row.slug: row for row in checks}
    steps = tuple(_step(row, by_slug) for row in body["steps"])
    check_graph(steps)
    duties = tuple(
        Duty(row["slug"], row["title"], row["text"], row["basis"]) for row in body.get("duties", [])
    )
    outcome = _outcome(body["outcome"]) if body.get("outcome") else None
    lists = {
        slug: tuple(Item(row["text"], row["basis"]) for row in rows)
        for slug, rows in body.get("lists", {}).items()
    }
    return Checklist(steps, thresholds, duties, body.get("counting", {}), outcome, lists)


def check_graph(steps: tuple[Step, ...]) -> None:
    """Refuse steps that cannot be worked off in order."""
    if not steps:
        raise Fault("steps", message("there is none"))
    _check_unique("steps", [step.slug for step in steps])
    known = {step.slug for step in steps}
    for step in steps:
        for before in step.after:
            if before not in known:
                raise Fault(f"steps.{step.slug}.after", message("%(name)s is no step"), name=before)
    try:
        TopologicalSorter({step.slug: step.after for step in steps}).prepare()
    except CycleError as circle:
        way = circle.args[1]
        order = [step.slug for step in steps]
        # Somewhere on the circle a step waits for a later one: that is where to mend it.
        back = (step for before, step in pairwise(way) if order.index(before) >= order.index(step))
        place = f"steps.{next(back)}.after"
        raise Fault(place, message("a circle: %(way)s"), way=" → ".join(way)) from circle


def _step(row: dict[str, Any], checks: Mapping[str, Check]) -> Step:
    where = f"steps.{row['slug']}"
    for slug in row["checks"]:
        if slug not in checks:
            raise Fault(f"{where}.checks", message("%(name)s is no check"), name=slug)
    _check_unique(f"{where}.materials", [material["slug"] for material in row["materials"]])
    _check_unique(f"{where}.after", row["after"])
    return Step(
        slug=row["slug"],
        title=row["title"],
        help=row["help"],
        who=_member(Who, row["who"], f"{where}.who"),
        after=tuple(row["after"]),
        basis=row["basis"],
        materials=tuple(_material(material) for material in row["materials"]),
        output=row["output"],
        mistakes=tuple(row["mistakes"]),
        limit=_limit(row["limit"], where),
        optional=bool(row["optional"]),
        routes=_routes(row["route"], where),
        checks=tuple(checks[slug] for slug in row["checks"]),
        hand_over=bool(row.get("hand_over", True)),
        event=Event(row["event"]) if row.get("event") else None,
    )


def _material(row: dict[str, Any]) -> Material:
    return Material(
        row["slug"],
        row["label"],
        bool(row["required"]),
        bool(row.get("paper_only", False)),
        row.get("sample", {}),
    )


def _outcome(row: dict[str, Any]) -> Outcome:
    if not row["results"]:
        raise Fault("outcome.results", message("there is none"))
    return Outcome(
        tuple(row["results"]),
        row["number"],
        bool(row["number_required"]),
        int(row["valid_years"]),
        row["basis"],
        row.get("gives_nothing", {}),
    )


def _limit(row: dict[str, Any] | None, where: str) -> Limit | None:
    if row is None:
        return None
    if row["unit"] == "yearly":
        return _yearly(row, where)
    if row["unit"] not in {"calendar", "working"} or int(row["days"]) < 1:
        period = f"{row['days']} {row['unit']}"
        raise Fault(f"{where}.limit", message("%(name)s is no period"), name=period)
    routes = _routes(row.get("route", "both"), f"{where}.limit")
    return Limit(int(row["days"]), row["unit"], row["basis"], routes=routes)


def _yearly(row: dict[str, Any], where: str) -> Limit:
    """By a day of every year; 2023 stands for the years without 29 February."""
    try:
        day = date(2023, int(row["month"]), int(row["day"]))
    except ValueError:
        told = f"{row['month']}-{row['day']}"
        raise Fault(
            f"{where}.limit", message("%(name)s is no day of every year"), name=told
        ) from None
    return Limit(0, "yearly", row["basis"], day.month, day.day)


def _routes(name: str, where: str) -> frozenset[Route]:
    if name == "both":
        return frozenset(Route)
    return frozenset({_member(Route, name, f"{where}.route")})


def _check(row: dict[str, Any], thresholds: Mapping[str, Threshold]) -> Check:
    where = f"checks.{row['slug']}"
    kind = _member(CheckKind, row["kind"], f"{where}.kind")
    inputs = tuple(
        Input(entry["slug"], entry["label"], _member(InputType, entry["type"], f"{where}.inputs"))
        for entry in row["inputs"]
    )
    _check_unique(f"{where}.inputs", [entry.slug for entry in inputs])
    most = row.get("ceiling")
    _check_figures(where, kind, row["threshold"], thresholds)
    if most is not None and most not in thresholds:
        raise Fault(f"{where}.ceiling", message("%(name)s is not given"), name=most)
    threshold = thresholds[row["threshold"]] if row["threshold"] else None
    ceiling = thresholds[most] if most is not None else None
    wanted = {CheckKind.MEMBERS: 2, CheckKind.MINIMUM: 1, CheckKind.SHARE: 2}.get(kind)
    if not inputs or (wanted is not None and len(inputs) != wanted):
        told = {"count": len(inputs), "kind": kind.value}
        raise Fault(f"{where}.inputs", message("%(count)s do not fit %(kind)s"), **told)
    texts = (row["basis"], row["help"])
    return Check(row["slug"], row["label"], kind, inputs, threshold, *texts, ceiling)


def _check_figures(
    where: str, kind: CheckKind, name: str | None, thresholds: Mapping[str, Threshold]
) -> None:
    """Refuse a check that refers to a figure which the body does not give."""
    wanted = [name] if name else []
    if kind is CheckKind.MEMBERS:
        wanted = ["members_individual", "members_unit", "members_mixed"]
    elif kind is not CheckKind.CONFIRM and not wanted:
        raise Fault(f"{where}.threshold", message("%(kind)s needs one"), kind=kind.value)
    for slug in wanted:
        if slug not in thresholds:
            raise Fault(f"{where}.threshold", message("%(name)s is not given"), name=slug)


def _threshold(slug: str, row: dict[str, Any]) -> Threshold:
    value = row["value"]
    number, over = (value, 1) if isinstance(value, int) else (int(value[0]), int(value[1]))
    if number < 1 or over < 1:
        raise Fault(f"thresholds.{slug}.value", message("%(name)s is no figure"), name=value)
    strict, unit = bool(row.get("strict", False)), row.get("unit", "")
    return Threshold(slug, number, over, strict, row["basis"], unit, row.get("label", {}))


Member = Any


def _member(kind: type[StrEnum], value: str, where: str) -> Member:
    try:
        return kind(value)
    except ValueError:
        raise Fault(where, message("%(name)s is unknown"), name=value) from None


def _check_unique(where: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise Fault(where, message("%(name)s stands there twice"), name=name)
        seen.add(name)
