"""Is a unit of work whole or nothing, and is nothing written outside of one?"""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from incubator.kernel import clock
from incubator.kernel import db as kernel_db
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import (
    CROCKFORD,
    SettingsError,
    UncommittedWriteError,
    after_commit,
    check_sqlite,
    current_actor,
    db,
    new_code,
    work,
)
from incubator.kernel.errors import Conflict, Refusal
from incubator.territory.models import Park


def test_write_outside_a_unit_is_a_fault(build):
    park = build.park()
    park.name = "偷偷改名"
    with pytest.raises(UncommittedWriteError):
        db.session.flush()
    db.session.rollback()
    assert park.name != "偷偷改名"


def test_refusal_rolls_everything_back(build):
    park = build.park()
    with pytest.raises(Refusal), work(by=SYSTEM):
        change_and_refuse(park)
    assert db.session.get_one(Park, park.id).phone != "123"


def change_and_refuse(park):
    park.phone = "123"
    db.session.flush()
    raise Refusal("no")


def test_nested_unit_joins_the_outer_one(build):
    park = build.park()
    with pytest.raises(Refusal), work(by=SYSTEM):
        change_within_and_refuse(park)
    assert db.session.get_one(Park, park.id).phone != "456"


def change_within_and_refuse(park):
    with work():
        park.phone = "456"
    raise Refusal("no")


def test_stale_row_is_a_conflict(build):
    park = build.park()
    with pytest.raises(Conflict), work(by=SYSTEM) as session:
        overtake(session, session.get_one(Park, park.id))
    assert db.session.get_one(Park, park.id).phone != "789"


def overtake(session, row):
    assert row.version == 1
    session.execute(text("UPDATE parks SET version = 2"))
    row.phone = "789"


def test_what_waits_for_the_commit_runs_after_it_or_never(build):
    park, done = build.park(), []
    with work(by=SYSTEM):
        park.phone = "1"
        after_commit(lambda: done.append("stored"))
        assert done == []
    assert done == ["stored"]
    with pytest.raises(Refusal), work(by=SYSTEM):
        queue_and_refuse(done)
    with work(by=SYSTEM):
        pass
    assert done == ["stored"]


def queue_and_refuse(done):
    after_commit(lambda: done.append("lost"))
    raise Refusal("no")


def test_actor_is_known_within_the_unit_only(context):
    with work(by=SYSTEM):
        assert current_actor() is SYSTEM
    assert current_actor() is None


def test_moments_are_stored_in_utc_and_come_back_aware(build):
    park = build.park()
    assert park.created_at == clock.now()
    assert park.created_at.tzinfo is UTC
    with pytest.raises(ValueError, match="zone"):
        kernel_db.UtcDateTime().process_bind_param(datetime(2026, 1, 1), db.engine.dialect)  # noqa: DTZ001 the case


def test_codes_are_twelve_characters_without_confusion():
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 12 and set(code) <= set(CROCKFORD) for code in codes)
    assert not set("ilou") & set(CROCKFORD)


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 53, 0), (3, 50, 7), (3, 44, 6)])
def test_sound_sqlite_is_taken(version):
    check_sqlite(version)


@pytest.mark.parametrize("version", [(3, 51, 2), (3, 51, 0), (3, 50, 6), (3, 40, 1), (3, 45, 0)])
def test_sqlite_that_loses_commits_is_refused(version):
    with pytest.raises(SettingsError, match="WAL"):
        check_sqlite(version)


def test_sqlite_keeps_what_it_acknowledged(context):
    def pragma(name):
        return db.session.execute(text(f"PRAGMA {name}")).scalar()

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2
    assert pragma("foreign_keys") == 1
    assert pragma("busy_timeout") == 10000
