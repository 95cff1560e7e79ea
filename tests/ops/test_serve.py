"""Does `incubator serve` keep its processes alive, run jobs, say what is needed, and end cleanly?"""

import os
import re
import signal
import time

import pytest

from incubator import schema, serve
from incubator.accounts import actions
from incubator.app import create_app
from incubator.kernel import rulesets, workdays
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import db, work
from incubator.kernel.settings import ROOT
from tests.databases import settings_for
from tests.ops.served import Served, list_processes, until
from tests.ops.smtp import MailServer

MIB, AIM = 1024 * 1024, 250
EVERYWHERE = "0.0.0.0"  # noqa: S104 what the warning is about


def install(data, *, with_demo_account=False):
    """What `incubator db upgrade` leaves behind."""
    app = create_app(settings_for(data))
    with app.app_context():
        schema.upgrade(app)
        with work(by=SYSTEM):
            rulesets.load_shipped(ROOT / "incubator")
            workdays.load_shipped()
            if with_demo_account:
                actions.create_user(actions.NewUser("d@x.example", "甲", "!", is_demo=True))
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def mails():
    with MailServer() as server:
        yield server


@pytest.fixture(scope="module")
def served(tmp_path_factory, mails):
    """An empty installation that serves and can send mail."""
    data = tmp_path_factory.mktemp("served") / "data"
    install(data)
    with Served(data, INCUBATOR_SMTP_URL=mails.url) as running:
        yield running


def test_an_empty_installation_prints_the_way_to_its_set_up(served):
    link = re.search(rf"{served.url}(/set-up\?token=\S+)", served.printed())
    assert link, served.printed()
    token = served.data / "keys" / "setup.token"
    assert token.stat().st_mode & 0o777 == 0o600
    assert link[1].endswith(token.read_text().strip())
    assert "name=" in served.browser().get(link[1])
    assert "WARNING" not in served.printed()


def test_the_worker_runs_what_a_page_asked_for_and_comes_back_when_it_dies(served, mails):
    served.browser().post("/sign-up", sign_in_name="first@x.example")
    assert f"{served.url}/links/" in mails.mail_to("first@x.example", seconds=30)
    killed = served.worker()
    os.kill(killed.pid, signal.SIGKILL)
    served.browser().post("/sign-up", sign_in_name="second@x.example")
    mailed = mails.mail_to("second@x.example", seconds=60)
    assert served.worker().pid != killed.pid
    link = re.search(rf"{served.url}(/links/\S+)", mailed)[1]
    assert "password" in served.browser().get(link)


def test_all_processes_fit_into_little_memory(served, figures):
    visitor = served.browser()
    for path in ("/", "/sign-in", "/sign-up", "/healthz") * 5:
        visitor.get(path)
    until(lambda: served.worker() is not None)
    family = served.family()
    used = sum(one.pss() for one in family) / MIB
    told = f"{used:.0f} MiB, aim {AIM}"
    figures(f"memory of all {len(family)} processes, empty, SQLite (PSS)", told)
    assert len(family) == 5  # parent, worker, web server and its two processes
    assert used < AIM


def test_templates_are_compiled_once_an_installation(tmp_path):
    kept = tmp_path / "data" / "cache" / "templates"

    def compiled():
        serve.load_templates(create_app(settings_for(tmp_path / "data")))
        return {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}

    assert compiled() == compiled()
    sources = [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    assert len(list(kept.iterdir())) == len(sources)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_with_everything_it_started(tmp_path, how, figures):
    install(tmp_path / "data", with_demo_account=True)
    with Served(tmp_path / "data", HOST=EVERYWHERE, INCUBATOR_INSECURE="1") as running:
        if how is signal.SIGINT:
            assert "WARNING: demo accounts are reachable" in running.printed()
            assert "警告" in running.printed()
            assert "token=" not in running.printed()
        family = {one.pid for one in running.family()}
        began = time.monotonic()
        running.process.send_signal(how)
        assert running.process.wait(timeout=20) == 0, running.printed()
        until(lambda: not family & {one.pid for one in list_processes()}, seconds=1)
        seconds = time.monotonic() - began
        assert "Traceback" not in running.printed()
    figures(f"all processes ended after {how.name}", f"{seconds:.1f} s")


def test_a_killed_parent_leaves_nobody_behind(tmp_path):
    install(tmp_path / "data")
    with Served(tmp_path / "data") as running:
        family = {one.pid for one in running.family()}
        running.process.kill()
        running.process.wait()
        until(lambda: not family & {one.pid for one in list_processes()}, seconds=20)
