"""What does an indicator set hold: groups, items, points, cut-offs and conditions, as dataclasses.

The parser refuses a set that could not be scored with, naming the place: points that do not add up,
cut-offs out of order or with a gap, an unknown source of a condition.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from incubator.kernel.rulesets import Fault, Unbalanced, body_of, message

KIND = "registration.grade_indicators"
Texts = dict[str, str]
# Whatever JSON holds.
Value = Any
# A score sheet holds at most so many points.
MOST_POINTS = 1000


class PanelRule(StrEnum):
    """How the totals of the experts become one."""

    MEAN = "mean"
    MEDIAN = "median"
    TRIMMED_MEAN = "trimmed_mean"


class BarSource(StrEnum):
    """Where it is looked first whether something bars the application."""

    INSPECTED = "inspected"
    INSPECTION_RESULTS = "inspection_results"
    STATEMENT = "statement"


@dataclass(frozen=True)
class Indicator:
    """One item: its points, what is looked at, and which evidence shows it."""

    slug: str
    title: Texts
    points: int
    look: Texts
    evidence: tuple[Texts, ...]


@dataclass(frozen=True)
class Group:
    """A group of items with its points and where the grouping comes from."""

    slug: str
    title: Texts
    points: int
    basis: Texts
    items: tuple[Indicator, ...]


@dataclass(frozen=True)
class Grade:
    """A grade from so many points on."""

    slug: str
    label: Texts
    start: int


@dataclass(frozen=True)
class Bar:
    """Something that bars an organization from applying."""

    slug: str
    text: Texts
    source: BarSource
    basis: Texts


@dataclass(frozen=True)
class Eligibility:
    """Who may apply: years since the certificate and the last grade, what bars, and the least self-score."""

    registered_years: int
    raise_after_years: int
    lowest_self_total: int
    basis: Texts
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class PanelOrder:
    """How many experts judge, in how many working days, and how their totals become one."""

    min_experts: int
    result: PanelRule
    days: int
    basis: Texts


@dataclass(frozen=True)
class IndicatorSet:
    """All groups in reading order, the cut-offs from the highest down, and who may apply."""

    total: int
    groups: tuple[Group, ...]
    grades: tuple[Grade, ...]
    grades_basis: Texts
    points_basis: Texts
    valid_years: int
    panel: PanelOrder
    eligibility: Eligibility

    @property
    def items(self) -> Mapping[str, Indicator]:
        """All items by name."""
        return {item.slug: item for group in self.groups for item in group.items}

    def group(self, slug: str) -> Group | None:
        """The group of that name."""
        return next((group for group in self.groups if group.slug == slug), None)

    def grade(self, slug: str) -> Grade | None:
        """The grade of that name."""
        return next((grade for grade in self.grades if grade.slug == slug), None)

    def grade_for(self, hundredths: int) -> Grade | None:
        """The grade that so many hundredths of a point reach; None below all of them."""
        return next((grade for grade in self.grades if hundredths >= grade.start * 100), None)


@body_of(KIND)
def parse_indicators(body: dict[str, Any]) -> IndicatorSet:
    """The set of a body; raises `Fault` naming the place."""
    total = _whole(body["total"], "total", 1, MOST_POINTS)
    groups = tuple(_group(row) for row in body["groups"])
    _check_groups(groups)
    grades = tuple(_grade(row, total) for row in body["grades"])
    _check_cut_offs(grades)
    made = IndicatorSet(
        total=total,
        groups=groups,
        grades=grades,
        grades_basis=_texts(body["grades_basis"], "grades_basis"),
        points_basis=_texts(body["points_basis"], "points_basis"),
        valid_years=_whole(body["valid_years"], "valid_years", 1, 20),
        panel=_panel(body["panel"]),
        eligibility=_eligibility(body["eligibility"], total),
    )
    _check_sums(groups, total)
    return made


def _group(row: dict[str, Any]) -> Group:
    where = f"groups.{row['slug']}"
    items = tuple(_item(item, f"{where}.items") for item in row["items"])
    if not items:
        raise Fault(f"{where}.items", message("there is none"))
    points = _whole(row["points"], f"{where}.points", 1, MOST_POINTS)
    return Group(row["slug"], _texts(row["title"], f"{where}.title"), points, row["basis"], items)


def _item(row: dict[str, Any], where: str) -> Indicator:
    where = f"{where}.{row['slug']}"
    return Indicator(
        slug=row["slug"],
        title=_texts(row["title"], f"{where}.title"),
        points=_whole(row["points"], f"{where}.points", 1, MOST_POINTS),
        look=_texts(row["look"], f"{where}.look"),
        evidence=tuple(_texts(text, f"{where}.evidence") for text in row["evidence"]),
    )


def _check_groups(groups: tuple[Group, ...]) -> None:
    if not groups:
        raise Fault("groups", message("there is none"))
    _check_once("groups", (group.slug for group in groups))
    _check_once("groups", (item.slug for group in groups for item in group.items))


def _check_sums(groups: tuple[Group, ...], total: int) -> None:
    """Items add up to their group, groups to the total."""
    for group in groups:
        found = sum(item.points for item in group.items)
        if found != group.points:
            raise Unbalanced(
                f"groups.{group.slug}.points",
                message("the items add up to %(found)s, not to %(wanted)s"),
                found=found,
                wanted=group.points,
            )
    found = sum(group.points for group in groups)
    if found != total:
        raise Unbalanced(
            "total",
            message("the groups add up to %(found)s, not to %(wanted)s"),
            found=found,
            wanted=total,
        )


def _grade(row: dict[str, Any], total: int) -> Grade:
    where = f"grades.{row['slug']}"
    start = _whole(row["from"], f"{where}.from", 0, total)
    return Grade(row["slug"], _texts(row["label"], f"{where}.label"), start)


def _check_cut_offs(grades: tuple[Grade, ...]) -> None:
    """From the highest down, each lower than the one before, so that nothing lies between two grades.

    A set may end above nothing (Qingdao gives no 1A and 2A): below the last there is no grade.
    """
    if not grades:
        raise Fault("grades", message("there is none"))
    _check_once("grades", (grade.slug for grade in grades))
    for higher, lower in pairwise(grades):
        if lower.start >= higher.start:
            raise Fault(
                f"grades.{lower.slug}.from",
                message("%(value)s is not below the %(limit)s of the grade before"),
                value=lower.start,
                limit=higher.start,
            )


def _panel(row: dict[str, Any]) -> PanelOrder:
    return PanelOrder(
        _whole(row["min_experts"], "panel.min_experts", 1, 15),
        _one_of(PanelRule, row["result"], "panel.result"),
        _whole(row["days"], "panel.days", 1, 120),
        row["basis"],
    )


def _eligibility(row: dict[str, Any], total: int) -> Eligibility:
    bars = tuple(
        Bar(
            bar["slug"],
            _texts(bar["text"], f"eligibility.bars.{bar['slug']}.text"),
            _one_of(BarSource, bar["source"], f"eligibility.bars.{bar['slug']}.source"),
            bar["basis"],
        )
        for bar in row["bars"]
    )
    _check_once("eligibility.bars", (bar.slug for bar in bars))
    return Eligibility(
        _whole(row["registered_years"], "eligibility.registered_years", 0, 20),
        _whole(row["raise_after_years"], "eligibility.raise_after_years", 0, 20),
        _whole(row["lowest_self_total"], "eligibility.lowest_self_total", 0, total),
        row["basis"],
        bars,
    )


def _whole(value: Value, where: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Fault(
            where,
            message("%(value)s is no number from %(least)s to %(most)s"),
            value=value,
            least=least,
            most=most,
        )
    return value


def _texts(value: Value, where: str) -> Texts:
    if not isinstance(value, dict) or not str(value.get("zh", "")).strip():
        raise Fault(where, message("the Chinese words are missing"))
    return value


def _one_of(kind: type[StrEnum], value: Value, where: str) -> Value:
    if value not in set(kind):
        raise Fault(where, message("%(name)s is unknown"), name=value)
    return kind(value)


def _check_once(where: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise Fault(where, message("%(name)s stands there twice"), name=name)
        seen.add(name)
