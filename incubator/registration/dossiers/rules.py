"""How long is a dossier kept, by when is it handed over and arranged, and what may be done with it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from incubator.kernel import clock
from incubator.kernel.errors import Refusal
from incubator.kernel.rulesets import Fault, body_of, message
from incubator.kernel.text import lazy
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.dossiers.models import ArchiveItem, Dossier, ItemKind
from incubator.registration.dossiers.workflow import DossierStatus

KIND = "registration.dossier"
Texts = dict[str, str]


@dataclass(frozen=True)
class Word:
    """One entry of a list: its slug and what people call it."""

    slug: str
    label: Texts


@dataclass(frozen=True)
class Retention:
    """How long: so many years, 0 for ever."""

    slug: str
    label: Texts
    years: int
    basis: Texts


@dataclass(frozen=True)
class Limit:
    """A period: working days, or years."""

    label: Texts
    basis: Texts
    days: int = 0
    years: int = 0


@dataclass(frozen=True)
class Property:
    """One of the four properties."""

    slug: str
    label: Texts
    text: Texts
    basis: Texts


@dataclass(frozen=True)
class DossierRules:
    """How dossiers are kept, by one edition."""

    retentions: tuple[Retention, ...]
    matters: dict[str, str]
    classes: tuple[Word, ...]
    levels: tuple[Word, ...]
    limits: dict[str, Limit]
    properties: tuple[Property, ...]
    fixed_formats: frozenset[str]

    def retention_for(self, procedure: Procedure) -> Retention:
        """How long the papers of a procedure are kept."""
        return self.retention(self.matters[procedure.value])

    def retention(self, slug: str) -> Retention:
        """The retention of that name."""
        return next(row for row in self.retentions if row.slug == slug)

    def level(self, slug: str) -> Word | None:
        """The secrecy level of that name."""
        return next((row for row in self.levels if row.slug == slug), None)

    def category(self, slug: str) -> Word:
        """The class of that name."""
        return next(row for row in self.classes if row.slug == slug)


@body_of(KIND)
def parse_rules(body: dict[str, Any]) -> DossierRules:
    """The rules of a body; a matter without a retention is refused by name."""
    retentions = tuple(
        Retention(row["slug"], row["label"], int(row["years"]), row["basis"])
        for row in body["retentions"]
    )
    known = {row.slug for row in retentions}
    for procedure in Procedure:
        if body["matters"].get(procedure.value) not in known:
            raise Fault(
                f"matters.{procedure.value}",
                message("%(name)s is missing"),
                name=procedure.value,
            )
    return DossierRules(
        retentions,
        dict(body["matters"]),
        _words(body["classes"]),
        _words(body["levels"]),
        {slug: _limit(row) for slug, row in body["limits"].items()},
        tuple(
            Property(row["slug"], row["label"], row["text"], row["basis"])
            for row in body["properties"]
        ),
        frozenset(body["fixed_formats"]),
    )


def _words(rows: Iterable[dict[str, Any]]) -> tuple[Word, ...]:
    return tuple(Word(row["slug"], row["label"]) for row in rows)


def _limit(row: dict[str, Any]) -> Limit:
    return Limit(row["label"], row["basis"], int(row.get("days", 0)), int(row.get("years", 0)))


def years_on(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def check_open(dossier: Dossier) -> None:
    """Refuse to take papers in once the dossier has left the business unit."""
    if dossier.status is not DossierStatus.OPEN:
        raise Refusal(
            lazy("This dossier is handed over. The archive must send it back before it changes.")
        )


def check_whole(dossier: Dossier, items: Iterable[ArchiveItem], note: str) -> None:
    """Refuse a hand-over with a spoilt file; something missing needs its explanation."""
    if dossier.ended_on is None:
        raise Refusal(lazy("The case is still going on: it is handed over once it has ended."))
    rows = list(items)
    if not rows:
        raise Refusal(lazy("There is nothing in this dossier yet."))
    spoilt = [row for row in rows if row.kind is ItemKind.FILE and not is_sound(row)]
    if spoilt:
        raise Refusal(lazy("%(num)s file did not pass the check.", num=len(spoilt)))
    if any(row.is_wanting for row in rows) and not note.strip():
        raise Refusal(lazy("Originals are missing: please say why and until when."), field="note")


def is_sound(item: ArchiveItem) -> bool:
    """Whether no property of an item failed; one that was never looked at has not passed."""
    verdicts = item.checks.values()
    return bool(verdicts) and all(row["met"] is not False for row in verdicts)


def check_day(day: date, not_before: date | None, field: str) -> None:
    """Refuse a day that has not come, and one before what comes first."""
    if day > clock.today():
        raise Refusal(lazy("This day lies in the future."), field=field)
    if not_before is not None and day < not_before:
        raise Refusal(lazy("This lies before the step that comes first."), field=field)
