"""Entries of a draft's lists: which lists there are, and one added, copied, moved or taken out.

A list of entries is one whose entries are groups: steps, materials, due dates, indicator items. What a new
entry must hold is read from its neighbours; its words are to be written before anybody may propose it.
"""

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from incubator.kernel.errors import Absent
from incubator.kernel.rulesets import Fault, message
from incubator.territory.rule_changes.leaves import (
    NAMING,
    Path,
    Value,
    inner_of,
    leaves_of,
    names_of,
    value_at,
)

# What stands in a new entry until somebody writes it.
TO_WRITE = {"zh": "（待填写）", "en": "(to be written)"}
TEXT_NAMES = {"zh", "en", "mark"}
# What only one entry of a list may have: a copy does without.
ONCE = ("event",)
LONGEST_NAME = 60


def is_entry_list(value: Value) -> bool:
    """Whether a list holds groups that can be added and taken out one by one."""
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def lists_in(value: Value, path: Path = ()) -> Iterator[Path]:
    """The lists of entries that stand below a place, without going into their entries."""
    for name, inner in inner_of(value):
        if is_entry_list(inner):
            yield (*path, name)
        elif isinstance(inner, dict) and not set(inner) <= TEXT_NAMES:
            yield from lists_in(inner, (*path, name))


def list_at(body: Mapping[str, Any], path: Path) -> list[dict[str, Any]]:
    """The list of entries at a place, also an empty one; raises `Absent` where there is none."""
    try:
        found = value_at(dict(body), path) if path else None
    except KeyError:
        raise Absent from None
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise Absent
    return found


def with_entry(body: Mapping[str, Any], path: Path, models: Iterable[Any]) -> tuple[Value, str]:
    """A copy of the body with a new entry at the end of a list, and the entry's name."""
    made = copy.deepcopy(dict(body))
    rows = list_at(made, path)
    known = [row for row in [*rows, *models] if isinstance(row, dict)]
    if not known:
        raise Absent
    entry = _blank(known)
    _name_anew(entry, made, rows, "new")
    rows.append(entry)
    return made, names_of(rows)[-1]


def with_copy(body: Mapping[str, Any], path: Path, name: str) -> tuple[Value, str]:
    """A copy of the body with an entry once more, behind itself, under a name of its own."""
    made = copy.deepcopy(dict(body))
    rows = list_at(made, path)
    place = _place_of(rows, name)
    entry = copy.deepcopy(rows[place])
    for once in ONCE:
        if entry.get(once):
            del entry[once]
    _name_anew(entry, made, rows, name)
    rows.insert(place + 1, entry)
    return made, names_of(rows)[place + 1]


def moved(body: Mapping[str, Any], path: Path, name: str, by: int) -> Value:
    """A copy of the body with an entry so many places further down; at an end nothing moves."""
    made = copy.deepcopy(dict(body))
    rows = list_at(made, path)
    place = _place_of(rows, name)
    wanted = min(max(place + by, 0), len(rows) - 1)
    rows.insert(wanted, rows.pop(place))
    return made


def without(body: Mapping[str, Any], path: Path, name: str) -> Value:
    """A copy of the body without an entry."""
    made = copy.deepcopy(dict(body))
    rows = list_at(made, path)
    del rows[_place_of(rows, name)]
    return made


def check_written(body: Mapping[str, Any]) -> None:
    """Refuse a body in which words of a new entry are still to be written."""
    for leaf in leaves_of(dict(body)):
        if isinstance(leaf.value, str) and leaf.value in TO_WRITE.values():
            raise Fault(leaf.place, message("this is still to be written"))


def _place_of(rows: list[dict[str, Any]], name: str) -> int:
    names = names_of(rows)
    if name not in names:
        raise Absent
    return names.index(name)


def _blank(models: list[dict[str, Any]]) -> dict[str, Any]:
    """An entry with what all of its neighbours have; words to be written, figures as the smallest."""
    common = [name for name in models[0] if all(name in model for model in models)]
    return {name: _empty([model[name] for model in models], name) for name in common}


def blank_figure(figures: list[Any], name: str) -> Value:
    """A figure as its neighbours have it: the smallest, with a basis that is to be written."""
    return copy.deepcopy(_empty(figures, name))


def _empty(values: list[Any], name: str) -> Value:
    found = next((value for value in values if value is not None), None)
    if isinstance(found, dict):
        return _empty_group([value for value in values if isinstance(value, dict)])
    if any(value is None for value in values) or isinstance(found, list):
        return [] if isinstance(found, list) else None
    if isinstance(found, bool):
        return False
    if isinstance(found, int):
        return min(value for value in values if isinstance(value, int))
    return TO_WRITE.get(name, found)


def _empty_group(values: list[dict[str, Any]]) -> Value:
    if "zh" in values[0] and set(values[0]) <= TEXT_NAMES:
        # Nobody vouches yet for what a new entry rests on: it is our own default.
        return {name: "D" if name == "mark" else TO_WRITE[name] for name in values[0]}
    return _blank(values)


def _name_anew(
    entry: dict[str, Any], body: Mapping[str, Any], rows: list[dict[str, Any]], stem: str
) -> None:
    """A name that no entry of these rules has, where the list names its entries."""
    for key in NAMING:
        if key not in entry:
            continue
        if isinstance(entry[key], int):
            entry[key] = max(int(row[key]) for row in rows if key in row) + 1
        else:
            taken = {str(leaf.value) for leaf in leaves_of(dict(body)) if leaf.path[-1:] == (key,)}
            entry[key] = _free(re.sub(r"_\d+$", "", stem), taken)
        return


def _free(stem: str, taken: set[str]) -> str:
    number = 2
    stem = stem[: LONGEST_NAME - 4]
    if stem == "new":
        number = 1
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"
