"""Both sample rosters, judged row by row and compared with a second, independent reading.

The second reading shares no code with the first: it looks for what is odd in the raw cells, with
the columns at their known places, and asks no cleaner.
"""

# ruff: noqa: RUF001 full-width digits are what the files hold

import csv
import datetime
import io
import re
import unicodedata
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from incubator.organizations.roster.fields import FIELDS
from incubator.organizations.roster.reading import read_roster
from incubator.organizations.roster.report import report, report_json
from incubator.organizations.roster.verdicts import examine

DATA = Path(__file__).resolve().parents[2] / "data"
FILES = ("roster_gbk.csv", "roster.xlsx")
COUNTS = {"ok": 69, "repaired": 160, "refused": 11, "duplicate": 6}
EMPTY = {"", "无", "/", "—", "-"}
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def judged(name):
    return examine(read_roster((DATA / name).read_bytes(), name))


# ------------------------------------------------------------- the second reading


def raw_rows(name):
    """(sheet, line, cells) of the data rows, found by their running number."""
    if name.endswith(".csv"):
        text = (DATA / name).read_bytes().decode("gb18030")
        everything: list = [(None, n, r) for n, r in enumerate(csv.reader(io.StringIO(text)), 1)]
    else:
        book = CalamineWorkbook.from_path(str(DATA / name))
        everything = [
            (sheet, number, [plain(cell) for cell in row])
            for sheet in book.sheet_names
            for number, row in enumerate(
                book.get_sheet_by_name(sheet).to_python(skip_empty_area=False), 1
            )
        ]
    return [row for row in everything if row[2][0].strip().isdigit()]


def plain(cell):
    if isinstance(cell, float):
        return f"{cell:.0f}"
    return cell.isoformat() if isinstance(cell, datetime.date) else cell


def check_holds(code):
    if len(code) != 18 or set(code) - set(CHARACTERS):
        return False
    return sum(CHARACTERS.index(c) * 3**i for i, c in enumerate(code[:17])) % 31 == (
        -CHARACTERS.index(code[17]) % 31
    )


def wide(text):
    return bool(re.search("[\uff01-\uff5e]", text))


def expected_code(cell):
    """(kept code or None, whether it was changed, whether the row must be refused)."""
    if cell in EMPTY:
        return None, False, True
    code = re.sub(r"\s", "", unicodedata.normalize("NFKC", cell)).upper()
    if not check_holds(code):
        guess = code.replace("O", "0").replace("I", "1")
        if not check_holds(guess):
            return code, True, True
        code = guess
    return code, code != cell, False


def expected_date(cell):
    if cell == "":
        return None, False
    if re.fullmatch(r"\d{5}", cell):
        day = datetime.date(1900, 1, 1) + datetime.timedelta(days=int(cell) - 2)
        return day.isoformat(), False
    parts = re.findall(r"\d+", cell)
    if len(parts) == 1:
        parts = [cell[:4], cell[4:6], cell[6:]]
    try:
        return datetime.date(*map(int, parts)).isoformat(), False
    except (ValueError, TypeError):
        return None, True


def expected_rows(name):
    codes, names, out = set(), set(), {}
    for sheet, line, cells in raw_rows(name):
        c = [cell.strip() for cell in cells]
        title = re.sub(r"\s", "", c[1])
        code, changed, bad = expected_code(c[3])
        bad = bad and c[2] not in {"备案", "社区社会组织"}
        day, date_lost = expected_date(c[6])
        changed |= date_lost or title != c[1] or "E+" in c[5] or c[5].count("-") == 2
        changed |= any(wide(c[i]) for i in (9, 10, 12)) or c[9].endswith("人")
        (town,) = re.findall("青禾县(..?.?(?:镇|乡|街道))", c[8])
        verdict = "repaired" if changed else "ok"
        if code in codes or (title, town) in names:
            verdict = "duplicate"
        if bad:
            verdict = "refused"
        else:
            codes |= {code} - {None}
            names.add((title, town))
        out[sheet, line] = (verdict, title, code, day)
    return out


# ------------------------------------------------------------- tests


@pytest.mark.parametrize("name", FILES)
def test_counts(name):
    found = report(judged(name))
    assert list(found["counts"].items()) == list(COUNTS.items())
    assert len(found["rows"]) == 246


@pytest.mark.parametrize("name", FILES)
def test_every_row_as_the_second_reading_has_it(name):
    found = {
        (row.sheet, row.line): (
            row.verdict,
            row.values["name"],
            row.values["credit_code"],
            row.values["founded_on"],
        )
        for row in judged(name).rows
    }
    assert found == expected_rows(name)


