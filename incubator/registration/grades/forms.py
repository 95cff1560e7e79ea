"""What shape has input in a grade assessment: statements, points by item, the panel, the proposal."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import RadioField
from wtforms.validators import NumberRange, Optional

from incubator.kernel.forms import Form, Text, Whole, choices
from incubator.kernel.text import gettext, label, lazy
from incubator.registration.grades.indicators import Grade, Group
from incubator.registration.grades.rules import NOTE_LIMIT, Condition

REASON_LIMIT = 300


class ConditionForm(Form):
    """The base: `condition_form` adds one choice per condition that no data tell."""

    slugs: tuple[str, ...] = ()

    def said(self) -> dict[str, bool]:
        """What was stated."""
        found = {slug: self[f"state_{slug}"].data for slug in self.slugs}
        return {slug: value == "fine" for slug, value in found.items() if value}


def condition_form(
    conditions: Sequence[Condition], statements: Mapping[str, bool]
) -> type[ConditionForm]:
    """The form class of the open conditions; what was stated before is chosen."""
    open_ones = [row for row in conditions if row.needs_statement]
    fields: dict[str, Any] = {"slugs": tuple(row.slug for row in open_ones)}
    for row in open_ones:
        is_bar = isinstance(row.text, dict)
        pairs = (
            [("fine", lazy("No, this does not apply")), ("barred", lazy("Yes, this applies"))]
            if is_bar
            else [("fine", lazy("Yes")), ("barred", lazy("No"))]
        )
        said = statements.get(row.slug)
        fields[f"state_{row.slug}"] = RadioField(
            label(row.text) if is_bar else row.text,
            [Optional()],
            choices=choices(pairs),
            default=None if said is None else ("fine" if said else "barred"),
        )
    return type("OpenConditionForm", (ConditionForm,), fields)


class PointsForm(Form):
    """The base: `points_form` adds points and words for every item of a group."""

    slugs: tuple[str, ...] = ()
    words = "note"

    def line(self, slug: str) -> tuple[Any, Any]:
        """The fields of one item: its points and its words."""
        return self[f"points_{slug}"], self[f"{self.words}_{slug}"]

    def points(self) -> dict[str, int]:
        """The points that were given."""
        found = {slug: self[f"points_{slug}"].data for slug in self.slugs}
        return {slug: points for slug, points in found.items() if points is not None}

    def texts(self) -> dict[str, str]:
        """The words that were written."""
        found = {slug: self[f"{self.words}_{slug}"].data for slug in self.slugs}
        return {slug: text for slug, text in found.items() if text}

    def fill(self, points: Mapping[str, int], texts: Mapping[str, str], version: int) -> None:
        """Show what is stored."""
        for slug in self.slugs:
            self[f"points_{slug}"].data = points.get(slug)
            self[f"{self.words}_{slug}"].data = texts.get(slug, "")
        self.version.data = str(version)


def points_form(group: Group, *, judging: bool) -> type[PointsForm]:
    """The form class of a group: for the organization (statement) or an expert (reason)."""
    words = "reason" if judging else "note"
    fields: dict[str, Any] = {
        "slugs": tuple(item.slug for item in group.items),
        "words": words,
    }
    for item in group.items:
        fields[f"points_{item.slug}"] = Whole(
            lazy("Points for %(title)s", title=label(item.title)),
            [
                Optional(),
                NumberRange(
                    0,
                    item.points,
                    str(gettext("Please give 0 to %(limit)s points.", limit=item.points)),
                ),
            ],
            render_kw={"inputmode": "numeric", "min": 0, "max": item.points, "autocomplete": "off"},
        )
        fields[f"{words}_{item.slug}"] = Text(
            lazy("Reason for the deduction") if judging else lazy("Statement as evidence"),
            limit=REASON_LIMIT if judging else NOTE_LIMIT,
            render_kw={"rows": 2},
        )
    return type("GroupForm", (PointsForm,), fields)


class ProposalForm(Form):
    """The grade that is proposed."""

    grade = RadioField(lazy("Grade"), [Optional()], validate_choice=False)
    note = Text(
        lazy("Remark"),
        limit=1000,
        description=lazy("Needed when it is not the grade that the points reach."),
        render_kw={"rows": 3},
    )

    def offer(self, grades: Sequence[Grade]) -> None:
        """Set the grades of the set, and that there may be none."""
        self.grade.choices = choices(
            [*((row.slug, label(row.label)) for row in grades), ("", lazy("No grade"))]
        )
