"""What can be asked about the lives of townships: what happened, what stands for what today, former names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from incubator.kernel.db import db
from incubator.territory.models import Region, RegionLevel
from incubator.territory.townships.models import RegionChange, RegionChangeKind


@dataclass(frozen=True)
class Lineage:
    """Which township stands for a merged one today, and who was known under which name before."""

    successors: Mapping[int, Region]
    former: Mapping[str, Region]

    def now(self, region: Region) -> Region:
        """The township that stands for this one today: itself, unless it was merged."""
        return self.successors.get(region.id, region)

    def key_now(self, key: int | None) -> int | None:
        """The same by keys; what is not known stays as it is."""
        found = self.successors.get(key) if key is not None else None
        return found.id if found is not None else key

    def standing_for(self, region: Region) -> list[int]:
        """The keys of this township and of all that were merged into it."""
        gone = [key for key, found in self.successors.items() if found.id == region.id]
        return [region.id, *gone]


NOTHING = Lineage({}, {})


def lineage_of(paths: Iterable[str]) -> Lineage:
    """The lives of the townships below these regions, in one query."""
    wanted = sorted(set(paths))
    if not wanted:
        return NOTHING
    below = or_(*(Region.path.like(f"{path}%") for path in wanted))
    query = (
        select(RegionChange)
        .join(Region, RegionChange.region_id == Region.id)
        .options(joinedload(RegionChange.region), joinedload(RegionChange.into))
        .where(below)
        .order_by(RegionChange.id)
    )
    return _lineage(db.session.scalars(query).unique().all())


def _lineage(changes: Sequence[RegionChange]) -> Lineage:
    """Chains are followed: what was merged into a township that was merged itself goes to the last."""
    direct: dict[int, Region] = {}
    for change in changes:
        if change.kind is RegionChangeKind.MERGED and change.into is not None:
            direct[change.region_id] = change.into
        elif change.kind is RegionChangeKind.RESTORED:
            direct.pop(change.region_id, None)
    successors = {key: _last(key, direct) for key in direct}
    former: dict[str, Region] = {}
    for change in changes:
        now = successors.get(change.region_id, change.region)
        if now.valid_to is None:
            former |= {change.name_before: now, change.region.name: now}
    return Lineage(successors, former)


def _last(key: int, direct: Mapping[int, Region]) -> Region:
    found, seen = direct[key], {key}
    while found.id in direct and found.id not in seen:
        seen.add(found.id)
        found = direct[found.id]
    return found


def find_township_below(county: Region, code: str) -> Region | None:
    """The township of that code directly below a county."""
    query = select(Region).where(
        Region.parent_id == county.id,
        Region.division_code == code,
        Region.level == RegionLevel.TOWNSHIP,
    )
    return db.session.scalars(query).one_or_none()


def changes_below(county: Region) -> dict[int, list[RegionChange]]:
    """What happened to each township of a county, the latest first; one query."""
    query = (
        select(RegionChange)
        .join(Region, RegionChange.region_id == Region.id)
        .options(joinedload(RegionChange.into))
        .where(Region.parent_id == county.id)
        .order_by(RegionChange.id.desc())
    )
    found: dict[int, list[RegionChange]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.region_id, []).append(row)
    return found


def last_change_on(region: Region) -> date | None:
    """The day of the last change of a township."""
    query = select(func.max(RegionChange.on)).where(RegionChange.region_id == region.id)
    return db.session.scalar(query)
