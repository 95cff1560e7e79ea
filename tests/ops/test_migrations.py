"""Do the migrations make exactly the tables that the models describe, and can they be taken back?"""

import pytest
from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from incubator import schema
from incubator.app import create_app
from incubator.backups import count_rows
from incubator.kernel import audit, rulesets, workdays
from incubator.kernel.access import Role
from incubator.kernel.db import Base, db, work
from incubator.kernel.settings import ROOT
from tests.build import Builder


@pytest.fixture
def empty(places):
    """An application on a database without a table."""
    app = create_app(places.new("data"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables():
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def fill():
    with work():
        rulesets.load_shipped(ROOT / "incubator")
        workdays.load_shipped()
    builder = Builder()
    park = builder.park()
    for role in (Role.MANAGER, Role.OPERATOR, Role.SUPERVISOR):
        builder.person(role, park=park)


@pytest.mark.postgres
def test_from_empty_to_head_makes_exactly_what_the_models_say(empty, figures):
    schema.upgrade(empty)
    assert tables() == set(Base.metadata.tables)
    with db.engine.connect() as connection:
        assert audit.missing_triggers(connection) == set()
    # The comparison of Alembic itself, through our own env.py; it raises with the differences.
    command.check(empty.extensions["migrate"].migrate.get_config(schema.MIGRATIONS))
    figures(f"tables that the migrations make ({db.engine.dialect.name})", len(tables()))


def described(engine):
    """Every table as the database itself describes it: what Alembic does not compare is in it too."""
    found = inspect(engine)
    return {name: described_table(found, name) for name in sorted(Base.metadata.tables)}


def described_table(found, name):
    columns = {
        column["name"]: (str(column["type"]), column["nullable"], column["default"])
        for column in found.get_columns(name)
    }
    return {
        "columns": columns,
        "key": found.get_pk_constraint(name),
        "foreign keys": by_name(found.get_foreign_keys(name)),
        "unique": by_name(found.get_unique_constraints(name)),
        "checks": by_name(found.get_check_constraints(name)),
        "indexes": by_name(found.get_indexes(name)),
    }


def by_name(constraints):
    """In order, with the conditions of partial indexes as text."""
    return sorted(
        ({key: plain(value) for key, value in row.items()} for row in constraints), key=str
    )


def plain(value):
    return {key: str(each) for key, each in value.items()} if isinstance(value, dict) else value


@pytest.mark.postgres
def test_the_database_describes_migrated_tables_as_it_does_tables_made_from_the_models(
    empty, places, figures
):
    schema.upgrade(empty)
    migrated = described(db.engine)
    db.session.remove()
    fresh = create_app(places.new("fresh"))
    with fresh.app_context():
        Base.metadata.create_all(db.engine)
        made = described(db.engine)
        name = db.engine.dialect.name
        db.engine.dispose()
    for table, facts in made.items():
        assert migrated[table] == facts, table
    assert sum(len(facts["checks"]) for facts in made.values()) > 0
    count = sum(len(part) for facts in made.values() for part in facts.values())
    figures(f"columns, keys, checks and indexes alike ({name})", count)


@pytest.mark.postgres
def test_a_filled_database_goes_down_to_nothing_and_up_again(empty):
    schema.upgrade(empty)
    fill()
    with pytest.raises(DBAPIError, match="cannot be changed"), work() as session:
        session.execute(text("DELETE FROM audit_events"))
    db.session.remove()
    schema.downgrade(empty, "base")
    assert tables() == set()
    with db.engine.connect() as connection:
        assert audit.missing_triggers(connection) == audit.TRIGGER_NAMES[db.engine.dialect.name]
    schema.upgrade(empty)
    with db.engine.connect() as connection:
        assert audit.missing_triggers(connection) == set()
    assert not any(rows for name, rows in counts(empty).items() if name != "alembic_version")
    fill()
    assert list(audit.verify(db.session())) == []


OLD_CHECKLIST = """
INSERT INTO rule_sets (id, code, version, kind, key, region_code, legal_form, edition, effective_from,
  title, source, body, state, created_at, updated_at)
VALUES (7, 'abcdefghjkmn', 1, 'registration.checklist', 'social_group', '', 'social_group',
  '2016-02-06', '2016-02-06', '{}', '{}', '{}', 'effective', '2026-07-01', '2026-07-01')
"""


@pytest.mark.postgres
def test_the_shipped_checklist_is_found_by_its_procedure_and_keeps_its_id(empty):
    schema.upgrade(empty, "0001")
    find = text("SELECT id, key FROM rule_sets WHERE kind = 'registration.checklist'")
    with db.engine.begin() as connection:
        connection.execute(text(OLD_CHECKLIST))
    schema.upgrade(empty)
    with db.engine.connect() as connection:
        assert connection.execute(find).all() == [(7, "establishment")]
    schema.downgrade(empty, "0001")
    with db.engine.connect() as connection:
        assert connection.execute(find).all() == [(7, "social_group")]


def counts(app):
    db.session.remove()
    return count_rows(app.config["SETTINGS"].database_url)


@pytest.mark.postgres
def test_a_second_upgrade_changes_nothing(empty):
    schema.upgrade(empty)
    fill()
    before = counts(empty)
    schema.upgrade(empty)
    assert counts(empty) == before


def test_healthz_asks_for_the_migration_until_it_is_done(empty):
    assert empty.test_client().get("/healthz").json["component"] == "migrations"
    schema.upgrade(empty)
    assert empty.test_client().get("/healthz").status_code == 200
