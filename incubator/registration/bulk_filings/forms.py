"""What is typed at a bulk filing: where the groups come from, and the day on which they are filed."""

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField

from incubator.kernel import clock
from incubator.kernel.forms import Day, Form, Required, choices
from incubator.kernel.text import lazy


class BatchForm(Form):
    """The source of the groups; the parks are set by the view."""

    park = SelectField(lazy("Park"), choices=[])
    source = RadioField(
        lazy("Which groups"),
        [Required()],
        choices=choices(
            [
                ("roster", lazy("Those of a roster file")),
                ("files", lazy("Those in the park's files that are not on the register yet")),
            ]
        ),
        default="roster",
    )
    file = FileField(lazy("Roster file"))


class FileForm(Form):
    """The day that stands on the certificates; the rows' own fields are read by the view."""

    filed_on = Day(
        lazy("Filed on"),
        [Required()],
        default=clock.today,
        description=lazy("It stands on every certificate; its year is that of the numbers."),
    )
