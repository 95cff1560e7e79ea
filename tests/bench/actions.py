"""Which named actions are measured: what each sends, as whom, and what the right answer looks like."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count, cycle

from tests.bench.bookings import BUSY_LENGTH, BUSY_MINUTE, DAYS_AHEAD
from tests.bench.world import CLIENTS, World

FREE_FROM, FREE_TO = DAYS_AHEAD + 1, 29
WEIGHTS = (
    ("need", 20),
    ("team", 20),
    ("plan", 20),
    ("fit", 15),
    ("feasibility", 15),
    ("party", 10),
)


@dataclass(frozen=True)
class Wish:
    """One request; without fields it is a page to read. The right answer contains `mark`."""

    path: str
    fields: dict[str, str] | None = None
    status: int = 200
    mark: str = ""


Wishes = Callable[[int], Iterator[Wish]]


@dataclass(frozen=True)
class Action:
    """One named action: the requests of each client, its sign-in, and whether the aims are its own."""

    name: str
    wishes: Wishes
    sids: list[str] = field(default_factory=list)
    is_page: bool = True
    is_floor: bool = False


def floors(world: World) -> list[Action]:
    """The two floors, without a sign-in."""
    path = f"/bench/list?call={world.call_id}"
    return [
        Action("floor 1: bare page", _same(Wish("/bench/page")), is_floor=True),
        Action("floor 2: plain list", _same(Wish(path, mark="<td>")), is_floor=True),
    ]


def actions(world: World) -> list[Action]:
    """Everything that is measured in one installation, the pages first."""
    listing = f"/calls/{world.call}/applications"
    staff = world.operators
    day = world.today.isoformat()
    return [
        Action("list", _same(Wish(f"{listing}?tab=all", mark="示例")), staff),
        Action("filter", _same(Wish(f"{listing}?tab=review", mark="示例")), staff),
        Action("search", _search(world, f"{listing}?tab=all&q="), staff),
        Action("open", _each(world.applications, "/applications/{}/check"), staff),
        Action("ranking", _same(Wish(f"/calls/{world.call}/decisions", mark="示例")), staff),
        Action("room day", _same(Wish(f"/rooms/day?on={day}", mark="1层")), staff),
        Action("room week", _each(world.rooms, f"/rooms/week?on={day}&room={{}}"), staff),
        Action("home", _same(Wish("/home")), staff),
        Action("organizations", _same(Wish("/organizations", mark="示例")), staff),
        Action("find organization", _search(world, "/organizations?q="), staff),
        Action("open organization", _each(world.organizations, "/organizations/{}"), staff),
        Action("my reviews", _same(Wish("/reviews", mark="示例")), world.experts),
        Action("open a review", _own(world.sheets, "/reviews/{}"), world.experts),
        Action("save a score", _scores(world), world.experts, is_page=False),
        Action("create a booking", _bookings(world), world.leaders, is_page=False),
        Action("refused clash", _clashes(world), world.leaders, is_page=False),
    ]


def _same(wish: Wish) -> Wishes:
    return lambda _client: cycle([wish])


def _each(codes: list[str], path: str) -> Wishes:
    """One subject after the other; every client begins somewhere else."""

    def wishes(client: int) -> Iterator[Wish]:
        start = client * len(codes) // CLIENTS
        return cycle([Wish(path.format(code)) for code in codes[start:] + codes[:start]])

    return wishes


def _own(codes: list[str], path: str) -> Wishes:
    return lambda client: cycle([Wish(path.format(codes[client]))])


def _search(world: World, path: str) -> Wishes:
    """Names of which there is one: nothing is found early."""

    def wishes(client: int) -> Iterator[Wish]:
        words = world.words[client:] + world.words[:client]
        return cycle([Wish(path + word, mark=f"示例{word}") for word in words])

    return wishes


def _scores(world: World) -> Wishes:
    """The expert saves the own sheet again and again, each time with other points."""

    def wishes(client: int) -> Iterator[Wish]:
        path = f"/reviews/{world.sheets[client]}"
        for turn in count():
            points = {f"score_{slug}": str(most - turn % 4) for slug, most in WEIGHTS}
            comments = {
                f"comment_{slug}": f"理由见申请材料，第{turn}次修改。" for slug, _ in WEIGHTS
            }
            rest = {"overall": f"计划可行，第{turn}次。", "recommendation": "accept", "act": "save"}
            yield Wish(path, {**points, **comments, **rest}, 303)

    return wishes


def _bookings(world: World) -> Wishes:
    """Half hours that nobody has, each client in rooms of its own."""

    def wishes(client: int) -> Iterator[Wish]:
        rooms = world.rooms[client::CLIENTS]
        for ahead in range(FREE_FROM, FREE_TO):
            for room in rooms:
                for minute in range(8 * 60, 21 * 60, 30):
                    yield _booking(world, client, room, ahead, (minute, 30), status=303)

    return wishes


def _clashes(world: World) -> Wishes:
    """Times that somebody has: refused, with the nearest free ones."""

    def wishes(client: int) -> Iterator[Wish]:
        for turn in count():
            room = world.rooms[(client + turn * CLIENTS) % len(world.rooms)]
            ahead = 1 + turn % (DAYS_AHEAD - 1)
            span = (BUSY_MINUTE, BUSY_LENGTH)
            yield _booking(world, client, room, ahead, span, status=409)

    return wishes


def _booking(
    world: World, client: int, room: str, ahead: int, span: tuple[int, int], *, status: int
) -> Wish:
    minute, minutes = span
    fields = {
        "organization": world.homes[client],
        "room": room,
        "day": (world.today + timedelta(days=ahead)).isoformat(),
        "start": f"{minute // 60:02d}:{minute % 60:02d}",
        "minutes": str(minutes),
        "people": "5",
        "title": "理事会会议",
    }
    mark = "" if status == 303 else 'name="take"'
    return Wish("/bookings/new", fields, status, mark)
