"""What is typed in a short report: numbers, money in yuan, one paragraph, safety."""

from typing import Any

from wtforms import RadioField, ValidationError
from wtforms.validators import NumberRange, Optional

from incubator.kernel.errors import Refusal
from incubator.kernel.forms import Form, Line, Text, choices
from incubator.kernel.text import lazy
from incubator.registration.steps.forms import Number, fen_of

MOST = 10_000_000


def _is_amount(_form: Form, field: Line) -> None:
    try:
        fen_of(field.data)
    except Refusal as refusal:
        raise ValidationError(refusal.message) from refusal


def _count(words: Any, hint: Any) -> Number:  # noqa: ANN401 lazy words
    """A whole number that may stay open in a draft."""
    return Number(words, [Optional(), NumberRange(min=0, max=MOST)], description=hint)


class ReportForm(Form):
    """The short report; everything may stay open until it is handed in."""

    activities = _count(
        lazy("Activities in the year"), lazy("How many times the group met for something.")
    )
    attendances = _count(
        lazy("Participations (person-times)"),
        lazy("Everybody at every activity: who came three times counts three times."),
    )
    members = _count(
        lazy("Members (persons)"), lazy("How many people belonged to the group on 31 December.")
    )
    income_yuan = Line(lazy("Income in the year"), limit=20, validators=[_is_amount])
    expense_yuan = Line(lazy("Expense in the year"), limit=20, validators=[_is_amount])
    text = Text(
        lazy("What the group did"),
        limit=1000,
        description=lazy("A few sentences; no names of people who were helped."),
    )
    is_safe = RadioField(
        lazy("Safety"),
        [Optional()],
        choices=choices(
            [("yes", lazy("No accident in the year")), ("no", lazy("There was an accident"))]
        ),
    )
    safety_note = Text(lazy("What happened, and what was done about it"), limit=500)
