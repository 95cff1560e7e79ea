"""Does the command line say what it does in both languages, and answer as scripts expect?"""

import json
import re
from datetime import date, timedelta

import click
import holidays
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from incubator.cli import main
from incubator.kernel.db import db
from incubator.kernel.settings import ROOT

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{4,}")
COUNTS = {"ok": 69, "repaired": 160, "refused": 11, "duplicate": 6}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command as typed, on a data folder of its own."""
    monkeypatch.setenv("INCUBATOR_DATA", str(tmp_path / "data"))

    def invoke(*arguments, typed=""):
        return CliRunner().invoke(main, [str(each) for each in arguments], input=typed)

    return invoke


@pytest.fixture
def migrated(run):
    done = run("db", "upgrade")
    assert done.exit_code == 0, done.output
    return run


def every_command(command, words=()):
    """Every command and group with the words that call it."""
    yield words, command
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from every_command(below, (*words, name))


COMMANDS = dict(every_command(main))


def test_every_command_of_the_manual_is_there():
    named = {" ".join(words) for words, command in COMMANDS.items()}
    assert {
        "serve", "worker", "park create", "user create", "db upgrade", "demo load", "demo remove",
        "demo accounts", "import organizations", "export organizations", "backup", "restore",
        "audit verify", "routes", "calendar add",
    } <= named  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_help_in_both_languages(words):
    done = CliRunner().invoke(main, [*words, "--help"])
    assert done.exit_code == 0
    said = done.output.partition("\n\n")[2].partition("Options:")[0]
    assert CHINESE.search(said), done.output
    assert ENGLISH.search(said), done.output
    for parameter in COMMANDS[words].params:
        words_of_help = getattr(parameter, "help", None)
        assert not words_of_help or CHINESE.search(words_of_help) or parameter.name == "help"


@pytest.mark.parametrize(
    ("day", "number", "found"),
    [
        ("2026-09-30", "1", "2026-10-08"),
        ("2026-10-08", "-1", "2026-09-30"),
        ("2026-11-20", "3", "2026-11-25"),
    ],
)
def test_calendar_add_counts_working_days_before_there_is_a_database(run, day, number, found):
    done = run("calendar", "add", day, number)
    assert (done.exit_code, done.stdout, done.stderr) == (0, f"{found}\n", "")


def test_calendar_add_agrees_with_another_calendar(migrated, figures):
    """The holidays package knows the announced days off; make-up days are ours alone to know."""
    off = holidays.country_holidays("CN", years=[2025, 2026])
    checked = 0
    for start in (date(2025, 12, 30), date(2026, 2, 13), date(2026, 4, 30), date(2026, 9, 29)):
        for number in (1, 2, 5):
            done = migrated("calendar", "add", start.isoformat(), number)
            found = date.fromisoformat(done.stdout.strip())
            assert found not in off or found.weekday() > 4
            between = [start + timedelta(days=each) for each in range(1, (found - start).days)]
            certain = [day for day in between if day.weekday() < 5 and day not in off]
            assert len(certain) <= number - 1
            checked += 1
    figures("working days checked against the package holidays", checked)


def test_calendar_add_warns_of_a_year_not_announced(migrated):
    done = migrated("calendar", "add", "2026-12-31", "1")
    assert (done.exit_code, done.stdout) == (0, "2027-01-01\n")
    assert "not announced" in done.stderr
    assert CHINESE.search(done.stderr)


@pytest.mark.parametrize("wrong", [("2026-02-30", "1"), ("2026-01-01", "x"), ("tomorrow", "1")])
def test_calendar_add_refuses_what_is_no_date(run, wrong):
    done = run("calendar", "add", *wrong)
    assert (done.exit_code, done.stdout) == (2, "")


def test_routes_lists_every_endpoint_and_move(run, figures):
    rows = json.loads(run("routes", "--json").stdout)
    assert all({"endpoint", "move", "methods", "url", "permission"} <= set(row) for row in rows)
    assert all(row["permission"] and row["url"].startswith("/") and row["methods"] for row in rows)
    moves = [row for row in rows if row["move"]]
    assert moves
    assert len({(row["endpoint"], row["move"], row["url"]) for row in rows}) == len(rows)
    assert len(run("routes").stdout.splitlines()) == len(rows)
    figures(
        "routes and moves listed with their permission", f"{len(rows)}, of which {len(moves)} moves"
    )


@pytest.mark.parametrize("name", ["roster_gbk.csv", "roster.xlsx"])
def test_a_roster_is_judged_before_there_is_a_database(run, name, figures):
    done = run("import", "organizations", ROOT / "tests" / "data" / name, "--dry-run", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["counts"] == COUNTS
    figures(f"import {name}", ", ".join(f"{count} {verdict}" for verdict, count in COUNTS.items()))


def test_a_park_is_made_filled_and_exported(migrated, tmp_path):
    park = ("park", "create", "--slug", "real", "--name", "真县孵化园", "--region", "510199")
    done = migrated(*park, "--region-name", "真县")
    assert (done.exit_code, "/parks/real" in done.stdout) == (0, True)
    again = migrated(*park)
    assert again.exit_code == 1
    assert CHINESE.search(again.stderr)
    person = ("user", "create", "--login", "a@x.example", "--name", "周穗", "--role", "manager")
    assert migrated(*person, "--park", "real", typed="a long enough sentence\n").exit_code == 0
    assert migrated(*person, "--park", "real", typed="a long enough sentence\n").exit_code == 1
    roster = ROOT / "tests" / "data" / "roster.xlsx"
    assert migrated("import", "organizations", roster).exit_code == 0
    for name, start in (("out.csv", b"\xef\xbb\xbf"), ("out.xlsx", b"PK")):
        done = migrated("export", "organizations", tmp_path / name)
        assert (done.exit_code, "229" in done.stdout) == (0, True)
        assert (tmp_path / name).read_bytes().startswith(start)


def test_audit_verify_ends_with_0_when_sound_and_1_when_not(migrated, tmp_path):
    assert migrated("audit", "verify").exit_code == 0
    from incubator.app import create_app

    app = create_app()
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_events_no_update"))
        connection.execute(text("UPDATE audit_events SET actor_name = '别人' WHERE seq = 1"))
    with app.app_context():
        db.engine.dispose()
    done = migrated("audit", "verify")
    assert done.exit_code == 1
    assert "row 1: changed" in done.stdout
    assert "1 faults" in done.stderr


def test_a_second_db_upgrade_adds_nothing(migrated):
    assert "0 rule sets and 0 calendar years added" in migrated("db", "upgrade").stdout


def test_a_wrong_setting_ends_with_its_name(run, monkeypatch):
    monkeypatch.setenv("PORT", "eighty")
    for command in ("serve", "worker", "routes"):
        done = run(command)
        assert done.exit_code == 1
        assert "PORT" in done.stderr
