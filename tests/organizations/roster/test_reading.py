"""What a file may be, and every kind of file that is refused in words."""

import io
import os
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from incubator.organizations.roster import refusals
from incubator.organizations.roster.reading import read_roster
from incubator.organizations.roster.verdicts import examine
from tests.organizations.roster.rosters import (
    HEADER,
    OTHER,
    SOUND,
    repacked,
    text_file,
    workbook,
)

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_text_in_every_encoding_and_delimiter(encoding, delimiter):
    content = text_file(HEADER, SOUND, OTHER, encoding=encoding, delimiter=delimiter)
    (sheet,) = read_roster(content, "名册.csv")
    assert sheet.name is None
    assert sheet.records == (HEADER, SOUND, OTHER)


def test_a_rare_character_of_the_national_standard():
    content = text_file(HEADER, ("1", "青禾县㐂协会𠮷", "备案", "", ""), encoding="gb18030")
    (sheet,) = read_roster(content, "a.csv")
    assert sheet.records[1][1] == "青禾县㐂协会𠮷"


def test_lines_count_records_and_not_line_breaks():
    head = '标题\n\n序号,"社会组织\n名称",类别\n'
    text = head + '1,"甲\n协会",备案\n\n2,乙协会,备案\n合计,2,\n注:说明,,\n'
    found = examine(read_roster(text.encode(), "a.csv"))
    assert [(row.line, row.values["name"]) for row in found.rows] == [(4, "甲协会"), (6, "乙协会")]
    assert found.heads[0].line == 3


def test_a_guarded_cell_is_read_as_it_was():
    (sheet,) = read_roster("名称,备注\n甲,'=1+1\n乙,'tis\n".encode(), "a.csv")
    assert [record[1] for record in sheet.records[1:]] == ["=1+1", "'tis"]


def test_old_workbook_with_cells_merged_downwards():
    found = examine(read_roster((DATA / "roster_old.xls").read_bytes(), "roster_old.xls"))
    assert [(row.sheet, row.line, row.verdict) for row in found.rows] == [
        ("台账", 4, "ok"),
        ("台账", 5, "ok"),
    ]
    assert [row.values["supervising_unit"] for row in found.rows] == ["县民政局", "县民政局"]
    assert {row.values["founded_on"] for row in found.rows} == {"2025-01-14"}


def test_merged_cells_repeat_downwards_and_not_sideways():
    rows = [["", *HEADER[1:]], ["1", *SOUND[1:4], ""], ["2", *OTHER[1:4], ""]]
    content = workbook(rows, merged=[(1, 4, 2, 4, "青禾县青石镇"), (4, 0, 4, 4, "注:以上")])
    found = examine(read_roster(content, "a.xlsx"))
    assert [row.values["address"] for row in found.rows] == ["青禾县青石镇", "青禾县青石镇"]


def test_a_header_over_two_rows():
    top = ["序号", "社会组织名称", "类别", "党建情况", ""]
    sub = ["", "", "", "党员人数", "党组织形式"]
    row = ["1", "青禾县甲社区舞蹈队", "备案", 3, "党支部"]
    merged = [
        (0, 0, 1, 0, "序号"),
        (0, 1, 1, 1, "社会组织名称"),
        (0, 2, 1, 2, "类别"),
        (0, 3, 0, 4, "党建情况"),
    ]
    found = examine(read_roster(workbook([top, sub, row], merged=merged), "a.xlsx"))
    (only,) = found.rows
    assert (found.heads[0].line, only.line) == (2, 3)
    assert (only.values["party_members"], only.values["party_form"]) == (3, "党支部")


def test_hidden_sheets_are_left_out():
    content = repacked(
        workbook([HEADER, SOUND]),
        "xl/workbook.xml",
        lambda part: part.replace(b'sheetId="1"', b'sheetId="1" state="hidden"'),
    )
    with pytest.raises(refusals.EmptyFile):
        read_roster(content, "a.xlsx")


# ------------------------------------------------------------- refused files


def zipped(*parts: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return target.getvalue()


def far_cell(reference: str) -> bytes:
    """A small workbook with one cell far out, for which a reader takes the whole rectangle."""
    cell = f'<row r="9"><c r="{reference}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return repacked(
        workbook([HEADER, SOUND]),
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b"</sheetData>", cell.encode()),
    )


