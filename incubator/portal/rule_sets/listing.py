"""How do the lists of a draft stand on a page: entries in words, lists inside, where values change?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from incubator.kernel.errors import Absent
from incubator.portal.rule_sets import parts, wording
from incubator.territory.rule_changes.entries import is_entry_list, list_at, lists_in
from incubator.territory.rule_changes.leaves import Path, Value, inner_of, names_of, value_at

# Longer lists, such as the divisions of the whole nation, are changed through the file.
MOST_ENTRIES = 150


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
    """The lists of entries below a place, those that a page can show."""
    found = [(*path, *row) for row in lists_in(value_at(dict(body), path))]
    links = [_link(body, row, skip=len(path)) for row in found]
    return [row for row in links if row.count <= MOST_ENTRIES]


def _link(body: Mapping[str, Any], path: Path, *, skip: int = 0) -> ListLink:
    words = wording.place_words(body, path)[skip:]
    return ListLink(".".join(path), wording.joined(words), len(value_at(dict(body), path)))


def path_of(body: Mapping[str, Any], place: str) -> Path:
    """The place of an address, if a page can show the list; raises `Absent`."""
    path = tuple(place.split("."))
    if len(list_at(body, path)) > MOST_ENTRIES:
        raise Absent
    return path


def entries_of(body: Mapping[str, Any], path: Path) -> list[Entry]:
    """The entries of a list in their order."""
    rows = list_at(body, path)
    return [
        _entry(body, (*path, name), row) for name, row in zip(names_of(rows), rows, strict=True)
    ]


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
