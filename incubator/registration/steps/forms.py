"""What shape has the work at a step: its figures and confirmations, its papers, the park's judgement."""

from collections.abc import Container
from typing import Any

from typing_extensions import override
from wtforms import BooleanField, Field, FileField, RadioField
from wtforms.validators import Optional, ValidationError

from incubator.kernel import clock
from incubator.kernel.errors import Refusal
from incubator.kernel.forms import Day, Form, Line, Required, Text, Whole
from incubator.kernel.money import format_yuan, parse_yuan
from incubator.kernel.text import label, lazy
from incubator.registration.checklists.rules import Input, InputType, Step

Typed = bool | int | str | None


class Number(Whole):
    """A whole number, refused in words."""

    @override
    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            self.data = None
            return
        if not (text.isdecimal() and len(text) <= 9):
            self.data = None
            raise ValueError(lazy("Please enter a whole number."))
        self.data = int(text)


def fen_of(text: str | None) -> int | None:
    """The fen of an amount typed in yuan, with or without thousands marks; None for nothing."""
    plain = (text or "").replace(",", "").replace("，", "")
    return parse_yuan(plain) if plain else None


def _is_amount(_form: Form, field: Line) -> None:
    try:
        fen_of(field.data)
    except Refusal as refusal:
        raise ValidationError(refusal.message) from refusal


class WorkForm(Form):
    """The base: `work_form` adds a field per figure and per paper of the step."""

    rule: Step
    entries: tuple[Input, ...]
    note = Text(lazy("Note for the park and the team"), limit=2000)

    def facts(self) -> dict[str, int | None]:
        """What was filled in, by its name; None where nothing was."""
        return {
            entry.slug: _value(entry, self[f"fact_{entry.slug}"].data) for entry in self.entries
        }

    def papers(self) -> list[str]:
        """The materials that lie there on paper."""
        return [row.slug for row in self.rule.materials if self[f"paper_{row.slug}"].data]

    def figure_fields(self) -> list[Any]:
        """The fields of numbers and amounts."""
        return [self[f"fact_{e.slug}"] for e in self.entries if e.type is not InputType.BOOLEAN]

    def tick_fields(self) -> list[Any]:
        """The fields of confirmations."""
        return [self[f"fact_{e.slug}"] for e in self.entries if e.type is InputType.BOOLEAN]

    def paper_fields(self) -> list[Any]:
        """The fields of papers."""
        return [self[f"paper_{row.slug}"] for row in self.rule.materials]

    def fill(self, facts: dict[str, int], on_paper: list[str], note: str) -> None:
        """Show what is stored."""
        for name, value in self.stored(facts, on_paper, note).items():
            self[name].data = value

    def stored(self, facts: dict[str, int], on_paper: list[str], note: str) -> dict[str, Any]:
        """What is stored, as this form's fields would hold it."""
        found: dict[str, Any] = {"note": note}
        for entry in self.entries:
            found[f"fact_{entry.slug}"] = _shown(entry, facts.get(entry.slug))
        for row in self.rule.materials:
            found[f"paper_{row.slug}"] = row.slug in on_paper
        return found


def work_form(rule: Step, told: Container[str] = ()) -> type[WorkForm]:
    """The form class of a step; `fact_<slug>` and `paper_<slug>` name its fields.

    What the registers tell is not typed here once more.
    """
    entries = tuple(entry for entry in rule.inputs if entry.slug not in told)
    fields: dict[str, Any] = {"rule": rule, "entries": entries}
    for entry in entries:
        fields[f"fact_{entry.slug}"] = _field(entry)
    for row in rule.materials:
        fields[f"paper_{row.slug}"] = BooleanField(label(row.label))
    return type("StepWorkForm", (WorkForm,), fields)


def _field(entry: Input) -> Field:
    text = label(entry.label)
    if entry.type is InputType.BOOLEAN:
        return BooleanField(text)
    if entry.type is InputType.FEN:
        keywords = {"inputmode": "decimal", "autocomplete": "off"}
        return Line(text, limit=14, validators=[_is_amount], render_kw=keywords)
    return Number(text, [Optional()], render_kw={"inputmode": "numeric", "autocomplete": "off"})


def _value(entry: Input, data: Typed) -> int | None:
    if entry.type is InputType.BOOLEAN:
        return int(bool(data))
    if entry.type is InputType.FEN:
        return fen_of(str(data or ""))
    return int(data) if data is not None else None


def _shown(entry: Input, value: int | None) -> Typed:
    if entry.type is InputType.BOOLEAN:
        return bool(value)
    if entry.type is InputType.FEN:
        return "" if value is None else format_yuan(value)
    return value


class FileForm(Form):
    """One file for one paper."""

    file = FileField(lazy("File"), [Required()])


class ReviewForm(Form):
    """The park's judgement on a step."""

    done_on = Day(lazy("Completed on"), [Required()], default=clock.today)
    note = Text(lazy("Note"), limit=2000)
    override_reason = Text(lazy("Reason to go on although something is missing"), limit=1000)


class CertificateForm(Form):
    """What the certificate says."""

    credit_code = Line(lazy("Unified social credit code"), limit=30, required=True)
    code_compared = BooleanField(lazy("I have compared the code with the certificate: it is so"))
    registered_on = Day(lazy("Date of the certificate"), [Required()], default=clock.today)
    valid_until = Day(lazy("Certificate valid until"), [Optional()])
    note = Text(lazy("Note"), limit=2000)


class DecisionForm(Form):
    """How the authority decided; the results are set by the view from the checklist."""

    decided_on = Day(lazy("Date of the decision"), [Required()], default=clock.today)
    result = RadioField(lazy("Result of the decision"), [Required()])
    number = Line(lazy("Number of the decision"), limit=120)
    valid_until = Day(lazy("Valid until"), [Optional()])
    note = Text(lazy("Note"), limit=2000)


class RefusalForm(Form):
    """What the authority gave as reasons."""

    decided_on = Day(lazy("Date of the decision"), [Required()], default=clock.today)
    reason = Text(lazy("Reasons given by the authority"), limit=2000, required=True)
