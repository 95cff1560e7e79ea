"""The page of the search."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.intake.calls.models import Call
from incubator.intake.calls.rules import CALL_READ
from incubator.kernel import access, navigation, web
from incubator.kernel.access import SIGNED_IN, Person
from incubator.kernel.forms import clean_text
from incubator.kernel.text import gettext
from incubator.organizations.workflow import STAGE_LABELS
from incubator.portal.doors import door
from incubator.portal.room import room
from incubator.portal.search import queries

LONGEST = 60


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, what distinguishes it, and where it is."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Group:
    """What was found of one kind."""

    label: str
    icon: str
    hits: list[Hit]


@room.get("/search", SIGNED_IN)
def search() -> ResponseReturnValue:
    """Organizations, calls, experts and pages by name, within reach."""
    words = str(clean_text(request.args.get("q", "")))[:LONGEST]
    groups = _groups(web.signed_in(), words) if words else []
    return web.page("portal/search.html", words=words, groups=groups)


def _groups(person: Person, words: str) -> list[Group]:
    found = [
        Group(gettext("Organizations"), "building-community", _organizations(person, words)),
        Group(gettext("Calls"), "speakerphone", _calls(person, words)),
        Group(gettext("Experts"), "school", _experts(person, words)),
        Group(gettext("Pages"), "file-text", _pages(person, words)),
    ]
    return [group for group in found if group.hits]


def _organizations(person: Person, words: str) -> list[Hit]:
    return [
        Hit(
            row.name,
            " · ".join(
                part
                for part in (row.town, str(STAGE_LABELS[row.stage]) if row.stage else "")
                if part
            ),
            url_for("portal.organization_home", code=row.code),
        )
        for row in queries.find_organizations(person, words)
    ]


def _calls(person: Person, words: str) -> list[Hit]:
    found = [(call, _call_url(person, call)) for call in queries.find_calls(person, words)]
    return [Hit(call.title, call.number, url) for call, url in found if url]


def _call_url(person: Person, call: Call) -> str | None:
    if access.allows(person, CALL_READ, call):
        return door("intake.call_detail", code=call.code)
    return door("intake.call_public_detail", slug=call.park.slug, code=call.code)


def _experts(person: Person, words: str) -> list[Hit]:
    found = [
        (row, door("experts.expert_detail", code=row.code))
        for row in queries.find_experts(person, words)
    ]
    return [Hit(row.display_name, row.unit, url) for row, url in found if url]


def _pages(person: Person, words: str) -> list[Hit]:
    """The places of the rail whose name has these words."""
    wanted = words.casefold()
    entries: list[tuple[Any, navigation.Entry]] = [
        (platform, entry)
        for platform, entries in navigation.groups(navigation.entries_of(person))
        for entry in entries
        if wanted in str(entry.label).casefold()
    ]
    return [
        Hit(str(entry.label), str(platform), url_for(entry.endpoint)) for platform, entry in entries
    ][: queries.LIMIT]
