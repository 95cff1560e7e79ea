"""How do the lists of a draft stand on a page: entries in words, lists inside, where values change?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from incubator.portal.rule_sets import parts, wording
from incubator.territory.rule_changes.entries import is_entry_list, list_at, lists_in
from incubator.territory.rule_changes.leaves import Path, Value, inner_of, names_of, value_at

# Longer lists, such as the divisions of the whole nation, are read page by page.
SIZE = 50


@dataclass(frozen=True)
class ListLink:
    """A list as a line: where it stands, what it is called, how many entries it has."""

    place: str
    title: str
    count: int


@dataclass(frozen=True)
class Entry:
    """One entry: its name and words, the lists inside it, and the part in which its values change."""

    name: str
    title: str
    lists: list[ListLink] = field(default_factory=list)
    part: str = ""


def lists_of(body: Mapping[str, Any], path: Path = ()) -> list[ListLink]:
    """The lists of entries below a place."""
    found = [(*path, *row) for row in lists_in(value_at(dict(body), path))]
    return [_link(body, row, skip=len(path)) for row in found]


def _link(body: Mapping[str, Any], path: Path, *, skip: int = 0) -> ListLink:
    words = wording.place_words(body, path)[skip:]
    return ListLink(".".join(path), wording.joined(words), len(value_at(dict(body), path)))


def path_of(body: Mapping[str, Any], place: str) -> Path:
    """The place of an address; raises `Absent` where no list of entries stands."""
    path = tuple(place.split("."))
    list_at(body, path)
    return path


@dataclass(frozen=True)
class Shown:
    """One page of a list: its entries, which page, of how many, and the number of the first."""

    entries: list[Entry]
    page: int
    pages: int
    first: int
    count: int


def entries_of(body: Mapping[str, Any], path: Path, page: int = 1) -> Shown:
    """The entries of a list in their order: all of a short one, one page of a long one."""
    rows = list_at(body, path)
    size = _size(rows)
    pages = max(1, -(-len(rows) // size))
    page = min(max(page, 1), pages)
    first = (page - 1) * size
    shown = list(zip(names_of(rows), rows, strict=True))[first : first + size]
    found = [_entry(body, (*path, name), row) for name, row in shown]
    return Shown(found, page, pages, first, len(rows))


def _size(rows: list[Any]) -> int:
    return SIZE if parts.is_long(rows) else max(len(rows), 1)


def url_of_entry(code: str, body: Mapping[str, Any], path: Path, name: str = "") -> str:
    """Where an entry of a list stands: the page of the list, and the place on it."""
    rows = list_at(body, path)
    names = names_of(rows)
    page = names.index(name) // _size(rows) + 1 if name in names else 1
    return url_for(
        "portal.rule_change_entry_list",
        code=code,
        place=".".join(path),
        page=page if page > 1 else None,
        _anchor=f"entry-{name}" if name else None,
    )


def _entry(body: Mapping[str, Any], path: Path, row: Value) -> Entry:
    inside = [name for name, inner in inner_of(row) if _is_list_inside(name, inner)]
    lists = [_link(body, (*path, name), skip=len(path)) for name in inside]
    return Entry(path[-1], wording.place_words(body, path)[-1], lists, ".".join(path))


def _is_list_inside(name: str, value: Value) -> bool:
    """A list of groups; an empty one too, unless it is known to hold mere names."""
    empty = isinstance(value, list) and not value and name not in parts.NAME_LISTS
    return empty or is_entry_list(value)


def title_of(body: Mapping[str, Any], path: Path) -> str:
    """What the list is called, with where it stands."""
    return wording.joined(wording.place_words(body, path))


def above(body: Mapping[str, Any], path: Path) -> ListLink | None:
    """The list in whose entry this one stands."""
    for end in range(len(path) - 1, 0, -1):
        if is_entry_list(value_at(dict(body), path[:end])):
            return _link(body, path[:end])
    return None
