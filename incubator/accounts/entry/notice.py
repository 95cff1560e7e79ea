"""Which privacy notice is in force, with the park's own name and contact in it."""

from dataclasses import dataclass
from typing import Any

from incubator.kernel import rulesets, text
from incubator.kernel.text import gettext
from incubator.territory.models import Park
from incubator.territory.queries import list_parks


@dataclass(frozen=True)
class PrivacyNotice:
    """The notice as people read it, and the edition that a consent names."""

    title: str
    edition: str
    since: str
    sections: list[tuple[str, list[str]]]


def current_notice(park: Park | None = None) -> PrivacyNotice:
    """The notice in force today, for one park, or for all of this installation."""
    rules = rulesets.get("accounts.privacy_notice", "notice")
    words = _words(park)
    sections = [
        (text.label(section["title"]), [_filled(part, words) for part in section["paragraphs"]])
        for section in rules.body["sections"]
    ]
    day = text.show_date(rules.effective_from)
    return PrivacyNotice(text.label(rules.title), rules.edition, day, sections)


def _words(park: Park | None) -> dict[str, str]:
    parks = [park] if park is not None else list_parks()
    if len(parks) != 1:
        general = gettext("the park that you apply to")
        return {"park": general, "operator": gettext("its operating agency"), "contact": general}
    only = parks[0]
    return {
        "park": only.name,
        "operator": only.operator or only.name,
        "contact": only.phone or only.address or only.name,
    }


def _filled(part: dict[str, Any], words: dict[str, str]) -> str:
    shown = text.label(part)
    for name, word in words.items():
        shown = shown.replace("{" + name + "}", word)
    return shown
