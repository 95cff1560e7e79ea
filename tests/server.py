"""How do tests run the real server: gunicorn in processes of its own, stopped or killed as a whole."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError

from incubator.kernel.settings import ROOT

PATIENCE = 90.0


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class LiveServer:
    """One running installation on a data folder; `workers` processes of four threads."""

    data: Path
    database_url: str = ""
    workers: int = 2
    now: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    application: str = "incubator.app:create_app()"
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    said: str = ""

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """What the server processes see."""
        found = {
            **os.environ,
            "INCUBATOR_DATA": str(self.data),
            "INCUBATOR_TESTING": "1",
            "INCUBATOR_URL": self.url,
            "PYTHONPATH": str(ROOT),
            **self.extra,
        }
        if self.database_url:
            found["INCUBATOR_DATABASE_URL"] = self.database_url
        if self.now:
            found["INCUBATOR_NOW"] = self.now
        return found

    def start(self) -> float:
        """Start and wait until it answers; returns the seconds that took."""
        began = time.monotonic()
        command = [
            sys.executable, "-m", "gunicorn", self.application,
            "--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread",
            "--workers", str(self.workers), "--threads", "4", "--preload",
            "--no-control-socket", "--log-level", "warning",
        ]  # fmt: skip
        with (self.data / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                env=self.environment(),
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while time.monotonic() - began < PATIENCE:
            if self.process.poll() is not None:
                break
            if self._answers():
                return time.monotonic() - began
            time.sleep(0.03)
        tail = (self.data / "server.log").read_text("utf-8", errors="replace")[-3000:]
        raise RuntimeError(f"the server did not come up: {self.said} {tail}")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError as trouble:
            self.said = trouble.read().decode() if isinstance(trouble, HTTPError) else str(trouble)
            return False

    def kill(self) -> None:
        """Kill every process of it at once, as a power cut of the processes would."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def stop(self) -> None:
        """Ask it to end; kill what remains."""
        if self.process is None:
            return
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=10)
        self.kill()
