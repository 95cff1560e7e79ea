"""The server is killed while eight people save: is every acknowledged save there, and nothing half?"""

import http.client
import os
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select, text

from incubator.accounts import actions as accounts
from incubator.kernel import audit
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import db, work
from incubator.space.bookings.models import Booking, BookingSlot
from incubator.space.places import actions as places
from incubator.space.places.models import Zone
from tests.conftest import NOW
from tests.server import LiveServer
from tests.space.build import DAY, place, staff

ROUNDS = min(int(os.environ.get("INCUBATOR_DRILL_ROUNDS", "10")), 200)
CLIENTS, ROOMS_EACH = 8, 5
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass
class Client:
    """One person's browser: it books half hours one after the other and notes what was acknowledged."""

    port: int
    sid: str
    wishes: Iterator[dict[str, str]]
    acknowledged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    saving: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Book until the server is gone."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            with closing(connection):
                self._book(connection)
        except (OSError, http.client.HTTPException):
            return

    def _book(self, connection: http.client.HTTPConnection) -> None:
        connection.request("GET", "/bookings/new", headers={"Cookie": f"sid={self.sid}"})
        answer = connection.getresponse()
        page = answer.read().decode()
        visit = (answer.getheader("Set-Cookie") or "").split(";")[0]
        headers = {
            "Cookie": f"sid={self.sid}; {visit}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        match = TOKEN.search(page)
        while match is not None:
            wish = next(self.wishes)
            body = urlencode({"csrf_token": match[1], "once": wish["title"], **wish})
            connection.request("POST", "/bookings/new", body, headers)
            answer = connection.getresponse()
            answer.read()
            kept = self.acknowledged if answer.status == 303 else self.refused
            kept.append(wish["title"])
            self.saving.set()


def wishes_of(number: int, rooms: list[str]) -> Iterator[dict[str, str]]:
    """Every half hour of the coming weeks in this client's own rooms, so that nothing clashes."""
    count = 0
    for ahead in range(1, 29):
        for room in rooms:
            for half in range(16, 42):
                count += 1
                yield {
                    "room": room,
                    "day": (DAY + timedelta(days=ahead)).isoformat(),
                    "start": f"{half // 2:02d}:{half % 2 * 30:02d}",
                    "minutes": "30",
                    "people": "2",
                    "title": f"marker-{number}-{count}",
                    "organization": "",
                }


def faults_in_store(expected: set[str]) -> list[str]:
    """What is missing, half or damaged in the database after the kill."""
    found: list[str] = []
    stored = set(db.session.scalars(select(Booking.title)))
    found += [f"lost: {title}" for title in sorted(expected - stored)]
    slots = select(BookingSlot.booking_id, func.count().label("n")).group_by(BookingSlot.booking_id)
    counted = dict(db.session.execute(slots).all())
    ids = set(db.session.scalars(select(Booking.id)))
    found += [
        f"half: booking {key} has {counted.get(key, 0)} slots"
        for key in ids
        if counted.get(key) != 1
    ]
    noted = set(
        db.session.scalars(
            select(audit.AuditEvent.subject_id).where(audit.AuditEvent.action == "bookings.created")
        )
    )
    found += [f"half: booking {key} has no audit row" for key in ids ^ noted]
    found += [f"audit: {fault}" for fault in audit.verify(db.session())]
    if db.engine.dialect.name == "sqlite":
        verdict = db.session.scalar(text("PRAGMA integrity_check"))
        found += [] if verdict == "ok" else [f"integrity: {verdict}"]
        found += [
            f"foreign key: {row}" for row in db.session.execute(text("PRAGMA foreign_key_check"))
        ]
    db.session.rollback()
    return found


@pytest.mark.drill
@pytest.mark.postgres
def test_kill_while_saving_loses_no_acknowledged_save(build, installation, engine, figures):
    here = place(build)
    operator = staff(build, here.park)
    with work(by=SYSTEM):
        rooms = [
            places.add_room(here.park, _room(here.small.zone, number), by=operator).code
            for number in range(CLIENTS * ROOMS_EACH)
        ]
        tokens = [accounts.open_session(operator) for _ in range(CLIENTS)]
    plans = [
        wishes_of(number, rooms[number * ROOMS_EACH : (number + 1) * ROOMS_EACH])
        for number in range(CLIENTS)
    ]
    database = installation.database
    server = LiveServer(database.folder, database.url or "", now=NOW.isoformat())
    acknowledged: set[str] = set()
    refused, slowest, dice = 0, 0.0, random.Random(20261121)
    for _round in range(ROUNDS):
        slowest = max(slowest, server.start())
        clients = [
            Client(server.port, token, plan) for token, plan in zip(tokens, plans, strict=True)
        ]
        threads = [threading.Thread(target=client.run) for client in clients]
        for thread in threads:
            thread.start()
        for client in clients:
            client.saving.wait(20)
        time.sleep(dice.random() * 0.6)
        server.kill()
        for thread in threads:
            thread.join(30)
        acknowledged.update(title for client in clients for title in client.acknowledged)
        refused += sum(len(client.refused) for client in clients)
        assert faults_in_store(acknowledged) == []
    count = (
        f"{ROUNDS} rounds, {len(acknowledged)} acknowledged saves, 0 lost, "
        f"{refused} refused, slowest start {slowest:.1f} s"
    )
    print(f"kill -9, {engine}: {count}")
    figures(f"kill -9 drill, {engine}", count)
    assert len(acknowledged) >= ROUNDS * CLIENTS


def _room(zone: Zone, number: int) -> places.RoomFacts:
    return places.RoomFacts(zone=zone, name=f"演练室{number + 1:02d}", capacity=4)
