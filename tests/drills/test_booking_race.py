"""Twelve people in four processes want the same room at once: does exactly one get it, every time?"""

import multiprocessing
import os
from collections import Counter

import pytest
from sqlalchemy import func, select

from incubator.kernel.db import db
from incubator.space.bookings.models import Booking, BookingSlot
from tests.conftest import NOW
from tests.drills import booking_contender
from tests.drills.booking_contender import Outcome, Race
from tests.organizations.build import owner
from tests.space.build import place, resident

ROUNDS = min(int(os.environ.get("INCUBATOR_DRILL_ROUNDS", "10")), 200)
PROCESSES, THREADS = 4, 3


def run_race(race: Race, people: list[tuple[int, int, int]]) -> list[Outcome]:
    spawn = multiprocessing.get_context("spawn")
    gate, said = spawn.Barrier(len(people)), spawn.Queue()
    processes = [
        spawn.Process(
            target=booking_contender.run,
            args=(race, people[first : first + THREADS], gate, said),
        )
        for first in range(0, len(people), THREADS)
    ]
    for process in processes:
        process.start()
    outcomes = [said.get(timeout=120) for _ in range(race.rounds * len(people))]
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    return outcomes


@pytest.mark.drill
@pytest.mark.postgres
def test_booking_race_one_wins_and_the_others_get_the_alternative(
    build, installation, engine, figures
):
    here = place(build)
    people = []
    for number in range(PROCESSES * THREADS):
        home = resident(build, here.park, f"青禾县示例服务中心{number:02d}")
        people.append((number, owner(build, home).id, home.id))
    race = Race(
        installation.database.folder, installation.database.url, NOW, here.middle.id, ROUNDS
    )
    db.session.remove()
    outcomes = run_race(race, people)
    words = Counter(outcome.word for outcome in outcomes)
    won, refused = words["won"], words["clash"]
    count = f"{won} of {ROUNDS} rounds won once, {refused} refused with an alternative"
    print(f"booking race, {engine}: {count}")
    figures(f"booking race, {engine}", count)
    assert words == {"won": ROUNDS, "clash": ROUNDS * (len(people) - 1)}
    winners = Counter(outcome.round for outcome in outcomes if outcome.word == "won")
    assert set(winners.values()) == {1}
    assert all(outcome.alternatives for outcome in outcomes if outcome.word == "clash")
    assert db.session.scalar(select(func.count(Booking.id))) == ROUNDS
    assert db.session.scalar(select(func.count(BookingSlot.id))) == ROUNDS * 2
