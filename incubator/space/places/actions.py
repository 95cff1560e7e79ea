"""What can be done with the place: set up zones, desks and rooms, give a desk and take it back."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from incubator.accounts.queries import user_ids_of_organization
from incubator.kernel import clock, notices, workflow
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Conflict, Refusal
from incubator.kernel.text import lazy
from incubator.kernel.workflow import check_impartial
from incubator.organizations.models import Organization, Residency
from incubator.space.places import queries, rules
from incubator.space.places.models import ONE_HOLDER, Desk, DeskContract, MeetingRoom, Zone
from incubator.space.places.workflow import DESK_CONTRACT, DeskContractStatus
from incubator.territory.models import Park

TAKEN_DESK = "desk_contracts.desk_id"


@dataclass(frozen=True)
class ZoneFacts:
    """What a zone says of itself."""

    name: dict[str, str]
    purpose: dict[str, str]
    position: int = 1


@dataclass(frozen=True)
class DeskFacts:
    """What a desk says of itself."""

    zone: Zone
    label: str
    note: str = ""
    is_open: bool = True


@dataclass(frozen=True)
class RoomFacts:
    """What a meeting room says of itself."""

    name: str
    capacity: int
    zone: Zone | None = None
    equipment: list[str] = field(default_factory=list)
    opens_minute: int = 480
    closes_minute: int = 1260
    note: str = ""
    is_open: bool = True


@dataclass(frozen=True)
class DeskTerms:
    """For whom and from when until when a desk is given."""

    organization: Organization
    residency: Residency
    starts_on: date
    ends_on: date


def add_zone(park: Park, facts: ZoneFacts, *, slug: str = "", by: Person) -> Zone:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Add a zone to a park."""
    zone = Zone(park_id=park.id, slug=slug or _free_slug(park), **vars(facts))
    db.session.add(zone)
    db.session.flush()
    return zone


def _free_slug(park: Park) -> str:
    taken = {zone.slug for zone in queries.list_zones(park.id)}
    return next(name for number in range(1, 10_000) if (name := f"zone-{number}") not in taken)


def change_zone(zone: Zone, facts: ZoneFacts, *, by: Person) -> None:  # noqa: ARG001 as above
    """Rename or reorder a zone."""
    zone.name, zone.purpose, zone.position = facts.name, facts.purpose, facts.position
    db.session.flush()


def add_desk(facts: DeskFacts, *, by: Person) -> Desk:  # noqa: ARG001 as above
    """Add a desk to a zone; its number must be free in the park."""
    _check_label_free(facts, but=None)
    desk = Desk(zone_id=facts.zone.id, label=facts.label, note=facts.note, is_open=facts.is_open)
    db.session.add(desk)
    db.session.flush()
    return desk


def change_desk(desk: Desk, facts: DeskFacts, *, by: Person) -> None:  # noqa: ARG001 as above
    """Renumber, move or close a desk; a desk that is held stays open."""
    _check_label_free(facts, but=desk.id)
    if not facts.is_open and desk.is_open and _holder_of(desk) is not None:
        raise Refusal(lazy("Somebody holds this desk. Please take it back first."), field="is_open")
    desk.zone_id, desk.label = facts.zone.id, facts.label
    desk.note, desk.is_open = facts.note, facts.is_open
    db.session.flush()


def _check_label_free(facts: DeskFacts, *, but: int | None) -> None:
    query = (
        select(Desk.id)
        .join(Zone, Desk.zone_id == Zone.id)
        .where(Zone.park_id == facts.zone.park_id, func.lower(Desk.label) == facts.label.lower())
    )
    if any(found != but for found in db.session.scalars(query)):
        raise Refusal(lazy("There is already a desk of this number."), field="label")


def _holder_of(desk: Desk) -> DeskContract | None:
    query = select(DeskContract).where(
        DeskContract.desk_id == desk.id, DeskContract.ended_on.is_(None)
    )
    return db.session.scalars(query).one_or_none()


