"""Chromium and the running installations that browser tests share."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from incubator.kernel.settings import ROOT
from tests.browser.people import Site
from tests.server import LiveServer

MORNING = "2026-11-18T09:00:00+08:00"  # a Wednesday
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--lang=zh-CN"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test; one process runs them all, on one Chromium."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the run; each person opens a context of their own in it."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is missing: script/test installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the screenshots: INCUBATOR_SHOTS, else one of the run's own for what fails."""
    given = os.environ.get("INCUBATOR_SHOTS")
    folder = Path(given) if given else tmp_path_factory.mktemp("shots")
    folder.mkdir(parents=True, exist_ok=True)
    sys.stderr.write(f"\nscreenshots: {folder}\n")
    return folder


def command(data: Path, *words: str, now: str = MORNING) -> str:
    """Run one `incubator` command on that data folder."""
    environment = {
        **os.environ,
        "INCUBATOR_DATA": str(data),
        "INCUBATOR_TESTING": "1",
        "INCUBATOR_NOW": now,
    }
    done = subprocess.run(
        [sys.executable, "-m", "incubator.cli", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def open_site(shots: Path) -> Iterator[Callable[[Path, str], Site]]:
    """Starts the real server on a data folder at a moment; all are stopped in the end."""
    servers: list[LiveServer] = []

    def start(data: Path, now: str = MORNING) -> Site:
        server = LiveServer(data, workers=1, now=now, extra={"INCUBATOR_DEMO": "0"})
        server.start()
        servers.append(server)
        return Site(server, shots)

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo park, made once a run; copy it, never serve it."""
    return made_demo(tmp_path_factory)


def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo park of `MORNING`, made by whichever process of the run asks first."""
    root = tmp_path_factory.getbasetemp()
    # Under xdist each worker has a folder of its own below the run's.
    shared = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    data = shared / "demo-made"
    with (shared / "demo-made.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (data / "whole").exists():
            shutil.rmtree(data, ignore_errors=True)
            data.mkdir()
            command(data, "db", "upgrade")
            command(data, "demo", "load")
            (data / "whole").touch()
    return data


@pytest.fixture(scope="session")
def demo_site(
    demo_data: Path,
    tmp_path_factory: pytest.TempPathFactory,
    open_site: Callable[[Path, str], Site],
) -> Site:
    """The demo park, served once a run."""
    data = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(demo_data, data)
    return open_site(data, MORNING)
