"""What a person fills in at an import: the file, the meaning of each column, a choice per field."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField

from incubator.kernel.forms import Form, Required, choices
from incubator.kernel.text import lazy


class RosterForm(Form):
    """The roster to examine, and the park that it is for."""

    park = SelectField(lazy("Park"), choices=[])
    file = FileField(lazy("Roster file"), validators=[Required(lazy("Please choose a file."))])


def columns_form(heads: list[tuple[str, str, str]], meanings: list[tuple[str, Any]]) -> type[Form]:
    """A form with one choice per header cell: (name of the input, header as sent, field now)."""
    fields = {
        name: SelectField(header, choices=choices(meanings), default=field)
        for name, header, field in heads
    }
    return type("ColumnsForm", (Form,), dict(fields))


def merge_form(pairs: list[tuple[str, Any, list[tuple[str, Any]], str]]) -> type[Form]:
    """A form with one choice per differing field: (field, label, choices, preset)."""
    fields = {
        field: RadioField(label, choices=choices(options), default=preset)
        for field, label, options, preset in pairs
    }
    return type("MergeForm", (Form,), dict(fields))
