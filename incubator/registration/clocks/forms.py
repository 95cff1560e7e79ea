"""What shape has what is said about a clock: a day, and why."""

from wtforms import BooleanField, DateField
from wtforms.validators import Optional

from incubator.kernel.forms import Form, Required, Text
from incubator.kernel.text import lazy


class StopForm(Form):
    """From when, and what is asked for."""

    day = DateField(lazy("Asked on"), [Required()])
    reason = Text(
        lazy("What is asked for"),
        limit=2000,
        required=True,
        description=lazy("The organization reads this."),
    )


class GoOnForm(Form):
    """When the corrections came."""

    day = DateField(lazy("Handed in again on"), [Required()])


class DueForm(Form):
    """A day that was set by hand, or none."""

    day = DateField(lazy("Last day"), [Optional()])
    reason = Text(lazy("Why"), limit=1000)
    by_period = BooleanField(lazy("Follow the period again instead"))
