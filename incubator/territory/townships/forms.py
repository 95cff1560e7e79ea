"""What is typed when something happened to a township."""

from wtforms import RadioField, SelectField

from incubator.kernel import clock
from incubator.kernel.forms import Day, Form, Line, Required
from incubator.kernel.text import lazy


class TownshipChangeForm(Form):
    """What happened, since when and by which notice; the choices are set by the view."""

    kind = RadioField(lazy("What has happened"), [Required()], choices=[])
    name = Line(lazy("New name"), limit=58, description=lazy("Only when it has another name now."))
    name_en = Line(lazy("New name in English"), limit=80)
    into = SelectField(
        lazy("Merged into"), choices=[], default="", description=lazy("Only when it was merged.")
    )
    on = Day(lazy("Since when"), [Required()], default=clock.today)
    note = Line(
        lazy("By which notice, or why"),
        limit=200,
        required=True,
        description=lazy("It stands beside the township and in the history."),
    )
