"""Which shape has what a change brought: the facts of the file that a registration can change."""

from incubator.kernel.forms import Form, Line, Text
from incubator.kernel.text import lazy


class TakeoverForm(Form):
    """The new facts; what did not change stays as it stands there."""

    name = Line(lazy("Name"), limit=200, required=True)
    representative = Line(lazy("Representative"), limit=100)
    address = Line(lazy("Address"), limit=300)
    supervising_unit = Line(lazy("Supervising unit"), limit=200)
    mission = Text(lazy("Mission"), limit=2000)
