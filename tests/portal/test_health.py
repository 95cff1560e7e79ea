"""Does the health check tell the truth, and name what is out of order?"""

import pytest
from sqlalchemy import text

from incubator.kernel import blobs
from incubator.kernel.db import db
from incubator.portal.health.queries import heads
from tests.statements import counted


@pytest.fixture
def migrated(context):
    """The database as migrations leave it: the newest ones noted."""
    with db.engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)")
        )
        connection.execute(text("DELETE FROM alembic_version"))
        for head in heads():
            connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head})
    db.session.remove()
    db.engine.dispose()


@pytest.mark.postgres
def test_healthz_is_ok_when_all_is_in_order(migrated, client):
    with counted() as seen:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    assert len(seen) <= 6
    assert all(statement.lstrip().upper().startswith(("SELECT", "WITH")) for statement in seen)


def faulty(client):
    answer = client.get("/healthz")
    assert answer.status_code == 503
    return answer.json["component"]


@pytest.mark.postgres
def test_healthz_names_missing_audit_triggers(migrated, client):
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_events_no_update"))
        else:
            connection.execute(text("DROP TRIGGER audit_events_no_change ON audit_events"))
    assert faulty(client) == "triggers"


@pytest.mark.postgres
@pytest.mark.parametrize("version", ["000000000000", None])
def test_healthz_names_pending_or_unknown_migrations(migrated, client, version):
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        if version:
            connection.execute(text("INSERT INTO alembic_version VALUES (:v)"), {"v": version})
        else:
            connection.execute(text("DROP TABLE alembic_version"))
    assert faulty(client) == "migrations"


def test_healthz_names_a_files_folder_that_cannot_take_files(migrated, client, app):
    root = blobs.store().root
    before = list(root.glob("*")) if root.is_dir() else None
    if before is not None:
        root.rename(root.with_suffix(".away"))
    root.write_text("no folder")
    try:
        assert faulty(client) == "files"
    finally:
        root.unlink()
        if before is not None:
            root.with_suffix(".away").rename(root)


def test_healthz_names_a_database_that_cannot_be_opened(migrated, client, app):
    db.session.remove()
    db.engine.dispose()
    file = app.config["SETTINGS"].data / "incubator.db"
    away = file.with_suffix(".away")
    file.rename(away)
    file.mkdir()
    try:
        assert faulty(client) == "database"
    finally:
        file.rmdir()
        away.rename(file)
        db.engine.dispose()
