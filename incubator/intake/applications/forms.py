"""What shape does one page of an application take in: a form built from the questions of its call."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from typing_extensions import override
from wtforms import (
    Field,
    FieldList,
    FileField,
    FormField,
    RadioField,
    StringField,
)
from wtforms import Form as PlainForm
from wtforms.validators import Optional, ValidationError

from incubator.intake.applications.answers import (
    PEOPLE_COLUMNS,
    STATEMENT_WORDS,
    Questionnaire,
    fits_form,
)
from incubator.intake.calls.forms import KIND_CHOICES, Count
from incubator.intake.calls.questions import Question, Section
from incubator.kernel.forms import Checkboxes, Day, Form, Line, Text, choices
from incubator.kernel.identifiers import is_uscc, normalize_uscc
from incubator.kernel.text import label, lazy

FIRST_ROWS = 5
LONGEST_TEXT = 2000
LEGAL_FORMS = [
    ("social_group", lazy("Social group")),
    ("private_non_enterprise", lazy("Social service organization")),
    ("foundation", lazy("Foundation")),
]


class Wanted:
    """Marks a question that must be answered before submission; a draft may leave it open."""

    def __init__(self) -> None:
        self.field_flags = {"required": True}

    def __call__(self, _form: object, _field: Field) -> None:
        """Nothing is refused while drafting."""


class CreditCode:
    """A credit code with a right check character, if one is given."""

    def __call__(self, _form: object, field: Field) -> None:
        if field.data and not is_uscc(field.data):
            raise ValidationError(
                lazy("This credit code cannot be right: please compare it with the certificate.")
            )


class NotLater:
    """A day that has come already."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __call__(self, _form: object, field: Field) -> None:
        if field.data and field.data > self.day:
            raise ValidationError(lazy("This day has not come yet."))


class MostChoices:
    """At most so many of the choices."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: object, field: Field) -> None:
        if len(field.data or []) > self.most:
            raise ValidationError(lazy("Please choose at most %(most)s.", most=self.most))


class OpenRadio(RadioField):
    """A choice that may stay open while drafting."""

    validate_choice = False

    @override
    def pre_validate(self, form: Any) -> None:
        known = {value for value, *_ in self.iter_choices()}
        if self.data not in (None, "", "None") and self.data not in known:
            raise ValidationError(lazy("Please choose one of the answers."))


class PersonRow(PlainForm):
    """One row of the people table."""

    name = Line(PEOPLE_COLUMNS[0][1], limit=PEOPLE_COLUMNS[0][2])
    post = Line(PEOPLE_COLUMNS[1][1], limit=PEOPLE_COLUMNS[1][2])
    note = Line(PEOPLE_COLUMNS[2][1], limit=PEOPLE_COLUMNS[2][2])


class SectionForm(Form):
    """One page of questions; the fields are added by `section_form`."""

    add_row = StringField()

    def answers(self, form: Questionnaire, section: Section) -> dict[str, Any]:
        """What was typed, in the stored form, for every question of the page."""
        return {
            question.slug: self._answer(form, question)
            for question in section.questions
            if question.type != "files"
        }

    def _answer(self, form: Questionnaire, question: Question) -> Any:  # noqa: ANN401 an answer is any JSON
        if question.type == "declaration":
            return {
                statement.slug: self[f"{question.slug}__{statement.slug}"].data
                for statement in form.statements(question)
                if self[f"{question.slug}__{statement.slug}"].data in {"yes", "no"}
            }
        value = self[question.slug].data
        if question.type == "table_people":
            return [row for row in map(_filled, value) if row]
        if question.type == "date":
            return value.isoformat() if value else None
        return value

    def fields_of(self, form: Questionnaire, question: Question) -> list[Field]:
        """The fields that belong to a question."""
        if question.type == "declaration":
            return [self[f"{question.slug}__{entry.slug}"] for entry in form.statements(question)]
        return [self[question.slug]]


def _filled(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: row[name] for name, _, _ in PEOPLE_COLUMNS if row.get(name)}


def section_form(
    form: Questionnaire,
    section: Section,
    answers: Mapping[str, Any],
    *,
    today: date,
) -> SectionForm:
    """The form of one page, filled with the stored answers."""
    fields: dict[str, Any] = {}
    for question in section.questions:
        fields.update(_fields(form, question, today))
    built: SectionForm = type("BuiltSectionForm", (SectionForm,), fields)(
        data=_data(form, section, answers)
    )
    for question in section.questions:
        if question.type == "table_people":
            _pad(built[question.slug], question.limit or 20)
    return built


def _pad(rows: Any, most: int) -> None:  # noqa: ANN401 a list of rows
    """Always one empty row more than there are people, and five at first."""
    while len(rows) < min(max(FIRST_ROWS, _people_in(rows) + 1), most):
        rows.append_entry()


def _people_in(rows: Any) -> int:  # noqa: ANN401 a list of rows
    return sum(1 for row in rows if _filled(row.data))


def _data(form: Questionnaire, section: Section, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Stored answers as field data."""
    data: dict[str, Any] = {}
    for question in section.questions:
        value = answers.get(question.slug)
        if question.type == "declaration":
            for statement in form.statements(question):
                data[f"{question.slug}__{statement.slug}"] = (value or {}).get(statement.slug)
        elif question.type == "date":
            data[question.slug] = date.fromisoformat(value) if value else None
        else:
            data[question.slug] = value
    return data


