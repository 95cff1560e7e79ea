"""What does the measured installation look like: one busy county park, and who uses it.

The few rows (park, calls, rooms, experts, accounts) are made by the rooms' own actions; the many by
`applications` and `bookings` through the models' tables. `World` is what the clients need to know.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from incubator.accounts import actions as accounts
from incubator.accounts.models import User
from incubator.experts import actions as experts
from incubator.experts.pool.models import Expert
from incubator.experts.pool.rules import ExpertFacts
from incubator.intake.calls import actions as calls
from incubator.intake.calls.models import ApplicantKind, Call
from incubator.kernel import clock
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.space.places import actions as places
from incubator.space.places.models import MeetingRoom
from incubator.territory.models import Park
from tests.build import HASH, Builder

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in the park
CALLS, LIVE_CALLS = 10, 2
EXPERTS, ROOMS, CLIENTS = 240, 100, 8
REQUIRED = "application_form"


@dataclass
class World:
    """Addresses, keys and signed-in sessions, kept beside the database as `bench.json`."""

    rows: int = 0
    call_id: int = 0
    call: str = ""
    operators: list[str] = field(default_factory=list)
    experts: list[str] = field(default_factory=list)
    leaders: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    homes: list[str] = field(default_factory=list)
    applications: list[str] = field(default_factory=list)
    organizations: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    rooms: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    park: str = "qinghe"

    @property
    def today(self) -> date:
        """The day on which the clock of the server stands still."""
        return clock.local(NOW).date()

    def save(self, folder: Path) -> None:
        """Beside the database."""
        (folder / "bench.json").write_text(json.dumps(asdict(self), ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> "World":
        """What a loader left."""
        return cls(**json.loads((folder / "bench.json").read_text("utf-8")))


@dataclass
class Stage:
    """The rows made by actions, on which the many stand."""

    park: Park
    calls: list[Call]
    experts: list[Expert]
    rooms: list[MeetingRoom]
    operators: list[User]


def build_stage() -> Stage:
    """The park with its staff, pool, rooms and calls: eight past calls and two under review."""
    build = Builder()
    park = build.park()
    with work(by=SYSTEM):
        operators = [_account(f"operator{number}") for number in range(CLIENTS)]
        for operator in operators:
            accounts.grant(operator, Role.OPERATOR, accounts.Place(park_id=park.id), by=SYSTEM)
    with work(by=SYSTEM):
        pool = [_expert(park, number) for number in range(EXPERTS)]
        rooms = [_room(park, number) for number in range(ROOMS)]
    return Stage(park, [_call(park, number) for number in range(CALLS)], pool, rooms, operators)


def _account(name: str) -> User:
    facts = accounts.NewUser(f"{name}@qinghe.example", f"测试{name[-6:]}", HASH)
    return accounts.create_user(facts)


def _expert(park: Park, number: int) -> Expert:
    today = clock.today()
    facts = ExpertFacts(
        fields=("elderly", "project"),
        term_from=today - timedelta(days=30),
        term_to=today + timedelta(days=700),
        unit="青禾县社会工作协会",
    )
    return experts.appoint(_account(f"expert{number}"), park=park, facts=facts, by=SYSTEM)


def _room(park: Park, number: int) -> MeetingRoom:
    facts = places.RoomFacts(
        f"{number // 20 + 1}层{number % 20 + 1:02d}室", 6 + number % 5 * 4, None
    )
    return places.add_room(park, facts, by=SYSTEM)


def _call(park: Park, number: int) -> Call:
    """Call `number`, one every two months, the last closed a month ago."""
    opens = NOW - timedelta(days=60 + 60 * (CALLS - 1 - number))
    with clock.frozen(opens), work(by=SYSTEM):
        facts = calls.CallFacts(
            title=f"青禾县社会组织孵化园第{number + 1}批入驻招募",
            text="面向全县招募入驻组织。\n\n欢迎申请。",
            opens_at=opens,
            closes_at=opens + timedelta(days=30),
            places_physical=5,
            places_virtual=30,
            applicant_kinds=[kind.value for kind in ApplicantKind],
        )
        call = calls.create_call(park, facts, by=SYSTEM)
        kinds = [kind.value for kind in ApplicantKind]
        needs = {
            document["slug"]: dict.fromkeys(
                kinds, "required" if document["slug"] == REQUIRED else "optional"
            )
            for document in call.documents
        }
        calls.set_document_needs(call, needs, by=SYSTEM)
        calls.publish(call, by=SYSTEM)
    with clock.frozen(opens + timedelta(days=30)), work(by=SYSTEM):
        calls.close(call, by=SYSTEM)
    return call


def sign_in(users: list[int]) -> list[str]:
    """One session for each of these people; the browsers' tokens."""
    with work():
        return [accounts.open_session(db.session.get_one(User, key)) for key in users]
