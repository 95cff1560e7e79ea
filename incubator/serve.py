"""How does the product run: one parent of the web server and the worker, which forwards signals."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

from incubator.kernel.settings import LOOPBACK, Settings

WEB_WORKERS, WEB_THREADS = 2, 4
RESTART_WAIT = 2.0


def web_command(settings: Settings) -> list[str]:
    """Gunicorn: two processes of four threads, the application loaded once before they fork."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "incubator.app:create_app()",
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
        "20",
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
        self.stopping = False
        self.web = subprocess.Popen(web_command(settings))  # noqa: S603 own command
        self.worker = self._start_worker()

    def _start_worker(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "incubator.cli", "worker"]
        return subprocess.Popen(command)  # noqa: S603 own command

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Ask both to finish what they are doing and end."""
        self.stopping = True
        for child in (self.web, self.worker):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)

    def run(self) -> int:
        """Stay until the web server ends; returns its exit code."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        while self.web.poll() is None:
            if self.worker.poll() is not None and not self.stopping:
                time.sleep(RESTART_WAIT)
                if not self.stopping:
                    self.worker = self._start_worker()
            time.sleep(0.2)
        self.stop()
        try:
            self.worker.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.worker.kill()
        return 0 if self.stopping and self.web.returncode in {0, -15, -2} else self.web.returncode


def warn_when_open(settings: Settings, *, has_demo: bool) -> str | None:
    """The warning for demo accounts that strangers could reach, if it applies."""
    if has_demo and settings.host not in LOOPBACK:
        return (
            "WARNING: demo accounts are reachable from outside this machine. Remove them with "
            "`incubator demo remove` before real use. 警告:演示账号可从外部访问,正式使用前请先移除。"
        )
    return None


def run(settings: Settings) -> int:
    """Serve until stopped."""
    return Family(settings).run()
