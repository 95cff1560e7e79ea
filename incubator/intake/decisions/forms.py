"""What shape has input about decisions: an outcome with reasons, a correction, an objection, an answer."""

from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import Optional

from incubator.intake.decisions.workflow import OUTCOME_LABELS, Outcome
from incubator.kernel.forms import Form, Line, Required, Text
from incubator.kernel.forms import choices as pairs
from incubator.kernel.text import lazy


class DecisionForm(Form):
    """One decision, prepared."""

    outcome = RadioField(
        lazy("Decision"),
        [Required(lazy("Please choose a decision."))],
        choices=pairs((item.value, OUTCOME_LABELS[item]) for item in Outcome),
    )
    reasons = Text(
        lazy("Reasons"),
        limit=600,
        description=lazy(
            "Needed for a rejection; they stand in the letter. One sentence is enough."
        ),
    )

    def chosen(self) -> Outcome:
        """The outcome as typed."""
        return Outcome(self["outcome"].data)


class CorrectionForm(DecisionForm):
    """A correction of a released decision."""

    reason = Text(
        lazy("Why is it corrected?"),
        limit=600,
        required=True,
        description=lazy("For the file; the applicant does not read it."),
    )


class ReleaseForm(Form):
    """The release has nothing to fill in: what is released was prepared before."""


class ObjectionForm(Form):
    """An objection, by anybody."""

    entry = SelectField(lazy("What is it about?"), [Optional()], choices=[])
    name = Line(lazy("Your name"), limit=40, required=True, render_kw={"autocomplete": "name"})
    contact = Line(
        lazy("Mobile number or e-mail"),
        limit=120,
        required=True,
        description=lazy("For the answer. Only the park's staff see it."),
    )
    text = Text(
        lazy("Your objection"),
        limit=2000,
        required=True,
        description=lazy("What is not right, and how do you know?"),
        render_kw={"rows": 8},
    )

    def offer(self, choices: list[tuple[str, Any]]) -> None:
        """Set the lines of the notice."""
        self["entry"].choices = pairs([("", lazy("The whole notice")), *choices])


class LookUpForm(Form):
    """Finding an objection again."""

    number = Line(lazy("Receipt number"), limit=20, required=True)
    contact_end = Line(lazy("Last 4 characters of your number or e-mail"), limit=4, required=True)


class AnswerForm(Form):
    """The answer to an objection."""

    verdict = RadioField(
        lazy("Finding"),
        [Required(lazy("Please choose a finding."))],
        choices=pairs(
            [
                ("dismiss", lazy("Not upheld: the result stands")),
                ("uphold", lazy("To be upheld: a second person confirms")),
            ]
        ),
    )
    answer = Text(lazy("Answer to the objector"), limit=2000, required=True, render_kw={"rows": 8})
