"""Which shape has the upload of a template: the file, and what was changed."""

from wtforms import FileField

from incubator.kernel.forms import Form, Line, Required
from incubator.kernel.text import lazy


class TemplateForm(Form):
    """A Word file that shall take the place of a shipped template."""

    file = FileField(lazy("Word file"), [Required()])
    note = Line(lazy("What was changed"), limit=200)
