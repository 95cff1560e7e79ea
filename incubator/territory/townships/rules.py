"""When is a change of a township refused?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from incubator.kernel import clock
from incubator.kernel.errors import Refusal
from incubator.kernel.notices import message
from incubator.kernel.text import lazy
from incubator.territory.models import Region
from incubator.territory.townships.models import RegionChangeKind

# What a history names besides: an act of `actions`, found by the kernel under this word.
HISTORY_WORDS = (message("Township changed"),)
KIND_LABELS = {
    RegionChangeKind.RENAMED: lazy("It has another name now"),
    RegionChangeKind.MERGED: lazy("It was merged into another township"),
    RegionChangeKind.RETIRED: lazy("It does not exist any more, without a successor"),
    RegionChangeKind.RESTORED: lazy("It exists again, or was taken off by mistake"),
}


@dataclass(frozen=True)
class ChangeFacts:
    """What happened to a township, since when, by which notice."""

    kind: RegionChangeKind
    on: date
    note: str
    name: str = ""
    name_en: str = ""
    into: Region | None = None


def kinds_for(region: Region) -> list[RegionChangeKind]:
    """What can happen to a township as it stands."""
    if region.valid_to is not None:
        return [RegionChangeKind.RESTORED]
    return [RegionChangeKind.RENAMED, RegionChangeKind.MERGED, RegionChangeKind.RETIRED]


def check_change(
    region: Region, facts: ChangeFacts, siblings: Sequence[Region], last: date | None
) -> None:
    """Refuse what cannot be: a day to come, a name of another, a successor that is gone itself."""
    if facts.kind not in kinds_for(region):
        raise Refusal(lazy("This cannot happen to it as it stands."), field="kind")
    if facts.on > clock.today():
        raise Refusal(lazy("This day has not come yet."), field="on")
    if last is not None and facts.on < last:
        raise Refusal(
            lazy(
                "There is a later change already: it took place on %(day)s.", day=last.isoformat()
            ),
            field="on",
        )
    if not facts.note.strip():
        raise Refusal(lazy("Please name the notice or say why."), field="note")
    if facts.kind is RegionChangeKind.RENAMED:
        _check_name(region, facts.name.strip(), siblings)
    if facts.kind is RegionChangeKind.MERGED:
        _check_successor(region, facts.into)
    if facts.kind is RegionChangeKind.RESTORED:
        _check_free(region, region.name, siblings)


def _check_name(region: Region, name: str, siblings: Sequence[Region]) -> None:
    if not name:
        raise Refusal(lazy("Please fill this in."), field="name")
    if name == region.name:
        raise Refusal(lazy("This is its name already."), field="name")
    if any(character.isdigit() for character in name):
        raise Refusal(lazy("The name of a township has no digits."), field="name")
    _check_free(region, name, siblings)


def _check_free(region: Region, name: str, siblings: Sequence[Region]) -> None:
    """Names tell a township in a roster: no two that exist have the same."""
    if any(row.name == name and row.id != region.id and row.valid_to is None for row in siblings):
        raise Refusal(lazy("Another township has this name."), field="name")


def _check_successor(region: Region, into: Region | None) -> None:
    if into is None:
        raise Refusal(lazy("Please choose the township into which it was merged."), field="into")
    if into.id == region.id or into.parent_id != region.parent_id or into.valid_to is not None:
        raise Refusal(lazy("Please choose another township that exists."), field="into")
