"""A body of rules as a page shows it: headed groups, lists, and tables where entries are alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from incubator.kernel.text import label
from incubator.portal.rule_sets import wording
from incubator.territory.rule_changes.leaves import NAMING, Path, Value, inner_of

WIDEST = 6
TEXT_KEYS = {"zh", "en", "mark"}


@dataclass(frozen=True)
class Cell:
    """One value of a table or list, and whether it is only a sample parameter."""

    text: str
    sample: bool = False


@dataclass
class Node:
    """One heading with what stands under it: a value, lines, a table, or further headings."""

    title: str
    cell: Cell | None = None
    lines: list[Cell] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)

    @property
    def leaves(self) -> list["Node"]:
        """The children that are a plain value or lines."""
        return [node for node in self.children if node.cell is not None or node.lines]

    @property
    def groups(self) -> list["Node"]:
        """The children that have something under them."""
        return [node for node in self.children if node.cell is None and not node.lines]


def outline_of(body: Mapping[str, Any]) -> list[Node]:
    """The whole body; what is empty is left out."""
    top = [
        _node(body, (name,), value) for name, value in body.items() if value not in ([], {}, None)
    ]
    plain = [node for node in top if node.cell is not None or node.lines]
    rest = [node for node in top if node not in plain]
    first = Node(wording.part_word("general"), children=plain)
    return [first, *rest] if plain else rest


def _node(body: Mapping[str, Any], path: Path, value: Value) -> Node:
    title = wording.place_words(body, path)[-1]
    if _is_text(value) or not inner_of(value):
        return Node(title, cell=_cell(value, path[-1]))
    if isinstance(value, list) and all(_is_text(each) or not inner_of(each) for each in value):
        return Node(title, lines=[_line(body, each, path[-1]) for each in value])
    if isinstance(value, dict) and set(value) >= {"days", "unit", "basis"} and len(value) == 3:
        basis = _cell(value["basis"], "basis")
        return Node(title, cell=Cell(f"{wording.figure_words(value)} — {basis.text}", basis.sample))
    if _is_table(value):
        return _table(body, path, value, title)
    return Node(
        title,
        children=[
            _node(body, (*path, name), inner)
            for name, inner in inner_of(value)
            if inner not in ([], {}, None) and not _is_said(name, value)
        ],
    )


def _is_said(name: str, value: Value) -> bool:
    """Whether the heading says it already."""
    if not isinstance(value, dict):
        return False
    return name in NAMING or (name in {"title", "label", "name"} and bool(wording.title_of(value)))


def _is_text(value: Value) -> bool:
    return isinstance(value, dict) and "zh" in value and set(value) <= TEXT_KEYS


def _cell(value: Value, name: str) -> Cell:
    if _is_text(value):
        return Cell(label(value), wording.is_sample(value))
    return Cell(wording.value_words(value, name))


def _line(body: Mapping[str, Any], value: Value, name: str) -> Cell:
    if isinstance(value, str) and name in wording.REFERENCES:
        return Cell(wording.reference_words(body, name, value))
    return _cell(value, name)


def _is_table(value: Value) -> bool:
    entries = [inner for _name, inner in inner_of(value)]
    if len(entries) < 2 or not all(isinstance(entry, dict) for entry in entries):
        return False
    if any(_is_text(entry) for entry in entries):
        return False
    flat = all(_is_flat(inner) for entry in entries for inner in entry.values())
    return flat and len(_columns(entries)) <= WIDEST


def _is_flat(value: Value) -> bool:
    if _is_text(value) or not inner_of(value):
        return True
    return isinstance(value, list) and all(not inner_of(each) for each in value)


def _columns(entries: list[dict[str, Any]]) -> list[str]:
    names = list(dict.fromkeys(name for entry in entries for name in entry))
    said = {*NAMING, *(name for entry in entries for name in entry if _is_said(name, entry))}
    rest = [name for name in names if name not in said]
    if "unit" in rest:
        figure = "value" if "value" in rest else "days"
        rest = [name for name in rest if name not in {"unit", "strict"}]
        rest.sort(key=lambda name: name != figure)
    return rest


def _table(body: Mapping[str, Any], path: Path, value: Value, title: str) -> Node:
    named = inner_of(value)
    columns = _columns([entry for _name, entry in named])
    heads = [wording.part_word("row"), *(wording.part_word(name) for name in columns)]
    rows = [
        [
            Cell(wording.place_words(body, (*path, name))[-1]),
            *(_column_cell(entry, column) for column in columns),
        ]
        for name, entry in named
    ]
    return Node(title, heads=heads, rows=rows)


def _column_cell(entry: dict[str, Any], column: str) -> Cell:
    if column in {"value", "days"} and "unit" in entry:
        return Cell(wording.figure_words(entry))
    return _cell(entry.get(column), column)
