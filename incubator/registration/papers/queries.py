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
from incubator.registration.meetings.rules import has_council_first, opening_kinds
from incubator.registration.papers import placeholders, sheets
from incubator.registration.papers.models import PaperSheet
from incubator.registration.papers.placeholders import Places
from incubator.registration.papers.rows import (
    Row,
    council_rows,
    founder_rows,
    in_words,
    member_rows,
    post_rows,
)
from incubator.registration.papers.rules import KIND, Catalogue, Fact, Paper, Where
from incubator.registration.prechecks.queries import judge_for
from incubator.registration.registers.models import Founder, Member, Post, PostKind, Profile
from incubator.registration.registers.queries import (
    find_profile,
    list_founders,
    list_members,
    list_posts,
)
from incubator.territory.models import Park, Region

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
    found.facts["foundation_type"] = _foundation_type(profile, found.catalogue)
    posts = list_posts(organization)
    founders, members = list_founders(organization), list_members(organization)
    known, form = found.catalogue, case.legal_form
    found.rows["founders"] = founder_rows(founders, posts, known, form)
    found.rows["members"] = member_rows(members, known)
    found.rows["leaders"] = post_rows(posts, known, form)
    found.rows |= council_rows(posts, known, form)
    found.facts.update(_counts(founders, members))
    found.facts["representative"] = _head(posts) or organization.representative
    stored = facts_of(case) if stored is None else stored
    found.facts.update(_from_steps(stored))
    _conclude(found, case, _add_meeting(found, case, stored))
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
        "way": known.say("way_direct" if direct else "way_dual"),
        "form": known.say(case.legal_form.value),
        "region": case.park.region.name,
        "authority": _department(case.park.region, known) if foundation else bureau,
        "filing_authority": bureau,
        **defaults_of(case),
    }


def _foundation_type(profile: Profile | None, known: Catalogue) -> str:
    """What the application says of it (JJH 11): nothing before somebody filled in the profile."""
    if profile is None:
        return ""
    found = known.say("public_foundation" if profile.is_public else "private_foundation")
    return known.say("as_charity", type=found) if profile.is_charity else found


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


def _add_meeting(found: Known, case: Case, stored: Mapping[str, int]) -> MeetingKind:
    """The opening meeting with its votes: of the members, or of the council where there are none."""
    kinds = opening_kinds(case.legal_form)
    meeting = latest_meeting(case.organization, *kinds, until=case.decided_on)
    for slug, fact in (("entitled", "entitled"), ("attended", "attended")):
        found.facts[slug] = str(stored.get(fact, "") or "")
    found.facts["votes_charter"] = str(stored.get("in_favour", "") or "")
    if meeting is None:
        return kinds[0]
    _tell_meeting(found, meeting)
    return meeting.kind


def _conclude(found: Known, case: Case, kind: MeetingKind) -> None:
    """Minutes say that enough came and that the charter was carried only where the figures say so."""
    voting = judge_for(case.organization, case)(kind)
    entitled, attended, votes = (
        int(found.facts[slug] or 0) for slug in ("entitled", "attended", "votes_charter")
    )
    came = agreed = True
    if voting is not None:
        share = voting.majority(Matter.CHARTER)
        came = attended >= voting.quorum.of(entitled)
        agreed = votes >= share.of(entitled if share.of_all else attended)
    say = found.catalogue.say
    enough = "quorate_council" if has_council_first(case.legal_form) else "quorate"
    found.facts["quorum"] = say(enough) if attended and came else ""
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
