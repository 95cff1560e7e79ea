"""How is a dossier told in words: its numbers, its next end, and why a property is met or not."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from incubator.kernel import clock, text
from incubator.kernel.files import REFUSALS
from incubator.kernel.text import gettext, label, lazy, ngettext
from incubator.registration.dossiers.models import ArchiveItem, Dossier, ItemKind
from incubator.registration.dossiers.rules import DossierRules, Property
from incubator.registration.dossiers.workflow import DossierStatus

SOON = 7
TAB_LABELS = {
    "all": lazy("All dossiers"),
    "open": lazy("Being collected"),
    "wanting": lazy("Originals missing"),
    "handed_over": lazy("Handed to the archive"),
    "arranged": lazy("Arranged"),
    "transferred": lazy("In the county archives"),
}
KIND_LABELS = {
    ItemKind.FILE: lazy("Electronic file"),
    ItemKind.PAPER: lazy("On paper only"),
    ItemKind.MISSING: lazy("Neither file nor paper"),
}
REASONS = {
    "same_bytes": lazy("The same as when it was handed in (SHA-256 %(digest)s…)."),
    "changed": lazy("The content was changed: SHA-256 was %(was)s…, now %(is)s…."),
    "bytes_lost": lazy("The file is gone from the store."),
    "maker_unknown": lazy("It is not known who handed it in, or when."),
    "step_unknown": lazy("It is not known at which step it was handed in."),
    "confirmed_on_paper": lazy("On paper; the park confirmed it when the step was done."),
    "nobody_confirmed": lazy("On paper; it is not known who confirmed it."),
    "nothing_there": lazy("There is nothing to look at."),
    "whole": lazy("The file is whole and its metadata are there."),
    "size_differs": lazy("The file is shorter or longer than it was."),
    "metadata_missing": lazy("Its metadata are incomplete."),
    "original_there": lazy("The paper original lies in box %(box)s."),
    "original_wanted": lazy("The paper original must still be handed in."),
    "neither_file_nor_paper": lazy("The checklist asks for it; there is neither file nor paper."),
    "opens": lazy("Opens as %(format)s."),
    "opens_not_fixed": lazy("Opens as %(format)s; a PDF beside it would last longer."),
    "does_not_open": lazy("Does not open: %(problem)s"),
    "not_opened": lazy("Was not opened: %(problem)s"),
    "no_file": lazy("No file to be opened."),
    "unsafe": lazy("Not safe: %(problem)s"),
    "level_unknown": lazy("No secrecy level is stated."),
    "harmless": lazy("No macro, script or password; level: %(level)s."),
}
MARKS = {
    True: {"label": lazy("Property met"), "tone": "good"},
    False: {"label": lazy("Property not met"), "tone": "bad"},
    None: {"label": lazy("Does not apply"), "tone": "neutral"},
}
NOT_CHECKED = {"label": lazy("Not checked yet"), "tone": "waiting"}


@dataclass(frozen=True)
class Told:
    """One property of one item as the page shows it."""

    property: Property
    mark: dict[str, Any]
    why: str
    met: bool | None = None


def told_checks(item: ArchiveItem, rules: DossierRules) -> list[Told]:
    """The four properties with their reasons."""
    return [_told(row, item.checks.get(row.slug), rules) for row in rules.properties]


def _told(row: Property, found: dict[str, Any] | None, rules: DossierRules) -> Told:
    if found is None:
        return Told(row, NOT_CHECKED, "")
    met: bool | None = found["met"]
    return Told(row, MARKS[met], reason(found, rules), met)


def reason(found: dict[str, Any], rules: DossierRules) -> str:
    """Why a property is met or not, in one sentence."""
    facts = dict(found["facts"])
    if "problem" in facts:
        refusal = REFUSALS.get(facts["problem"])
        # What a refusal would name (a limit, an ending) is not kept: these sentences name nothing.
        facts["problem"] = (
            str(refusal) if refusal and "%(" not in str(refusal) else facts["problem"]
        )
    if "level" in facts:
        level = rules.level(facts["level"])
        facts["level"] = label(level.label) if level is not None else facts["level"]
    words = REASONS.get(found["why"])
    return str(words) % facts if words is not None else str(found["why"])


@dataclass(frozen=True)
class End:
    """The next end of a dossier as the `deadline` component draws it."""

    text: str
    late: bool
    soon: bool
    label: str
    on: date
    basis: dict[str, str]
    provisional: bool


def end_of(dossier: Dossier, rules: DossierRules) -> End | None:
    """By when what comes next must be done."""
    name, on, provisional = _next_end(dossier)
    if on is None:
        return None
    left = (on - clock.today()).days
    words = (
        ngettext("%(num)s day late", "%(num)s days late", -left)
        if left < 0
        else ngettext("%(num)s day left", "%(num)s days left", left)
    )
    limit = rules.limits[name]
    shown = gettext("%(text)s (until %(day)s)", text=words, day=text.show_date(on))
    late, soon = left < 0, 0 <= left <= SOON
    return End(shown, late, soon, label(limit.label), on, limit.basis, provisional)


def _next_end(dossier: Dossier) -> tuple[str, date | None, bool]:
    if dossier.status is DossierStatus.OPEN:
        return "hand_over", dossier.hand_over_by_on, dossier.is_hand_over_provisional
    if dossier.status is DossierStatus.HANDED_OVER:
        return "arrange", dossier.arrange_by_on, dossier.is_arrange_provisional
    is_arranged = dossier.status is DossierStatus.ARRANGED
    return "transfer", dossier.transfer_on if is_arranged else None, False


def item_number(dossier: Dossier) -> str:
    """How the archive calls it: year and number, such as 2026-003."""
    return f"{dossier.year}-{dossier.number:03d}"


def state_line(dossier: Dossier) -> str:
    """How much is there and what is missing, in one line."""
    parts = [ngettext("%(num)s archive item", "%(num)s archive items", dossier.item_count)]
    if dossier.missing_count:
        parts.append(
            ngettext("%(num)s original missing", "%(num)s originals missing", dossier.missing_count)
        )
    if dossier.fault_count:
        parts.append(ngettext("%(num)s file faulty", "%(num)s files faulty", dossier.fault_count))
    return " · ".join(str(part) for part in parts)
