"""Who may apply, when is a self-score or a sheet complete, and which grade follows from the totals?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any

from incubator.experts.sheets.rules import mean_hundredths
from incubator.kernel.access import Role, permission
from incubator.kernel.errors import Refusal, WrongState
from incubator.kernel.text import label, lazy, show_date
from incubator.registration.cases.rules import check_worked_on, years_after
from incubator.registration.grades.indicators import (
    BarSource,
    Grade,
    Group,
    IndicatorSet,
    PanelRule,
    Texts,
)
from incubator.registration.grades.models import GradeAssessment
from incubator.registration.grades.workflow import GradeStatus

GRADE_SCORE = permission("registration.grade_score", Role.EXPERT)
GRADE_RESULT = permission("registration.grade_result", Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR)
NOTE_LIMIT = 300
REGISTERED, LAST_GRADE = "registered_years", "last_grade"
QUALIFIED, BASIC, FAILED = "合格", "基本合格", "不合格"


@dataclass(frozen=True)
class Inspection:
    """How an annual inspection ended, and on which day."""

    decided_on: date
    result: str


@dataclass(frozen=True)
class Past:
    """What the file tells of an organization: its certificate, inspections newest first, its last grade."""

    registered_on: date | None = None
    inspections: Sequence[Inspection] = ()
    last_grade: str = ""
    graded_on: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class Condition:
    """One condition: what the file tells of it (None: nothing), why, and what was stated."""

    slug: str
    text: Any
    basis: Texts
    told: bool | None = None
    why: Any = ""
    stated: bool | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether it is in order; None while nobody has said so."""
        return self.told if self.told is not None else self.stated

    @property
    def needs_statement(self) -> bool:
        """Whether the organization must say it, as no data do."""
        return self.told is None


def conditions_of(
    rules: IndicatorSet, past: Past, statements: Mapping[str, bool], today: date
) -> list[Condition]:
    """Every condition of the set, told by the file where it can, else stated."""
    found = [_registered(rules, past, today), _last_grade(rules, past, today)]
    for bar in rules.eligibility.bars:
        told, why = _barred(bar.source, past, today)
        found.append(Condition(bar.slug, bar.text, bar.basis, told, why))
    return [
        Condition(row.slug, row.text, row.basis, row.told, row.why, statements.get(row.slug))
        for row in found
    ]


def _registered(rules: IndicatorSet, past: Past, today: date) -> Condition:
    years = rules.eligibility.registered_years
    text = lazy("Registered for at least %(years)s years", years=years)
    basis = rules.eligibility.basis
    if past.registered_on is None:
        return Condition(REGISTERED, text, basis)
    reached = today > years_after(past.registered_on, years)
    why = lazy("certificate of %(day)s", day=show_date(past.registered_on))
    return Condition(REGISTERED, text, basis, reached, why)


def _last_grade(rules: IndicatorSet, past: Past, today: date) -> Condition:
    years = rules.eligibility.raise_after_years
    text = lazy(
        "Never graded, or the grade has run out, or it was given %(years)s years ago", years=years
    )
    basis = rules.eligibility.basis
    if past.graded_on is None:
        return Condition(LAST_GRADE, text, basis)
    over = past.valid_until is not None and past.valid_until < today
    ripe = over or today > years_after(past.graded_on, years)
    why = lazy("%(grade)s of %(day)s", grade=past.last_grade, day=show_date(past.graded_on))
    return Condition(LAST_GRADE, text, basis, ripe, why)


def _barred(source: BarSource, past: Past, today: date) -> tuple[bool | None, Any]:
    """Whether the file says that the bar does not hold (True) or does (False), and why."""
    recent = [row for row in past.inspections if row.decided_on.year >= today.year - 1]
    if source is BarSource.STATEMENT or not recent:
        return None, ""
    why = lazy(
        "inspection of %(day)s: %(result)s",
        day=show_date(recent[0].decided_on),
        result=recent[0].result,
    )
    if source is BarSource.INSPECTED:
        return True, why
    results = [row.result for row in past.inspections]
    failed = FAILED in results[0]
    twice = len(results) > 1 and all(BASIC in result for result in results[:2])
    return not (failed or twice), why


def check_conditions(conditions: Sequence[Condition]) -> None:
    """Refuse an application that something bars, or of which something is not known yet."""
    barred = [row for row in conditions if row.is_met is False]
    if barred:
        raise Refusal(
            lazy("These conditions are not met: %(what)s.", what=_named(barred)),
            field=f"state_{barred[0].slug}",
        )
    open_ones = [row for row in conditions if row.is_met is None]
    if open_ones:
        raise Refusal(lazy("Please state the conditions first: %(what)s.", what=_named(open_ones)))


