"""What is still missing, and what was answered, in words: pure functions over questions and answers.

An answer is text, a number, an ISO day, a list of choices, a list of rows, or {statement: yes|no}.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from incubator.intake.calls.questions import Condition, Document, Question, Section
from incubator.kernel.identifiers import is_uscc
from incubator.kernel.text import label, lazy, show_date

PEOPLE_COLUMNS = (
    ("name", lazy("Person's name"), 30),
    ("post", lazy("Task"), 40),
    ("note", lazy("Note"), 80),
)
CODE_CLASSES = {"51": "social_group", "52": "service_organization", "53": "foundation"}
FILLED_IN = lazy("Please fill this in.")


@dataclass(frozen=True)
class Questionnaire:
    """Everything that one applicant is asked: the call's questions for its kind."""

    kind: str
    sections: list[Section]
    documents: list[Document]
    conditions: list[Condition]
    pledges: list[Condition]

    def section(self, slug: str) -> Section | None:
        """The section of that slug."""
        return next((entry for entry in self.sections if entry.slug == slug), None)

    def statements(self, question: Question) -> list[Condition]:
        """The statements that a declaration question lists."""
        return self.pledges if question.slug == "pledges" else self.conditions


@dataclass(frozen=True)
class Gap:
    """One thing that stands between a draft and its submission, and where to mend it."""

    section: str
    anchor: str
    label: str
    text: Any
    blocks: bool = False


@dataclass(frozen=True)
class ShownAnswer:
    """One answer for reading: its question, and the words, rows or statements."""

    slug: str
    label: str
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)
    statements: list[tuple[str, str]] = field(default_factory=list)

    @property
    def plain(self) -> str:
        """Everything as one text: for comparing and for conflicts."""
        parts = [self.text] if self.text else []
        parts += ["　".join(cell for cell in row if cell) for row in self.rows]
        parts += [f"{text} {answer}" for text, answer in self.statements]
        return "\n".join(parts)


def is_started(answers: Mapping[str, Any]) -> bool:
    """Whether anything was answered."""
    return any(value not in (None, "", [], {}) for value in answers.values())


def gaps_of(
    form: Questionnaire, section: Section, answers: Mapping[str, Any], files: Iterable[str]
) -> list[Gap]:
    """Everything missing or blocking in one section, in the order of the page."""
    found: list[Gap] = []
    present = set(files)
    for question in section.questions:
        if question.type == "files":
            found += _file_gaps(form, section, present)
        elif question.type == "declaration":
            found += _statement_gaps(form, section, question, answers.get(question.slug) or {})
        elif question.required and answers.get(question.slug) in (None, "", [], {}):
            found.append(Gap(section.slug, question.slug, label(question.label), FILLED_IN))
    return found + _code_gaps(section, answers)


def _file_gaps(form: Questionnaire, section: Section, present: set[str]) -> list[Gap]:
    return [
        Gap(
            section.slug,
            f"document-{document.slug}",
            label(document.label),
            lazy("Please upload this document."),
        )
        for document in form.documents
        if document.need(form.kind) == "required" and document.slug not in present
    ]


def _statement_gaps(
    form: Questionnaire, section: Section, question: Question, given: Mapping[str, str]
) -> list[Gap]:
    bad = "no" if question.slug == "pledges" else "yes"
    found = []
    for statement in form.statements(question):
        anchor = f"{question.slug}__{statement.slug}"
        answer = given.get(statement.slug)
        if answer not in {"yes", "no"}:
            text: Any = lazy("Please answer this statement.")
            found.append(Gap(section.slug, anchor, label(statement.text), text))
        elif answer == bad:
            text = label(statement.consequence)
            found.append(Gap(section.slug, anchor, label(statement.text), text, blocks=True))
    return found


def _code_gaps(section: Section, answers: Mapping[str, Any]) -> list[Gap]:
    question = section.question("credit_code")
    code = str(answers.get("credit_code") or "")
    if question is None or not code:
        return []
    text: Any = None
    if not is_uscc(code):
        text = lazy("This credit code cannot be right: please compare it with the certificate.")
    elif not fits_form(code, str(answers.get("legal_form") or "")):
        text = lazy("The credit code belongs to another legal form than the one chosen.")
    return [Gap(section.slug, "credit_code", label(question.label), text)] if text else []


def fits_form(code: str, legal_form: str) -> bool:
    """Whether the code's class (51, 52, 53: domain rules 2.9) is that of the chosen form."""
    expected = CODE_CLASSES.get(code[:2])
    return expected is None or legal_form not in CODE_CLASSES.values() or expected == legal_form


def show(form: Questionnaire, question: Question, value: Any) -> ShownAnswer:  # noqa: ANN401 an answer is any JSON
    """One answer in words."""
    words = label(question.label)
    if question.type == "declaration":
        return ShownAnswer(
            question.slug, words, statements=_statements(form, question, value or {})
        )
    if question.type == "table_people":
        return ShownAnswer(question.slug, words, rows=_rows(value or []))
    return ShownAnswer(question.slug, words, _text(question, value))


def _text(question: Question, value: Any) -> str:  # noqa: ANN401 an answer is any JSON
    if question.type == "multi_choice":
        return "、".join(label(question.choice_label(slug)) for slug in value or [])
    if question.type == "choice":
        return label(question.choice_label(value)) if value else ""
    if question.type == "date" and value:
        return show_date(date.fromisoformat(value))
    return "" if value is None else str(value)


def _rows(value: Sequence[Mapping[str, str]]) -> list[list[str]]:
    return [[row.get(name, "") for name, _, _ in PEOPLE_COLUMNS] for row in value]


def _statements(
    form: Questionnaire, question: Question, given: Mapping[str, str]
) -> list[tuple[str, str]]:
    words = STATEMENT_WORDS["pledges" if question.slug == "pledges" else "conditions"]
    return [
        (label(statement.text), str(words.get(given.get(statement.slug, ""), lazy("Not answered"))))
        for statement in form.statements(question)
    ]


STATEMENT_WORDS: dict[str, dict[str, Any]] = {
    "conditions": {"no": lazy("No, this does not apply"), "yes": lazy("Yes, this applies")},
    "pledges": {"yes": lazy("I confirm"), "no": lazy("I can't confirm")},
}


def show_section(
    form: Questionnaire, section: Section, answers: Mapping[str, Any]
) -> list[ShownAnswer]:
    """All answers of a section in words; files are listed apart."""
    return [
        show(form, question, answers.get(question.slug))
        for question in section.questions
        if question.type != "files"
    ]
