"""What is typed to check a name, and to import a register."""

from flask_wtf.file import FileField

from incubator.kernel.forms import Form, Line, Required
from incubator.kernel.text import lazy


class KeepForm(Form):
    """The name that was checked and its form, to be noted at a step."""

    name = Line(lazy("Name"), limit=100, required=True)
    form = Line(lazy("Legal form"), limit=40, required=True)


class RegisterForm(Form):
    """A list of names and where it comes from."""

    source = Line(
        lazy("Source of the list"),
        limit=100,
        required=True,
        description=lazy("Who gave it out and of what day; a list of the same source is replaced."),
    )
    file = FileField(lazy("File"), validators=[Required(lazy("Please choose a file."))])
