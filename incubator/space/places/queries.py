"""What can be asked about zones, desks and rooms."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from incubator.kernel.access import Reach
from incubator.kernel.db import db
from incubator.organizations.models import Organization, Residency
from incubator.organizations.workflow import ResidencyStatus
from incubator.space.places.models import Desk, DeskContract, MeetingRoom, Zone
from incubator.territory.models import Park


@dataclass(frozen=True)
class Choice:
    """One organization to choose: its address and its name."""

    code: str
    name: str


@dataclass(frozen=True)
class DeskLine:
    """One desk and who holds it: the contract and the holder's name and address, or nobody."""

    desk: Desk
    contract: DeskContract | None
    holder: str
    holder_code: str


@dataclass(frozen=True)
class ZoneLine:
    """One zone with what stands in it."""

    zone: Zone
    desks: list[DeskLine]
    rooms: list[MeetingRoom]


def list_zones(park_id: int) -> list[Zone]:
    """The zones of a park in their order."""
    query = select(Zone).where(Zone.park_id == park_id).order_by(Zone.position, Zone.id)
    return list(db.session.scalars(query))


def list_rooms(park_id: int, *, open_only: bool = False) -> list[MeetingRoom]:
    """The rooms of a park by size, the largest first."""
    query = select(MeetingRoom).where(MeetingRoom.park_id == park_id)
    if open_only:
        query = query.where(MeetingRoom.is_open)
    return list(db.session.scalars(query.order_by(MeetingRoom.capacity.desc(), MeetingRoom.id)))


def list_desk_lines(park_id: int) -> list[DeskLine]:
    """Every desk of a park with its holder: one query."""
    query = (
        select(Desk, DeskContract, Organization.name, Organization.code)
        .join(Zone, Desk.zone_id == Zone.id)
        .outerjoin(
            DeskContract, (DeskContract.desk_id == Desk.id) & DeskContract.ended_on.is_(None)
        )
        .outerjoin(Organization, DeskContract.organization_id == Organization.id)
        .where(Zone.park_id == park_id)
        .order_by(Zone.position, Desk.label, Desk.id)
    )
    return [
        DeskLine(desk, contract, name or "", code or "")
        for desk, contract, name, code in db.session.execute(query)
    ]


def list_zone_lines(park_id: int) -> list[ZoneLine]:
    """The whole place, zone by zone: three queries."""
    desks = list_desk_lines(park_id)
    rooms = list_rooms(park_id)
    return [
        ZoneLine(
            zone,
            [line for line in desks if line.desk.zone_id == zone.id],
            [room for room in rooms if room.zone_id == zone.id],
        )
        for zone in list_zones(park_id)
    ]


def free_desks(park_id: int) -> list[Desk]:
    """The desks in use that nobody holds, in order."""
    return [
        line.desk
        for line in list_desk_lines(park_id)
        if line.contract is None and line.desk.is_open
    ]


def free_desk_count(park: Park) -> int:
    """How many desks of the park are free now."""
    held = select(DeskContract.desk_id).where(DeskContract.ended_on.is_(None))
    query = (
        select(func.count(Desk.id))
        .join(Zone, Desk.zone_id == Zone.id)
        .where(Zone.park_id == park.id, Desk.is_open, Desk.id.not_in(held))
    )
    return db.session.scalar(query) or 0


def desk_of(organization: Organization) -> DeskContract | None:
    """The contract of the desk that the organization holds now."""
    chosen = select_held_desk(organization).scalar_subquery()
    return db.session.scalars(select(DeskContract).where(DeskContract.id == chosen)).one_or_none()


def select_held_desk(organization: Organization) -> Select[int]:
    """The key of that contract."""
    return (
        select(DeskContract.id)
        .where(DeskContract.organization_id == organization.id, DeskContract.ended_on.is_(None))
        .order_by(DeskContract.id.desc())
        .limit(1)
    )


def contracts_of_desk(desk: Desk) -> list[tuple[DeskContract, str]]:
    """Who held a desk, newest first, at most 50, with the holder's name."""
    query = (
        select(DeskContract, Organization.name)
        .join(Organization, DeskContract.organization_id == Organization.id)
        .where(DeskContract.desk_id == desk.id)
        .order_by(DeskContract.id.desc())
        .limit(50)
    )
    return [(contract, name) for contract, name in db.session.execute(query)]


def residents_to_choose(park_id: int, limit: int = 300) -> list[Choice]:
    """The organizations that live in the park now, by name."""
    query = (
        select(Organization.code, Organization.name)
        .join(Residency, Residency.organization_id == Organization.id)
        .where(Residency.park_id == park_id, Residency.status == ResidencyStatus.RUNNING)
        .order_by(Organization.name)
        .distinct()
        .limit(limit)
    )
    return [Choice(code, name) for code, name in db.session.execute(query)]


def select_overdue_desks(span: Reach, day: date) -> Select[int]:
    """How many desks within reach should have been given back before this day."""
    return (
        select(func.count(DeskContract.id).label("desks"))
        .join(Desk, DeskContract.desk_id == Desk.id)
        .join(Zone, Desk.zone_id == Zone.id)
        .where(Zone.park_id.in_(sorted(span.parks)))
        .where(DeskContract.ended_on.is_(None), DeskContract.ends_on < day)
    )
