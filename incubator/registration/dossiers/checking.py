"""Has an archive item its four properties: authentic, complete, usable, safe? Looked at by code.

Each property is met, not met, or says nothing (None) of an item that has no file; each with its reason as
a slug and facts, so that it can be read in both languages later.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from incubator.kernel import files
from incubator.registration.dossiers.models import ArchiveItem, ItemKind
from incubator.registration.dossiers.rules import DossierRules

UNSAFE = frozenset({"active_content", "encrypted"})


@dataclass(frozen=True)
class Verdict:
    """One property of one item."""

    met: bool | None
    why: str
    facts: dict[str, str] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """What is kept with the item."""
        return {"met": self.met, "why": self.why, "facts": dict(self.facts)}


@dataclass(frozen=True)
class Look:
    """One item with its bytes (None: there are none) under the rules of its dossier."""

    item: ArchiveItem
    data: bytes | None
    rules: DossierRules
    level: str
    problem: str


def met(why: str, **facts: str) -> Verdict:
    """The property is there."""
    return Verdict(met=True, why=why, facts=facts)


def failed(why: str, **facts: str) -> Verdict:
    """The property is not there."""
    return Verdict(met=False, why=why, facts=facts)


def silent(why: str) -> Verdict:
    """The property says nothing of this item."""
    return Verdict(met=None, why=why)


def examine(
    item: ArchiveItem, data: bytes | None, rules: DossierRules, level: str
) -> dict[str, dict[str, Any]]:
    """The four properties of an item, ready to be kept; opens files, so never inside a transaction."""
    problem = files.problem_of(data, item.name) if data is not None else ""
    look = Look(item, data, rules, level, problem)
    if item.kind is not ItemKind.FILE:
        found = _without_file(look)
    elif data is None:
        found = dict.fromkeys(CHECKS, failed("bytes_lost"))
    else:
        found = {slug: check(look, data) for slug, check in CHECKS.items()}
    return {slug: verdict.as_data() for slug, verdict in found.items()}


def _without_file(look: Look) -> dict[str, Verdict]:
    """What can be said of a paper, and of what is missing."""
    item = look.item
    is_paper = item.kind is ItemKind.PAPER
    known = bool(item.confirmer) and item.confirmed_on is not None
    confirmed = met("confirmed_on_paper") if known else failed("nobody_confirmed")
    if item.original_on is not None:
        whole = met("original_there", box=item.original_box)
    else:
        whole = failed("original_wanted" if is_paper else "neither_file_nor_paper")
    stated = look.rules.level(look.level) is not None
    return {
        "authenticity": confirmed if is_paper else silent("nothing_there"),
        "integrity": whole,
        "usability": silent("no_file"),
        "safety": silent("no_file") if stated else failed("level_unknown"),
    }


def _authenticity(look: Look, data: bytes) -> Verdict:
    item = look.item
    found = hashlib.sha256(data).hexdigest()
    if found != item.sha256:
        return failed("changed", **{"was": item.sha256[:12], "is": found[:12]})
    if not item.maker or item.made_at is None:
        return failed("maker_unknown")
    return met("same_bytes", digest=item.sha256[:12]) if item.step else failed("step_unknown")


def _integrity(look: Look, data: bytes) -> Verdict:
    item = look.item
    if len(data) != item.size:
        return failed("size_differs")
    known = item.title.get("zh") and item.format and item.sha256 and item.name
    return met("whole") if known else failed("metadata_missing")


def _usability(look: Look, _data: bytes) -> Verdict:
    if look.problem:
        why = "not_opened" if look.problem in UNSAFE else "does_not_open"
        return failed(why, problem=look.problem)
    fixed = look.item.format in look.rules.fixed_formats
    return met("opens" if fixed else "opens_not_fixed", format=look.item.format.upper())


def _safety(look: Look, _data: bytes) -> Verdict:
    if look.problem in UNSAFE:
        return failed("unsafe", problem=look.problem)
    if look.rules.level(look.level) is None:
        return failed("level_unknown")
    return met("harmless", level=look.level)


CHECKS: dict[str, Callable[[Look, bytes], Verdict]] = {
    "authenticity": _authenticity,
    "integrity": _integrity,
    "usability": _usability,
    "safety": _safety,
}
