"""What is known for the papers of a case, and what is missing?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import select

from incubator.kernel import clock, rulesets
from incubator.kernel.db import db
from incubator.kernel.money import format_yuan
from incubator.organizations.models import LegalForm, Organization
from incubator.organizations.rules import name_to_register
from incubator.registration.cases.models import Case
from incubator.registration.cases.queries import facts_of
from incubator.registration.checklists.rules import Route
from incubator.registration.meetings.models import Matter, Meeting, MeetingKind
from incubator.registration.meetings.queries import (
    latest_meeting,
    list_resolutions,
    turnout_of,
)
from incubator.registration.papers import placeholders, sheets
from incubator.registration.papers.models import PaperSheet
from incubator.registration.papers.placeholders import Places
from incubator.registration.papers.rules import KIND, Catalogue, Fact, Paper, Where
from incubator.registration.prechecks.queries import judge_for
from incubator.registration.registers.models import Founder, Holder, Member, Post, PostKind
from incubator.registration.registers.queries import (
    find_profile,
    list_founders,
    list_members,
    list_posts,
)
from incubator.territory.models import Park, Region

Row = dict[str, str]
HEADS = (PostKind.LEGAL_REPRESENTATIVE, PostKind.CHAIR)
# Beijing, Tianjin, Shanghai, Chongqing: their civil affairs are a bureau's.
MUNICIPALITIES = ("11", "12", "31", "50")


def catalogue(park: Park) -> Catalogue:
    """The catalogue of papers in force at the park's place."""
    rules = rulesets.get(KIND, regions=park.region.codes_upwards)
    found: Catalogue = rulesets.parse(rules)
    return found


def find_sheet(case: Case) -> PaperSheet | None:
    """What was typed for the papers of a case, if anything was."""
    return db.session.get(PaperSheet, case.id)


@lru_cache(maxsize=64)
def _shipped_places(text: str, _words: frozenset[str], known: "_Beside") -> Places:
    places, problems = placeholders.read([sheets.template_of(text)], known.catalogue)
    if problems:
        raise ValueError(f"{text}: {problems[0].word} {problems[0].line}")
    return places


@dataclass(frozen=True)
class _Beside:
    """A catalogue that is no part of the key: the words beside it tell whether a reading still holds."""

    catalogue: Catalogue = field(compare=False, hash=False)


def shipped_places(text: str, known: Catalogue) -> Places:
    """What a shipped text asks for; a text that asks for an unknown fact is our own mistake."""
    words = frozenset([*known.by_word, *known.lists_by_word])
    return _shipped_places(text, words, _Beside(known))


@dataclass(frozen=True)
class Missing:
    """One thing that a paper asks for and nobody filled in; `rows` counts where it lacks in a list."""

    label: dict[str, str]
    where: Where
    slug: str
    rows: int = 0


@dataclass(frozen=True)
class Filled:
    """The values of a paper, with marks where something is missing, and the list of what is."""

    values: dict[str, Any]
    missing: list[Missing]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


class Subject(Protocol):
    """What papers are printed for: a case, or a filing that never had one."""

    @property
    def number(self) -> str:
        """How it is called in the office."""

    @property
    def legal_form(self) -> LegalForm:
        """Which papers it has."""

    @property
    def organization(self) -> Organization:
        """Whose papers they are."""

    @property
    def park(self) -> Park:
        """Where they are printed."""


@dataclass
class Known:
    """All that is known for the papers of one case, or of a filing without one."""

    case: Subject
    catalogue: Catalogue
    is_charity: bool
    facts: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def papers(self) -> list[Paper]:
        """The papers of this case in order."""
        return self.catalogue.papers_for(self.case.legal_form)

    def text_of(self, paper: Paper) -> str:
        """The text of a paper for this case."""
        return paper.text_for(self.case.legal_form, is_charity=self.is_charity)

    def fill(self, places: Places) -> Filled:
        """The values for a template that asks for these places; none of them is ever silently blank."""
        missing = [
            Missing(row.label, row.where, row.slug)
            for row in self.catalogue.facts
            if row.word in places.facts and row.required and not self.facts.get(row.slug)
        ]
        for listing in self.catalogue.lists:
            if listing.word in places.columns:
                missing += self._missing_rows(listing.slug, places.columns[listing.word])
        return Filled(self._values(), missing)

    def _missing_rows(self, slug: str, used: set[str]) -> list[Missing]:
        listing = next(row for row in self.catalogue.lists if row.slug == slug)
        rows = self.rows.get(slug, [])
        if not rows:
            return [Missing(listing.label, listing.where, slug)] if listing.required else []
        found = []
        for column in listing.columns:
            lacking = sum(not row.get(column.slug) for row in rows)
            if column.word in used and column.required and lacking:
                label = {
                    language: f"{listing.label[language]}: {column.label[language]}"
                    for language in ("zh", "en")
                }
                found.append(Missing(label, listing.where, slug, rows=lacking))
        return found

    def _values(self) -> dict[str, Any]:
        say = self.catalogue.say
        values: dict[str, Any] = {}
        for fact in self.catalogue.facts:
            blank = say("missing", what=fact.word) if fact.required else say("nothing")
            values[fact.word] = self.facts.get(fact.slug) or blank
        for listing in self.catalogue.lists:
            rows = self.rows.get(listing.slug, []) or ([{}] if listing.required else [])
            values[listing.word] = [
                {
                    column.word: row.get(column.slug)
                    or (say("missing", what=column.word) if column.required else say("nothing"))
                    for column in listing.columns
                }
                for row in rows
            ]
        return values


