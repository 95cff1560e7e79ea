"""What does this room tell the accounts room: names of organizations, and to which place they belong."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm.util import identity_key

from incubator.accounts.gate import name_organizations
from incubator.accounts.staff.queries import tell_organizations_of_parks
from incubator.accounts.trail.queries import tell_organizations_of_regions
from incubator.kernel.db import db
from incubator.organizations.models import Organization, ParkLink, Residency
from incubator.territory.models import Region


@name_organizations
def names_of(ids: list[int]) -> dict[int, str]:
    """The names of these organizations: for the hat and for invitations."""
    known = {key: row.name for key in ids if (row := _loaded(key)) is not None}
    missing = [key for key in ids if key not in known]
    if not missing:
        return known
    query = select(Organization.id, Organization.name).where(Organization.id.in_(missing))
    return known | {row.id: row.name for row in db.session.execute(query)}


def _loaded(key: int) -> Organization | None:
    """The organization if this page has read it already: its own pages do."""
    found: Organization | None = db.session.identity_map.get(identity_key(Organization, key))
    return found


@tell_organizations_of_parks
def organizations_of_parks(park_ids: list[int]) -> Collection[int]:
    """The organizations that live in these parks or applied there: their people are helped there."""
    linked = select(ParkLink.organization_id).where(ParkLink.park_id.in_(park_ids))
    living = select(Residency.organization_id).where(Residency.park_id.in_(park_ids))
    return {*db.session.scalars(linked), *db.session.scalars(living)}


@tell_organizations_of_regions
def organizations_of_regions(paths: list[str]) -> Collection[int]:
    """The organizations of these regions' subtrees: their history is open to the auditor there."""
    if not paths:
        return set()
    within = or_(*(Region.path.like(f"{path}%") for path in paths))
    query = select(Organization.id).join(Region, Organization.region_id == Region.id).where(within)
    return set(db.session.scalars(query))