BAD = {
    "nothing": (b"", "a.csv", refusals.EmptyFile),
    "blanks": (b" \r\n\r\n", "a.csv", refusals.EmptyFile),
    "only delimiters": (b",,,\n,,,\n", "a.csv", refusals.EmptyFile),
    "empty workbook": (workbook([]), "a.xlsx", refusals.EmptyFile),
    "pdf": (b"%PDF-1.7\n", "a.pdf", refusals.WrongFileType),
    "pdf named csv": (b"%PDF-1.7\n", "a.csv", refusals.WrongFileType),
    "picture named csv": (b"\x89PNG\r\n\x1a\n\x00\x00", "a.csv", refusals.WrongFileType),
    "no ending": (b"name\n", "roster", refusals.WrongFileType),
    "program": (b"MZ\x90\x00\x03\x00\x00\x00", "a.csv", refusals.WrongFileType),
    "web page as xls": (b"<html><table><tr><td>", "a.xls", refusals.WrongFileType),
    "other archive": (zipped(("word/document.xml", b"<w/>")), "a.xlsx", refusals.WrongFileType),
    "cut workbook": (workbook([HEADER, SOUND])[:900], "a.xlsx", refusals.DamagedFile),
    "only a beginning": (b"PK\x03\x04" + b"x" * 100, "a.xlsx", refusals.DamagedFile),
    "false workbook": (zipped(("xl/workbook.xml", b"<x")), "a.xlsx", refusals.DamagedFile),
    "cut old workbook": (
        (DATA / "roster_old.xls").read_bytes()[:700],
        "a.xls",
        refusals.DamagedFile,
    ),
    "password": ((DATA / "roster_locked.xlsx").read_bytes(), "a.xlsx", refusals.EncryptedWorkbook),
    "undecodable": (b"name,kind\n\xff\xff\x80\x81\xff\n", "a.csv", refusals.UnknownEncoding),
    "endless quote": (b'name,kind\n"' + b"x" * 200_000, "a.csv", refusals.DamagedFile),
    "far row": (far_cell("A1048576"), "a.xlsx", refusals.TooManyRows),
    "far column": (far_cell("XFD9"), "a.xlsx", refusals.TooManyRows),
    "many records": (b"name,kind\n" * 50_001, "a.csv", refusals.TooManyRows),
    "ratio": (zipped(("xl/workbook.xml", bytes(9_000_000))), "a.xlsx", refusals.ZipBomb),
    "entries": (
        zipped(*((f"xl/{number}.xml", os.urandom(8)) for number in range(1_001))),
        "a.xlsx",
        refusals.ZipBomb,
    ),
}


@pytest.mark.parametrize("which", BAD)
def test_bad_files_are_refused_in_words(which):
    content, name, expected = BAD[which]
    with pytest.raises(expected) as refused:
        read_roster(content, name)
    assert type(refused.value) is expected
    assert len(refused.value.text()) > 10


def test_a_file_of_fifty_megabytes_is_refused_unread(figures):
    content = bytes(50_000_000)
    started = time.perf_counter()
    with pytest.raises(refusals.FileTooLarge, match="20 MB"):
        read_roster(content, "a.csv")
    figures("roster of 50 MB", f"refused in {time.perf_counter() - started:.3f} s")


def test_a_bomb_costs_neither_time_nor_memory(figures):
    content = zipped(("xl/workbook.xml", b"<x/>"), ("xl/sharedStrings.xml", bytes(190_000_000)))
    tracemalloc.start()
    started = time.perf_counter()
    with pytest.raises(refusals.ZipBomb):
        read_roster(content, "a.xlsx")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    figures("roster that is a zip bomb", f"refused in {time.perf_counter() - started:.2f} s")
    assert peak < 5_000_000


def test_a_directory_that_lies_about_a_size_is_found():
    """The directory says 10 bytes; unpacking gives more, which the check sum betrays."""
    content = bytearray(zipped(("xl/workbook.xml", b"x" * 5_000)))
    true_size, lie = (5_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    with pytest.raises(refusals.DamagedFile):
        read_roster(bytes(content).replace(true_size, lie), "a.xlsx")


def test_styled_but_empty_far_cells_do_no_harm():
    content = repacked(
        workbook([HEADER, SOUND]),
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(
            b"</sheetData>", b'<row r="9"><c r="XFD9" s="0"/></row></sheetData>'
        ),
    )
    assert len(examine(read_roster(content, "a.xlsx")).rows) == 1


def test_no_row_with_column_names():
    with pytest.raises(refusals.NoHeaderRow, match="column names"):
        examine(read_roster(text_file(SOUND, OTHER), "a.csv"))
