"""Are the figures reached: 会员 46/50, 3 万元, two thirds present? Every check measured the same way."""

from collections.abc import Mapping
from dataclasses import dataclass

from incubator.kernel.errors import Refusal
from incubator.kernel.money import format_yuan
from incubator.kernel.text import lazy
from incubator.registration.checklists.rules import (
    Check,
    CheckKind,
    Checklist,
    Input,
    InputType,
    Step,
    Texts,
    Threshold,
)

Facts = Mapping[str, int]
MOST = 1_000_000


@dataclass(frozen=True)
class Measure:
    """One check as it stands: the figure, what is needed, in words, and whether it is enough."""

    check: Check
    met: bool
    value: int
    limit: int
    text: str
    what: Texts

    @property
    def is_figure(self) -> bool:
        """Whether a meter shows it; confirmations are ticks."""
        return self.check.kind is not CheckKind.CONFIRM

    @property
    def is_money(self) -> bool:
        """Whether the figures are yuan."""
        return self.check.inputs[0].type is InputType.FEN


def measure(check: Check, checklist: Checklist, facts: Facts, level: str = "") -> Measure:
    """How far a check is met by the facts; a fact that is not there counts as nothing.

    `level` takes the funds of that level where the checklist gives them: funds_national.
    """
    if check.kind is CheckKind.MEMBERS:
        return _members(check, checklist.thresholds, facts)
    if check.kind is CheckKind.CONFIRM:
        return _confirm(check, facts)
    assert check.threshold is not None
    if check.kind is CheckKind.SHARE:
        return _share(check, check.threshold, facts)
    return _minimum(check, _of_level(check.threshold, checklist, level), facts)


def measure_step(step: Step, checklist: Checklist, facts: Facts, level: str = "") -> list[Measure]:
    """All checks of a step."""
    return [measure(check, checklist, facts, level) for check in step.checks]


def _of_level(threshold: Threshold, checklist: Checklist, level: str) -> Threshold:
    if not threshold.slug.startswith("funds"):
        return threshold
    return checklist.thresholds.get(f"funds_{level}", threshold)


def _members(check: Check, thresholds: Mapping[str, Threshold], facts: Facts) -> Measure:
    """50 individuals, or 30 units; where there are both, 50 in all (条例 art. 10 para. 1(1)).

    A mixed membership is measured by its total alone: "会员总数不得少于50个" binds it whatever its units.
    """
    people, units = (facts.get(entry.slug, 0) for entry in check.inputs)
    if people and units:
        value, needed, what = people + units, thresholds["members_mixed"].value, check.label
    elif units:
        value, needed, what = units, thresholds["members_unit"].value, check.inputs[1].label
    else:
        value, needed, what = people, thresholds["members_individual"].value, check.inputs[0].label
    return _figure(check, value, needed, value >= needed, what)


def _minimum(check: Check, threshold: Threshold, facts: Facts) -> Measure:
    entry = check.inputs[0]
    value = facts.get(entry.slug, 0)
    most = check.ceiling
    if most is None:
        return _figure(check, value, threshold.value, value >= threshold.value, entry.label)
    met = threshold.value <= value <= most.value
    text = f"{value}/{threshold.value}–{most.value}"
    return Measure(check, met, value, threshold.value, text, entry.label)


def _share(check: Check, threshold: Threshold, facts: Facts) -> Measure:
    """At least (or more than) the share of the second figure; without it nothing is reached."""
    part, whole = (facts.get(entry.slug, 0) for entry in check.inputs)
    if threshold.strict:
        needed = whole * threshold.value // threshold.over + 1
    else:
        needed = -(-whole * threshold.value // threshold.over)
    if not whole:
        return Measure(check, met=False, value=0, limit=1, text="–", what=check.label)
    return _figure(check, part, max(needed, 1), part >= needed, check.label)


def _confirm(check: Check, facts: Facts) -> Measure:
    given = sum(bool(facts.get(entry.slug)) for entry in check.inputs)
    return _figure(check, given, len(check.inputs), given == len(check.inputs), check.label)


def _figure(check: Check, value: int, limit: int, met: bool, what: Texts) -> Measure:  # noqa: FBT001 five facts of one line
    text = f"{value}/{limit}"
    if check.inputs[0].type is InputType.FEN:
        text = f"{format_yuan(value)}/{format_yuan(limit)}"
    return Measure(check, met, value, limit, text, what)


def check_facts(step: Step, facts: Facts) -> None:
    """Refuse figures that cannot be: negative, absurd, or a part larger than its whole."""
    for entry in step.inputs:
        value = facts.get(entry.slug, 0)
        if value < 0 or value > _most(entry):
            raise Refusal(lazy("This number cannot be right."), field=f"fact_{entry.slug}")
    for check in step.checks:
        if check.kind is CheckKind.SHARE:
            _check_part(check, facts)


def _most(entry: Input) -> int:
    return MOST * 100_000 if entry.type is InputType.FEN else MOST


def _check_part(check: Check, facts: Facts) -> None:
    part, whole = check.inputs
    if part.slug in facts and whole.slug in facts and facts[part.slug] > facts[whole.slug]:
        raise Refusal(
            lazy("There cannot be more of them than the whole."), field=f"fact_{part.slug}"
        )
