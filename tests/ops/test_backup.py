"""Is a backup one whole cut while people write, and does it come back whole, or not at all?"""

import json
import threading
import time
from itertools import count

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from incubator import backups, schema
from incubator.accounts.models import User
from incubator.app import create_app
from incubator.cli import main
from incubator.kernel import audit, blobs, clock, files
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import db, work
from tests.build import Builder
from tests.databases import settings_for

ROUNDS = 3
PLENTY = "".join(f"第{number}行,服务记录\n" for number in range(400))


@pytest.fixture
def live(places):
    """A migrated installation with a park, people and a file, and its settings."""
    settings = places.new("live")
    app = create_app(settings)
    with app.app_context():
        schema.upgrade(app)
        builder = Builder()
        builder.person(Role.MANAGER, park=builder.park())
        keep_file(0)
        with work():
            audit.write_anchor(db.session())
        db.session.remove()
        db.engine.dispose()
    return app


def keep_file(number):
    """A user and a file in one unit of work: whoever sees one must see the other."""
    content = f"{number},{PLENTY}".encode()
    with work(by=SYSTEM) as session:
        session.add(User(sign_in_name=f"u{number}@x.example", display_name="甲", password_hash="!"))
        blobs.keep(files.inspect(content, f"{number}.csv", files.SHEET), by=SYSTEM)


class Writers:
    """Three people who save without pause."""

    def __init__(self, app):
        self.app, self.numbers, self.saved, self.faults = app, count(1), [], []
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self.write) for _ in range(3)]

    def write(self):
        with self.app.app_context():
            while not self.stop.is_set():
                try:
                    keep_file(number := next(self.numbers))
                    with work():
                        audit.write_anchor(db.session())
                except Exception as problem:  # noqa: BLE001 told by the test
                    self.faults.append(problem)
                    return
                self.saved.append(number)
            db.session.remove()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        while len(self.saved) < 3 and not self.faults:
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()
        with self.app.app_context():
            db.engine.dispose()


def is_whole(app):
    """Nothing is torn: every file row has its bytes, its pair, and the audit's chain holds."""
    with app.app_context():
        rows = list(db.session.scalars(select(StoredFile)))
        for row in rows:
            assert blobs.store().exists(row.key), row.name
            assert len(blobs.read(row)) == row.size
        pairs = db.session.query(User).filter(User.sign_in_name.like("u%@x.example")).count()
        assert pairs == len(rows)
        assert list(audit.verify(db.session())) == []
        assert audit.read_anchors()
        db.session.remove()
        db.engine.dispose()
    return len(rows)


@pytest.mark.postgres
def test_backups_while_people_write_come_back_whole(live, places, tmp_path, engine, figures):
    made = []
    with Writers(live) as writers:
        for number in range(ROUNDS):
            before = len(writers.saved)
            made.append(backups.backup(live.config["SETTINGS"], tmp_path / f"b{number}"))
            assert len(writers.saved) >= before
    assert writers.faults == []
    assert len(writers.saved) > ROUNDS
    seen = []
    for number, manifest in enumerate(made):
        target = places.new(f"back{number}")
        restored = backups.restore(target, tmp_path / f"b{number}", force=False)
        assert restored.manifest == manifest
        assert restored.aside is None
        assert backups.count_rows(target.database_url) == manifest["rows"]
        for name, wanted in manifest["files"].items():
            if name.startswith(("files/", "keys/")):
                assert backups.digest(target.data / name) == wanted
        seen.append(is_whole(create_app(target)))
        assert seen[-1] == manifest["rows"]["files"]
    assert seen == sorted(seen)
    figures(f"backups while three people write ({engine})", f"{ROUNDS} of {ROUNDS} whole")


def tree(folder):
    """Every file under a folder, with its digest."""
    return {
        str(path.relative_to(folder)): backups.digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "queue.db" not in path.name and path.name[-4:] not in {"-wal", "-shm"}
    }


@pytest.mark.postgres
def test_an_installation_in_use_is_replaced_only_when_forced_and_is_kept(live, tmp_path):
    settings = live.config["SETTINGS"]
    backups.backup(settings, tmp_path / "backup")
    with live.app_context():
        keep_file(1)
        db.session.remove()
        db.engine.dispose()
    rows, before = backups.count_rows(settings.database_url), tree(settings.data)
    with pytest.raises(backups.BackupError, match="not empty; nothing was changed"):
        backups.restore(settings, tmp_path / "backup", force=False)
    assert backups.count_rows(settings.database_url) == rows
    assert tree(settings.data) == before
    restored = backups.restore(settings, tmp_path / "backup", force=True)
    assert is_whole(live) == 1
    kept = tree(restored.aside)
    assert before.items() <= kept.items()
    assert "incubator.db" in kept or "incubator.dump" in kept


@pytest.mark.postgres
def test_a_database_in_use_is_not_replaced_because_its_folder_is_empty(live, engine, tmp_path):
    settings = live.config["SETTINGS"]
    backups.backup(settings, tmp_path / "backup")
    elsewhere = settings_for(tmp_path / "elsewhere", settings.database_url)
    with pytest.raises(backups.BackupError, match="is not empty; nothing was changed"):
        backups.restore(elsewhere, tmp_path / "backup", force=False)
    assert backups.count_rows(settings.database_url)["users"] == 2


