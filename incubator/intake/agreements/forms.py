"""What shape has input about moving in: the agreement's facts, its signing, the admission's choices."""

from typing import Any

from wtforms import FileField, SelectField
from wtforms.validators import Optional

from incubator.kernel import clock
from incubator.kernel.forms import Day, Form, Line, Required, Text
from incubator.kernel.forms import choices as pairs
from incubator.kernel.text import lazy


class AgreementForm(Form):
    """What is agreed beyond the standard clauses."""

    starts_on = Day(lazy("First day of the stay"), [Required()], default=clock.today)
    representative = Line(
        lazy("Who signs for the organization"),
        limit=40,
        required=True,
        description=lazy("A team is represented by the person all founders authorized."),
    )
    goals = Text(
        lazy("Goals of the incubation"),
        limit=600,
        required=True,
        description=lazy("Measurable, for the whole term. They stand in the agreement."),
        render_kw={"rows": 6},
    )
    signing_place = Line(lazy("Place of signing"), limit=100, required=True)


class SigningForm(Form):
    """Both signing dates as they stand on paper."""

    organization_on = Day(lazy("Signed by the organization on"), [Required()], default=clock.today)
    park_on = Day(lazy("Signed by the park on"), [Required()], default=clock.today)
    scan = FileField(
        lazy("Scan of the signed agreement"),
        [Optional()],
        description=lazy("Optional. The paper is what counts."),
    )


class AdmissionForm(Form):
    """The choices of an admission."""

    expert = SelectField(
        lazy("Expert who accompanies"), [Required(lazy("Please choose an expert."))]
    )
    legal_form = SelectField(lazy("The team will register as"), [Optional()], choices=[])

    def offer(self, experts: list[tuple[str, Any]], forms: list[tuple[str, Any]]) -> None:
        """Set who and what can be chosen."""
        self["expert"].choices = pairs([("", lazy("Please choose")), *experts])
        self["legal_form"].choices = pairs([("", lazy("Not decided yet")), *forms])
