"""Figures that a rule may do without: where "no limit" stands or may stand, set to none and back.

A place is such a one where a neighbour of its entry, or the edition before, has a figure and another has
none: what is allowed is read from the rules themselves, as for new entries; the parser of the kind decides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from incubator.kernel.errors import Absent
from incubator.territory.rule_changes.entries import blank_figure, is_entry_list
from incubator.territory.rule_changes.leaves import Path, Value, inner_of, value_at, with_values

COUNTS = ("days", "value")


@dataclass(frozen=True)
class Optional:
    """A figure that may be empty: where it stands, and whether it is empty now."""

    path: Path
    is_empty: bool

    @property
    def place(self) -> str:
        """The place as one text."""
        return ".".join(self.path)


def is_figure(value: Value) -> bool:
    """A plain number, or a number with its unit and what it rests on."""
    if isinstance(value, dict):
        return "unit" in value and any(name in value for name in COUNTS)
    return isinstance(value, int) and not isinstance(value, bool)


def optionals_below(
    body: Mapping[str, Any], model: Mapping[str, Any], path: Path
) -> list[Optional]:
    """The figures below a place that may be empty, in reading order."""
    entries = _entries(body, path)
    return [
        Optional((*entry, name), value is None)
        for entry in entries
        for name, value in inner_of(value_at(dict(body), entry))
        if (value is None or is_figure(value)) and _may_be_empty(body, model, (*entry, name))
    ]


def _entries(body: Mapping[str, Any], path: Path) -> Iterator[Path]:
    """The entries of lists at or below a place, without going into the lists of an entry."""
    here = value_at(dict(body), path)
    if path and is_entry_list(value_at(dict(body), path[:-1])):
        yield path
    elif is_entry_list(here):
        yield from ((*path, name) for name, _entry in inner_of(here))


def _may_be_empty(body: Mapping[str, Any], model: Mapping[str, Any], path: Path) -> bool:
    known = _known(body, path) + _known(model, path)
    return None in known and any(is_figure(value) for value in known)


def _known(body: Mapping[str, Any], path: Path) -> list[Any]:
    """What stands under that name in all entries of the list."""
    try:
        rows = value_at(dict(body), path[:-2])
    except KeyError:
        return []
    return [row[path[-1]] for row in rows if isinstance(row, dict) and path[-1] in row]


def emptied(body: Mapping[str, Any], model: Mapping[str, Any], path: Path) -> Value:
    """A copy of the body without that figure: no limit."""
    _check(body, model, path)
    return with_values(dict(body), {path: None})


def filled(body: Mapping[str, Any], model: Mapping[str, Any], path: Path) -> Value:
    """A copy of the body with a figure there: that of the edition before, else one to be written."""
    _check(body, model, path)
    try:
        before = value_at(dict(model), path)
    except KeyError:
        before = None
    figures = [row for row in _known(body, path) + _known(model, path) if is_figure(row)]
    wanted = before if is_figure(before) else blank_figure(figures, path[-1])
    return with_values(dict(body), {path: wanted})


def _check(body: Mapping[str, Any], model: Mapping[str, Any], path: Path) -> None:
    """A place that comes from an address or a button may be any words at all."""
    try:
        known = optionals_below(body, model, path[:-1])
    except KeyError:
        raise Absent from None
    if path not in {row.path for row in known}:
        raise Absent
