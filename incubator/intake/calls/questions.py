"""What does a call ask: sections, questions, documents and declarations, read from the call's own copies.

Texts are `{zh, en}`; applicant kinds are plain slugs. No database, no web.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Texts = dict[str, str]
NEEDS = ("required", "optional", "if_applicable", "none")
OWN_PREFIX = "own_"


@dataclass(frozen=True)
class Question:
    """One question of a section. `limit`: characters, the greatest number, or the most choices."""

    slug: str
    label: Texts
    help: Texts
    type: str
    limit: int | None
    required: bool
    choices: tuple[tuple[str, Texts], ...]
    applies_to: frozenset[str]

    @property
    def is_own(self) -> bool:
        """Whether the operator added it to this call."""
        return self.slug.startswith(OWN_PREFIX)

    def choice_label(self, slug: str) -> Texts:
        """The words of a choice."""
        return next((words for known, words in self.choices if known == slug), {"zh": slug})


@dataclass(frozen=True)
class Section:
    """One page of the form."""

    slug: str
    title: Texts
    help: Texts
    questions: tuple[Question, ...]

    def question(self, slug: str) -> Question | None:
        """The question of that slug."""
        return next((entry for entry in self.questions if entry.slug == slug), None)


@dataclass(frozen=True)
class Document:
    """One document on the list, and how much each kind of applicant needs it."""

    slug: str
    label: Texts
    help: Texts
    needs: dict[str, str]
    when: Texts | None

    def need(self, kind: str) -> str:
        """required, optional, if_applicable or none."""
        return self.needs.get(kind, "none")


@dataclass(frozen=True)
class Condition:
    """One statement to answer: a condition that rules out entry, or a pledge."""

    slug: str
    text: Texts
    consequence: Texts
    applies_to: frozenset[str]
    basis: Texts


def read_question(data: dict[str, Any]) -> Question:
    """A question from its stored form; raises `KeyError` naming what is missing."""
    return Question(
        slug=data["slug"],
        label=data["label"],
        help=data.get("help") or {},
        type=data["type"],
        limit=data["limit"],
        required=bool(data["required"]),
        choices=tuple((entry["slug"], entry["label"]) for entry in data["choices"]),
        applies_to=frozenset(data["applies_to"]),
    )


def read_sections(data: Iterable[dict[str, Any]], kind: str | None = None) -> list[Section]:
    """The sections with the questions of one kind of applicant; empty sections are left out."""
    found = []
    for entry in data:
        questions = tuple(
            question
            for question in map(read_question, entry["questions"])
            if kind is None or kind in question.applies_to
        )
        if questions:
            found.append(Section(entry["slug"], entry["title"], entry.get("help") or {}, questions))
    return found


def read_documents(data: Iterable[dict[str, Any]], kind: str | None = None) -> list[Document]:
    """The document list, for one kind of applicant without what it does not need."""
    found = [
        Document(
            entry["slug"],
            entry["label"],
            entry.get("help") or {},
            {name: entry[name] for name in ("registered", "unregistered", "filed")},
            entry.get("when"),
        )
        for entry in data
    ]
    return [document for document in found if kind is None or document.need(kind) != "none"]


def read_conditions(data: Iterable[dict[str, Any]], kind: str | None = None) -> list[Condition]:
    """Conditions or pledges of one kind of applicant."""
    found = [
        Condition(
            entry["slug"],
            entry["text"],
            entry["consequence"],
            frozenset(entry["applies_to"]),
            entry["basis"],
        )
        for entry in data
    ]
    return [condition for condition in found if kind is None or kind in condition.applies_to]
