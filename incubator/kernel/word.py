"""How is a Word template filled in, without trusting it?

The work is done in the child program of `kernel.pdf`, with the same limits on time, memory and output.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

from incubator.kernel.pdf import DEFAULT_LIMITS, Limits, in_child

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def fill(
    template: bytes,
    values: Mapping[str, Any],
    *,
    pictures: Mapping[str, bytes] | None = None,
    mark: str = "",
    limits: Limits = DEFAULT_LIMITS,
) -> bytes:
    """The document that a template and values make; `mark` is printed at the head of each page.

    Values are strings, numbers, and lists of dictionaries of them; they stay text, whatever they say.
    """
    job = {
        "values": dict(values),
        "pictures": {name: _text(data) for name, data in (pictures or {}).items()},
        "mark": mark,
    }
    return _ask("fill", template, limits, **job)


def read_sources(template: bytes) -> dict[str, str]:
    """The Jinja source of each part of a template: body, heads and feet."""
    found: dict[str, str] = json.loads(_ask("read", template, DEFAULT_LIMITS))
    return found


def outline(document: bytes) -> list[dict[str, Any]]:
    """Paragraphs and tables of a document in order, for printing it in our own layout."""
    found: list[dict[str, Any]] = json.loads(_ask("outline", document, DEFAULT_LIMITS))
    return found


def _ask(what: str, template: bytes, limits: Limits, **job: Any) -> bytes:
    return in_child({"word": what, "template": _text(template), **job}, limits)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