def _fields(form: Questionnaire, question: Question, today: date) -> dict[str, Any]:
    if question.type == "files":
        return {}
    if question.type == "declaration":
        return _statement_fields(form, question)
    marks: list[Any] = [Wanted()] if question.required else []
    about = {"description": label(question.help), "validators": marks}
    return {question.slug: _MAKERS[question.type](question, label(question.label), about, today)}


def _statement_fields(form: Questionnaire, question: Question) -> dict[str, Any]:
    words = STATEMENT_WORDS["pledges" if question.slug == "pledges" else "conditions"]
    return {
        f"{question.slug}__{statement.slug}": OpenRadio(
            label(statement.text),
            choices=choices(words.items()),
            description=label(statement.consequence),
            validators=[Wanted()],
        )
        for statement in form.statements(question)
    }


def _text(question: Question, words: str, about: dict[str, Any], _today: date) -> Field:
    if question.slug == "credit_code":
        about = {**about, "validators": [*about["validators"], CreditCode()]}
        return CodeLine(words, limit=30, **about)
    return Line(words, limit=question.limit or 100, **about)


class CodeLine(Line):
    """A credit code: blanks, small letters and full-width digits are understood."""

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = normalize_uscc(str(valuelist[0])) if valuelist else None


def _long_text(question: Question, words: str, about: dict[str, Any], _today: date) -> Field:
    limit = question.limit or LONGEST_TEXT
    return Text(words, limit=limit, render_kw={"rows": 4 if limit < 500 else 8}, **about)


def _number(question: Question, words: str, about: dict[str, Any], _today: date) -> Field:
    about = {**about, "validators": [Optional(), *about["validators"]]}
    return Count(words, most=question.limit or 99999999, **about)


def _date(_question: Question, words: str, about: dict[str, Any], today: date) -> Field:
    return Day(words, **{**about, "validators": [*about["validators"], NotLater(today)]})


def _choices_of(question: Question) -> list[Any]:
    return choices([(slug, label(texts)) for slug, texts in question.choices])


def _choice(question: Question, words: str, about: dict[str, Any], _today: date) -> Field:
    return OpenRadio(words, choices=_choices_of(question), **about)


def _multi_choice(question: Question, words: str, about: dict[str, Any], _today: date) -> Field:
    most = MostChoices(question.limit or len(question.choices))
    return Checkboxes(
        words,
        choices=_choices_of(question),
        **{**about, "validators": [*about["validators"], most]},
    )


def _people(question: Question, words: str, about: dict[str, Any], _today: date) -> Field:
    return FieldList(
        FormField(PersonRow),
        words,
        max_entries=question.limit or 20,
        description=about["description"],
    )


_MAKERS = {
    "text": _text,
    "long_text": _long_text,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "multi_choice": _multi_choice,
    "table_people": _people,
}


class ApplyForm(Form):
    """Who applies: one of one's own organizations, or a new one."""

    organization = OpenRadio(lazy("For which organization?"), choices=[])
    kind = RadioField(lazy("You apply as"), choices=choices(KIND_CHOICES))
    name = Line(
        lazy("Name of the organization or team"),
        limit=60,
        description=lazy("As on the certificate; a team gives the name it plans to use."),
    )
    legal_form = OpenRadio(lazy("Legal form"), choices=choices(LEGAL_FORMS))
    credit_code = CodeLine(
        lazy("Credit code"),
        limit=30,
        description=lazy("18 characters, on the certificate."),
        validators=[CreditCode()],
    )
    town = Line(lazy("Town"), limit=30, description=lazy("Where you mainly serve."))

    def check_new(self) -> bool:
        """What a new file needs; marks the fields and tells whether all is there."""
        wanted = ["name", "town"]
        if self.kind.data == "registered":
            wanted += ["legal_form", "credit_code"]
        for name in wanted:
            if not self[name].data:
                self.refuse(name, lazy("Please fill this in."))
        code, chosen = self.credit_code.data, self.legal_form.data
        if self.kind.data == "registered" and code and chosen and not self.has_errors:
            shown = {"private_non_enterprise": "service_organization"}.get(chosen, chosen)
            if not fits_form(code, shown):
                self.refuse(
                    "legal_form",
                    lazy("The credit code belongs to another legal form than the one chosen."),
                )
        return not self.has_errors


class DocumentForm(Form):
    """One file for one document, or one to take away."""

    file = FileField(lazy("File"))
    remove = StringField()


class SubmitForm(Form):
    """Nothing but the confirmation."""


class AskBackForm(Form):
    """What is missing, part by part; the fields are added by `ask_back_form`."""

    def items(self, slugs: list[str]) -> dict[str, str]:
        """What was written, by section."""
        return {slug: self[f"ask_{slug}"].data or "" for slug in slugs}


def ask_back_form(sections: list[Section]) -> AskBackForm:
    """One box per section."""
    fields = {
        f"ask_{section.slug}": Text(
            lazy("What is missing in “%(part)s”?", part=label(section.title)), limit=1000
        )
        for section in sections
    }
    built: AskBackForm = type("BuiltAskBackForm", (AskBackForm,), fields)()
    return built
