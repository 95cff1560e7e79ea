"""Does the benchmark measure what it says: sound rows, right answers, and few statements a page?"""

import pytest

from incubator.kernel import audit
from incubator.kernel.db import db
from tests.bench.actions import actions, floors
from tests.bench.driver import Driver
from tests.bench.load import load
from tests.bench.report import MOST_STATEMENTS
from tests.bench.world import NOW, World
from tests.conftest import create_app
from tests.databases import settings_for
from tests.server import LiveServer

ROWS = 100


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench") / "rows"
    return folder, load(folder, ROWS)


@pytest.mark.bench
def test_the_rows_hold_together(filled):
    folder, world = filled
    assert world == World.load(folder)
    assert world.counts["applications"] == ROWS
    assert world.counts["reviews"] == world.counts["score_sheets"] == 3 * ROWS
    assert (world.counts["organizations"], world.counts["bookings"]) == (10_000, 20_000)
    with create_app(settings_for(folder)).app_context():
        assert list(audit.verify(db.session())) == []
        db.session.remove()
        db.engine.dispose()


@pytest.mark.bench
def test_every_action_gets_the_right_answer_and_pages_ask_little(filled, figures):
    folder, world = filled
    server = LiveServer(folder, now=NOW.isoformat(), application="tests.bench.wsgi:application()")
    server.start()
    most = 0
    try:
        driver = Driver(server.url)
        for action in floors(world) + actions(world):
            driver.warm_up(action)
            sample = driver.measure(action, clients=1, seconds=0.05)
            assert not sample.wrong, (action.name, sample.wrong)
            assert sample.cpu_ms > 0, action.name
            if action.is_page:
                assert sample.sql <= MOST_STATEMENTS, action.name
                most = max(most, sample.sql)
    finally:
        server.stop()
    figures("statements of the measured page that asks most", most)
