"""`incubator serve` as an operator starts it: a process of its own with its children, and its words."""

import contextlib
import http.cookiejar
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

from incubator.kernel.settings import ROOT
from tests.conftest import token_of_html
from tests.server import free_port

PATIENCE = 60.0
# Every installation compiles its templates once; those of a run share what comes out.
COMPILED = tempfile.TemporaryDirectory(prefix="incubator-compiled-")


class Served:
    """One started `incubator serve`; stopped, children and all, when the block is left."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data, self.port = data, free_port()
        self.words = data.parent / f"{data.name}.log"
        kept = {name: value for name, value in os.environ.items() if "INCUBATOR" not in name}
        self.environment = {
            **kept,
            "INCUBATOR_DATA": str(data),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            **environment,
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "Served":
        if not (self.data / "cache").exists():
            (self.data / "cache").symlink_to(COMPILED.name)
        with self.words.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "incubator.cli", "serve"],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            until(self.answers, self.printed)
            until(lambda: len(self.family()) >= 4, self.printed)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        family = {child.pid: child for child in self.family()}
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def printed(self) -> str:
        return self.words.read_text("utf-8", errors="replace")

    def answers(self) -> bool:
        assert self.process.poll() is None, self.printed()
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/healthz") as answer:
            return bool(answer.status == 200)
        return False

    def family(self) -> list["Process"]:
        """The parent, the worker, the web server and its processes, as the system knows them."""
        everybody = list_processes()
        found, new = [], [one for one in everybody if one.pid == self.process.pid]
        while new:
            found += new
            pids = {one.pid for one in new}
            new = [one for one in everybody if one.parent in pids]
        return found

    def worker(self) -> "Process | None":
        """The process that runs the jobs."""
        return next((one for one in self.family() if one.name == "incub-worker"), None)

    def browser(self) -> "Visitor":
        return Visitor(self.url)


class Process:
    """One running process."""

    def __init__(self, pid: int) -> None:
        folder = Path(f"/proc/{pid}")
        state = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        self.pid, self.state, self.parent = pid, state[0], int(state[1])
        self.name = (folder / "comm").read_text().strip()

    def pss(self) -> int:
        """Its share of the memory in bytes: what several processes share is divided among them."""
        lines = Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def list_processes() -> list[Process]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                found.append(Process(int(folder.name)))
    return [one for one in found if one.state != "Z"]


def until(true, explain=lambda: "it did not happen", seconds=PATIENCE):
    """Wait until a question is answered with yes."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, explain()
        time.sleep(0.05)


class Visitor:
    """A browser with cookies that sends forms as a browser does."""

    def __init__(self, url: str) -> None:
        self.url = url
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path: str) -> str:
        with self.opener.open(self.url + path, timeout=30) as answer:
            return str(answer.read(), "utf-8")

    def post(self, path: str, **facts: str) -> str:
        facts["csrf_token"] = token_of_html(self.get(path))
        body = urllib.parse.urlencode(facts).encode()
        request = urllib.request.Request(self.url + path, body, {"Origin": self.url})
        with self.opener.open(request, timeout=30) as answer:
            return str(answer.read(), "utf-8")
