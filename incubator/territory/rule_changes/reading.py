"""How is a rule set read from a file and written to one: readable JSON, the form of the shipped sets."""

import json
from typing import Any, NoReturn

from incubator.kernel.errors import Refusal, TooLarge
from incubator.kernel.text import lazy

LARGEST = 1024 * 1024


def read(data: bytes) -> dict[str, Any]:
    """What a file holds; raises a refusal that says why it is none of ours."""
    if len(data) > LARGEST:
        raise TooLarge(lazy("The file is too large: a rule set has at most 1 MB."), field="file")
    try:
        found = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_pairs, parse_constant=_no_number
        )
    except UnicodeDecodeError as problem:
        raise Refusal(
            lazy("The file is not written in UTF-8. Please save it as UTF-8 text."), field="file"
        ) from problem
    except json.JSONDecodeError as problem:
        raise Refusal(
            lazy(
                "The file is no JSON: line %(line)s, column %(column)s.",
                line=problem.lineno,
                column=problem.colno,
            ),
            field="file",
        ) from problem
    except (RecursionError, ValueError) as problem:
        raise Refusal(lazy("The file is no JSON that can be read."), field="file") from problem
    if not isinstance(found, dict):
        raise Refusal(lazy("The file holds no rule set."), field="file")
    return found


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name that stands twice would silently lose its first value."""
    names = [name for name, _value in pairs]
    for name in names:
        if names.count(name) > 1:
            raise Refusal(
                lazy("The name “%(name)s” stands twice in one place.", name=name), field="file"
            )
    return dict(pairs)


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def write(content: dict[str, Any]) -> bytes:
    """The file of a rule set: indented, in plain Chinese, ending with a new line."""
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def file_name(content: dict[str, Any]) -> str:
    """What the file is called: registration.checklist-social_group-999999-2026-12.json."""
    parts = [content["kind"], content["key"], content.get("region") or "", content["version"]]
    return "-".join(part for part in parts if part) + ".json"
