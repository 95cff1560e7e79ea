"""What shape has what is said about a clock: a day, and why."""

from wtforms import BooleanField
from wtforms.validators import Optional

from incubator.kernel import clock
from incubator.kernel.forms import Day, Form, Required, Text
from incubator.kernel.text import lazy


class StopForm(Form):
    """From when, and what is asked for."""

    day = Day(lazy("Asked on"), [Required()], default=clock.today)
    reason = Text(
        lazy("What is asked for"),
        limit=2000,
        required=True,
        description=lazy("The organization reads this."),
    )


class GoOnForm(Form):
    """When the corrections came."""

    day = Day(lazy("Handed in again on"), [Required()], default=clock.today)


class DueForm(Form):
    """A day that was set by hand, or none."""

    day = Day(lazy("Last day"), [Optional()])
    reason = Text(lazy("Why"), limit=1000)
    by_period = BooleanField(lazy("Follow the period again instead"))
