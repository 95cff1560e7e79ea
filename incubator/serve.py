"""How does the product run: one parent of the web server and the worker, which forwards signals."""

import ctypes
import gc
import os
import signal
import subprocess
import sys
import time
from types import FrameType
from typing import NoReturn

from incubator.kernel.settings import LOOPBACK, Settings

WEB_WORKERS, WEB_THREADS = 2, 4
RESTART_WAIT = 2.0
SECONDS_TO_STOP = 18
WORKER = [sys.executable, "-m", "incubator.cli", "worker"]
# Huey finishes its job at SIGINT and drops it at SIGTERM; Gunicorn does the opposite with requests.
GENTLY = {"web": signal.SIGTERM, "worker": signal.SIGINT}
PR_SET_PDEATHSIG = 1


def web_command(settings: Settings) -> list[str]:
    """Gunicorn: two processes of four threads, the application loaded once before they fork."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "incubator.app:create_app()",
        "--config",
        "python:incubator.serve",
        "--bind",
        f"{settings.host}:{settings.port}",
        "--worker-class",
        "gthread",
        "--workers",
        str(WEB_WORKERS),
        "--threads",
        str(WEB_THREADS),
        "--preload",
        "--no-control-socket",
        "--graceful-timeout",
        str(SECONDS_TO_STOP - 3),
        "--timeout",
        "60",
        "--access-logfile",
        os.devnull,
        "--log-level",
        "warning",
    ]


class Family:
    """The parent's two children; the worker is restarted, the web server ends the family."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.stopped_at: float | None = None
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def _start(self, name: str, command: list[str]) -> "subprocess.Popen[bytes]":
        """A child in a group of its own: a Ctrl-C reaches the parent alone, which asks politely."""
        child = subprocess.Popen(command, process_group=0, preexec_fn=_end_with_parent)  # noqa: S603, PLW1509
        self.children[name] = child
        return child

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Ask both to finish what they are doing and end."""
        if self.stopped_at is None:
            self.stopped_at = time.monotonic()
        for name, child in self.children.items():
            if child.poll() is None:
                child.send_signal(GENTLY[name])

    def run(self) -> int:
        """Stay until the web server ends; returns its exit code."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.stop)
        web = self._start("web", web_command(self.settings))
        self._start("worker", WORKER)
        if self.stopped_at is not None:
            self.stop()
        while web.poll() is None:
            self._keep_worker()
            time.sleep(0.2)
        stopped = self.stopped_at is not None
        self.stop()
        self._await_worker()
        return 0 if stopped and web.returncode in {0, -15, -2} else web.returncode or 1

    def _keep_worker(self) -> None:
        """Start the worker again when it died; a moment later, lest a faulty one spin."""
        if self.children["worker"].poll() is None or self.stopped_at is not None:
            return
        time.sleep(RESTART_WAIT)
        if self.stopped_at is None:
            self._start("worker", WORKER)

    def _await_worker(self) -> None:
        """Let it finish its job, within the time that a stop may take in all."""
        left = (self.stopped_at or 0) + SECONDS_TO_STOP - time.monotonic()
        try:
            self.children["worker"].wait(timeout=max(left, 1))
        except subprocess.TimeoutExpired:
            self.children["worker"].kill()


def _end_with_parent() -> None:
    """Should the parent be killed outright, the children go with it (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def warn_when_open(settings: Settings, *, has_demo: bool) -> str | None:
    """The warning for demo accounts that strangers could reach, if it applies."""
    if has_demo and settings.host not in LOOPBACK:
        return (
            "WARNING: demo accounts are reachable from outside this machine. Remove them with "
            "`incubator demo remove` before real use. 警告:演示账号可从外部访问,正式使用前请先移除。"
        )
    return None


def when_ready(_server: object) -> None:
    """Gunicorn calls this before it forks: what is loaded now stays shared between its processes."""
    gc.collect()
    gc.freeze()


def take_over() -> NoReturn:
    """Become the parent: a fresh process without the application, which it never needs again."""
    os.execv(sys.executable, [sys.executable, "-m", "incubator.serve"])  # noqa: S606 own command


if __name__ == "__main__":
    raise SystemExit(Family(Settings.from_environment()).run())
