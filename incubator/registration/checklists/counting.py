"""On what does a checklist rest: how much on law, on local practice, on our own default?"""

from collections.abc import Iterable
from dataclasses import dataclass

from incubator.kernel.rulesets import SAMPLE_MARKS
from incubator.registration.checklists.rules import Checklist, Texts

LAW, PRACTICE = "V", "S"


@dataclass(frozen=True)
class Grounds:
    """So many rest on law, on local practice, on our own default."""

    law: int
    practice: int
    default: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.law + self.practice + self.default

    def __add__(self, other: "Grounds") -> "Grounds":
        return Grounds(
            self.law + other.law, self.practice + other.practice, self.default + other.default
        )


@dataclass(frozen=True)
class Count:
    """The figures of one checklist: steps and papers, and on what steps and figures rest."""

    steps: Grounds
    figures: Grounds
    materials: int
    required: int

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.steps + other.steps,
            self.figures + other.figures,
            self.materials + other.materials,
            self.required + other.required,
        )


NOTHING = Count(Grounds(0, 0, 0), Grounds(0, 0, 0), 0, 0)


def grounds_of(bases: Iterable[Texts]) -> Grounds:
    """How many of these bases are law, practice, default."""
    marks = [basis.get("mark", "") for basis in bases]
    law, practice = marks.count(LAW), marks.count(PRACTICE)
    return Grounds(law, practice, sum(mark in SAMPLE_MARKS for mark in marks))


def count(checklist: Checklist) -> Count:
    """The figures of a checklist; periods, thresholds and the decision's validity are figures."""
    papers = [row for step in checklist.steps for row in step.materials]
    figures = [step.limit.basis for step in checklist.steps if step.limit is not None]
    figures += [row.basis for row in checklist.thresholds.values()]
    if checklist.outcome is not None and checklist.outcome.valid_years:
        figures.append(checklist.outcome.basis)
    return Count(
        grounds_of(step.basis for step in checklist.steps),
        grounds_of(figures),
        len(papers),
        sum(row.required for row in papers),
    )
