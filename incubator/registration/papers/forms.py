"""Which shape has what is typed for papers: one field a fact, as the catalogue says."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from wtforms import Field
from wtforms.validators import Optional

from incubator.kernel.forms import Day, Form, Line, Text
from incubator.kernel.text import label
from incubator.registration.papers.rules import Fact

LINE_LIMIT, TEXT_LIMIT = 200, 2000


class SheetForm(Form):
    """The facts that only papers need."""

    def fill(self, facts: Mapping[str, str]) -> None:
        """Show what is known."""
        for name, value in stored(self.facts_shown, facts).items():
            self[name].data = value

    def typed(self) -> dict[str, str]:
        """What was typed, by the slug of the fact; days as they are stored."""
        return {fact.slug: _text(self[f"fact_{fact.slug}"].data) for fact in self.facts_shown}

    facts_shown: tuple[Fact, ...] = ()


def sheet_form(facts: Iterable[Fact]) -> type[SheetForm]:
    """The form class for these facts; `fact_<slug>` names the fields."""
    shown = tuple(facts)
    fields: dict[str, Any] = {"facts_shown": shown}
    for fact in shown:
        fields[f"fact_{fact.slug}"] = _field(fact)
    return type("PaperSheetForm", (SheetForm,), fields)


def stored(facts: Iterable[Fact], values: Mapping[str, str]) -> dict[str, Any]:
    """What is stored, as the form's fields would hold it."""
    return {f"fact_{fact.slug}": _shown(fact, values.get(fact.slug, "")) for fact in facts}


def _field(fact: Fact) -> Field:
    words = label(fact.label)
    hint = label(fact.help) if fact.help else ""
    if fact.type == "date":
        return Day(words, [Optional()], description=hint)
    if fact.type == "text":
        return Text(words, limit=TEXT_LIMIT, description=hint)
    return Line(words, limit=LINE_LIMIT, description=hint)


def _shown(fact: Fact, value: str) -> Any:  # noqa: ANN401 a day or a text, as the field wants
    if fact.type == "date":
        return date.fromisoformat(value) if value else None
    return value


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")
