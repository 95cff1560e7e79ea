"""Does the audit note what happened, and is every tampering with it found?"""

import random

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from incubator.accounts import actions as accounts
from incubator.accounts.cli import audit_group
from incubator.accounts.models import User
from incubator.kernel import audit
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.audit import AuditEvent, AuditHead
from incubator.kernel.db import db, work
from incubator.kernel.errors import Refusal
from incubator.territory import actions as territory
from incubator.territory.models import Park

ROWS_A_TAMPER = 100
TRIGGERS = ("audit_events_no_update", "audit_events_no_delete")


def events(**wanted):
    return list(db.session.query(AuditEvent).filter_by(**wanted).order_by(AuditEvent.seq))


def test_creation_is_noted_with_actor_place_and_belonging(build):
    park = build.park()
    user = build.person(Role.OPERATOR, park=park)
    row = events(subject_type="grants")[-1]
    assert (row.action, row.actor_name, row.park_id) == ("grants.created", "系统", park.id)
    assert row.changes["user_id"] == [None, user.id]
    assert row.changes["role"] == [None, "operator"]


def test_change_is_noted_before_and_after_even_on_a_row_not_read_anew(build):
    park = build.park()
    manager = build.person(Role.MANAGER, park=park)
    with work(by=manager):
        park.address = "惠民路18号"
    with work(by=manager):
        park.address = "惠民路20号"
    row = events(subject_type="parks")[-1]
    assert row.changes == {"address": ["惠民路18号", "惠民路20号"]}
    assert (row.actor_id, row.actor_name) == (manager.id, manager.display_name)


def test_deletion_is_noted(build):
    park = build.park()
    with work(by=SYSTEM):
        rule = territory.set_house_rule(park, number=1, title={"zh": "甲"}, text={"zh": "乙"})
    with work(by=SYSTEM):
        db.session.delete(rule)
    assert [row.action for row in events(subject_type="house_rules")] == [
        "house_rules.created",
        "house_rules.deleted",
    ]


def test_personal_columns_are_masked_and_secrets_hidden(build):
    user = build.user("欧阳青禾")
    row = events(subject_type="users", subject_id=user.id)[0]
    assert user.sign_in_name not in str(row.changes)
    assert "欧阳青禾" not in str(row.changes)
    assert row.changes["sign_in_name"][1]["masked"] == "139*****001"
    assert row.changes["password_hash"][1]["masked"] == "******"
    assert user.password_hash[-8:] not in str(row.changes)
    assert len(row.changes["display_name"][1]["mac"]) == 64


def test_refused_act_leaves_no_trace(build):
    park = build.park()
    before = len(events())
    with pytest.raises(Refusal), work(by=SYSTEM):
        _rename_and_give_up(park)
    assert len(events()) == before
    assert db.session.get_one(Park, park.id).name != "别的名字"
    with work(by=SYSTEM):
        db.session.get_one(Park, park.id).phone = "1"
    assert "name" not in events()[-1].changes


def _rename_and_give_up(park):
    park.name = "别的名字"
    db.session.flush()
    raise Refusal("no")