def add_room(park: Park, facts: RoomFacts, *, by: Person) -> MeetingRoom:  # noqa: ARG001 as above
    """Add a meeting room to a park; its name must be free there."""
    _check_room(park.id, facts, but=None)
    room = MeetingRoom(park_id=park.id, equipment=list(facts.equipment), **_columns(facts))
    db.session.add(room)
    db.session.flush()
    return room


def change_room(room: MeetingRoom, facts: RoomFacts, *, by: Person) -> None:  # noqa: ARG001 as above
    """Change a room; bookings that were made stay as they are."""
    _check_room(room.park_id, facts, but=room.id)
    for name, value in _columns(facts).items():
        setattr(room, name, value)
    room.equipment = list(facts.equipment)
    db.session.flush()


def _columns(facts: RoomFacts) -> dict[str, object]:
    plain = {
        name: value for name, value in vars(facts).items() if name not in {"zone", "equipment"}
    }
    return {**plain, "zone_id": facts.zone.id if facts.zone else None}


def _check_room(park_id: int, facts: RoomFacts, *, but: int | None) -> None:
    rules.check_hours(facts.opens_minute, facts.closes_minute)
    query = select(MeetingRoom.id).where(
        MeetingRoom.park_id == park_id, MeetingRoom.name == facts.name
    )
    if any(found != but for found in db.session.scalars(query)):
        raise Refusal(lazy("There is already a room of this name."), field="name")


def give_desk(desk: Desk, terms: DeskTerms, *, by: Person) -> DeskContract:
    """Give a desk to a resident; refused while somebody else holds it, and for one's own."""
    check_impartial(terms.organization, by)
    rules.check_can_be_given(desk)
    contract = _sign(desk, terms)
    if contract is None:
        raise Conflict(lazy("Somebody else holds this desk by now. Please choose a free one."))
    _tell(contract, desk)
    return contract


def hold_desk(
    organization: Organization,
    residency: Residency,
    *,
    park: Park,
    starts_on: date,
    ends_on: date,
    by: Person,  # noqa: ARG001 the audit takes the actor from the unit of work
) -> DeskContract | None:
    """Give the first free desk of the park, or None when there is none."""
    terms = DeskTerms(organization, residency, starts_on, ends_on)
    for desk in queries.free_desks(park.id):
        contract = _sign(desk, terms)
        if contract is not None:
            return contract
    return None


def _sign(desk: Desk, terms: DeskTerms) -> DeskContract | None:
    """Write the contract behind a savepoint; None when the desk was taken a moment before."""
    if terms.ends_on < terms.starts_on:
        raise Refusal(lazy("The last day must not be before the first."), field="ends_on")
    contract = DeskContract(
        desk_id=desk.id,
        organization_id=terms.organization.id,
        residency_id=terms.residency.id,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        status=DeskContractStatus.HELD,
    )
    noted = len(db.session().info.get("audit", []))
    try:
        with db.session.begin_nested():
            db.session.add(contract)
            db.session.flush()
    except IntegrityError as problem:
        if ONE_HOLDER not in str(problem.orig) and TAKEN_DESK not in str(problem.orig):
            raise
        del db.session().info.get("audit", [])[noted:]  # what was undone did not happen
        return None
    return contract


def _tell(contract: DeskContract, desk: Desk) -> None:
    notices.send(
        user_ids_of_organization(contract.organization_id),
        notices.message("Desk %(desk)s is yours until %(day)s."),
        desk=desk.label,
        day=contract.ends_on,
    )


def end_desk_contract(contract: DeskContract, *, by: Person, reason: str) -> None:
    """Take a desk back; it is free at once."""

    def close(subject: DeskContract, *, by: Person, reason: str) -> None:  # noqa: ARG001 the shape of `also`
        subject.ended_on = max(clock.today(), subject.starts_on)

    workflow.perform(contract, DESK_CONTRACT, "end", by=by, reason=reason, also={"end": close})
    db.session.flush()
    notices.send(
        user_ids_of_organization(contract.organization_id),
        notices.message("Desk %(desk)s was taken back by the park."),
        desk=contract.desk.label,
    )
