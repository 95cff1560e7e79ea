"""What the due-date page learns of desks: the last day of each contract that runs."""

from datetime import date

from sqlalchemy import or_, select

from incubator.kernel.access import OWNERS, Person, permission, reach
from incubator.kernel.db import db
from incubator.kernel.duedates import DueDate, Kind, source
from incubator.kernel.text import gettext, lazy
from incubator.organizations.models import Organization
from incubator.space.places.models import Desk, DeskContract, Zone
from incubator.space.places.rules import PLACE_READ
from incubator.territory.queries import park_keys

DESK = Kind("desk", lazy("Desk contract"))
DESK_OF_OWN = permission("space.desk_of_own", *OWNERS)


@source
def desk_ends(person: Person, first: date, last: date) -> list[DueDate]:
    """The ends of desk contracts in the person's parks, and of the person's organizations."""
    parks = park_keys(person, PLACE_READ)
    mine = sorted(reach(person, DESK_OF_OWN).organizations)
    if parks is None and not mine:
        return []
    query = (
        select(
            DeskContract.ends_on,
            DeskContract.organization_id,
            Desk.code,
            Desk.label,
            Organization.name,
            Organization.code.label("organization_code"),
        )
        .join(Desk, DeskContract.desk_id == Desk.id)
        .join(Zone, Desk.zone_id == Zone.id)
        .join(Organization, DeskContract.organization_id == Organization.id)
        .where(DeskContract.ended_on.is_(None), DeskContract.ends_on.between(first, last))
        .where(
            or_(
                Zone.park_id.in_(parks if parks is not None else ()),
                DeskContract.organization_id.in_(mine),
            )
        )
        .order_by(DeskContract.ends_on, DeskContract.id)
        .limit(200)
    )
    return [
        DueDate(
            gettext("End of the contract for desk %(desk)s", desk=row.label),
            row.name,
            row.ends_on,
            "space.desk_detail" if parks is not None else "organizations.organization_detail",
            {"code": row.code if parks is not None else row.organization_code},
            kind=DESK,
        )
        for row in db.session.execute(query)
    ]
