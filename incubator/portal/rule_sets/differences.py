"""What differs between two editions, in words: each leaf with its place, before and after."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incubator.kernel import rulesets
from incubator.kernel.rulesets import RuleSet
from incubator.kernel.text import gettext, lazy
from incubator.portal.rule_sets import wording
from incubator.territory.models import Region
from incubator.territory.rule_changes.leaves import HEAD, Difference, Value, compare

SIZE = 100
KIND_LABELS = {
    "added": lazy("Newly there"),
    "removed": lazy("Taken out"),
    "changed": lazy("Changed value"),
    "order": lazy("Other order"),
}
TONES = {"added": "good", "removed": "bad", "changed": "progress", "order": "neutral"}
ICONS = {"added": "plus", "removed": "minus", "changed": "pencil", "order": "arrows-sort"}


@dataclass(frozen=True)
class Row:
    """One difference as a line of the page."""

    place: str
    badge: dict[str, Any]
    before: str
    after: str


@dataclass(frozen=True)
class Group:
    """The differences of one part: how many there are, and those that the page shows."""

    title: str
    count: int
    rows: list[Row]


@dataclass(frozen=True)
class Shown:
    """One page of the differences."""

    groups: list[Group]
    count: int
    page: int
    pages: int
    first: int

    @property
    def last(self) -> int:
        """The number of the last difference of the page, the first of all being 1."""
        return min(self.first + SIZE, self.count)


def page_of(
    base: RuleSet | None, content: Mapping[str, Any], regions: Mapping[str, Region], page: int
) -> Shown:
    """The differences of a proposed edition from the one that it came from, part by part.

    A long draft is read page by page; every part is named on each, with how many there are in all.
    """
    before = rulesets.to_json(base) if base is not None else {"body": {}}
    before, content = _placed(before, regions), _placed(content, regions)
    # The entry's own name is left out: the place says it already.
    every = [each for each in compare(before, content) if each.path[-1:] != ("slug",)]
    pages = max(1, -(-len(every) // SIZE))
    page = min(max(page, 1), pages)
    first = (page - 1) * SIZE
    counts = Counter(_title(each) for each in every)
    rows: dict[str, list[Row]] = {title: [] for title in counts}
    for each in every[first : first + SIZE]:
        rows[_title(each)].append(_row(each, before, content))
    groups = [Group(title, count, rows[title]) for title, count in counts.items()]
    return Shown(groups, len(every), page, pages, first)


def _title(each: Difference) -> str:
    if each.path[:1] and each.path[0] in HEAD:
        return str(gettext("Heading of the edition"))
    return wording.part_word(each.path[0])


def _placed(content: Mapping[str, Any], regions: Mapping[str, Region]) -> dict[str, Any]:
    """The same with its region called by name."""
    return {**content, "region": wording.region_words(content.get("region") or "", regions)}


def _row(each: Difference, before: Mapping[str, Any], after: Mapping[str, Any]) -> Row:
    here = before if each.kind == "removed" else after
    in_head = each.path[0] in HEAD
    if in_head:
        place = wording.joined([wording.part_word(name) for name in each.path])
    else:
        words = wording.place_words(here["body"], each.path)
        place = wording.joined(words[1:] or words)
    badge = {
        "label": KIND_LABELS[each.kind],
        "tone": TONES[each.kind],
        "icon": ICONS[each.kind],
    }
    if each.kind == "order":
        return Row(place, badge, _names(each.before), _names(each.after))
    return Row(place, badge, _told(each, before, each.before), _told(each, after, each.after))


def _names(names: list[str]) -> str:
    return "、".join(names)


def _told(each: Difference, document: Mapping[str, Any], value: Value) -> str:
    unit = None if each.path[0] in HEAD else wording.unit_beside(document["body"], each.path)
    name = each.path[-1]
    if isinstance(value, str) and len(each.path) > 1 and each.path[-2] in wording.REFERENCES:
        return wording.reference_words(document["body"], each.path[-2], value)
    return wording.value_words(value, name, unit) if value is not None else ""
