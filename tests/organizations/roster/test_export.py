"""Files that go out: nothing in them runs, nothing is lost, and they can be sent in again."""

# ruff: noqa: RUF001 full-width signs are what the guard must know

import csv
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from incubator.organizations.roster.export import problem_table, to_csv, to_xlsx
from incubator.organizations.roster.formulas import guarded, looks_like_formula, unguarded
from incubator.organizations.roster.reading import read_roster
from incubator.organizations.roster.verdicts import examine

DATA = Path(__file__).resolve().parents[2] / "data"
PREFIXES = ["=", "+", "-", "@", "\t", "\r", " =", "\u3000+", "＝", "＋", "－", "＠"]


def csv_cells(content: bytes):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("prefix", PREFIXES)
def test_formulas_are_guarded_in_csv(prefix):
    attack = f"{prefix}cmd|' /C calc'!A0"
    header, row = csv_cells(to_csv([attack], [[attack]]))
    assert header == row == [f"'{attack}"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_formulas_are_strings_in_a_workbook(prefix):
    attack = f"{prefix}HYPERLINK(1)"
    content = to_xlsx(["名称"], [[attack]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert 't="s"' in sheet
    assert 'quotePrefix="1"' in styles
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.get_sheet_by_index(0).to_python()[1] == [attack]


def test_links_and_numbers_stay_text():
    content = to_xlsx(["a", "b", "c", "d"], [["http://example.org", 13800000000, None, "007"]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "rels/sheet" in name]
    (row,) = (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1:]
    )
    assert row == ["http://example.org", "13800000000", "", "007"]


@given(st.text(max_size=12))
def test_a_guard_comes_off_again(text):
    assert unguarded(guarded(text)) == text or text.startswith("'")
    assert not looks_like_formula(guarded(text))


@given(st.lists(st.text(max_size=8), min_size=2, max_size=4))
def test_any_text_can_be_written(cells):
    assert csv_cells(to_csv(cells, [cells]))[0] is not None
    CalamineWorkbook.from_filelike(io.BytesIO(to_xlsx(cells, [cells])))


@pytest.mark.parametrize("name", ["roster_gbk.csv", "roster.xlsx"])
def test_problems_hold_every_cell_as_sent_with_the_reasons_beside(name):
    found = examine(read_roster((DATA / name).read_bytes(), name))
    header, rows = problem_table(found)
    rows = list(rows)
    assert list(header[-4:]) == ["Sheet", "Line", "Verdict", "Reasons"]
    assert len(header) == 15 + 4
    bad = [row for row in found.rows if row.verdict in {"refused", "duplicate"}]
    assert [tuple(row[:15]) for row in rows] == [row.cells for row in bad]
    assert [row[16] for row in rows] == [str(row.line) for row in bad]
    assert [row[17] for row in rows].count("refused") == 11
    assert all(row[18] for row in rows)


@pytest.mark.parametrize(("write", "name"), [(to_csv, "p.csv"), (to_xlsx, "p.xlsx")])
def test_the_problem_file_can_be_sent_in_again(write, name):
    found = examine(read_roster((DATA / "roster_gbk.csv").read_bytes(), "roster_gbk.csv"))
    again = examine(read_roster(write(*problem_table(found)), name))
    assert again.counts == {"ok": 0, "repaired": 6, "refused": 11, "duplicate": 0}
    bad = [row for row in found.rows if row.verdict in {"refused", "duplicate"}]
    assert [row.values for row in again.rows] == [row.values for row in bad]


def test_sheets_with_unlike_headers_share_one_table():
    text_a, text_b = "名称,类别\n,备案\n", "类别,名称,电话\n备案,/,110\n"
    sheets = [
        *read_roster(text_a.encode(), "a.csv"),
    ]
    other = read_roster(text_b.encode(), "b.csv")[0]
    named = type(other)("乙", other.records)
    header, rows = problem_table(examine([*sheets, named]))
    assert list(header[:3]) == ["名称", "类别", "电话"]
    assert [row[:5] for row in rows] == [
        ["", "备案", "", "", "2"],
        ["/", "备案", "110", "乙", "2"],
    ]
