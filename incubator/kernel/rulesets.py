"""Which rule holds here and today: versioned rule data with jurisdiction, source and dates.

A rule set is immutable once effective. A subject stores the id of the set it started with, so a
new version never changes a running case. Shipped sets are JSON files in the rooms' `rules/` folders;
`load_shipped` stores those that are not there yet.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import String, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from incubator.kernel import clock
from incubator.kernel.db import Addressable, Base, Versioned, db, slug
from incubator.kernel.errors import Absent
from incubator.kernel.text import gettext, lazy

MARKS = ("V", "S", "M", "D", "SEED")
SAMPLE_MARKS = frozenset({"M", "D"})


class RuleState(StrEnum):
    """Whether a set counts: drafted, announced (text awaited), effective, or withdrawn."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    EFFECTIVE = "effective"
    WITHDRAWN = "withdrawn"


class RuleSet(Addressable, Versioned, Base):
    """One version of one body of rules."""

    __tablename__ = "rule_sets"
    __audited__ = True
    __table_args__ = (UniqueConstraint("kind", "key", "legal_form", "region_code", "edition"),)

    kind: Mapped[str] = mapped_column(String(60), index=True)
    key: Mapped[str] = mapped_column(String(60))
    region_code: Mapped[str] = mapped_column(String(12), default="")
    legal_form: Mapped[str] = mapped_column(String(40), default="")
    edition: Mapped[str] = mapped_column(String(40))
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    title: Mapped[dict[str, str]]
    source: Mapped[dict[str, str]]
    body: Mapped[dict[str, Any]]
    state: Mapped[RuleState] = mapped_column(slug(RuleState))

    @property
    def is_sample(self) -> bool:
        """Whether the figures are our own defaults and must be labelled 示例参数."""
        return self.source.get("mark") in SAMPLE_MARKS


class Fault(ValueError):
    """What is wrong in a rule set and where, such as `steps.founders.after`.

    `message` is a message id (marked with `notices.message`): the log reads it in English, people in
    their language.
    """

    def __init__(self, place: str, message: str, **facts: Any) -> None:
        super().__init__(f"{place}: {message % facts}" if place else message % facts)
        self.place, self.message, self.facts = place, message, facts

    @property
    def words(self) -> str:
        """What is wrong, in the reader's language, without the place."""
        return str(gettext(self.message, **self.facts))


class Unbalanced(Fault):
    """Figures that do not add up: mended in several steps, so a draft may hold it and a proposal not."""


Parser = Callable[[dict[str, Any]], object]
Parsing = TypeVar("Parsing", bound=Parser)
_parsers: dict[str, Parser] = {}


def body_of(kind: str) -> Callable[[Parsing], Parsing]:
    """Register the function that checks a body of this kind and makes its dataclass."""

    def register(parser: Parsing) -> Parsing:
        _parsers[kind] = parser
        return parser

    return register


def parse(rules: RuleSet) -> Any:
    """The body as its room's dataclass; raises `ValueError` naming what is wrong."""
    parser = _parsers.get(rules.kind)
    return parser(rules.body) if parser else rules.body


def has_parser(kind: str) -> bool:
    """Whether a room checks bodies of this kind itself."""
    return kind in _parsers


def check_body(kind: str, body: dict[str, Any]) -> None:
    """Refuse a body that its room could not work with; raises `Fault` naming the place."""
    parser = _parsers.get(kind)
    if parser is None:
        return
    try:
        parser(body)
    except Fault:
        raise
    except KeyError as missing:
        raise Fault("", message("%(name)s is missing"), name=missing.args[0]) from missing
    except (TypeError, ValueError, AttributeError, IndexError) as problem:
        raise Fault("", message("this could not be read: %(why)s"), why=str(problem)) from problem


def message(text: str) -> str:
    """Mark what a `Fault` says for extraction, unchanged: it is translated when read."""
    return text


@dataclass(frozen=True)
class Wanted:
    """What is asked for: the kind, the key, where (nearest region first), which form, which day."""

    kind: str
    key: str = "default"
    legal_form: str = ""
    regions: Sequence[str] = ()
    on: date | None = None


def find(wanted: Wanted) -> RuleSet | None:
    """The set in force: of the nearest region that has one, falling back to the nation."""
    day = wanted.on or clock.today()
    places = [*wanted.regions, ""]
    query = (
        select(RuleSet)
        .where(RuleSet.kind == wanted.kind, RuleSet.key == wanted.key)
        .where(RuleSet.legal_form == wanted.legal_form, RuleSet.region_code.in_(places))
        .where(RuleSet.state == RuleState.EFFECTIVE, RuleSet.effective_from <= day)
        .where(or_(RuleSet.effective_to.is_(None), RuleSet.effective_to >= day))
    )
    found = list(db.session.scalars(query))
    found.sort(
        key=lambda rules: (places.index(rules.region_code), -rules.effective_from.toordinal())
    )
    return found[0] if found else None


def get(
    kind: str, key: str = "default", *, legal_form: str = "", regions: Sequence[str] = ()
) -> RuleSet:
    """The set in force today; raises `Absent` with the kind named when none is."""
    found = find(Wanted(kind, key, legal_form, regions))
    if found is None:
        raise Absent(lazy("No rules are in force for this yet. Please ask the park."), kind=kind)
    return found


def by_code(code: str) -> RuleSet:
    """The set of that code; raises `Absent`. Rules are no secret: whoever may open a page of rules
    may read each of them, so nothing but the page's permission is asked.
    """
    row = db.session.scalars(select(RuleSet).where(RuleSet.code == code)).one_or_none()
    if row is None:
        raise Absent
    return row


def shipped_files(root: Path) -> Iterable[Path]:
    """The JSON files of all rooms' `rules/` folders that hold a rule set."""
    return sorted(
        path for path in root.glob("*/rules/*.json") if path.parent.parent.name != "kernel"
    )


def load_shipped(root: Path) -> int:
    """Store the shipped sets that are not stored yet; returns how many were new."""
    known = {
        (row.kind, row.key, row.legal_form, row.region_code, row.edition)
        for row in db.session.scalars(select(RuleSet))
    }
    count = 0
    for path in shipped_files(root):
        rules = from_json(json.loads(path.read_text("utf-8")))
        if (rules.kind, rules.key, rules.legal_form, rules.region_code, rules.edition) not in known:
            db.session.add(rules)
            count += 1
    return count


def from_json(data: dict[str, Any]) -> RuleSet:
    """A rule set from its file form; the body is checked by its room's dataclass."""
    rules = RuleSet(
        kind=data["kind"],
        key=data["key"],
        region_code=data.get("region") or "",
        legal_form=data.get("legal_form") or "",
        edition=data["version"],
        effective_from=date.fromisoformat(data["effective_from"]),
        effective_to=_day(data.get("effective_to")),
        title=data["title"],
        source=data["source"],
        body=data["body"],
        state=RuleState(data["state"]),
    )
    if rules.state is RuleState.EFFECTIVE:
        parse(rules)
    return rules


def to_json(rules: RuleSet) -> dict[str, Any]:
    """A rule set in its file form: what `from_json` reads back as it was."""
    return {
        "kind": rules.kind,
        "key": rules.key,
        "version": rules.edition,
        "region": rules.region_code or None,
        "legal_form": rules.legal_form or None,
        "effective_from": rules.effective_from.isoformat(),
        "effective_to": rules.effective_to.isoformat() if rules.effective_to else None,
        "title": dict(rules.title),
        "source": dict(rules.source),
        "state": rules.state.value,
        "body": rules.body,
    }


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
