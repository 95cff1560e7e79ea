"""What is filled in for a new edition: its heading, its leaves, or the file that holds it whole."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_wtf.file import FileField
from typing_extensions import override
from wtforms import BooleanField, Field, SelectField
from wtforms.validators import Optional

from incubator.kernel.forms import Day, Form, Line, Required, Text, Whole, choices
from incubator.kernel.text import lazy

MARKS: tuple[tuple[str, Any], ...] = (
    ("V", lazy("V · verified in the original text")),
    ("S", lazy("S · secondary source")),
    ("M", lazy("M · local practice, to be confirmed (sample parameter)")),
    ("D", lazy("D · our own default (sample parameter)")),
    ("SEED", lazy("SEED · demo data")),
)


class PlacedForm(Form):
    """A form whose refusals name a place in the rules instead of a field."""

    places: ClassVar[Mapping[str, str]] = {}

    @override
    def refuse(self, field: str | None, message: Any) -> None:
        """Put it beside the field of that place: the very one, else the first below or above it."""
        super().refuse(self._field_at(field or ""), message)

    def _field_at(self, place: str) -> str | None:
        near = [
            name
            for known, name in self.places.items()
            if place
            and (f"{known}.".startswith(f"{place}.") or f"{place}.".startswith(f"{known}."))
        ]
        return self.places.get(place) or next(iter(near), place)


class HeadingForm(PlacedForm):
    """What an edition says of itself, and why it is proposed."""

    places: ClassVar[Mapping[str, str]] = {
        "version": "edition",
        "title.zh": "title_zh",
        "title": "title_zh",
        "source.zh": "source_zh",
        "source": "source_zh",
        "source.mark": "source_mark",
    }

    region = SelectField(lazy("Where it holds"))
    legal_form = SelectField(lazy("For which legal form"))
    edition = Line(
        lazy("Edition"), limit=40, required=True, description=lazy("A short name, such as 2027-01.")
    )
    effective_from = Day(lazy("First day"), [Required()])
    effective_to = Day(
        lazy("Last day"),
        [Optional()],
        description=lazy("Leave it empty: the next edition ends it on its eve."),
    )
    is_correction = BooleanField(lazy("It corrects a mistake and may begin before today"))
    note = Text(lazy("Why the rules are to change"), limit=1000, required=True)
    title_zh = Line(lazy("Title"), limit=120, required=True)
    title_en = Line(lazy("Title in English"), limit=200)
    source_zh = Line(
        lazy("Source"),
        limit=300,
        required=True,
        description=lazy("The law and its article, or the notice with its title and number."),
    )
    source_en = Line(lazy("Source in English"), limit=400)
    source_mark = SelectField(lazy("How sure the source is"), choices=choices(MARKS))

    def texts(self, stem: str) -> dict[str, str]:
        """Both languages of a field; an empty English one is left out."""
        pair = {"zh": self[f"{stem}_zh"].data or "", "en": self[f"{stem}_en"].data or ""}
        return {language: words for language, words in pair.items() if words}


class RuleFileForm(PlacedForm):
    """A file that holds one edition."""

    file = FileField(lazy("Rule file"), validators=[Required(lazy("Please choose a file."))])
    note = Text(lazy("Why the rules are to change"), limit=1000)


Options = tuple[tuple[str, str], ...]


def leaf_form(rows: list[tuple[str, str, str, str, Options]]) -> type[PlacedForm]:
    """A form with one field per leaf: (name, place, label, kind of input, what can be chosen)."""
    fields: dict[str, Any] = {
        name: _field(label, kind, options) for name, _place, label, kind, options in rows
    }
    fields["places"] = {place: name for name, place, *_rest in rows}
    return type("LeafForm", (PlacedForm,), fields)


def _field(label: str, kind: str, options: Options) -> Field:
    if kind == "flag":
        return BooleanField(label)
    if kind == "whole":
        return Whole(label, [Required()])
    if kind in {"mark", "choice"}:
        return SelectField(label, choices=choices(options or MARKS))
    if kind == "lines":
        return Text(label, limit=2000, description=lazy("One name a line."))
    return Text(label, limit=5000) if kind == "text" else Line(label, limit=300)