@pytest.mark.postgres
def test_a_restore_that_fails_half_way_leaves_what_was_there(live, engine, tmp_path):
    settings = live.config["SETTINGS"]
    manifest = backups.backup(settings, tmp_path / "backup")
    name = "incubator.db" if engine == "sqlite" else "incubator.dump"
    (tmp_path / "backup" / name).write_bytes(b"this is no database, and the list says it is right")
    manifest["files"][name] = backups.digest(tmp_path / "backup" / name)
    (tmp_path / "backup" / "manifest.json").write_text(json.dumps(manifest))
    rows, before = backups.count_rows(settings.database_url), tree(settings.data)
    with pytest.raises(Exception, match=r"not a database|pg_restore"):
        backups.restore(settings, tmp_path / "backup", force=True)
    assert backups.count_rows(settings.database_url) == rows
    assert tree(settings.data) == before
    assert is_whole(live) == 1


@pytest.mark.postgres
def test_tables_that_the_backup_does_not_know_do_not_stay(live, tmp_path):
    settings = live.config["SETTINGS"]
    backups.backup(settings, tmp_path / "backup")
    with live.app_context():
        with db.engine.begin() as connection:
            connection.execute(
                text("CREATE TABLE later (id INTEGER PRIMARY KEY, u INTEGER REFERENCES users (id))")
            )
        db.engine.dispose()
    backups.restore(settings, tmp_path / "backup", force=True)
    assert "later" not in backups.count_rows(settings.database_url)
    assert is_whole(live) == 1


@pytest.fixture
def saved(live, tmp_path):
    """A backup on SQLite, and a target to restore into."""
    backups.backup(live.config["SETTINGS"], tmp_path / "backup")
    return tmp_path / "backup"


def refused(saved, tmp_path):
    """The words with which the command refuses; the target is untouched."""
    environment = {"INCUBATOR_DATA": str(tmp_path / "target"), "INCUBATOR_DATABASE_URL": ""}
    done = CliRunner().invoke(main, ["restore", str(saved)], env=environment)
    assert done.exit_code == 1, done.output
    assert not (tmp_path / "target").exists()
    return done.stderr


def test_one_changed_byte_is_found_and_its_file_named(saved, tmp_path):
    names = json.loads((saved / "manifest.json").read_text())["files"]
    assert {name.split("/")[0] for name in names} == {"incubator.db", "files", "keys"}
    for name in names:
        whole = (saved / name).read_bytes()
        middle = len(whole) // 2
        (saved / name).write_bytes(
            whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        )
        assert f"{name} is missing or was changed" in refused(saved, tmp_path)
        (saved / name).write_bytes(whole)
    backups.check(saved)


def test_a_missing_or_added_file_is_named(saved, tmp_path):
    (saved / "files" / "added").write_bytes(b"x")
    assert "files/added is not in the backup's list" in refused(saved, tmp_path)
    (saved / "files" / "added").unlink()
    (saved / "keys" / "audit.key").unlink()
    assert "keys/audit.key is missing or was changed" in refused(saved, tmp_path)


@pytest.mark.parametrize("text_", ["", "{}", "[]", '{"files": []}', '{"files": {}}'])
def test_a_damaged_list_is_refused(saved, tmp_path, text_):
    (saved / "manifest.json").write_text(text_)
    assert "manifest.json is damaged" in refused(saved, tmp_path)


def test_a_folder_without_a_list_is_no_backup(tmp_path):
    (tmp_path / "empty").mkdir()
    assert "manifest.json is missing" in refused(tmp_path / "empty", tmp_path)


def test_a_backup_of_the_other_database_is_refused(saved, tmp_path):
    path = saved / "manifest.json"
    path.write_text(path.read_text().replace('"sqlite"', '"postgresql"'))
    assert "this backup is of postgresql" in refused(saved, tmp_path)


def test_a_backup_never_overwrites(live, saved, tmp_path):
    with pytest.raises(backups.BackupError, match="is not empty"):
        backups.backup(live.config["SETTINGS"], saved)


def test_a_backup_needs_a_database(tmp_path):
    with pytest.raises(backups.BackupError, match="there is no database"):
        backups.backup(settings_for(tmp_path / "none"), tmp_path / "backup")


def test_the_commands_say_what_they_did(live, tmp_path):
    data = live.config["SETTINGS"].data
    environment = {"INCUBATOR_DATA": str(data), "INCUBATOR_DATABASE_URL": ""}
    runner, target = CliRunner(), str(tmp_path / "backup")
    made = runner.invoke(main, ["backup", target], env=environment)
    assert made.exit_code == 0, made.output
    assert "rows" in made.output
    assert runner.invoke(main, ["backup", target], env=environment).exit_code == 1
    assert runner.invoke(main, ["restore", target], env=environment).exit_code == 1
    done = runner.invoke(main, ["restore", target, "--force"], env=environment)
    assert done.exit_code == 0, done.output
    (aside,) = data.parent.glob("live.before-*")
    assert str(aside) in done.output
    assert oct((data / "keys").stat().st_mode & 0o777) == "0o700"
    assert oct((data / "keys" / "audit.key").stat().st_mode & 0o777) == "0o600"
    assert clock.now().strftime("%Y") in aside.name
    assert runner.invoke(main, ["audit", "verify"], env=environment).exit_code == 0
