"""A rule set leaf by leaf: every single value with its place, and what differs between two editions.

A place is a path of names; entries of a list are named by their own slug, code or number, so that an entry
put in between moves nothing: `steps.founders.limit.days`.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Path = tuple[str, ...]
# Whatever JSON holds: a group, a list, or a plain value.
Value = Any
NAMING = ("slug", "code", "number", "rank")
HEAD = ("version", "region", "legal_form", "effective_from", "effective_to", "title", "source")


@dataclass(frozen=True)
class Leaf:
    """One value and where it stands."""

    path: Path
    value: Any

    @property
    def place(self) -> str:
        """The place as one text."""
        return ".".join(self.path)


@dataclass(frozen=True)
class Difference:
    """One leaf that is not the same in two editions; `kind` is added, removed, changed or order."""

    path: Path
    kind: str
    before: Any = None
    after: Any = None


def names_of(rows: list[Any]) -> list[str]:
    """What the entries of a list are called: by their own name where all have one, else 1, 2, 3."""
    for key in NAMING:
        found = [str(row[key]) for row in rows if isinstance(row, dict) and row.get(key)]
        if len(found) == len(rows) == len(set(found)):
            return found
    return [str(number) for number in range(1, len(rows) + 1)]


def inner_of(value: Value) -> list[tuple[str, Any]]:
    """What stands directly inside a value, by name; nothing inside a plain one."""
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, list):
        return list(zip(names_of(value), value, strict=True))
    return []


def leaves_of(value: Value, path: Path = ()) -> Iterator[Leaf]:
    """Every leaf inside a value, in reading order; an empty list or mapping is a leaf itself."""
    inner = inner_of(value)
    if not inner:
        yield Leaf(path, value)
        return
    for name, each in inner:
        yield from leaves_of(each, (*path, name))


def every_list(value: Value, path: Path = ()) -> Iterator[tuple[Path, list[Any]]]:
    """Every list inside a value with its place."""
    for name, inner in inner_of(value):
        if isinstance(inner, list):
            yield (*path, name), inner
        yield from every_list(inner, (*path, name))


def value_at(value: Value, path: Path) -> Value:
    """What stands at a path; raises `KeyError` where there is nothing."""
    for name in path:
        value = dict(inner_of(value))[name]
    return value


def with_values(value: Value, changes: Mapping[Path, Any]) -> Value:
    """A copy with these leaves changed; a path that is not there raises `KeyError`."""
    made = copy.deepcopy(value)
    for path, wanted in changes.items():
        holder = value_at(made, path[:-1])
        if isinstance(holder, list):
            holder[names_of(holder).index(path[-1])] = wanted
        elif path[-1] in holder:
            holder[path[-1]] = wanted
        else:
            raise KeyError(".".join(path))
    return made


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What differs between two editions in their file form: head and source first, then the body."""
    found: list[Difference] = []
    for key in HEAD:
        found += _differences(before.get(key), after.get(key), (key,))
    return [*found, *_differences(before["body"], after["body"], ())]


def _differences(before: Value, after: Value, path: Path) -> list[Difference]:
    old = {leaf.path: leaf.value for leaf in leaves_of(before, path)}
    new = {leaf.path: leaf.value for leaf in leaves_of(after, path)}
    found = [
        _difference(each, old, new) for each in _in_order(old, new) if _differs(each, old, new)
    ]
    return [*found, *_moved(before, after, path)]


def _in_order(old: Iterable[Path], new: Iterable[Path]) -> list[Path]:
    return list(dict.fromkeys([*new, *old]))


def _differs(path: Path, old: Mapping[Path, Any], new: Mapping[Path, Any]) -> bool:
    if path not in old or path not in new:
        return True
    # True is 1 to Python, and not to a reader.
    return type(old[path]) is not type(new[path]) or bool(old[path] != new[path])


def _difference(path: Path, old: Mapping[Path, Any], new: Mapping[Path, Any]) -> Difference:
    if path not in old:
        return Difference(path, "added", after=new[path])
    if path not in new:
        return Difference(path, "removed", before=old[path])
    return Difference(path, "changed", old[path], new[path])


def _moved(before: Value, after: Value, path: Path) -> Iterator[Difference]:
    """Lists whose common entries stand in another order."""
    old, new = dict(inner_of(before)), dict(inner_of(after))
    common = [name for name in old if name in new]
    if isinstance(before, list) and isinstance(after, list):
        order = [name for name in new if name in old]
        if common != order:
            yield Difference(path, "order", common, order)
    for name in common:
        yield from _moved(old[name], new[name], (*path, name))