def test_unchanged_row_is_not_noted(build):
    park = build.park()
    before = len(events())
    with work(by=SYSTEM):
        park.name = str(park.name)
    assert len(events()) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET actor_name = 'x' WHERE seq = 1",
        "DELETE FROM audit_events WHERE seq = 1",
        "DELETE FROM audit_events",
    ],
)
def test_database_itself_refuses_changes(build, statement):
    build.park()
    with pytest.raises(DBAPIError, match="cannot be changed"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert not list(audit.verify(db.session()))


def test_missing_triggers_are_named(build):
    assert audit.missing_triggers(db.session.connection()) == set()
    for name in TRIGGERS:
        db.session.execute(text(f"DROP TRIGGER {name}"))
    assert audit.missing_triggers(db.session.connection()) == set(TRIGGERS)
    db.session.rollback()


@pytest.fixture
def chain(build):
    """A hundred rows and more; the tests write past the guard, as somebody with the file could."""
    park = build.park()
    with work(by=SYSTEM) as session:
        for number in range(110):
            park.phone = f"0999-{number:04d}"
            session.flush()
    for name in TRIGGERS:
        db.session.execute(text(f"DROP TRIGGER {name}"))
    db.session.commit()
    assert not list(audit.verify(db.session()))
    last = db.session.get_one(AuditHead, 1).seq
    assert last > 100
    return last


def faults():
    db.session.rollback()
    db.session.expire_all()
    return list(audit.verify(db.session()))


def run(statement, **values):
    db.session.execute(text(statement), values)


def change(seq, last):
    run("UPDATE audit_events SET actor_name = actor_name || 'x' WHERE seq = :seq", seq=seq)


def delete(seq, last):
    run("DELETE FROM audit_events WHERE seq = :seq", seq=seq)


def insert(seq, last):
    run("UPDATE audit_events SET seq = seq + 100000 WHERE seq >= :seq", seq=seq)
    run("UPDATE audit_events SET seq = seq - 99999 WHERE seq >= 100000")
    columns = "at, actor_id, actor_name, action, subject_type, subject_id, changes, reason"
    run(
        f"INSERT INTO audit_events (seq, {columns}, previous_hash, hash) "
        f"SELECT :seq, {columns}, previous_hash, hash FROM audit_events WHERE seq = :source",
        seq=seq,
        source=seq + 1,
    )


def swap(seq, last):
    other = seq + 1 if seq < last else seq - 1
    run("UPDATE audit_events SET seq = -1 WHERE seq = :seq", seq=seq)
    run("UPDATE audit_events SET seq = :seq WHERE seq = :other", seq=seq, other=other)
    run("UPDATE audit_events SET seq = :other WHERE seq = -1", other=other)


def cut(seq, last):
    run("DELETE FROM audit_events WHERE seq >= :seq", seq=seq)


@pytest.mark.parametrize("tamper", [change, delete, insert, swap, cut])
def test_every_tampering_is_found(chain, tamper, figures):
    chosen = random.Random(20261121).sample(range(2, chain + 1), ROWS_A_TAMPER)
    found = 0
    for seq in chosen:
        savepoint = db.session.begin_nested()
        tamper(seq, chain)
        db.session.flush()
        db.session.expire_all()
        found += bool(list(audit.verify(db.session())))
        savepoint.rollback()
        db.session.expire_all()
    assert found == ROWS_A_TAMPER
    assert not faults()
    figures(f"audit tamper found: {tamper.__name__}", f"{found} of {ROWS_A_TAMPER}")


def test_cut_tail_with_a_moved_head_is_found(chain):
    run("DELETE FROM audit_events WHERE seq > 50")
    run("UPDATE audit_head SET seq = 50, hash = (SELECT hash FROM audit_events WHERE seq = 50)")
    db.session.expire_all()
    assert [fault.what for fault in audit.verify(db.session())] == ["the head was changed"]
    db.session.rollback()


def test_anchor_shows_what_an_older_database_lost(chain):
    audit.write_anchor(db.session())
    try:
        assert not faults()
        assert audit.read_anchors()[-1][0] == chain
        audit.write_anchor(db.session())
        assert len(audit.read_anchors()) == 1
        head = db.session.get_one(AuditHead, 1)
        run("DELETE FROM audit_events WHERE seq > 50")
        row = db.session.get_one(AuditEvent, 50)
        head.seq, head.hash = 50, row.hash
        with db.session.no_autoflush:
            seal = audit._seal(head)
        db.session.expunge(head)
        run("UPDATE audit_head SET seq = 50, hash = :hash, seal = :seal", hash=row.hash, seal=seal)
        db.session.expire_all()
        found = [fault.what for fault in audit.verify(db.session())]
        assert found == ["an anchored row is missing or changed"]
    finally:
        db.session.rollback()
        audit.anchor_file().unlink()


def test_verify_command_tells_and_ends_with_one(app, chain):
    def verify():
        return CliRunner().invoke(audit_group, ["verify"], obj=lambda: app)

    sound = verify()
    assert (sound.exit_code, sound.stderr) == (0, "")
    change(7, chain)
    db.session.commit()
    broken = verify()
    assert broken.exit_code == 1
    assert "row 7: changed" in broken.stdout


def test_history_of_a_subject_is_newest_first(build):
    user = build.user()
    with work(by=SYSTEM):
        accounts.disable_user(db.session.get_one(User, user.id), by=SYSTEM)
    assert [row.action for row in audit.history(user)] == ["users.changed", "users.created"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [("王", "王*"), ("王芳", "王*"), ("王小芳", "王*芳"), ("13900000001", "139*****001")],
)
def test_mask_keeps_little(value, shown):
    assert audit.mask(value) == shown
