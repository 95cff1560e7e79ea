"""How fast is the product, and does it stay so when the park grows?

A timing never fails a run; wrong answers do, because their timings would mean nothing.
"""

import argparse
import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from tests.bench import memory, report
from tests.bench.actions import Action, actions, floors
from tests.bench.driver import Driver, Sample
from tests.bench.load import load
from tests.bench.report import Figures
from tests.bench.world import CLIENTS, NOW, World
from tests.postgres import running_cluster
from tests.server import LiveServer

SIZES = (1_000, 100_000)
ROUNDS = 2  # both sizes take turns, so that what else the machine does meets both


@dataclass
class Installation:
    """One filled installation, served."""

    world: World
    folder: Path
    database_url: str
    server: LiveServer
    driver: Driver
    figures: Figures

    @property
    def actions(self) -> list[Action]:
        """The floors and what is measured against them."""
        return floors(self.world) + actions(self.world)


def main() -> int:
    """Load, serve, measure, print."""
    asked = _arguments()
    with contextlib.ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="incubator-bench-")))
        server = ""
        if asked.database == "postgresql":
            server = stack.enter_context(running_cluster()).url
        opened = [
            stack.enter_context(_installation(rows, place, asked.keep, server))
            for rows in asked.rows or SIZES
        ]
        _measure(opened, asked.seconds)
        for one in opened:
            one.server.stop()
            one.figures.memory = memory.measure(
                one.folder, actions(one.world), database_url=one.database_url
            )
        return _print(opened, asked.database)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--rows", type=int, action="append", help="applications; may be repeated")
    parser.add_argument("--seconds", type=float, default=2.0, help="per action and clients")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--keep", type=Path, help="keep filled SQLite folders here for later runs")
    return parser.parse_args()


@contextlib.contextmanager
def _installation(rows: int, place: Path, keep: Path | None, server: str) -> Iterator[Installation]:
    folder = place / f"run-{rows}"
    url = ""
    if server:
        url = _database(server, f"bench_{rows}")
        world = load(folder, rows, url=url)
    else:
        kept = (keep or place) / f"rows-{rows}"
        world = load(kept, rows)
        shutil.copytree(kept, folder)  # what is measured writes; what is kept stays as it was
    print(f"{rows:,} applications filled in {world.seconds:.0f} s: {_counts(world)}", flush=True)
    live = LiveServer(
        folder,
        database_url=url,
        now=NOW.isoformat(),
        application="tests.bench.wsgi:application()",
    )
    live.start()
    try:
        yield Installation(world, folder, url, live, Driver(live.url), Figures(rows))
    finally:
        live.stop()


def _counts(world: World) -> str:
    shown = ("organizations", "score_sheets", "bookings", "audit_events")
    return ", ".join(f"{world.counts[name]:,} {name.replace('_', ' ')}" for name in shown)


def _database(server: str, name: str) -> str:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _measure(opened: list[Installation], seconds: float) -> None:
    """Action by action, both sizes in turn, alone and with eight clients."""
    for turn in zip(*(one.actions for one in opened), strict=True):
        for one, action in zip(opened, turn, strict=True):
            one.driver.warm_up(action)
            one.figures.alone[action.name] = Sample()
            one.figures.together[action.name] = Sample()
            one.figures.beside[action.name] = Sample()
        for _round in range(ROUNDS):
            for one, action in zip(opened, turn, strict=True):
                _sample(one, action, seconds / ROUNDS)


def _sample(one: Installation, action: Action, seconds: float) -> None:
    name, floor = action.name, floors(one.world)[1]
    beside = one.driver.measure(floor, clients=1, seconds=min(seconds / 4, 0.3))
    one.figures.beside[name].join(beside)
    one.figures.alone[name].join(one.driver.measure(action, clients=1, seconds=seconds))
    one.figures.together[name].join(one.driver.measure(action, clients=CLIENTS, seconds=seconds))


def _print(opened: list[Installation], database: str) -> int:
    sizes = [one.figures for one in opened]
    print(f"\n{database}, 2 processes of 4 threads, floors and actions of the same run")
    for figures in sizes:
        print(f"\n{report.size_table(figures)}")
    if len(sizes) > 1:
        print(f"\n{report.growth_table(sizes[0], sizes[-1])}")
    print(f"\n{report.aims(sizes, actions(opened[0].world), is_sqlite=database == 'sqlite')}")
    wrong = [line for figures in sizes for line in figures.wrong]
    for line in wrong:
        print(f"WRONG ANSWERS: {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