def known_of(case: Case, stored: Mapping[str, int] | None = None) -> Known:
    """Gather everything for the papers of a case; `stored` are the facts of its steps, where known."""
    organization = case.organization
    profile = find_profile(organization)
    found = Known(case, catalogue(case.park), profile is not None and profile.is_charity)
    found.facts.update(_from_case(case, found.catalogue))
    posts = list_posts(organization)
    founders, members = list_founders(organization), list_members(organization)
    found.rows["founders"] = _founder_rows(founders, posts, found)
    found.rows["members"] = _member_rows(members, found.catalogue)
    found.rows["leaders"] = _post_rows(posts, found)
    found.facts.update(_counts(founders, members))
    found.facts["representative"] = _head(posts) or organization.representative
    stored = facts_of(case) if stored is None else stored
    found.facts.update(_from_steps(stored))
    _add_meeting(found, stored)
    _conclude(found, case)
    sheet = find_sheet(case)
    for fact in found.catalogue.sheet:
        value = str((sheet.facts if sheet else {}).get(fact.slug, ""))
        if value or not found.facts.get(fact.slug):
            found.facts[fact.slug] = _shown(value, fact.type)
    return found


def sheet_facts(case: Case, known: Catalogue) -> list[Fact]:
    """The facts that the papers of this legal form ask for and no register holds."""
    used: set[str] = set()
    for paper in known.papers_for(case.legal_form):
        for text in {
            paper.text_for(case.legal_form),
            paper.text_for(case.legal_form, is_charity=True),
        }:
            used |= shipped_places(text, known).facts
    return [fact for fact in known.sheet if fact.word in used]


def defaults_of(case: Case) -> dict[str, str]:
    """What the organization's file already says, for fields that nobody filled in yet."""
    organization = case.organization
    return {
        "purpose": organization.mission,
        "township": organization.town,
        "contact": organization.representative,
    }


def _shown(value: str, kind: str) -> str:
    if kind == "date" and value:
        return in_words(date.fromisoformat(value))
    return value


