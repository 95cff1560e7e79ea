"""How is a stored change told to people: who did what, and what stood there before, in their words?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from incubator.kernel import audit, text
from incubator.kernel.access import SYSTEM
from incubator.kernel.money import format_yuan
from incubator.kernel.text import gettext, lazy, ngettext

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SLUG = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
LONGEST = 200
LANGUAGES = {"zh": "Chinese", "en": "English"}


@dataclass(frozen=True)
class HistoryEntry:
    """One line of a history panel."""

    at_text: str
    who: str
    what: str
    why: str
    tone: str
    changes: list[tuple[str, str, str]]


def history_of(subject: Any, *, limit: int = 30) -> list[HistoryEntry]:
    """The subject's history, newest first, for the `history` component; without what tells nothing."""
    told_rows = [(row, history_entry(row)) for row in audit.history(subject, limit=limit)]
    return [
        entry
        for row, entry in told_rows
        if entry.changes or entry.why or not row.action.endswith(".changed")
    ]


def history_entry(row: audit.AuditEvent, *, with_keys: bool = False) -> HistoryEntry:
    """One audit row as people read it; keys of other rows are shown to auditors only."""
    return HistoryEntry(
        text.show_moment(row.at),
        shown_name(row.actor_name),
        _what(row),
        row.reason,
        "neutral",
        list(_changes(row.changes, with_keys=with_keys)),
    )


def shown_name(name: str) -> str:
    """The name that a page shows: a person's as it is, the installation's in the reader's language."""
    return str(gettext("System")) if name == SYSTEM.display_name else name


def _changes(stored: dict[str, Any], *, with_keys: bool) -> Iterator[tuple[str, str, str]]:
    """What differs between before and after when it is read; a key alone tells a reader nothing."""
    for name, pair in stored.items():
        if not isinstance(pair, list) or len(pair) != 2 or name == "status":
            continue
        if name.endswith("_id") and not with_keys:
            continue
        before, after = told(name, pair[0]), told(name, pair[1])
        if before or after:
            yield stored_label("column", name), before or "—", after or "—"


def stored_label(kind: str, name: str) -> str:
    """What people call a column or a table: translated, in English by its own words."""
    known = f"{kind} {name}"
    shown = str(gettext(known))
    if name in LANGUAGES and shown == known:
        return LANGUAGES[name]
    return name.removesuffix("_id").replace("_", " ").capitalize() if shown == known else shown


def _what(row: audit.AuditEvent) -> str:
    from incubator.kernel.workflow import WORKFLOWS  # noqa: PLC0415 read late: rooms fill it

    table_name, _, verb = row.action.partition(".")
    table = WORKFLOWS.get(table_name)
    if table is not None:
        found = next((move for move in table.moves if move.name == verb), None)
        if found is not None:
            return f"{table.title}: {found.label}"
    words = {"created": lazy("Created"), "changed": lazy("Changed"), "deleted": lazy("Removed")}
    return str(words.get(verb) or gettext(verb.replace("_", " ").capitalize()))


def told(name: str, value: Any) -> str:
    """A stored value in the reader's words; empty for what is not there."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, dict | list):
        return _told_structure(value)
    if name.endswith("_fen") and isinstance(value, int):
        return format_yuan(value)
    return _told_word(str(value))


def _told_structure(value: dict[str, Any] | list[Any]) -> str:
    """A masked value, words in two languages, a short list; of anything deeper only how much it is."""
    if isinstance(value, dict) and "masked" in value:
        return str(value["masked"])
    if isinstance(value, dict) and value and value.keys() <= {"zh", "en"}:
        return text.label(value)
    if not value:
        return ""
    if isinstance(value, list) and all(isinstance(entry, str | int) for entry in value):
        return "、".join(_told_word(str(entry)) for entry in value)[:LONGEST]
    return str(ngettext("%(num)s entry", "%(num)s entries", len(value)))


def _told_word(value: str) -> str:
    """A moment, a day, a known word of a fixed list, or the text itself, cut where it is long."""
    if MOMENT.match(value):
        return text.show_moment(datetime.fromisoformat(value))
    if DAY.fullmatch(value):
        return text.show_date(date.fromisoformat(value))
    known = f"value {value}"
    shown = str(gettext(known)) if value.isascii() and len(value) <= LONGEST else known
    if shown != known:
        return shown
    if SLUG.fullmatch(value):
        return value.replace("_", " ")
    return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
