"""What shape has input about the pool: an expert's facts, a new expert, a declared conflict."""

from typing import Any

from wtforms import SelectField
from wtforms.validators import NumberRange

from incubator.experts.pool.rules import ExpertFacts
from incubator.kernel import clock
from incubator.kernel.forms import Checkboxes, Day, Form, Line, Required, Text, Whole, choices
from incubator.kernel.text import lazy


class ExpertForm(Form):
    """What the pool knows of an expert."""

    unit = Line(lazy("Work unit"), limit=100, description=lazy("Where the expert works."))
    title = Line(lazy("Title or qualification"), limit=60)
    fields = Checkboxes(lazy("Fields"), [Required(lazy("Please choose at least one field."))])
    hours_per_month = Whole(
        lazy("Hours a month"),
        [Required(), NumberRange(0, 200, lazy("Please give 0 to 200 hours."))],
        description=lazy("How many hours the expert offers."),
        render_kw={"inputmode": "numeric"},
    )
    term_from = Day(lazy("Term from"), [Required()], default=clock.today)
    term_to = Day(lazy("Term to"), [Required()])
    introduction = Text(lazy("Introduction"), limit=2000)

    def facts(self) -> ExpertFacts:
        """The facts as typed."""
        return ExpertFacts(
            fields=tuple(self["fields"].data or ()),
            term_from=self["term_from"].data,
            term_to=self["term_to"].data,
            title=self["title"].data or "",
            unit=self["unit"].data or "",
            hours_per_month=self["hours_per_month"].data or 0,
            introduction=self["introduction"].data or "",
        )

    def offer(self, names: list[tuple[str, str]]) -> None:
        """Set the fields that can be chosen."""
        self["fields"].choices = choices(names)


class NewExpertForm(ExpertForm):
    """A new expert: with the account."""

    name = Line(lazy("Full name"), limit=40, required=True)
    sign_in_name = Line(
        lazy("Mobile number or e-mail address to sign in with"),
        limit=120,
        required=True,
        description=lazy("An account that exists is used as it is."),
        render_kw={"autocomplete": "off"},
    )


class ConflictForm(Form):
    """A standing conflict with one organization."""

    organization = SelectField(lazy("Organization"), [Required()])
    reason = Text(
        lazy("Reason"),
        limit=500,
        required=True,
        description=lazy("For example: council member of it until last year."),
    )

    def offer(self, found: list[tuple[str, Any]]) -> None:
        """Set the organizations that can be chosen."""
        self["organization"].choices = choices([("", lazy("Please choose")), *found])
