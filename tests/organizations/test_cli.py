"""Rosters from the command line, as a person or a script runs it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from incubator.kernel.db import db
from incubator.organizations.cli import export_group, import_group
from incubator.organizations.models import Organization
from incubator.organizations.roster.fields import FIELDS

DATA = Path(__file__).resolve().parents[1] / "data"
COUNTS = {"ok": 69, "repaired": 160, "refused": 11, "duplicate": 6}


@pytest.fixture
def run(app: Flask):
    """Run a command with the application of the tests."""

    def invoke(group, *arguments):
        return CliRunner().invoke(group, [str(each) for each in arguments], obj=lambda: app)

    return invoke


def count():
    return db.session.scalar(select(func.count()).select_from(Organization))


@pytest.mark.parametrize("name", ["roster_gbk.csv", "roster.xlsx"])
def test_a_dry_run_prints_exactly_the_report_and_writes_nothing(run, build, name):
    build.park()
    done = run(import_group, "organizations", DATA / name, "--dry-run", "--json")
    assert done.exit_code == 0
    report = json.loads(done.stdout)
    assert set(report) == {"counts", "rows"}
    assert report["counts"] == COUNTS
    assert list(report["rows"][0]) == ["line", "sheet", "verdict", "reasons", "values"]
    assert list(report["rows"][0]["values"]) == list(FIELDS)
    assert count() == 0


def test_it_works_before_there_is_any_park(run):
    done = run(import_group, "organizations", DATA / "roster.xlsx", "--dry-run", "--lang", "en")
    assert done.exit_code == 0
    assert "sound: 69" in done.stdout
    assert "duplicate: 6" in done.stdout
    assert "Same credit code as line" in done.stdout


def test_the_import_needs_a_park(run):
    done = run(import_group, "organizations", DATA / "roster.xlsx")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.strip()


def test_a_refused_file_says_why_and_ends_with_2(run, build):
    build.park()
    done = run(import_group, "organizations", DATA / "roster_locked.xlsx", "--dry-run")
    assert done.exit_code == 2
    assert "密码" in done.stderr


def test_what_was_exported_comes_back_as_the_same_organizations(run, build, tmp_path):
    build.park()
    assert run(import_group, "organizations", DATA / "roster.xlsx").exit_code == 0
    assert count() == 229
    for name in ("out.xlsx", "out.csv"):
        file = tmp_path / name
        assert run(export_group, "organizations", file).exit_code == 0
        again = run(import_group, "organizations", file, "--dry-run", "--json")
        assert json.loads(again.stdout)["counts"] == {
            "ok": 0,
            "repaired": 0,
            "refused": 0,
            "duplicate": 229,
        }


def test_a_wrong_ending_is_refused(run, build, tmp_path):
    build.park()
    assert run(export_group, "organizations", tmp_path / "out.pdf").exit_code == 2
