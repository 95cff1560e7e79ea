"""What shape may input about zones, desks, rooms and desk contracts have."""

from wtforms import BooleanField, SelectField
from wtforms.validators import NumberRange

from incubator.kernel import clock
from incubator.kernel.forms import Day, Form, Line, Required, Text, Whole
from incubator.kernel.text import lazy


class ZoneForm(Form):
    """A zone."""

    name_zh = Line(lazy("Name in Chinese"), limit=40, required=True)
    name_en = Line(lazy("Name in English"), limit=60)
    purpose_zh = Text(lazy("What it is for, in Chinese"), limit=200)
    purpose_en = Text(lazy("What it is for, in English"), limit=300)
    position = Whole(lazy("Place in the order"), [Required(), NumberRange(1, 99)], default=1)


class DeskForm(Form):
    """A desk."""

    zone = SelectField(lazy("Zone"))
    label = Line(
        lazy("Number"), limit=20, required=True, description=lazy("As it stands on the desk: A-07.")
    )
    note = Line(lazy("Note"), limit=200)
    is_open = BooleanField(lazy("This desk can be given"), default=True)


class RoomForm(Form):
    """A meeting room."""

    name = Line(lazy("Name"), limit=40, required=True)
    zone = SelectField(lazy("Zone"))
    capacity = Whole(lazy("Seats"), [Required(), NumberRange(1, 2000)])
    opens = SelectField(lazy("Opens at"), default="08:00")
    closes = SelectField(lazy("Closes at"), default="21:00")
    equipment = Text(
        lazy("Equipment"), limit=400, description=lazy("One item a line: projector, whiteboard.")
    )
    note = Line(lazy("Note"), limit=400)
    is_open = BooleanField(lazy("This room can be booked"), default=True)


class DeskContractForm(Form):
    """Who gets the desk from when until when."""

    organization = SelectField(lazy("Organization"))
    starts_on = Day(lazy("From"), [Required()], default=clock.today)
    ends_on = Day(lazy("Until"), [Required()])
