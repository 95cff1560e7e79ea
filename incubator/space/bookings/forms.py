"""What shape may a booking have: a room, a day, a time, how many people and what for."""

from wtforms import SelectField

from incubator.kernel.forms import Day, Form, Line, Required, Whole
from incubator.kernel.text import lazy


class BookingForm(Form):
    """A new booking, or one that is moved; the choices are set by the page."""

    organization = SelectField(lazy("For whom"), validate_choice=False)
    room = SelectField(lazy("Room"))
    day = Day(lazy("Day"), [Required()])
    start = SelectField(lazy("From"))
    minutes = SelectField(lazy("How long"), coerce=int)
    people = Whole(lazy("How many people"), [Required()])
    title = Line(lazy("What for"), limit=60, required=True)
    equipment_note = Line(lazy("Equipment and set-up needed"), limit=200)
