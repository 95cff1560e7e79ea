"""Where does a test find a PostgreSQL server that nobody else uses and that leaves no trace?

One private cluster in a temporary folder, with its own port and password. ``script/test`` starts
it once around pytest and hands the address to every worker::

    python -m tests.postgres -- pytest -m postgres

Run by hand, pytest starts one per process when the first test asks for it.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDRESS_VARIABLE = "INCUBATOR_TEST_POSTGRES_URL"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 20
PR_SET_PDEATHSIG = 1

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")


class ClusterError(Exception):
    """PostgreSQL is absent or did not start; the text says what it printed."""


class Cluster:
    """A PostgreSQL server of our own; ``durable`` keeps what it acknowledged through a crash."""

    def __init__(self, *, durable: bool = False) -> None:
        self._durable = durable
        self._password = secrets.token_hex(16)
        self._user, self._group = _server_identity()
        self._server: subprocess.Popen[bytes] | None = None
        # Not TMPDIR: the server's user must reach it, and a socket's path has at most 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="incubator-pg-", dir="/tmp"))
        self.port = 0

    @property
    def url(self) -> str:
        """The address of the database ``postgres``, as SQLAlchemy wants it."""
        return f"postgresql+psycopg://postgres:{self._password}@127.0.0.1:{self.port}/postgres"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def start(self) -> Cluster:
        """Create the data folder at the first call, then run the server and wait for an answer."""
        if not self.data.exists():
            self._create()
        for _attempt in range(3):  # another process may take the port that we found free
            self.port = _free_port()
            self._server = self._launch()
            if self._answers():
                return self
        printed = self.log.read_text(errors="replace")[-2000:]
        self.remove()
        raise ClusterError(f"PostgreSQL did not start:\n{printed}")

    def stop(self) -> None:
        """End the server after its clients have been cut off; what was committed stays."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """End the server as a power cut would: no flush, no goodbye; ``start`` then recovers."""
        self._end(signal.SIGQUIT)

    def remove(self) -> None:
        """Stop the server and delete everything it wrote."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _create(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self._password)
        if self._user:
            for path in (self.folder, secret):
                shutil.chown(path, self._user, self._group)
        command = [
            *(_binary("initdb"), "--pgdata", str(self.data), "--pwfile", str(secret)),
            *("--username=postgres", "--auth=password", "--encoding=UTF8", "--locale=C.UTF-8"),
            "--no-sync",
        ]
        answer = subprocess.run(
            command,
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            user=self._user,
            group=self._group,
            extra_groups=self._no_groups(),
        )
        if answer.returncode:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise ClusterError(f"initdb failed:\n{answer.stdout}{answer.stderr}")

    def _launch(self) -> subprocess.Popen[bytes]:
        chosen = DURABLE if self._durable else FAST
        settings = [
            *("listen_addresses=127.0.0.1", f"port={self.port}", "max_connections=100"),
            *(f"unix_socket_directories={self.folder}", "timezone=UTC", *chosen),
        ]
        command = [_binary("postgres"), "-D", str(self.data)]
        for setting in settings:
            command += ["-c", setting]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,  # a Ctrl-C is for the tests; they then stop the server
                preexec_fn=_die_with_parent,  # noqa: PLW1509 started before any thread
                user=self._user,
                group=self._group,
                extra_groups=self._no_groups(),
            )

    def _answers(self) -> bool:
        end = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < end and self._server and self._server.poll() is None:
            try:
                psycopg.connect(self.url.replace("+psycopg", ""), connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        self._end(signal.SIGQUIT)
        return False

    def _end(self, how: signal.Signals) -> None:
        server, self._server = self._server, None
        if server is None or server.poll() is not None:
            return
        server.send_signal(how)
        try:
            server.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()

    def _no_groups(self) -> list[str] | None:
        """Drop root's groups along with root; nobody else may, and need not."""
        return [] if self._user else None


@contextmanager
def shared_url() -> Iterator[str]:
    """The address that the caller of pytest gave, or else that of a cluster of this process."""
    given = os.environ.get(ADDRESS_VARIABLE)
    if given:
        yield given
        return
    with running_cluster() as cluster:
        yield cluster.url


@contextmanager
def running_cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """A cluster that is gone, with its files, when the block is left."""
    cluster = Cluster(durable=durable)
    try:
        yield cluster.start()
    finally:
        cluster.remove()


def is_installed() -> bool:
    """Are the server's programs on this machine?"""
    return _find_binary("initdb") is not None and _find_binary("postgres") is not None


def _server_identity() -> tuple[str | None, int | None]:
    """The server refuses to run as root: then the user of its Debian package, or else nobody."""
    if os.geteuid() != 0:
        return None, None
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = accounts.get("postgres") or accounts["nobody"]
    return account.pw_name, account.pw_gid


def _find_binary(name: str) -> str | None:
    """The newest installed version; Debian keeps the server's programs out of PATH."""
    found = [path for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}") if path.is_file()]
    if not found:
        return shutil.which(name)
    return str(max(found, key=lambda path: int(path.parts[4].split(".")[0])))


def _binary(name: str) -> str:
    path = _find_binary(name)
    if path is None:
        raise ClusterError(f"PostgreSQL's program {name} is missing: install Debian's postgresql")
    return path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    """Should the tests be killed outright, the server goes with them (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def run_with_cluster(command: list[str], *, durable: bool) -> int:
    """Run the command with the address of a fresh cluster in its environment; its exit code.

    Ctrl-C reaches the command by itself and SIGTERM as Ctrl-C: pytest then stops what it started.
    """
    with running_cluster(durable=durable) as cluster:
        environment = {**os.environ, ADDRESS_VARIABLE: cluster.url}
        # Before the start: a handler is not inherited, but "ignore" from a shell's & would be.
        signal.signal(signal.SIGINT, lambda _number, _frame: None)
        with subprocess.Popen(command, env=environment) as child:
            signal.signal(signal.SIGTERM, lambda _number, _frame: child.send_signal(signal.SIGINT))
            return child.wait()


def main() -> int:
    """``[--durable] -- COMMAND …``; the exit code is the command's."""
    words = sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    options, command = words[:end], words[end + 1 :]
    if not command or set(options) - {"--durable"}:
        print("usage: python -m tests.postgres [--durable] -- COMMAND …", file=sys.stderr)
        return 2
    return run_with_cluster(command, durable="--durable" in options)


if __name__ == "__main__":
    sys.exit(main())
