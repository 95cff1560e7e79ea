"""What is filled in about an identity document, and why one is opened."""

from wtforms import BooleanField, SelectField

from incubator.kernel.forms import Form, Line, Text
from incubator.kernel.text import lazy


class IdentityForm(Form):
    """Kind, number, and the person's consent."""

    kind = SelectField(lazy("Kind of identity document"), choices=[])
    number = Line(lazy("Number of the document"), limit=40, required=True)
    agree = BooleanField(lazy("The person has read this text and consents separately"))


class OpenForm(Form):
    """Why the number is needed."""

    reason = Text(lazy("What the number is needed for"), limit=500, required=True)
