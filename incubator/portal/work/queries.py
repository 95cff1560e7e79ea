"""What stands beside the waiting list: one's own organizations, by name and stage."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from incubator.kernel.access import OWNERS, Person
from incubator.kernel.db import db
from incubator.organizations.models import Organization


def own_organizations(person: Person) -> Sequence[Any]:
    """Code, name, stage and town of the organizations whose leader or member the person is."""
    ids = sorted(
        grant.organization_id
        for grant in person.active_grants
        if grant.role in OWNERS and grant.organization_id is not None
    )
    if not ids:
        return ()
    query = select(
        Organization.id, Organization.code, Organization.name, Organization.stage, Organization.town
    ).where(Organization.id.in_(ids))
    return db.session.execute(query.order_by(Organization.id)).all()