def in_words(day: date | None) -> str:
    """A day as papers write it: 2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日" if day is not None else ""


def _from_case(case: Case, known: Catalogue) -> dict[str, str]:
    organization = case.organization
    direct = case.route is Route.DIRECT and not organization.supervising_unit
    bureau = case.park.region.name + known.say("bureau")
    foundation = case.legal_form is LegalForm.FOUNDATION
    staff = organization.full_time_count
    return {
        "name": name_to_register(organization.name),
        "address": organization.address,
        "phone": organization.phone,
        "supervising_unit": known.say("direct") if direct else organization.supervising_unit,
        "credit_code": organization.credit_code or "",
        "full_time": "" if staff is None else str(staff),
        "registered_on": in_words(case.decided_on),
        "today": in_words(clock.today()),
        "form": known.say(case.legal_form.value),
        "region": case.park.region.name,
        "authority": _department(case.park.region, known) if foundation else bureau,
        "filing_authority": bureau,
        **defaults_of(case),
    }


def _department(region: Region, known: Catalogue) -> str:
    """Where a foundation is registered: with the province (JJH 6); a municipality has a bureau."""
    code = (region.codes_upwards or [region.division_code])[-1]
    name = db.session.scalars(select(Region.name).where(Region.division_code == code)).one()
    return name + known.say("bureau" if code.startswith(MUNICIPALITIES) else "department")


def _counts(founders: list[Founder], members: list[Member]) -> dict[str, str]:
    units = sum(row.is_unit for row in members)
    return {
        "founders_count": str(len(founders) or ""),
        "founder_names": "、".join(row.name for row in founders),
        "members_count": str(len(members) or ""),
        "members_unit": str(units) if members else "",
        "members_individual": str(len(members) - units) if members else "",
    }


def _from_steps(stored: Mapping[str, int]) -> dict[str, str]:
    found = {}
    if stored.get("funds_fen"):
        found["funds"] = format_yuan(stored["funds_fen"])
    return found


def _head(posts: Iterable[Post]) -> str:
    for kind in HEADS:
        for post in posts:
            if post.kind is kind:
                return post.name
    return ""


def _names_of_posts(posts: list[Post], name_key: str, found: Known) -> str:
    kinds = [row.kind for row in posts if row.name_key == name_key]
    form = found.case.legal_form
    return "、".join(found.catalogue.post(kind.value, form) for kind in dict.fromkeys(kinds))


def _founder_rows(founders: list[Founder], posts: list[Post], found: Known) -> list[Row]:
    say = found.catalogue.say
    return [
        {
            "number": str(number),
            "name": row.name,
            "kind": say("unit" if row.kind is Holder.UNIT else "person"),
            "unit": row.work_unit or (row.name if row.kind is Holder.UNIT else ""),
            "contact": row.contact,
            "phone": row.phone,
            "post": _names_of_posts(posts, row.name_key, found),
            "shown": say("shown" if row.is_document_shown else "not_shown"),
        }
        for number, row in enumerate(founders, start=1)
    ]


def _member_rows(members: list[Member], known: Catalogue) -> list[Row]:
    return [
        {
            "number": str(number),
            "name": row.name,
            "kind": known.say("unit" if row.is_unit else "person"),
            "unit": " ".join(part for part in (row.contact, row.post) if part),
            "phone": row.phone,
        }
        for number, row in enumerate(members, start=1)
    ]


def _post_rows(posts: list[Post], found: Known) -> list[Row]:
    """One row a person, with all posts; the finance staff are no leaders."""
    posts = [row for row in posts if row.kind is not PostKind.PARTY_SECRETARY]
    first = {row.name_key: row for row in reversed(posts) if row.kind is not PostKind.FINANCE}
    people = [row for row in posts if first.get(row.name_key) is row]
    return [
        {
            "number": str(number),
            "name": row.name,
            "post": _names_of_posts(posts, row.name_key, found),
            "unit": row.employed_by,
            "phone": row.phone,
            "term": "至".join(in_words(day) for day in (row.starts_on, row.ends_on) if day),
            "full_time": found.catalogue.say("yes" if row.is_full_time else "no"),
        }
        for number, row in enumerate(people, start=1)
    ]


def _add_meeting(found: Known, stored: Mapping[str, int]) -> None:
    """The founding meeting with its votes; a foundation and a service organization have a council's."""
    organization = found.case.organization
    kinds = [MeetingKind.FOUNDING]
    if found.case.legal_form in {LegalForm.FOUNDATION, LegalForm.PRIVATE_NON_ENTERPRISE}:
        kinds.append(MeetingKind.COUNCIL)
    meeting = next((row for kind in kinds if (row := latest_meeting(organization, kind))), None)
    for slug, fact in (("entitled", "entitled"), ("attended", "attended")):
        found.facts[slug] = str(stored.get(fact, "") or "")
    found.facts["votes_charter"] = str(stored.get("in_favour", "") or "")
    if meeting is not None:
        _tell_meeting(found, meeting)


def _conclude(found: Known, case: Case) -> None:
    """Minutes say that enough came and that the charter was carried only where the figures say so."""
    voting = judge_for(case.organization, case)(MeetingKind.FOUNDING)
    entitled, attended, votes = (
        int(found.facts[slug] or 0) for slug in ("entitled", "attended", "votes_charter")
    )
    came = voting is None or attended >= voting.quorum.of(entitled)
    agreed = voting is None or votes >= voting.majority(Matter.CHARTER).of(attended)
    say = found.catalogue.say
    found.facts["quorum"] = say("quorate") if attended and came else ""
    found.facts["carried"] = say("carried") if votes and came and agreed else ""


def _tell_meeting(found: Known, meeting: Meeting) -> None:
    found.facts |= {
        "meeting_on": in_words(meeting.held_on),
        "meeting_time": meeting.starts_at,
        "meeting_place": meeting.place,
        "meeting_chair": meeting.chair,
        "meeting_secretary": meeting.secretary,
    }
    turnout = turnout_of(meeting)
    if turnout.entitled:
        found.facts["entitled"] = str(turnout.entitled)
        found.facts["attended"] = str(turnout.present or found.facts["attended"])
    found.rows["items"] = [
        {"number": str(number), "text": text} for number, text in enumerate(meeting.items, start=1)
    ]
    resolutions = list_resolutions([meeting])[meeting.id]
    found.rows["resolutions"] = [
        {
            "number": str(number),
            "text": row.text,
            "for": str(row.votes_for),
            "against": str(row.votes_against),
            "abstain": str(row.votes_abstain),
        }
        for number, row in enumerate(resolutions, start=1)
    ]
    charter = [row.votes_for for row in resolutions if row.matter.value == "charter"]
    if charter:
        found.facts["votes_charter"] = str(charter[0])
