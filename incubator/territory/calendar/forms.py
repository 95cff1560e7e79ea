"""What shape has a notice that is sent in: a file, or the days that were read from it and agreed to."""

from flask_wtf.file import FileField
from wtforms import HiddenField

from incubator.kernel.forms import Form, Line
from incubator.kernel.text import lazy


class NoticeForm(Form):
    """The file of a year's notice, and which notice it is."""

    file = FileField(lazy("The year's notice as a file"))
    source = Line(
        lazy("Notice"),
        limit=200,
        required=True,
        description=lazy("Title and number, as deadlines will name it."),
    )
    lines = HiddenField()
    agreed = HiddenField()
