"""Which places does a template hold, and which of them does nobody know?

A template is read, never run, to find out. Only what a paper needs is allowed: a fact, a row of a list,
a condition, a repetition; no calls, filters, sums or nested repetitions, which could do harm or never end.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from incubator.registration.papers.rules import Catalogue

LOOP, INDEX = "loop", "index"
# What shows or compares and does nothing else.
PLAIN = (
    nodes.Const,
    nodes.TemplateData,
    nodes.Output,
    nodes.If,
    nodes.Compare,
    nodes.Operand,
    nodes.Not,
    nodes.And,
    nodes.Or,
)


@dataclass
class Places:
    """What a template asks for: facts by word, and of each list the columns by word."""

    facts: set[str] = field(default_factory=set)
    columns: dict[str, set[str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, list[str] | dict[str, list[str]]]:
        """For keeping beside an uploaded template."""
        columns = {word: sorted(found) for word, found in self.columns.items()}
        return {"facts": sorted(self.facts), "columns": columns}


@dataclass(frozen=True)
class Problem:
    """A place that cannot be filled in: unknown, with the word that was perhaps meant, or not allowed."""

    word: str
    suggestion: str = ""
    is_forbidden: bool = False
    line: str = ""


def read(sources: Iterable[str], catalogue: Catalogue) -> tuple[Places, list[Problem]]:
    """The places of a template's parts, and what is wrong with them, each problem once."""
    reader = _Reader(catalogue)
    for source in sources:
        try:
            tree = SandboxedEnvironment().parse(source)
        except TemplateSyntaxError as error:
            reader.problems.append(Problem("", is_forbidden=True, line=str(error.message)))
            continue
        reader.visit_all(tree.body, {})
    return reader.places, list(dict.fromkeys(reader.problems))


class _Reader:
    """Walks a tree; `rows` says which list the name of a repetition goes through."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.places = Places()
        self.problems: list[Problem] = []

    def visit_all(self, found: Iterable[nodes.Node], rows: dict[str, str]) -> None:
        for node in found:
            self._visit(node, rows)

    def _visit(self, node: nodes.Node, rows: dict[str, str]) -> None:
        if isinstance(node, nodes.For):
            self._repeat(node, rows)
        elif isinstance(node, nodes.Name):
            self._name(node.name, rows)
        elif isinstance(node, nodes.Getattr):
            self._column(node, rows)
        elif isinstance(node, PLAIN):
            self.visit_all(node.iter_child_nodes(), rows)
        else:
            self.problems.append(Problem(type(node).__name__, is_forbidden=True))

    def _repeat(self, node: nodes.For, rows: dict[str, str]) -> None:
        plain = isinstance(node.iter, nodes.Name) and isinstance(node.target, nodes.Name)
        if not plain or rows or node.recursive or node.test is not None or node.else_:
            self.problems.append(Problem("For", is_forbidden=True))
            return
        assert isinstance(node.iter, nodes.Name)
        assert isinstance(node.target, nodes.Name)
        word = node.iter.name
        if word not in self.catalogue.lists_by_word:
            self._unknown(word, self.catalogue.lists_by_word)
            return
        self.places.columns.setdefault(word, set())
        self.visit_all(node.body, {node.target.name: word})

    def _name(self, word: str, rows: dict[str, str]) -> None:
        if word in self.catalogue.by_word:
            self.places.facts.add(word)
        elif word in self.catalogue.lists_by_word:
            self.places.columns.setdefault(word, set())
        else:
            self._unknown(word, [*self.catalogue.by_word, *self.catalogue.lists_by_word, *rows])

    def _column(self, node: nodes.Getattr, rows: dict[str, str]) -> None:
        holder = node.node.name if isinstance(node.node, nodes.Name) else ""
        if holder == LOOP and rows and node.attr == INDEX:
            return
        if holder not in rows:
            self._unknown(f"{holder}.{node.attr}", [])
            return
        known = {row.word for row in self.catalogue.lists_by_word[rows[holder]].columns}
        if node.attr in known:
            self.places.columns[rows[holder]].add(node.attr)
        else:
            close = nearest(node.attr, known)
            meant = f"{holder}.{close}" if close else ""
            self.problems.append(Problem(f"{holder}.{node.attr}", meant))

    def _unknown(self, word: str, known: Iterable[str]) -> None:
        self.problems.append(Problem(word, nearest(word, known)))


def nearest(word: str, known: Iterable[str]) -> str:
    """The word that was perhaps meant; among equally near ones that which begins alike, or ""."""
    close = get_close_matches(word, list(known), n=5, cutoff=0.4)
    near = [one for one in close if _nearness(word, one) == _nearness(word, close[0])]
    return next((one for one in near if one[:1] == word[:1]), near[0] if near else "")


def _nearness(word: str, other: str) -> float:
    return SequenceMatcher(None, other, word).ratio()
