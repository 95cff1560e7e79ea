"""Is every message translated: extracts the ids from code and templates and compares the catalogues."""

import re
from collections.abc import Iterator

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

from incubator.kernel.settings import ROOT
from incubator.kernel.text import read_room_catalogues

KEYWORDS = {**DEFAULT_KEYWORDS, "lazy": None, "message": None}
METHODS = [("incubator/**.py", "python"), ("templates/**.html", "jinja2")]
# Babel skips a template that it cannot parse without a word: name every extension in use.
OPTIONS = {"**.html": {"extensions": "jinja2.ext.do", "silent": "false"}}
HAN = re.compile(r"[\u3400-\u9fff]")
PLACE = re.compile(r"%\((\w+)\)[sd]")


def extracted() -> dict[str, str]:
    """Every message id of code and templates, with the first place where it stands."""
    found: dict[str, str] = {}
    for folder in ("incubator", "templates"):
        methods = [(pattern.split("/", 1)[1], kind) for pattern, kind in METHODS]
        rows = extract_from_dir(ROOT / folder, methods, options_map=OPTIONS, keywords=KEYWORDS)
        for name, line, ids, _comments, _context in rows:
            # A plural is kept under its singular; Chinese has one form for both.
            message = ids[0] if isinstance(ids, tuple) else ids
            if message:
                found.setdefault(message, f"{folder}/{name}:{line}")
    return found


def faults() -> list[str]:
    """What keeps the two languages from being complete, one line each; empty when all is well."""
    return list(_faults())


def _faults() -> Iterator[str]:
    wanted = extracted()
    disagreements: list[str] = []
    chinese = read_room_catalogues("zh_Hans", disagreements)
    yield from disagreements
    for message, place in wanted.items():
        if HAN.search(message):
            yield f"{place}: a message id must be English: {message!r}"
            continue
        entry = chinese.get(message)
        if entry is None:
            yield f"{place}: no Chinese for {message!r}"
            continue
        texts = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
        if not all(texts):
            yield f"{place}: empty Chinese for {message!r}"
        if entry.fuzzy:
            yield f"{place}: the Chinese of {message!r} is marked fuzzy"
        for translated in texts:
            if not isinstance(entry.id, tuple) and set(PLACE.findall(message)) != set(
                PLACE.findall(translated or "")
            ):
                yield f"{place}: the places of {message!r} differ in Chinese"
