"""What stands in the demo park and who used its rooms: made through the actions, under a moved clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from random import Random

from incubator.accounts.models import User
from incubator.accounts.queries import list_organization_people, people_with
from incubator.kernel import clock, rulesets, workdays
from incubator.kernel.access import SYSTEM, Person, Role
from incubator.kernel.db import work
from incubator.kernel.errors import Refusal
from incubator.organizations.models import Organization
from incubator.space.bookings import actions as bookings
from incubator.space.bookings.models import Booking
from incubator.space.bookings.rules import Span
from incubator.space.places import actions as places
from incubator.space.places.models import MeetingRoom, Zone
from incubator.space.places.queries import list_rooms, list_zones
from incubator.territory.models import Park

DESKS = [f"A-{number:02d}" for number in range(1, 7)]
ROOMS = (
    ("同心厅", 20, ("投影仪", "音响", "无线话筒", "白板"), "可拆分桌椅，适合培训和会员大会。"),
    ("青苗室", 8, ("电视屏", "白板"), "适合小组会和导师辅导。"),
    ("会客厅", 6, ("茶具", "沙发"), "接待来访和个别咨询。"),
)
TITLES = (
    ("理事会会议", 12, 120),
    ("志愿者培训", 18, 180),
    ("财务辅导", 4, 90),
    ("会员座谈会", 15, 120),
    ("项目碰头会", 6, 60),
    ("登记材料辅导", 4, 90),
    ("服务对象面谈", 3, 60),
    ("党员学习日", 10, 90),
    ("公益项目设计工作坊", 16, 180),
    ("社区走访复盘", 7, 60),
    ("合作单位洽谈", 5, 60),
    ("监事会会议", 5, 60),
)
PARK_TITLES = (("园区例会", 8, 60), ("入驻组织联席会", 18, 120), ("来访接待", 6, 60))
STARTS = (540, 570, 600, 630, 840, 870, 900, 930, 960, 1140)
MOST = 400


def make_places(park: Park, by: Person) -> list[MeetingRoom]:
    """Four zones, six desks and three rooms; what is there already stays."""
    with work(by=by):
        if list_zones(park.id):
            return list_rooms(park.id)
        zones = _make_zones(park, by)
        for label in DESKS:
            places.add_desk(places.DeskFacts(zones["coworking"], label), by=by)
        for name, seats, equipment, note in ROOMS:
            facts = places.RoomFacts(
                name, seats, zones["meeting"], equipment=list(equipment), note=note
            )
            places.add_room(park, facts, by=by)
        return list_rooms(park.id)


def _make_zones(park: Park, by: Person) -> dict[str, Zone]:
    found: dict[str, Zone] = {}
    for item in rulesets.get("space.zones", "demo").body["zones"]:
        facts = places.ZoneFacts(item["name"], item["purpose"], int(item["order"]))
        found[item["slug"]] = places.add_zone(park, facts, slug=item["slug"], by=by)
    return found


@dataclass(frozen=True)
class Plan:
    """One booking of the demo: who, what, when, when it was made, and how it ended."""

    made_at: datetime
    organization: Organization | None
    by: Person
    title: str
    people: int
    span: Span
    outcome: str
    room: MeetingRoom


@dataclass(frozen=True)
class Step:
    """Something that happens at a moment: a plan is booked, or it ends."""

    at: datetime
    by: Person
    verb: str
    number: int


def make_bookings(
    park: Park,
    organizations: Sequence[Organization],
    rng: Random,
    first_day: date,
    last_day: date,
) -> int:
    """Fill the rooms on working days, at most 400 times, some cancelled, few missed; returns how many."""
    present = clock.now()
    plans = list(_plans(park, organizations, rng, (first_day, last_day)))
    staff = _staff(park)
    steps = sorted(
        (step for number, plan in enumerate(plans) for step in _steps(number, plan, staff)),
        key=lambda step: (step.at, step.number),
    )
    made: dict[int, Booking] = {}
    due = [step for step in steps if step.at <= present]
    for (at, _who), group in groupby(due, key=lambda step: (step.at, step.by.id)):
        _carry_out(at, list(group), plans, made)
    return len(made)


def _staff(park: Park) -> Person:
    found = people_with(Role.CLERK, park_id=park.id) or people_with(Role.OPERATOR, park_id=park.id)
    return found[0] if found else SYSTEM


def _plans(
    park: Park,
    organizations: Sequence[Organization],
    rng: Random,
    days: tuple[date, date],
) -> Iterable[Plan]:
    calendar = workdays.current()
    first, last = days
    working = [
        day
        for number in range((last - first).days + 1)
        if calendar.is_working_day(day := first + timedelta(days=number))
    ]
    people = {one.id: _people_of(one) for one in organizations}
    rooms = list_rooms(park.id, open_only=True)
    a_day = min(2.0, MOST / max(len(working), 1))
    for day in working:
        count = int(a_day) + (rng.random() < a_day % 1)
        here = [one for one in organizations if _lives_here(one, park, day)]
        for _ in range(count):
            plan = _plan(park, here, people, rng, (day, rooms))
            if plan is not None:
                yield plan


def _people_of(organization: Organization) -> list[User]:
    return [grant.user for grant in list_organization_people(organization.id)]


def _lives_here(organization: Organization, park: Park, day: date) -> bool:
    residency = organization.current_residency
    return residency is not None and residency.park_id == park.id and residency.starts_on <= day


def _plan(
    park: Park,
    here: list[Organization],
    people: dict[int, list[User]],
    rng: Random,
    place: tuple[date, list[MeetingRoom]],
) -> Plan | None:
    day, rooms = place
    own = not here or rng.random() < 0.12
    organization = None if own else rng.choice(here)
    title, count, minutes = rng.choice(PARK_TITLES if own else TITLES)
    fitting = [room for room in rooms if room.capacity >= count]
    if not fitting:
        return None
    known = people[organization.id] if organization is not None else []
    by: Person = rng.choice(known) if known else _staff(park)
    lead = rng.choice((1, 2, 3, 5, 7, 10, 14))
    return Plan(
        made_at=clock.moment(day - timedelta(days=lead), 9, 15),
        organization=organization,
        by=by,
        title=title,
        people=max(2, count - rng.randrange(3)),
        span=Span(day, rng.choice(STARTS), minutes),
        outcome=rng.choices(("used", "cancelled", "no_show"), (88, 9, 3))[0],
        room=min(fitting, key=lambda room: room.capacity),
    )


def _steps(number: int, plan: Plan, staff: Person) -> list[Step]:
    booked = Step(plan.made_at, plan.by, "book", number)
    if plan.outcome == "cancelled":
        before = clock.moment(plan.span.day - timedelta(days=1), 16, 30)
        return [booked, Step(max(before, plan.made_at), plan.by, "cancel", number)]
    verb = "mark_used" if plan.outcome == "used" else "mark_no_show"
    return [booked, Step(clock.moment(plan.span.day, 22), staff, verb, number)]


def _carry_out(
    at: datetime, steps: list[Step], plans: list[Plan], made: dict[int, Booking]
) -> None:
    """Everything one person did at that moment, as one unit of work; what is refused is left out."""
    with clock.frozen(at), work(by=steps[0].by):
        for step in steps:
            if step.verb == "book":
                booking = _book(plans[step.number])
                if booking is not None:
                    made[step.number] = booking
            elif step.number in made:
                bookings.MOVES[step.verb](made[step.number], by=step.by)


def _book(plan: Plan) -> Booking | None:
    wish = bookings.BookingWish(
        plan.room, plan.span, plan.people, plan.title, organization=plan.organization
    )
    try:
        return bookings.book(wish, by=plan.by)
    except Refusal:
        return None
