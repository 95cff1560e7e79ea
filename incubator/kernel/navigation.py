"""Where can this person go: entries offered by the rooms, grouped by the four platforms."""

import bisect
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from incubator.kernel import access
from incubator.kernel.access import Permission, Person
from incubator.kernel.text import lazy


class Platform(StrEnum):
    """The groups of the left rail: one park, four platforms, and what frames them."""

    HOME = "home"
    PARTY = "party"
    INCUBATION = "incubation"
    RESOURCES = "resources"
    SUPERVISION = "supervision"
    REPORTS = "reports"
    ADMINISTRATION = "administration"


PLATFORM_LABELS = {
    Platform.HOME: "",
    Platform.PARTY: lazy("Party guidance"),
    Platform.INCUBATION: lazy("Incubation"),
    Platform.RESOURCES: lazy("Shared resources"),
    Platform.SUPERVISION: lazy("Supervision and accompaniment"),
    Platform.REPORTS: lazy("Reports"),
    Platform.ADMINISTRATION: lazy("Administration"),
}


class Section(StrEnum):
    """What people do within a platform that holds many pages: the sub-headings of the rail."""

    ADMISSION = "admission"
    GROWTH = "growth"
    REGISTRATION = "registration"


SECTION_LABELS = {
    Section.ADMISSION: lazy("Calls and admission"),
    Section.GROWTH: lazy("Organizations and growth"),
    Section.REGISTRATION: lazy("Registration and filing"),
}
# A group that is seen at one glance needs no sub-headings.
ONE_GLANCE = 6


@dataclass(frozen=True)
class Entry:
    """One place to go; shown only to those whose roles may open it."""

    platform: Platform
    label: Any
    endpoint: str
    needed: Permission
    icon: str
    order: int = 50
    bottom: bool = False
    # What the bar of a phone says where the label is longer than a fifth of the screen.
    short: Any = ""
    section: Section | None = None


_entries: list[Entry] = []


def offer(entry: Entry) -> None:
    """A room offers a place, in its `views.py`."""
    if entry not in _entries:
        bisect.insort(_entries, entry, key=lambda known: known.order)


def entries_of(person: Person | None) -> list[Entry]:
    """What exists and may be opened by this person, in order."""
    roles = access.roles_of(person)
    return [entry for entry in _entries if access.opens(roles, entry.needed)]


def groups(entries: list[Entry]) -> list[tuple[Any, list[Entry]]]:
    """The rail: the entries under their platforms."""
    found = [
        (PLATFORM_LABELS[platform], [entry for entry in entries if entry.platform is platform])
        for platform in Platform
    ]
    return [(label, rows) for label, rows in found if rows]


def parts(entries: list[Entry]) -> list[tuple[Any, list[Entry]]]:
    """The entries of one group under their sub-headings; a short group is one part without any."""
    if len(entries) <= ONE_GLANCE:
        return [("", entries)]
    found = [("", [entry for entry in entries if entry.section is None])]
    found += [
        (SECTION_LABELS[section], [entry for entry in entries if entry.section is section])
        for section in Section
    ]
    return [(label, rows) for label, rows in found if rows]


def bottom(entries: list[Entry]) -> list[Entry]:
    """At most five entries for the bar at the foot of a phone."""
    return [entry for entry in entries if entry.bottom][:5]
