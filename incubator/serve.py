"""How does the product run: a parent that has loaded the application once, its web server, its worker."""

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.context import ForkProcess
from types import FrameType
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from jinja2 import FileSystemBytecodeCache

from incubator.kernel.db import db
from incubator.kernel.settings import LOOPBACK, Settings

WEB_WORKERS, WEB_THREADS = 2, 4
RESTART_WAIT = 2.0
SECONDS_TO_STOP = 18
ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
# Huey finishes its job at SIGINT and drops it at SIGTERM; Gunicorn does the opposite with requests.
GENTLY = {"web": signal.SIGTERM, "worker": signal.SIGINT}
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
M_ARENA_MAX, ARENAS = -8, 2


class WebServer(BaseApplication):
    """Gunicorn with the application that is already loaded: two processes of four threads."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        super().__init__()

    def load_config(self) -> None:
        """What Gunicorn asks for; all else stays as it comes."""
        settings: Settings = self.app.config["SETTINGS"]
        chosen: dict[str, Any] = {
            "bind": f"{settings.host}:{settings.port}",
            "worker_class": "gthread",
            "workers": WEB_WORKERS,
            "threads": WEB_THREADS,
            "control_socket_disable": True,
            "graceful_timeout": SECONDS_TO_STOP - 3,
            "timeout": 60,
            "accesslog": os.devnull,
            "loglevel": "warning",
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application for one of its processes."""
        return self.app


def run_worker(app: Flask) -> None:
    """Run jobs, one at a time, until told to end."""
    queue = app.extensions["jobs_queue"]
    queue.create_consumer(workers=1, periodic=True, check_worker_health=True).run()


class Family:
    """The parent's two children; the worker is restarted, the web server ends the family.

    Both are forked from the parent, so the application lies in memory once for all of them.
    """

    def __init__(self, app: Flask) -> None:
        self.tasks: dict[str, Callable[[], None]] = {
            "web": lambda: WebServer(app).run(),
            "worker": lambda: run_worker(app),
        }
        self.stopped_at: float | None = None
        self.children: dict[str, ForkProcess] = {}

    def _start(self, name: str) -> ForkProcess:
        # A signal between the fork and the child's own handlers would stop its brothers.
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
        child = multiprocessing.get_context("fork").Process(
            target=_become, args=(name, self.tasks[name], os.getpid()), name=name
        )
        child.start()
        self.children[name] = child
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
        return child

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Ask both to finish what they are doing and end."""
        if self.stopped_at is None:
            self.stopped_at = time.monotonic()
        for name, child in self.children.items():
            if child.pid is not None and child.is_alive():
                os.kill(child.pid, GENTLY[name])

    def run(self) -> int:
        """Stay until the web server ends; returns its exit code."""
        for number in ENDINGS:
            signal.signal(number, self.stop)
        gc.collect()
        gc.freeze()  # What is loaded now stays shared: the collector does not write to it.
        web = self._start("web")
        self._start("worker")
        if self.stopped_at is not None:
            self.stop()
        while web.is_alive():
            self._keep_worker()
            web.join(0.2)
        stopped = self.stopped_at is not None
        self.stop()
        self._await_worker()
        return 0 if stopped and web.exitcode in {0, -15, -2} else web.exitcode or 1

    def _keep_worker(self) -> None:
        """Start the worker again when it died; a moment later, lest a faulty one spin."""
        if self.children["worker"].is_alive() or self.stopped_at is not None:
            return
        time.sleep(RESTART_WAIT)
        if self.stopped_at is None:
            self._start("worker")

    def _await_worker(self) -> None:
        """Let it finish its job, within the time that a stop may take in all."""
        left = (self.stopped_at or 0) + SECONDS_TO_STOP - time.monotonic()
        worker = self.children["worker"]
        worker.join(max(left, 1))
        if worker.is_alive():
            worker.kill()
            worker.join()


def _become(name: str, task: Callable[[], None], parent: int) -> None:
    """A child in a group of its own: a Ctrl-C reaches the parent alone, which asks politely."""
    os.setpgid(0, 0)
    if sys.platform == "linux":
        # Should the parent be killed outright, the children go with it; `ps` tells them apart.
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        libc.prctl(PR_SET_NAME, f"incub-{name}".encode())
        if hasattr(libc, "mallopt"):
            # An arena per thread only helps threads that allocate at once, which Python's do not.
            libc.mallopt(M_ARENA_MAX, ARENAS)
        if os.getppid() != parent:
            return
    sys.argv = [sys.argv[0], name]  # Huey starts itself anew from these at SIGHUP.
    for number in ENDINGS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
    task()


def warn_when_open(settings: Settings, *, has_demo: bool) -> str | None:
    """The warning for demo accounts that strangers could reach, if it applies."""
    if has_demo and settings.host not in LOOPBACK:
        return (
            "WARNING: demo accounts are reachable from outside this machine. Remove them with "
            "`incubator demo remove` before real use. 警告:演示账号可从外部访问,正式使用前请先移除。"
        )
    return None


def load_templates(app: Flask) -> int:
    """Load every template, so that all processes share them and nobody's first page waits; their number.

    They are compiled when they are new or changed; what comes out is kept in the data folder.
    """
    settings: Settings = app.config["SETTINGS"]
    folder = settings.data / "cache" / "templates"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))
    names = app.jinja_env.list_templates(extensions=["html", "txt"])
    for name in names:
        app.jinja_env.get_template(name)
    return len(names)


def serve(app: Flask) -> int:
    """Serve until told to end; returns the exit code. No open connection goes into the children."""
    load_templates(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return Family(app).run()
