"""Has a new body the shape that the product works with: the names and kinds of the edition before it?

Rooms with a parser check the sense of a body; this check comes first and holds for every kind. What all
entries of a list have in common is needed of a new entry too; what only some have may be left out.
"""

from collections.abc import Iterator
from typing import Any

from incubator.kernel.rulesets import MARKS, Fault, message
from incubator.territory.rule_changes.leaves import Value, inner_of, leaves_of

DEEPEST, LARGEST, LONGEST = 12, 2**53, 20_000
WANTED = {
    bool: message("yes or no is expected here"),
    int: message("a whole number is expected here"),
    float: message("a number is expected here"),
    str: message("a text is expected here"),
    list: message("a list is expected here"),
    dict: message("a group of values is expected here"),
}


def check_shape(model: dict[str, Any], body: dict[str, Any]) -> None:
    """Refuse a body whose shape differs from the model's; raises `Fault` with the place."""
    _compare([model], body, "")


def check_plain(content: Value) -> None:
    """Refuse values that no database keeps and no page shows: control characters, endless numbers."""
    _check_depth(content, "", 0)
    for leaf in leaves_of(content):
        _check_leaf(leaf.value, leaf.place)
        if leaf.path[-1:] == ("zh",) and not str(leaf.value).strip():
            raise Fault(leaf.place, message("the Chinese text is missing"))
        if leaf.path[-1:] == ("mark",) and leaf.value not in MARKS:
            raise Fault(leaf.place, message("the mark is one of %(names)s"), names=", ".join(MARKS))


def _check_depth(value: Value, place: str, depth: int) -> None:
    if depth > DEEPEST:
        raise Fault(place, message("too many levels inside each other"))
    for name, inner in inner_of(value):
        _check_depth(inner, f"{place}.{name}".strip("."), depth + 1)


def _check_leaf(value: Value, place: str) -> None:
    if isinstance(value, str):
        unseen = any(ord(sign) < 0x20 and sign not in "\n\t" for sign in value)
        if unseen or any(0xD800 <= ord(sign) <= 0xDFFF for sign in value):
            raise Fault(place, message("there are characters that cannot be shown"))
        if len(value) > LONGEST:
            raise Fault(place, message("the text is too long"))
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) > LARGEST:
        raise Fault(place, message("the number is too large"))


def _compare(models: list[Any], value: Value, place: str) -> None:
    kinds = {type(model) for model in models}
    if type(value) not in kinds and not _is_open(models):
        wanted = next(type(model) for model in models if model is not None)
        raise Fault(place, WANTED[wanted])
    if isinstance(value, dict):
        _compare_group([model for model in models if isinstance(model, dict)], value, place)
    elif isinstance(value, list):
        _compare_list([model for model in models if isinstance(model, list)], value, place)


def _is_open(models: list[Any]) -> bool:
    """Whether the models tell nothing of what belongs here: there is none, or it is empty everywhere."""
    return all(model is None for model in models)


def _compare_group(models: list[dict[str, Any]], value: dict[str, Any], place: str) -> None:
    if not models:
        return
    if any(_is_mapping(model) for model in models):
        entries = [inner for model in models for inner in model.values()]
        for where, inner in _named(value, place):
            _compare(entries, inner, where)
        return
    for name in set.intersection(*(set(model) for model in models)) - {"en"}:
        if name not in value:
            raise Fault(place, message("%(name)s is missing"), name=name)
    for name, inner in value.items():
        _compare_member(models, name, inner, f"{place}.{name}".strip("."))


def _compare_member(models: list[dict[str, Any]], name: str, inner: Value, where: str) -> None:
    known = [model[name] for model in models if name in model]
    if known:
        _compare(known, inner, where)
    elif name not in {"en", "mark"}:
        raise Fault(where, message("this name is not known here"))


def _is_mapping(model: dict[str, Any]) -> bool:
    """Whether the names are free, as of thresholds: all entries are groups, and alike."""
    groups = [set(inner) for inner in model.values() if isinstance(inner, dict)]
    if len(groups) < 2 or len(groups) != len(model):
        return False
    return bool(set.intersection(*groups) - {"zh", "en", "mark"})


def _compare_list(models: list[list[Any]], value: list[Any], place: str) -> None:
    entries = [inner for model in models for inner in model]
    if not entries:
        return
    for name, inner in _named(value, place):
        _compare(entries, inner, name)


def _named(value: Value, place: str) -> Iterator[tuple[str, Any]]:
    for name, inner in inner_of(value):
        yield f"{place}.{name}".strip("."), inner
