"""What does one process of the booking race do: three people, each trying for the same time."""

import threading
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from incubator.accounts.models import User
from incubator.app import create_app
from incubator.kernel import clock
from incubator.kernel.db import db, work
from incubator.kernel.errors import Busy
from incubator.organizations.models import Organization
from incubator.space.bookings.actions import BookingWish, Clash, book
from incubator.space.bookings.rules import Span
from incubator.space.places.models import MeetingRoom
from tests.databases import settings_for

STARTS = range(8 * 60, 19 * 60 + 1, 90)


@dataclass(frozen=True)
class Race:
    """Where the race is held, for which room, and how often."""

    folder: Path
    url: str | None
    now: datetime
    room_id: int
    rounds: int


@dataclass(frozen=True)
class Outcome:
    """What one contender got in one round."""

    round: int
    contender: int
    word: str
    alternatives: int = 0


def span_of(race: Race, number: int, contender: int) -> Span:
    """Every second contender begins half an hour later: the times overlap without being equal."""
    days, place = divmod(number, len(STARTS))
    day: date = clock.local(race.now).date() + timedelta(days=1 + days)
    return Span(day, STARTS[place] + 30 * (contender % 2), 60)


def run(race: Race, contenders: list[tuple[int, int, int]], gate: Barrier, said: Queue) -> None:
    """Three contenders (number, person, organization) as threads of this process."""
    clock.set_frozen(race.now)
    app = create_app(settings_for(race.folder, race.url))

    def contend(number: int, user_id: int, organization_id: int) -> None:
        with app.app_context():
            for turn in range(race.rounds):
                gate.wait(120)
                said.put(_try(race, turn, number, user_id, organization_id))
                gate.wait(120)
            db.session.remove()

    threads = [threading.Thread(target=contend, args=one) for one in contenders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _try(race: Race, turn: int, number: int, user_id: int, organization_id: int) -> Outcome:
    try:
        person = db.session.get_one(User, user_id)
        with work(by=person):
            wish = BookingWish(
                room=db.session.get_one(MeetingRoom, race.room_id),
                span=span_of(race, turn, number),
                people=4,
                title=f"第{turn}轮",
                organization=db.session.get_one(Organization, organization_id),
            )
            book(wish, by=person)
    except Clash as clash:
        return Outcome(turn, number, "clash", len(clash.facts["alternatives"]))
    except Busy:
        return Outcome(turn, number, "busy")
    except Exception as problem:  # noqa: BLE001 whatever it is, the drill must see it
        return Outcome(turn, number, f"{type(problem).__name__}: {problem}"[:300])
    return Outcome(turn, number, "won")