def test_both_files_tell_the_same():
    """The workbook is the text file sorted into sheets, with some supervising units left blank."""
    csv_rows = {row.cells[0]: row for row in judged("roster_gbk.csv").rows}
    for row in judged("roster.xlsx").rows:
        twin = csv_rows[row.cells[0]]
        assert row.verdict == twin.verdict
        for field in set(FIELDS) - {"supervising_unit"}:
            assert row.values[field] == twin.values[field], (field, row.cells[0])
        assert row.values["supervising_unit"] in {twin.values["supervising_unit"], None}


def test_how_the_text_file_was_understood():
    (head,) = judged("roster_gbk.csv").heads
    assert (head.name, head.line, head.reported_on) == (None, 3, "2026-03")
    assert head.columns.inspection_year == 2025
    assert head.columns.unmapped == ("序号",)
    assert list(head.columns.fields.values()) == list(range(1, 15))
    assert set(head.columns.fields) == set(FIELDS)


def test_how_the_workbook_was_understood():
    heads = judged("roster.xlsx").heads
    assert [(head.name, head.line, head.reported_on) for head in heads] == [
        ("社会团体", 3, "2026-03-31"),
        ("民办非企业单位", 3, "2026-03-31"),
        ("基金会及备案组织", 3, "2026-03-31"),
    ]


def test_rows_in_full():
    rows = {row["line"]: row for row in report(judged("roster_gbk.csv"))["rows"]}
    assert rows[4] == {
        "line": 4,
        "sheet": None,
        "verdict": "ok",
        "reasons": [],
        "values": {
            "name": "青禾县益路果蔬行业协会",
            "kind": "social_group",
            "credit_code": "51999999MJ7631701C",
            "representative": "傅松",
            "phone": "13743915000",
            "founded_on": "2025-01-14",
            "supervising_unit": "县教育局",
            "address": "青禾县青石镇解放街195号",
            "staff": None,
            "party_members": None,
            "party_form": "派指导员",
            "grade": "3A",
            "inspection": "合格",
            "remark": None,
        },
    }
    assert rows[29]["verdict"] == "repaired"
    assert rows[29]["reasons"] == [
        "Phone: 1.99E+10 was shortened by a spreadsheet, the number is lost → empty",
        "Founded on: 2005年3月 has no day → empty",
    ]
    assert rows[12]["reasons"] == [
        "Credit code: O read as 0, I as 1: 51999999MJ495765OQ → 51999999MJ4957650Q"
    ]
    assert rows[70]["reasons"] == [
        "Founded on: 2031.13.40 is no date → empty",
        "Staff count: full-width characters: ４ → 4",
    ]
    assert rows[85]["verdict"] == "refused"
    assert rows[85]["reasons"][0] == (
        "Credit code: 51999999MJ1178707 has 17 characters instead of 18"
    )
    assert rows[248]["verdict"] == "duplicate"
    assert rows[248]["reasons"][0] == "Same name and town as line 48"
    assert max(rows) == 249  # the total stands on 250, the note on 251


def test_duplicates_name_the_earlier_row_and_its_sheet():
    found = {
        (row.sheet, row.line): row.same_as
        for row in judged("roster.xlsx").rows
        if row.verdict == "duplicate"
    }
    assert found == {
        ("社会团体", 79): ("社会团体", 14),
        ("社会团体", 80): ("社会团体", 40),
        ("民办非企业单位", 95): ("民办非企业单位", 92),
        ("民办非企业单位", 96): ("民办非企业单位", 16),
        ("基金会及备案组织", 78): ("基金会及备案组织", 21),
        ("基金会及备案组织", 79): ("基金会及备案组织", 75),
    }


def test_the_printed_report_is_readable_json():
    text = report_json(judged("roster_gbk.csv"))
    assert "青禾县益路果蔬行业协会" in text
    assert "NaN" not in text


def test_reasons_in_another_language():
    catalogue = {
        "Staff count": "从业人数",
        "%(field)s: unit removed: %(before)s → %(after)s": "%(field)s去掉单位:%(before)s→%(after)s",
    }
    row = next(row for row in judged("roster_gbk.csv").rows if row.line == 20)
    texts = [each.text(lambda message: catalogue.get(message, message)) for each in row.reasons]
    assert texts == ["Founded on: 2014年2月 has no day → empty", "从业人数去掉单位:27人→27"]
