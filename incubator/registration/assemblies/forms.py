"""What is typed of a meeting: the notice with its agenda, a line of the sheet, a resolution."""

from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired, Optional, Regexp

from incubator.kernel.forms import Day, Form, Line, Required, Text
from incubator.kernel.text import lazy
from incubator.registration.steps.forms import Number


class MeetingForm(Form):
    """One meeting; the agenda has one item a line."""

    kind = SelectField(lazy("Which body meets"), choices=[])
    called_on = Day(lazy("Called on"), [Optional()])
    held_on = Day(lazy("Held on"), [Required()])
    starts_at = Line(
        lazy("Begins at"),
        limit=5,
        validators=[Regexp(r"([01][0-9]|2[0-3]):[0-5][0-9]", message=lazy("For example 09:30."))],
    )
    place = Line(lazy("Place of the meeting"), limit=200)
    chair = Line(lazy("Who leads"), limit=60)
    secretary = Line(lazy("Who writes"), limit=60)
    items = Text(lazy("Agenda, one item a line"), limit=3000, render_kw={"rows": 6})


class SheetForm(Form):
    """The sign-in sheet; its lines are named by their codes and read as they come."""

    drawn = ("here", "proxy", "was")


class GuestForm(Form):
    """Somebody who does not stand in the register."""

    name = Line(lazy("Full name"), limit=60, required=True)
    has_vote = BooleanField(lazy("May vote"))


class ResolutionForm(Form):
    """One resolution with its votes."""

    text = Line(lazy("Resolution"), limit=500, required=True)
    matter = SelectField(lazy("Matter"), choices=[])
    votes_for = Number(lazy("In favour"), [InputRequired(lazy("Please enter a whole number."))])
    votes_against = Number(lazy("Against"), [Optional()])
    votes_abstain = Number(lazy("Abstain"), [Optional()])
