"""What shape has input about an assignment: who accompanies whom, and handing on."""

from wtforms import SelectField

from incubator.kernel import clock
from incubator.kernel.forms import Day, Form, Required, Text
from incubator.kernel.text import lazy


class AssignmentForm(Form):
    """Who accompanies whom, from when, what for."""

    organization = SelectField(lazy("Organization"), [Required()])
    expert = SelectField(lazy("Expert"), [Required()])
    starts_on = Day(lazy("Starts on"), [Required()], default=clock.today)
    purpose = Text(
        lazy("Aim of the accompaniment"),
        limit=500,
        description=lazy("For example: get registered, set up the books."),
        render_kw={"rows": 3},
    )


class HandOnForm(Form):
    """To which expert, from when, why."""

    expert = SelectField(lazy("New expert"), [Required()])
    starts_on = Day(lazy("Starts on"), [Required()], default=clock.today)
    reason = Text(lazy("Reason"), limit=500, required=True, render_kw={"rows": 3})
