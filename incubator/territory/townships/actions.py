"""What can be done with a township: record that it was renamed, merged, dissolved, or exists again."""

from sqlalchemy.orm.attributes import flag_modified

from incubator.kernel import access, audit, clock
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.territory.models import Park, Region
from incubator.territory.queries import list_below
from incubator.territory.rules import TOWNSHIP_EDIT
from incubator.territory.townships.models import RegionChange, RegionChangeKind
from incubator.territory.townships.queries import last_change_on
from incubator.territory.townships.rules import ChangeFacts, check_change

GONE = (RegionChangeKind.RETIRED, RegionChangeKind.MERGED)


def record_change(park: Park, region: Region, facts: ChangeFacts, *, by: Person) -> RegionChange:
    """Write down what happened to a township; what was filed under it stays as it is."""
    access.check(by, TOWNSHIP_EDIT, park)
    check_change(region, facts, list_below(park.region), last_change_on(region))
    change = RegionChange(
        region=region,
        kind=facts.kind,
        on=facts.on,
        name_before=region.name,
        into=facts.into if facts.kind is RegionChangeKind.MERGED else None,
        note=facts.note.strip(),
    )
    db.session.add(change)
    before = _told(region, None)
    if facts.kind is RegionChangeKind.RENAMED:
        region.name, region.name_en = facts.name.strip(), facts.name_en.strip()
    if facts.kind in GONE:
        region.valid_to = facts.on
    if facts.kind is RegionChangeKind.RESTORED:
        region.valid_to = None
    park.updated_at = clock.now()
    # Also within one moment: a form that was opened before is to be told.
    flag_modified(park, "updated_at")
    audit.record(
        park,
        "parks.township_changed",
        changes={"township": [before, _told(region, change.into)]},
        reason=f"{facts.on.isoformat()} {change.note}",
    )
    db.session.flush()
    return change


def _told(region: Region, into: Region | None) -> str:
    """A township in a line of the history: its code, its name, and what it went into."""
    words = f"{region.division_code} {region.name}"
    if into is not None:
        return f"{words} → {into.name}"
    return words if region.valid_to is None else f"{words} ×"
