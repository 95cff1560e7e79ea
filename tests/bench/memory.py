"""How much memory does the product take: all processes of `incubator serve` after a walk through it."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from incubator.kernel.settings import ROOT
from tests.bench.actions import Action
from tests.bench.driver import Driver
from tests.bench.world import NOW
from tests.server import PATIENCE, free_port

PAGES = {"Pss:": "pss", "Private_Clean:": "private", "Private_Dirty:": "private"}


@dataclass(frozen=True)
class Memory:
    """MiB of all processes: shared pages counted once, and what each has for itself alone."""

    processes: list[float]
    private: float

    @property
    def pss(self) -> float:
        """All of them together."""
        return sum(self.processes)


def measure(folder: Path, actions: list[Action], *, database_url: str = "") -> Memory:
    """Start the product as its users do, let it answer every kind of page, and look."""
    port = free_port()
    environment = {
        **os.environ,
        "INCUBATOR_DATA": str(folder),
        "INCUBATOR_TESTING": "1",
        "INCUBATOR_NOW": NOW.isoformat(),
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
        **({"INCUBATOR_DATABASE_URL": database_url} if database_url else {}),
    }
    command = [sys.executable, "-m", "incubator.cli", "serve"]
    with (folder / "serve.log").open("ab") as log:
        server = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}")
        _walk(Driver(f"http://127.0.0.1:{port}"), actions)
        return _look(server.pid)
    finally:
        server.terminate()
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _wait_for(url: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("incubator serve did not come up")


def _walk(driver: Driver, actions: list[Action]) -> None:
    """Eight people at once, every action, so that all threads of both processes have worked."""
    for action in actions:
        driver.measure(action, clients=8, seconds=0.5)


def _look(parent: int) -> Memory:
    seen = [_sums(pid) for pid in _family(parent)]
    return Memory([one["pss"] for one in seen], sum(one["private"] for one in seen))


def _sums(pid: int) -> dict[str, float]:
    sums = {"pss": 0.0, "private": 0.0}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, *rest = line.split()
        if name in PAGES:
            sums[PAGES[name]] += int(rest[0]) / 1024
    return sums


def _family(parent: int) -> list[int]:
    """A process and everything that it started."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(path.parent.name)] = int(fields[1])
    found, added = {parent}, True
    while added:
        more = {pid for pid, above in parents.items() if above in found} - found
        found |= more
        added = bool(more)
    return sorted(found)
