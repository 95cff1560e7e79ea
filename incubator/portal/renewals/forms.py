"""Which shape has the note on a renewal, and its withdrawal?"""

from wtforms import HiddenField

from incubator.kernel.forms import Form, Text
from incubator.kernel.text import lazy


class RenewalForm(Form):
    """What was agreed, who does what; or nothing."""

    note = Text(lazy("Note on the renewal"), limit=500)
    withdraw = HiddenField()
