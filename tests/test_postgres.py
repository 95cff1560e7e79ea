"""Does the private PostgreSQL cluster start, keep what was committed, and leave nothing behind?"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.postgres import ADDRESS_VARIABLE, Cluster, running_cluster, shared_url

pytestmark = pytest.mark.postgres


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def ask(url: str, statement: str) -> str:
    with psycopg.connect(plain(url)) as connection:
        row = connection.execute(statement).fetchone()
    assert row is not None
    return str(row[0])


def process_is_gone(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    return False


def wait_until_gone(number: int, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process_is_gone(number):
            return True
        time.sleep(0.1)
    return False


def test_cluster_sorts_and_folds_unicode_and_disappears():
    with running_cluster() as cluster:
        assert ask(cluster.url, "SHOW server_encoding") == "UTF8"
        assert ask(cluster.url, "SHOW fsync") == "off"
        assert ask(cluster.url, "SHOW max_connections") == "100"
        assert ask(cluster.url, "SELECT lower('ÄÖ') || '青禾'") == "äö青禾"
        number = int((cluster.data / "postmaster.pid").read_text().split()[0])
    assert process_is_gone(number)
    assert not cluster.folder.exists()


def test_a_wrong_password_is_refused():
    with running_cluster() as cluster:
        address = f"postgresql://postgres:wrong@127.0.0.1:{cluster.port}/postgres"
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(address)


def test_a_durable_cluster_keeps_acknowledged_rows_through_a_crash():
    cluster = Cluster(durable=True)
    try:
        cluster.start()
        assert ask(cluster.url, "SHOW fsync") == "on"
        with psycopg.connect(plain(cluster.url)) as connection:
            connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        cluster.crash()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(plain(cluster.url), connect_timeout=2)
        cluster.start()
        assert ask(cluster.url, "SELECT count(*) FROM kept") == "1000"
    finally:
        cluster.remove()


def test_shared_url_takes_the_address_it_is_given(monkeypatch):
    monkeypatch.setenv(ADDRESS_VARIABLE, "postgresql+psycopg://given/")
    with shared_url() as url:
        assert url == "postgresql+psycopg://given/"


PRINT_NUMBER = (
    "import os, psycopg, sys, time;"
    f"url = os.environ['{ADDRESS_VARIABLE}'].replace('+psycopg', '');"
    "c = psycopg.connect(url);"
    "path = c.execute('SHOW data_directory').fetchone()[0];"
    "print(open(path + '/postmaster.pid').readline().strip() if os.access(path, os.R_OK) else 0);"
    "print(os.path.dirname(path), c.info.port, flush=True);"
)


def run_module(program: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.postgres", "--", sys.executable, "-c", program]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)


def test_the_module_hands_the_address_to_a_command_and_returns_its_exit_code():
    runner = run_module(PRINT_NUMBER + "sys.exit(7)")
    printed, _ = runner.communicate(timeout=60)
    assert runner.returncode == 7
    port = int(printed.split()[-1])
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"postgresql://127.0.0.1:{port}/postgres", connect_timeout=2)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_run_takes_its_server_along(how):
    with run_module(PRINT_NUMBER + "time.sleep(20)") as runner:
        assert runner.stdout is not None
        number = int(runner.stdout.readline())
        folder = runner.stdout.readline().split()[0]
        runner.send_signal(how)
        runner.wait(30)
        if how == signal.SIGKILL:
            os.killpg(runner.pid, signal.SIGKILL)  # the command itself, which had no warning
    assert number == 0 or wait_until_gone(number)
    assert how == signal.SIGKILL or not Path(folder).exists()
    shutil.rmtree(folder, ignore_errors=True)  # nobody is left to do it after a SIGKILL
