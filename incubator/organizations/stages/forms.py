"""What an operator fills in for a stage change: the reason, and a statement where no data can tell."""

from flask_wtf.file import FileField

from incubator.kernel.forms import Form, Text
from incubator.kernel.text import lazy


class StageForm(Form):
    """Why the stage changes."""

    note = Text(lazy("Reason"), limit=1000)


def stage_form(slugs: list[str]) -> type[StageForm]:
    """The form with a text and a file for each criterion that needs a statement."""
    fields: dict[str, object] = {}
    for slug in slugs:
        fields[f"text_{slug}"] = Text(lazy("Statement"), limit=1000)
        fields[f"file_{slug}"] = FileField(lazy("File of the statement"))
    return type("FilledStageForm", (StageForm,), fields)