def _named(conditions: Sequence[Condition]) -> str:
    return "；".join(
        label(row.text) if isinstance(row.text, dict) else str(row.text) for row in conditions
    )


# ------------------------------------------------------------------ the self-score


@dataclass(frozen=True)
class Filled:
    """How far a group is: its sum, how many items have points, and which lack evidence."""

    total: int
    scored: int
    items: int
    unproven: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every item has points, and every point its evidence."""
        return self.scored == self.items and not self.unproven


def filled(
    group: Group, points: Mapping[str, int], notes: Mapping[str, str], proven: set[str]
) -> Filled:
    """How far a group is; an item with points needs a file or a statement."""
    scored = [row for row in group.items if row.slug in points]
    unproven = tuple(
        row.slug
        for row in scored
        if points[row.slug] and row.slug not in proven and not notes.get(row.slug)
    )
    total = sum(points[row.slug] for row in scored)
    return Filled(total, len(scored), len(group.items), unproven)


def check_points(group: Group, points: Mapping[str, int]) -> None:
    """Refuse points for an item of another group, or out of its range."""
    known = {row.slug: row for row in group.items}
    for slug, given in points.items():
        item = known.get(slug)
        if item is None:
            raise Refusal(lazy("This group has no such item."))
        if not 0 <= given <= item.points:
            raise Refusal(
                lazy("Please give 0 to %(limit)s points.", limit=item.points),
                field=f"points_{slug}",
            )


def check_filling(assessment: GradeAssessment) -> None:
    """Refuse to change a self-score that was handed in, or whose case rests."""
    check_worked_on(assessment.case)
    if assessment.status is not GradeStatus.SELF_SCORING:
        raise WrongState(lazy("The self-score is handed in and cannot be changed now."))


def check_self_score(
    rules: IndicatorSet, groups: Mapping[str, Filled], conditions: Sequence[Condition]
) -> None:
    """Refuse to hand in what is not complete: conditions, points, evidence, the least total."""
    check_conditions(conditions)
    lacking = [group for group in rules.groups if not groups[group.slug].is_complete]
    if lacking:
        raise Refusal(
            lazy(
                "Points or evidence are still missing in: %(groups)s.",
                groups="、".join(label(group.title) for group in lacking),
            )
        )
    total = sum(row.total for row in groups.values())
    if total < rules.eligibility.lowest_self_total:
        raise Refusal(
            lazy(
                "A self-score below %(limit)s points bars the application; it has %(total)s.",
                limit=rules.eligibility.lowest_self_total,
                total=total,
            )
        )


# ------------------------------------------------------------------ the panel


@dataclass(frozen=True)
class Judgement:
    """What one expert gave: points and reasons by item."""

    points: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)

    def total(self, rules: IndicatorSet) -> int | None:
        """The sum, once every item has points."""
        wanted = rules.items
        return sum(self.points.values()) if set(self.points) == set(wanted) else None


def lacking_reasons(
    group: Group, judgement: Judgement, own: Mapping[str, int], *, everything: bool
) -> list[tuple[str, Any]]:
    """What an expert must still say in a group: points, and the reason where less than claimed."""
    found: list[tuple[str, Any]] = []
    for item in group.items:
        given = judgement.points.get(item.slug)
        if given is None:
            if everything:
                found.append((f"points_{item.slug}", lazy("Please give points here.")))
        elif given < own.get(item.slug, 0) and not judgement.reasons.get(item.slug, "").strip():
            words = lazy(
                "Fewer than the self-score of %(own)s: please say why.", own=own[item.slug]
            )
            found.append((f"reason_{item.slug}", words))
    return found


def panel_hundredths(rule: PanelRule, totals: Sequence[int]) -> int | None:
    """The result of the panel in hundredths of a point; half a hundredth counts up."""
    if not totals:
        return None
    rows = sorted(totals)
    if rule is PanelRule.MEDIAN:
        return int(median(rows) * 100)
    if rule is PanelRule.TRIMMED_MEAN and len(rows) > 2:
        rows = rows[1:-1]
    return mean_hundredths(rows)


def check_proposal(rules: IndicatorSet, reached: Grade | None, slug: str, note: str) -> None:
    """Refuse an unknown grade, and another one than the points reach without a reason."""
    if slug and rules.grade(slug) is None:
        raise Refusal(lazy("Please choose one of the grades."), field="grade")
    if slug != (reached.slug if reached else "") and not note.strip():
        raise Refusal(
            lazy("This is not the grade that the points reach: please say why."), field="note"
        )
