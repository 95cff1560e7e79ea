"""What can be asked about names: the rules in force, the divisions, and the names that are like one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, func, or_, select, union_all

from incubator.kernel import rulesets
from incubator.kernel.access import Person, Wearing, reach
from incubator.kernel.db import db
from incubator.kernel.paging import COUNT_LIMIT
from incubator.kernel.rulesets import RuleSet
from incubator.organizations.models import LegalForm, Organization
from incubator.registration.names.divisions import Division, Divisions, possible_names
from incubator.registration.names.likeness import WHY_LABELS, Known, Likeness, Why, ranked
from incubator.registration.names.models import NameEntry, NameStatus
from incubator.registration.names.reading import Parts
from incubator.registration.names.register import keys_of, number, place_key
from incubator.registration.names.rules import (
    FIELDS_KIND,
    KIND,
    NAME_CHECK,
    FieldWords,
    Finding,
    Judge,
    Local,
    NameRules,
    Verdict,
    reader_of,
    worst,
)
from incubator.registration.names.spelling import halves_within_one
from incubator.territory.models import Park, Region, RegionLevel

SHOWN = 20
# What a division's short name leaves out, and the levels whose names are not free.
ENDINGS = ("省", "市", "县", "区", "自治区", "自治州", "自治县", "地区", "盟", "旗")
LEVELS = (RegionLevel.PROVINCE, RegionLevel.PREFECTURE, RegionLevel.COUNTY)
# How many names are fetched per kind of likeness: beyond this many the ranking would not tell more.
PER_KIND = 60
COMPARED = tuple(getattr(NameEntry, each.name) for each in fields(Known))


@dataclass(frozen=True)
class Words:
    """The rule sets in force at a place, as data and as rows to be named as sources."""

    rules: NameRules
    fields: FieldWords
    source: RuleSet


def words_for(regions: Sequence[str] = ()) -> Words:
    """The rules for names at a place (nearest region first); raises `Absent` when none are in force."""
    source = rulesets.get(KIND, regions=regions)
    vocabulary = rulesets.get(FIELDS_KIND, regions=regions)
    return Words(rulesets.parse(source), rulesets.parse(vocabulary), source)


def divisions_for(name: str, near: Sequence[str] = ()) -> Divisions:
    """The divisions with which a name could begin, in one query by name."""
    query = select(Region.name, Region.division_code, Region.path)
    query = query.where(Region.name.in_(possible_names(name)))
    return Divisions((Division(*row) for row in db.session.execute(query)), near)


def all_divisions() -> Divisions:
    """The whole region tree, for reading many names."""
    query = select(Region.name, Region.division_code, Region.path)
    return Divisions(Division(*row) for row in db.session.execute(query))


def local_of(region: Region | None, form: str = "") -> Local:
    """Where a person of this region registers: the division and everything below it.

    A foundation is registered with the province (JJH 6): all on the way up to it are local too.
    """
    if region is None:
        return Local()
    ours = Region.path.like(f"{region.path}%")
    upwards = region.codes_upwards if form == LegalForm.FOUNDATION.value else []
    query = select(Region.division_code, Region.name)
    query = query.where(or_(ours, Region.division_code.in_(upwards)))
    found = {row.division_code: row.name for row in db.session.execute(query)}
    seat = upwards[-1] if upwards and upwards[-1] in found else ""
    return Local(found[seat] if seat else region.name, tuple(found), seat)


def is_division(word: str, rules: NameRules) -> bool:
    """Whether a word alone is the name of a county or anything above it, in full or in short."""
    if word in rules.homes:
        return True
    wanted = [word, *(word + ending for ending in ENDINGS)]
    query = select(Region.id).where(Region.name.in_(wanted), Region.level.in_(LEVELS)).limit(1)
    return db.session.scalars(query).first() is not None


def region_of(person: Person | Wearing) -> Region | None:
    """The region in which a person works or is at home: of their park, bureau or organization."""
    span = reach(person, NAME_CHECK)
    query = select(Region)
    if span.parks:
        query = query.join(Park, Park.region_id == Region.id).where(Park.id.in_(sorted(span.parks)))
    elif span.organizations:
        query = query.join(Organization, Organization.region_id == Region.id)
        query = query.where(Organization.id.in_(sorted(span.organizations)))
    elif span.region_paths:
        query = query.where(Region.path.in_(sorted(span.region_paths)))
    else:
        query = query.join(Park, Park.region_id == Region.id)
    return db.session.scalars(query.order_by(Region.id).limit(1)).first()


@dataclass(frozen=True)
class Checked:
    """A name that was looked at: its parts, what was found, and the names that are like it."""

    parts: Parts
    form: str
    findings: list[Finding]
    similar: list[Likeness]
    words: Words

    @property
    def verdict(self) -> Verdict:
        """The verdict on the whole."""
        return worst(self.findings)


def check_name(
    name: str,
    form: str,
    *,
    region: Region | None = None,
    own: Iterable[int] = (),
    words: Words | None = None,
) -> Checked:
    """Look at a name: its wording, and what is in the register; names of `own` organizations aside."""
    near = region.codes_upwards if region is not None else []
    words = words or words_for(near)
    reader = reader_of(words.rules, words.fields)
    place = divisions_for(name, near[:1]).place_of(name)
    parts = reader.read(name, form, [place] if place is not None else [])
    judge = Judge(words.rules, reader, local_of(region, form))
    similar = similar_to(parts, own=own)
    findings = [*judge.findings(parts, form), *_of_register(judge, similar)]
    if parts.trade and is_division(parts.trade, words.rules):
        findings += judge.say_if_told("trade_division", "trade", part=parts.trade)
    return Checked(parts, form, sorted(findings, key=_badness), similar, words)


def _badness(found: Finding) -> int:
    return -list(Verdict).index(found.verdict)


def _of_register(judge: Judge, similar: Iterable[Likeness]) -> list[Finding]:
    """What the register says against a name: the same one, or one that is too near."""
    found = []
    for each in similar:
        live = each.entry.status is NameStatus.LIVE
        if each.is_same:
            found.append(judge.say("same_live" if live else "same_gone", name=each.entry.name))
        elif each.is_near and live:
            found.append(judge.say("close_here", name=each.entry.name, why=in_words(each.why)))
    return found


def in_words(why: Iterable[Why]) -> str:
    """Why two names are alike, in words; that they stand in one division goes without saying there."""
    return "、".join(str(WHY_LABELS[each]) for each in why if each is not Why.SAME_PLACE)


def similar_to(parts: Parts, *, own: Iterable[int] = (), limit: int = SHOWN) -> list[Likeness]:
    """The names of the register that are most like this one: look-ups by equality, one query."""
    if not parts.core:
        return []
    query = select(*COMPARED).where(NameEntry.id.in_(_candidates(parts)))
    mine = set(own)
    rows = (Known(*row) for row in db.session.execute(query))
    rows = (row for row in rows if row.organization_id is None or row.organization_id not in mine)
    return ranked(parts, rows, limit)


def _candidates(parts: Parts) -> ColumnElement[int]:
    """The keys of all names that share something telling; each kind stops at its limit."""
    keys, here = keys_of(parts), place_key(parts)
    heads, tails = halves_within_one(parts.core)
    conditions = [
        NameEntry.by_name == keys["by_name"],
        NameEntry.by_sound == keys["by_sound"],
        NameEntry.by_head.in_([number("head", here, head) for head in heads]),
        NameEntry.by_tail.in_([number("tail", here, tail) for tail in tails]),
        NameEntry.by_trade == keys["by_trade"],
        NameEntry.by_trade_here == keys["by_trade_here"],
        NameEntry.by_field_here == keys["by_field_here"],
    ]
    parted = [select(NameEntry.id).where(each).limit(PER_KIND).subquery() for each in conditions]
    return union_all(*(select(each.c.id) for each in parted))  # type: ignore[return-value]


@dataclass(frozen=True)
class Holdings:
    """What the imported register holds: how many names (counted to the limit), and its newest row."""

    count: int
    latest: NameEntry | None


def holdings() -> Holdings:
    """What was imported so far; names of organizations on file come by themselves."""
    imported = select(NameEntry).where(NameEntry.organization_id.is_(None))
    capped = imported.with_only_columns(NameEntry.id).limit(COUNT_LIMIT + 1).subquery()
    count = db.session.scalar(select(func.count()).select_from(capped)) or 0
    latest = db.session.scalars(imported.order_by(NameEntry.id.desc()).limit(1)).first()
    return Holdings(count, latest)
