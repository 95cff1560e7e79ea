"""What shape has a score sheet: its declaration, then a number and a comment per criterion of its rubric."""

from typing import Any, Protocol

from wtforms import RadioField
from wtforms.validators import NumberRange, Optional

from incubator.experts.sheets.rules import COMMENT_LIMIT, OVERALL_LIMIT, Rubric
from incubator.experts.sheets.workflow import RECOMMENDATION_LABELS, Recommendation
from incubator.kernel.forms import Form, Required, Text, Whole, choices
from incubator.kernel.text import gettext, label, lazy


class DeclarationForm(Form):
    """Before anything is shown: free of conflict, in conflict, or unable to judge."""

    choice = RadioField(
        lazy("Your declaration"),
        [Required(lazy("Please choose one of the three."))],
        choices=choices(
            [
                ("free", lazy("I have no conflict with this organization")),
                ("conflict", lazy("I have a conflict and step back")),
                ("decline", lazy("I have no conflict, but I can't review this in time")),
            ]
        ),
    )
    reason = Text(
        lazy("Reason"),
        limit=500,
        description=lazy("Needed unless you have no conflict. The park reads it."),
        render_kw={"rows": 3},
    )


class Filled(Protocol):
    """What a sheet shows to its form."""

    @property
    def scores(self) -> dict[str, Any]:
        """The points by criterion."""

    @property
    def comments(self) -> dict[str, str]:
        """The comments by criterion."""

    @property
    def overall(self) -> str:
        """The overall comment."""

    @property
    def recommendation(self) -> Recommendation | None:
        """What the expert recommends."""

    @property
    def version(self) -> int:
        """The version of the row."""


class ScoreForm(Form):
    """The base: the overall comment and the recommendation; `score_form` adds the criteria."""

    slugs: tuple[str, ...] = ()

    def line(self, slug: str) -> tuple[Any, Any]:
        """The fields of one criterion: its points and its comment."""
        return self[f"score_{slug}"], self[f"comment_{slug}"]

    def scores(self) -> dict[str, int]:
        """The points that were given."""
        found = {slug: self[f"score_{slug}"].data for slug in self.slugs}
        return {slug: points for slug, points in found.items() if points is not None}

    def comments(self) -> dict[str, str]:
        """The comments that were written."""
        return {slug: self[f"comment_{slug}"].data or "" for slug in self.slugs}

    def chosen_recommendation(self) -> Recommendation | None:
        """What the expert recommends, if anything yet."""
        value = self["recommendation"].data
        return Recommendation(value) if value else None

    def fill(self, sheet: Filled) -> None:
        """Show what the sheet holds."""
        for slug in self.slugs:
            self[f"score_{slug}"].data = sheet.scores.get(slug)
            self[f"comment_{slug}"].data = sheet.comments.get(slug, "")
        self["overall"].data = sheet.overall
        self["recommendation"].data = sheet.recommendation.value if sheet.recommendation else ""
        self.version.data = str(sheet.version)


def score_form(rubric: Rubric) -> type[ScoreForm]:
    """The form class of a rubric; `score_<slug>` and `comment_<slug>` name its fields."""
    fields: dict[str, Any] = {"slugs": tuple(row.slug for row in rubric.criteria)}
    for row in rubric.criteria:
        fields[f"score_{row.slug}"] = Whole(
            lazy("Points for %(title)s", title=label(row.title)),
            [Optional(), NumberRange(0, row.weight, _range(row.weight))],
            render_kw={"inputmode": "numeric", "min": 0, "max": row.weight, "autocomplete": "off"},
        )
        fields[f"comment_{row.slug}"] = Text(
            lazy("Comment on %(title)s", title=label(row.title)),
            limit=COMMENT_LIMIT,
            render_kw={"rows": 2},
        )
    fields["overall"] = Text(lazy("Overall comment"), limit=OVERALL_LIMIT)
    fields["recommendation"] = RadioField(
        lazy("Recommendation"),
        [Optional()],
        choices=choices((item.value, RECOMMENDATION_LABELS[item]) for item in Recommendation),
    )
    return type("RubricForm", (ScoreForm,), fields)


def _range(limit: int) -> str:
    # Read in the language of the request: the class is made for one page.
    return str(gettext("Please give 0 to %(limit)s points.", limit=limit))
