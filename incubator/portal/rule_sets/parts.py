"""How is a body edited on a page: cut into parts of a readable size, each leaf a field in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from incubator.kernel.histories import stored_label
from incubator.kernel.text import gettext
from incubator.portal.rule_sets import wording
from incubator.territory.rule_changes.leaves import Path, Value, inner_of, leaves_of, value_at

MOST_FIELDS = 60
MOST_ENTRIES = 150
FIGURES = "figures"
UNCHANGEABLE = {"slug", "code", "placeholders"}
NAME_LISTS = {"after", "checks", "applies_to", "advice"}
LONG = 60


@dataclass(frozen=True)
class Part:
    """What one page edits: its address, where it stands, what it is called, how many fields."""

    slug: str
    path: Path
    title: str
    count: int


@dataclass(frozen=True)
class LeafField:
    """One field of such a page: its name, its words, what kind of input, and the value now."""

    name: str
    path: Path
    label: str
    kind: str
    value: Value
    options: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> str:
        """The place as faults name it."""
        return ".".join(self.path)


@dataclass(frozen=True)
class Group:
    """The fields that stand under one heading."""

    title: str
    names: list[str]


def parts_of(body: Mapping[str, Any]) -> list[Part]:
    """The parts of a body in reading order; parts without a field that can be edited are left out."""
    plain = [name for name, value in body.items() if not inner_of(value)]
    paths: list[Path] = [()] if plain else []
    for name, value in body.items():
        if name not in plain and not is_long(value):
            few = _count(body, (name,)) <= MOST_FIELDS
            paths += [(name,)] if few else [(name, key) for key, _inner in inner_of(value)]
    made = [_part(body, path) for path in paths]
    return [part for part in made if part.count]


def is_long(value: Value) -> bool:
    """A list too long for links one by one: its entries are opened from its own pages."""
    return isinstance(value, list) and len(value) > MOST_ENTRIES


def find_part(body: Mapping[str, Any], slug: str) -> Part | None:
    """The part of that address: one of the cut, or a single entry of a list anywhere inside."""
    known = next((part for part in parts_of(body) if part.slug == slug), None)
    return known or _entry_part(body, tuple(slug.split(".")))


def _entry_part(body: Mapping[str, Any], path: Path) -> Part | None:
    try:
        holder, entry = value_at(dict(body), path[:-1]), value_at(dict(body), path)
    except KeyError:
        return None
    if not isinstance(holder, list) or not isinstance(entry, dict):
        return None
    part = _part(body, path)
    return part if part.count else None


def is_entry(body: Mapping[str, Any], part: Part) -> bool:
    """Whether the part is one entry of a list."""
    return bool(part.path) and isinstance(value_at(dict(body), part.path[:-1]), list)


def _part(body: Mapping[str, Any], path: Path) -> Part:
    words = wording.joined(wording.place_words(body, path)) or wording.part_word(FIGURES)
    return Part(".".join(path) or FIGURES, path, words, _count(body, path))


def _count(body: Mapping[str, Any], path: Path) -> int:
    return sum(1 for _ in _leaves(body, path))


def fields_of(body: Mapping[str, Any], part: Part) -> list[LeafField]:
    """The fields of a part, named by their order."""
    coded = _coded(body)
    return [
        LeafField(
            f"leaf{number}",
            path,
            _label(body, path),
            _kind(path, value),
            value,
            _options(coded, path, value),
        )
        for number, (path, value) in enumerate(_leaves(body, part.path))
    ]


def groups_of(body: Mapping[str, Any], part: Part, fields: list[LeafField]) -> list[Group]:
    """The fields of a part under their headings."""
    found = []
    for path, rows in groupby(fields, key=lambda row: _holder(row.path)):
        words = wording.place_words(body, path)[len(part.path) :]
        found.append(Group(wording.joined(words), [row.name for row in rows]))
    return found


def _holder(path: Path) -> Path:
    return path[:-2] if path[-1] in {"zh", "en", "mark"} else path[:-1]


def _leaves(body: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, Value]]:
    """What can be edited below a path; at the top only the plain values."""
    start = value_at(dict(body), path)
    for name, value in inner_of(start):
        here = (*path, name)
        if path or not inner_of(value):
            yield from _below(here, value)


def _below(path: Path, value: Value) -> Iterator[tuple[Path, Value]]:
    if path[-1] in UNCHANGEABLE or value is None:
        return
    if _is_name_list(path, value) or (not inner_of(value) and not isinstance(value, list | dict)):
        yield path, value
        return
    for name, inner in inner_of(value):
        yield from _below((*path, name), inner)


def _is_name_list(path: Path, value: Value) -> bool:
    if not isinstance(value, list):
        return False
    return path[-1] in NAME_LISTS or (bool(value) and all(isinstance(row, str) for row in value))


def _kind(path: Path, value: Value) -> str:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int):
        return "whole"
    if isinstance(value, list):
        return "lines"
    if path[-1] == "mark" or path[-1] in wording.CODED:
        return "mark" if path[-1] == "mark" else "choice"
    return "text" if len(str(value)) > LONG or "\n" in str(value) else "line"


def _coded(body: Mapping[str, Any]) -> dict[str, set[str]]:
    """The values that stand under each coded name anywhere in these rules."""
    found: dict[str, set[str]] = {}
    for leaf in leaves_of(dict(body)):
        if leaf.path and leaf.path[-1] in wording.CODED and isinstance(leaf.value, str):
            found.setdefault(leaf.path[-1], set()).add(leaf.value)
    return found


def _options(
    coded: Mapping[str, set[str]], path: Path, value: Value
) -> tuple[tuple[str, str], ...]:
    """What a coded value may become: whatever stands under that name anywhere in these rules."""
    name = path[-1]
    if name not in wording.CODED or not isinstance(value, str):
        return ()
    words = {str(member.value) for member in wording.WORDED.get(name, ())} | coded.get(name, set())
    return tuple((each, wording.value_words(each, name)) for each in sorted(words))


def _label(body: Mapping[str, Any], path: Path) -> str:
    words = wording.place_words(body, path)
    if path[-1] in {"zh", "en", "mark"}:
        return f"{words[-2]} · {words[-1]}" if len(words) > 1 else words[-1]
    unit = wording.unit_beside(body, path)
    if unit:
        return str(gettext("%(name)s (%(unit)s)", name=words[-1], unit=_unit(unit)))
    return words[-1]


def _unit(unit: object) -> str:
    return stored_label("code", str(unit))
