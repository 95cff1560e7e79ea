"""Which papers are there, and which facts do they ask for: the catalogue as dated data.

The body of a `registration.papers` rule set. The Chinese word of a fact is at once its place in a text:
住所 stands as {{ 住所 }} in the Word template that the office edits.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from incubator.kernel.access import OWNERS, STAFF, Role, permission
from incubator.kernel.rulesets import body_of
from incubator.organizations.models import LegalForm

KIND = "registration.papers"
PAPER_READ = permission("registration.paper_read", *STAFF, *OWNERS)
PAPER_FILL = permission("registration.paper_fill", Role.CLERK, Role.OPERATOR, *OWNERS)
CHARITY = "charity"
Texts = dict[str, str]


class Where(StrEnum):
    """Where a fact is filled in."""

    ORGANIZATION = "organization"
    SHEET = "sheet"
    PROFILE = "profile"
    FOUNDERS = "founders"
    MEMBERS = "members"
    POSTS = "posts"
    MEETING = "meeting"
    CAPITAL = "capital"
    CERTIFICATE = "certificate"
    CASE = "case"


@dataclass(frozen=True)
class Fact:
    """One fact: its word, where it is filled in, and what is typed there."""

    slug: str
    label: Texts
    where: Where
    type: str
    required: bool
    help: Texts
    group: str

    @property
    def word(self) -> str:
        """Its word in a template."""
        return self.label["zh"]


@dataclass(frozen=True)
class Column:
    """One column of a list."""

    slug: str
    label: Texts
    required: bool

    @property
    def word(self) -> str:
        """Its word in a template."""
        return self.label["zh"]


@dataclass(frozen=True)
class Listing:
    """A list of rows that a template may repeat: founders, members, leaders, resolutions."""

    slug: str
    label: Texts
    where: Where
    columns: tuple[Column, ...]
    required: bool

    @property
    def word(self) -> str:
        """Its word in a template."""
        return self.label["zh"]


@dataclass(frozen=True)
class Paper:
    """One of the papers: for which forms, at which step, and with which text."""

    number: int
    slug: str
    title: Texts
    forms: frozenset[LegalForm]
    steps: tuple[str, ...]
    texts: dict[str, str]
    # What it is called for a form that knows it by another name: a council's minutes.
    titles: dict[str, Texts] = field(default_factory=dict)

    def text_for(self, form: LegalForm, *, is_charity: bool = False) -> str:
        """The text of the form; a charity's where there is one and the body shall be a charity."""
        if is_charity and CHARITY in self.texts and form is not LegalForm.COMMUNITY_GROUP:
            return self.texts[CHARITY]
        return self.texts.get(form.value, self.texts[""])


@dataclass(frozen=True)
class Charter:
    """What the law asks of a charter: each item with words by which the text answers it."""

    text: str
    basis: Texts
    items: tuple[tuple[Texts, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Catalogue:
    """All papers, facts and lists, and the words that papers are filled with."""

    papers: tuple[Paper, ...]
    facts: tuple[Fact, ...]
    lists: tuple[Listing, ...]
    groups: tuple[tuple[str, Texts], ...]
    charters: tuple[Charter, ...]
    words: dict[str, Texts]
    posts: dict[str, dict[str, Texts]]

    @cached_property
    def by_word(self) -> dict[str, Fact]:
        """The facts by their word."""
        return {row.word: row for row in self.facts}

    @cached_property
    def lists_by_word(self) -> dict[str, Listing]:
        """The lists by their word."""
        return {row.word: row for row in self.lists}

    @property
    def sheet(self) -> list[Fact]:
        """The facts that are typed for the papers alone."""
        return [row for row in self.facts if row.where is Where.SHEET]

    def papers_for(self, form: LegalForm) -> list[Paper]:
        """The papers of a legal form, in order, each by the name that form gives it."""
        return [
            replace(row, title=row.titles.get(form.value, row.title))
            for row in self.papers
            if form in row.forms
        ]

    def paper(self, slug: str) -> Paper | None:
        """The paper of that slug."""
        return next((row for row in self.papers if row.slug == slug), None)

    def say(self, word: str, **values: object) -> str:
        """One of the words that papers are filled with; papers are Chinese."""
        return self.words[word]["zh"].format(**values)

    def post(self, slug: str, form: LegalForm) -> str:
        """What a post is called on paper: a social group has a 会长, the others a 理事长."""
        found = self.posts[slug]
        return found.get(form.value, found["others"])["zh"]


@body_of(KIND)
def parse_catalogue(body: dict[str, Any]) -> Catalogue:
    """The catalogue of a body; raises `ValueError` naming the place."""
    facts = tuple(_fact(row) for row in body["facts"])
    lists = tuple(_listing(row) for row in body["lists"])
    words = [*(row.word for row in facts), *(row.word for row in lists)]
    for word in words:
        if words.count(word) > 1 or not word.isidentifier():
            raise ValueError(f"facts: {word} stands there twice or is no word for a template")
    return Catalogue(
        papers=tuple(_paper(row) for row in body["papers"]),
        facts=facts,
        lists=lists,
        groups=tuple((row["slug"], row["label"]) for row in body["groups"]),
        charters=tuple(_charter(row) for row in body["charters"]),
        words=body["words"],
        posts={row["slug"]: row for row in body["posts"]},
    )


def _fact(row: dict[str, Any]) -> Fact:
    if row["type"] not in {"line", "text", "date", "yuan"}:
        raise ValueError(f"facts.{row['slug']}.type: {row['type']} is unknown")
    return Fact(
        row["slug"],
        row["label"],
        Where(row["where"]),
        row["type"],
        bool(row["required"]),
        row.get("help", {}),
        row.get("group", ""),
    )


def _listing(row: dict[str, Any]) -> Listing:
    columns = tuple(
        Column(one["slug"], one["label"], bool(one["required"])) for one in row["columns"]
    )
    return Listing(row["slug"], row["label"], Where(row["where"]), columns, bool(row["required"]))


def _paper(row: dict[str, Any]) -> Paper:
    forms = frozenset(LegalForm(one) for one in row["forms"])
    if "" not in row["texts"]:
        raise ValueError(f"papers.{row['slug']}.texts: none for the other forms")
    return Paper(
        row["number"],
        row["slug"],
        row["title"],
        forms,
        tuple(row["steps"]),
        dict(row["texts"]),
        dict(row.get("titles", {})),
    )


def _charter(row: dict[str, Any]) -> Charter:
    items = tuple(
        ({"zh": one["zh"], "en": one["en"]}, tuple(one["needles"])) for one in row["items"]
    )
    return Charter(row["text"], row["basis"], items)
