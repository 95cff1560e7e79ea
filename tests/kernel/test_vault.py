"""Does a sealed value open only where it belongs, and does a new key reach all of them?"""

import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import insert, select, update

from incubator.kernel import audit, vault
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import db, new_code, work
from incubator.kernel.identifiers import DocumentType
from incubator.organizations import actions
from incubator.organizations.identities.models import IdentityDocument
from incubator.organizations.models import OrganizationPerson
from tests.organizations.build import organization

ROWS = 10_000


@pytest.fixture
def settings(app):
    """The installation's settings."""
    return app.config["SETTINGS"]


def test_a_value_opens_at_its_place_and_nowhere_else(settings, context):
    sealed = vault.seal("people\nnumber\nabc", "EA1234567")
    assert sealed.startswith("v1.1.")
    assert "EA1234567" not in sealed
    assert vault.open_("people\nnumber\nabc", sealed) == "EA1234567"
    for place in ("people\nnumber\nabd", "people\nother\nabc", "others\nnumber\nabc"):
        with pytest.raises(vault.VaultError):
            vault.open_(place, sealed)


def test_a_changed_or_foreign_value_does_not_open(settings, context):
    sealed = vault.seal("here", "EA1234567")
    middle = len(sealed) // 2
    changed = sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :]
    for wrong in (changed, "", "plain", "v1.9.AAAA", "v1..", "v2.1.AAAA", sealed[:-8]):
        with pytest.raises(vault.VaultError):
            vault.open_("here", wrong)


def test_equal_values_are_sealed_differently_and_have_one_blind_word(settings, context):
    assert vault.seal("here", "EA1234567") != vault.seal("here", "EA1234567")
    assert vault.blind("a", "EA1234567") == vault.blind("a", "EA1234567")
    assert vault.blind("a", "EA1234567") != vault.blind("b", "EA1234567")


def test_keys_lie_outside_the_database_and_only_their_owner_reads_them(settings, context):
    vault.seal("here", "x")
    vault.blind("a", "x")
    for name in ("vault-1.key", "vault-index.key"):
        path = settings.keys / name
        assert path.stat().st_mode & 0o777 == 0o600
        assert len(bytes.fromhex(path.read_text())) == 32


def test_a_lost_key_is_never_made_anew(settings, context):
    sealed = vault.seal("here", "x")
    settings.key("vault-2")
    (settings.keys / "vault-1.key").unlink()
    with pytest.raises(vault.VaultError):
        vault.open_("here", sealed)
    assert vault.key_numbers(settings) == [2]


def fill(park, count):
    """Rows in bulk: people of one organization, each with a sealed number."""
    team = organization(park)
    with work(by=SYSTEM) as session:
        people = [
            {"organization_id": team.id, "name": f"测试{n}", "post": "理事", "code": new_code()}
            for n in range(count)
        ]
        session.execute(insert(OrganizationPerson), people)
        ids = session.scalars(select(OrganizationPerson.id)).all()
        rows = []
        for n, key in enumerate(ids):
            code, number = new_code(), f"EA{n:07d}"
            place = f"identity_documents\nnumber\n{code}"
            rows.append(
                {
                    "person_id": key,
                    "code": code,
                    "kind": DocumentType.PASSPORT,
                    "number": vault.seal(place, number),
                    "number_index": vault.blind("identity_document", number),
                    "consent_edition": "test",
                }
            )
        session.execute(insert(IdentityDocument), rows)


def under_key(number):
    query = select(IdentityDocument.id).where(IdentityDocument.number.like(f"v1.{number}.%"))
    return len(db.session.scalars(query).all())


def opened():
    db.session.rollback()
    rows = db.session.scalars(select(IdentityDocument).order_by(IdentityDocument.id))
    return [vault.take(row, "number") for row in rows]


def test_a_rotation_that_was_killed_goes_on_where_it_stood(settings, build, figures):
    fill(build.park(), ROWS)
    environment = {
        **os.environ,
        "INCUBATOR_DATA": str(settings.data),
        "INCUBATOR_DATABASE_URL": settings.database_url,
    }
    db.session.rollback()
    command = [sys.executable, "-c", "from incubator.cli import main; main()", "keys", "rotate"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout:
            if not line.startswith("key 2: 0 "):
                break
        running.send_signal(signal.SIGKILL)
    done = under_key(2)
    assert 0 < done < ROWS
    assert under_key(1) == ROWS - done
    assert opened() == [f"EA{n:07d}" for n in range(ROWS)]
    last = list(vault.rotate())[-1]
    assert (last.key, last.sealed) == (2, ROWS - done)
    assert (under_key(2), under_key(1)) == (ROWS, 0)
    assert opened() == [f"EA{n:07d}" for n in range(ROWS)]
    assert vault.key_numbers(settings) == [1, 2]
    assert list(audit.verify(db.session())) == []
    figures("rotation of sealed rows", f"{ROWS:,}, killed after {done:,}, all open afterwards")


@pytest.mark.postgres
def test_a_rotation_reaches_every_row_on_both_databases(settings, build):
    fill(build.park(), 450)
    steps = [step.sealed for step in vault.rotate()]
    assert steps == [0, 200, 400, 450]
    assert under_key(2) == 450
    assert opened()[449] == "EA0000449"


def test_a_value_written_during_the_rotation_is_not_overruled(settings, build):
    fill(build.park(), 3)
    rotation = vault.rotate()
    next(rotation)
    row = db.session.scalars(select(IdentityDocument).order_by(IdentityDocument.id)).first()
    with work(by=SYSTEM):
        row = db.session.get(IdentityDocument, row.id)
        vault.put(row, "number", "EB7654321")
    list(rotation)
    assert opened()[0] == "EB7654321"


def test_a_value_moved_to_another_row_does_not_open(settings, build):
    fill(build.park(), 2)
    one, other = db.session.scalars(select(IdentityDocument).order_by(IdentityDocument.id)).all()
    with work(by=SYSTEM) as session:
        session.execute(
            update(IdentityDocument)
            .where(IdentityDocument.id == other.id)
            .values(number=one.number)
        )
    db.session.expire_all()
    with pytest.raises(vault.VaultError):
        vault.take(db.session.get(IdentityDocument, other.id), "number")
    assert vault.take(db.session.get(IdentityDocument, one.id), "number") == "EA0000000"


def test_taking_a_person_out_of_the_file_takes_the_document_along(settings, build):
    fill(build.park(), 2)
    row = db.session.scalars(select(IdentityDocument)).first()
    with work(by=SYSTEM):
        actions.remove_person(db.session.get(OrganizationPerson, row.person_id), by=SYSTEM)
    assert len(db.session.scalars(select(IdentityDocument.id)).all()) == 1
