"""When is a score refused, and when is a sheet complete? Range and weights come from the rubric."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from incubator.experts.sheets.workflow import Recommendation
from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy

COMMENT_LIMIT = 500
OVERALL_LIMIT = 1000


@dataclass(frozen=True)
class Level:
    """A span of points and what it means."""

    lowest: int
    highest: int
    label: dict[str, str]
    text: dict[str, str]


@dataclass(frozen=True)
class Criterion:
    """One line of the rubric: 0 to `weight` points."""

    slug: str
    title: dict[str, str]
    hint: dict[str, str]
    weight: int
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Rubric:
    """What is judged, and how many points are a pass."""

    criteria: tuple[Criterion, ...]
    total: int
    pass_mark: int
    min_reviewers: int

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> "Rubric":
        """Read the body of a rubric; raises `ValueError` when the weights do not add up."""
        found = cls(
            criteria=tuple(_criterion(row) for row in body["criteria"]),
            total=int(body["total"]),
            pass_mark=int(body["pass_mark"]),
            min_reviewers=int(body.get("min_reviewers", 1)),
        )
        if sum(row.weight for row in found.criteria) != found.total:
            raise ValueError("the weights of the criteria do not add up to the total")
        return found

    def needs_comment(self, criterion: Criterion, points: int) -> bool:
        """Whether so few points must be explained: below the pass share of this criterion."""
        return points * self.total < self.pass_mark * criterion.weight


def _criterion(row: dict[str, Any]) -> Criterion:
    levels = tuple(
        Level(int(level["from"]), int(level["to"]), level["label"], level["text"])
        for level in row.get("levels", [])
    )
    return Criterion(row["slug"], row["title"], row.get("hint", {}), int(row["weight"]), levels)


def check_scores(rubric: Rubric, scores: dict[str, int]) -> None:
    """Refuse points for a criterion that is not in the rubric, or out of its range."""
    known = {row.slug: row for row in rubric.criteria}
    for slug, points in scores.items():
        criterion = known.get(slug)
        if criterion is None:
            raise Refusal(lazy("The rubric has no such criterion."))
        if not 0 <= points <= criterion.weight:
            raise Refusal(
                lazy("Please give 0 to %(limit)s points.", limit=criterion.weight),
                field=f"score_{slug}",
            )


def total_of(rubric: Rubric, scores: dict[str, int]) -> int | None:
    """The sum, once every criterion is scored; None before."""
    if any(row.slug not in scores for row in rubric.criteria):
        return None
    return sum(scores[row.slug] for row in rubric.criteria)


def mean_hundredths(totals: Sequence[int]) -> int | None:
    """The mean in hundredths of a point, half a hundredth counting up; None of nothing."""
    if not totals:
        return None
    return (sum(totals) * 200 + len(totals)) // (2 * len(totals))


def decimals(hundredths: int | None) -> str:
    """Hundredths as 812.50, or a dash."""
    return "–" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"


def check_complete(
    rubric: Rubric,
    scores: dict[str, int],
    comments: dict[str, str],
    *,
    overall: str,
    recommendation: Recommendation | None,
) -> None:
    """Refuse to submit a sheet that lacks points, a needed comment, or the recommendation."""
    for criterion in rubric.criteria:
        _check_criterion(rubric, criterion, scores, comments)
    if recommendation is None:
        raise Refusal(lazy("Please say what you recommend."), field="recommendation")
    if recommendation is Recommendation.REJECT and not overall.strip():
        raise Refusal(lazy("Please say why you recommend not to accept."), field="overall")


def _check_criterion(
    rubric: Rubric, criterion: Criterion, scores: dict[str, int], comments: dict[str, str]
) -> None:
    if criterion.slug not in scores:
        raise Refusal(lazy("Please give points here."), field=f"score_{criterion.slug}")
    low = rubric.needs_comment(criterion, scores[criterion.slug])
    if low and not comments.get(criterion.slug, "").strip():
        raise Refusal(
            lazy("Points below a pass need a word of explanation."),
            field=f"comment_{criterion.slug}",
        )
