"""Which shape has what is typed for a dossier: days, places, receipts."""

from wtforms import SelectField

from incubator.kernel import clock
from incubator.kernel.forms import Day, Form, Line, Required, Text
from incubator.kernel.text import lazy


class HandOverForm(Form):
    """When it is handed over, and why something is missing."""

    day = Day(lazy("Handed over on"), [Required()], default=clock.today)
    note = Text(lazy("Explanation of what is missing"), limit=1000)


class ArrangeForm(Form):
    """Where the archive puts it."""

    day = Day(lazy("Arranged on"), [Required()], default=clock.today)
    volume = Line(lazy("Volume number"), limit=20, required=True)
    box = Line(lazy("Box number"), limit=20, required=True)
    shelf = Line(lazy("Shelf"), limit=60)
    level = SelectField(lazy("Secrecy level"), [Required()])


class TransferForm(Form):
    """When the county archives took it over, against which receipt."""

    day = Day(lazy("Transferred on"), [Required()], default=clock.today)
    receipt = Line(lazy("Number of the receipt"), limit=120, required=True)


class OriginalForm(Form):
    """When a paper original came, and where it lies."""

    received_on = Day(lazy("Received on"), [Required()])
    box = Line(lazy("Box number"), limit=20, required=True)
    shelf = Line(lazy("Shelf"), limit=60)
