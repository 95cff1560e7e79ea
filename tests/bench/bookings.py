"""How are 10,000 organizations and 20,000 bookings written: residents with leaders, rooms full of slots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from incubator.accounts.models import Grant, User
from incubator.kernel import clock
from incubator.kernel.access import Role
from incubator.organizations.models import LegalForm, Mode, Organization, ParkLink, Residency
from incubator.organizations.roster.matching import normalized_name
from incubator.organizations.workflow import ResidencyStatus, Stage
from incubator.space.bookings.models import Booking, BookingSlot
from incubator.space.bookings.rules import Span
from incubator.space.bookings.workflow import BookingStatus
from incubator.space.places.models import MeetingRoom
from incubator.territory.models import Park
from tests.bench.bulk import Bulk
from tests.build import HASH

ORGANIZATIONS, RESIDENTS = 10_000, 200
TOWNS = ("青石镇", "柳溪镇", "双桥乡", "城关街道", "松岭镇")
FIELDS = ("助老", "助残", "儿童关爱", "社区治理", "环保", "文化", "志愿", "救助")
FORMS = ("服务队", "服务中心", "促进会", "互助社")
DAYS_BACK, DAYS_AHEAD, MOST = 35, 14, 20_000
PATTERN = ((540, 90), (630, 90), (840, 60), (960, 90))  # four bookings a day: 200 per room
BUSY_MINUTE, BUSY_LENGTH = 630, 90


@dataclass(frozen=True)
class Home:
    """An organization as the writers of other tables need it; residents have a leader."""

    id: int
    code: str
    name: str
    leader_id: int | None


def organization_name(number: int) -> str:
    """A generated name, different for every number."""
    town, area = TOWNS[number % len(TOWNS)], FIELDS[number // 7 % len(FIELDS)]
    return f"青禾县{town}示例{number:05d}{area}{FORMS[number // 3 % len(FORMS)]}"


def write_organizations(bulk: Bulk, park: Park, count: int = ORGANIZATIONS) -> list[Home]:
    """The organizations; the first ones live in the park, the others knocked at it."""
    return [_organization(bulk, park, number) for number in range(count)]


def _organization(bulk: Bulk, park: Park, number: int) -> Home:
    is_resident = number < RESIDENTS
    key, code, name, at = (
        bulk.key(Organization),
        bulk.code(),
        organization_name(number),
        clock.now(),
    )
    bulk.add(
        Organization,
        id=key,
        code=code,
        name=name,
        name_key=normalized_name(name),
        legal_form=LegalForm.TEAM,
        region_id=park.region_id,
        town=TOWNS[number % len(TOWNS)],
        stage=Stage.SEEDLING if is_resident else None,
        stage_since=at if is_resident else None,
        representative="陈禾",
        phone="13900001234",
        address=f"青禾县{TOWNS[number % len(TOWNS)]}解放街{number % 300}号",
        field_of_work="elderly",
        version=1,
        created_at=at,
        updated_at=at,
    )
    bulk.add(
        ParkLink,
        id=bulk.key(ParkLink),
        organization_id=key,
        park_id=park.id,
        reason="applied",
        made_at=at,
    )
    leader = _move_in(bulk, park, key, number) if is_resident else None
    bulk.write()
    return Home(key, code, name, leader)


def _move_in(bulk: Bulk, park: Park, organization_id: int, number: int) -> int:
    at, user = clock.now(), bulk.key(User)
    bulk.add(
        Residency,
        id=bulk.key(Residency),
        code=bulk.code(),
        organization_id=organization_id,
        park_id=park.id,
        mode=Mode.VIRTUAL,
        starts_on=clock.today() - timedelta(days=200),
        ends_on=clock.today() + timedelta(days=500),
        status=ResidencyStatus.RUNNING,
        status_since=at,
        version=1,
        created_at=at,
        updated_at=at,
    )
    bulk.add(
        User,
        id=user,
        code=bulk.code(),
        sign_in_name=f"leader{number}@qinghe.example",
        display_name=f"负责人{number}",
        password_hash=HASH,
        version=1,
        created_at=at,
        updated_at=at,
        password_changed_at=at,
    )
    bulk.add(
        Grant,
        id=bulk.key(Grant),
        code=bulk.code(),
        user_id=user,
        role=Role.LEADER,
        organization_id=organization_id,
        granted_at=at,
    )
    return user


def write_bookings(bulk: Bulk, rooms: Sequence[MeetingRoom], homes: Sequence[Home]) -> None:
    """Four bookings a day in every room, some cancelled; the coming fortnight is taken alike."""
    residents = [home for home in homes if home.leader_id is not None]
    today, count = clock.today(), 0
    for ahead in range(-DAYS_BACK, DAYS_AHEAD + 1):
        for room in rooms:
            for start, minutes in PATTERN:
                if count == MOST:
                    return
                span = Span(today + timedelta(days=ahead), start, minutes)
                _booking(bulk, room, residents[count % len(residents)], span)
                count += 1
        bulk.write()


def _booking(bulk: Bulk, room: MeetingRoom, home: Home, span: Span) -> None:
    key, made = bulk.key(Booking), clock.now() - timedelta(days=40)
    status = _status(key, span.day)
    bulk.add(
        Booking,
        id=key,
        code=bulk.code(),
        room_id=room.id,
        park_id=room.park_id,
        organization_id=home.id,
        booked_by_id=home.leader_id,
        title="理事会会议",
        people=5,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        status=status,
        status_since=made,
        version=1,
        created_at=made,
        updated_at=made,
    )
    if status is BookingStatus.CANCELLED:
        return
    for slot in span.slots:
        bulk.add(
            BookingSlot,
            id=bulk.key(BookingSlot),
            room_id=room.id,
            slot_start=slot,
            booking_id=key,
        )


def _status(key: int, day: date) -> BookingStatus:
    if day >= clock.today():
        return BookingStatus.BOOKED
    return BookingStatus.CANCELLED if key % 20 == 0 else BookingStatus.USED
