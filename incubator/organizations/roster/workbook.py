"""Can this workbook be opened without harm, and what do its sheets hold?

A workbook is a zip archive: its directory and its unpacked size are checked before the reader
sees it, and so is the farthest cell, because the reader takes memory for the whole rectangle.
"""

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

from incubator.organizations.roster.refusals import (
    DamagedFile,
    EncryptedWorkbook,
    TooManyRows,
    WrongFileType,
    ZipBomb,
)

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Records: TypeAlias = tuple[tuple[str, ...], ...]
Cell: TypeAlias = (
    int
    | float
    | str
    | bool
    | datetime.time
    | datetime.date
    | datetime.datetime
    | datetime.timedelta
)

ZIP_MAGIC: Final = b"PK"
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0"
ROW_LIMIT: Final = 50_000
COLUMN_LIMIT: Final = 500
CELL_LIMIT: Final = 2_000_000

RATIO_LIMIT: Final = 100
ENTRY_LIMIT: Final = 1_000
UNPACKED_LIMIT: Final = 200_000_000

_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
# Where a row or a filled cell stands; a tag closed at once holds nothing but a style.
_CELL_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})([0-9]{1,7})["'](?![^<>]*/>)""")
_CHUNK = 1_000_000


def read_workbook(content: bytes) -> list[tuple[str, Records]]:
    """Name and records of each visible sheet that is not empty, merged cells filled downwards."""
    if content.startswith(ZIP_MAGIC):
        check_archive(content)
    elif _ENCRYPTED_PACKAGE in content:
        raise EncryptedWorkbook
    try:
        return list(_sheets(_open(content)))
    except TooManyRows:
        raise
    except BaseException as error:
        # The reader is a foreign library: on odd bytes it may raise nearly anything, and a panic
        # in it is no Exception.
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise DamagedFile from error


def check_archive(content: bytes) -> None:
    """Refuse archives that are no workbook, are locked, or unpack to too much or too wide."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive.infolist())
            for entry in archive.infolist():
                _check_entry(archive, entry)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise DamagedFile from error


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > ENTRY_LIMIT or unpacked > UNPACKED_LIMIT:
        raise ZipBomb
    if unpacked > RATIO_LIMIT * max(packed, 1):
        raise ZipBomb
    if any(entry.flag_bits & 1 for entry in entries):
        raise EncryptedWorkbook
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise WrongFileType


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpack once: a directory that lies about a size fails here, and far cells are seen."""
    is_sheet = entry.filename.startswith("xl/worksheets/")
    rows = columns = 0
    rest = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            if is_sheet:
                whole, mark, rest = (rest + chunk).rpartition(b">")
                rows, columns = _extent(whole + mark, rows, columns)
                _check_extent(rows, columns)


def _extent(xml: bytes, rows: int, columns: int) -> tuple[int, int]:
    """The farthest filled row and column so far; cells that only carry a style do not count."""
    for letters, number in _CELL_REFERENCE.findall(xml):
        rows = max(rows, int(number))
        columns = max(columns, _column(letters))
    return rows, columns


def _check_extent(rows: int, columns: int) -> None:
    if rows > ROW_LIMIT or columns > COLUMN_LIMIT or rows * columns > CELL_LIMIT:
        raise TooManyRows(limit=ROW_LIMIT)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _open(content: bytes) -> "CalamineWorkbook":
    from python_calamine import (  # noqa: PLC0415 slow import
        CalamineWorkbook,
        PasswordError,
    )

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise EncryptedWorkbook from error


def _sheets(workbook: "CalamineWorkbook") -> Iterator[tuple[str, Records]]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 slow import

    for about in workbook.sheets_metadata:
        if (
            about.typ is not SheetTypeEnum.WorkSheet
            or about.visible is not SheetVisibleEnum.Visible
        ):
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        if sheet.total_height and sheet.total_width:
            yield about.name, _records(sheet)


def _records(sheet: "CalamineSheet") -> Records:
    _check_extent(sheet.total_height, sheet.total_width)
    rows = [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    _fill_merged(rows, sheet.merged_cell_ranges or [])
    return tuple(tuple(row) for row in rows)


def _fill_merged(
    rows: list[list[str]], merged: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    """Repeat a cell merged over several rows in each of them: it was said of all of them.

    A cell merged across columns is a title or a group heading and belongs to one place only.
    """
    for (top, left), (bottom, right) in merged:
        if left == right and top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]


def cell_text(cell: Cell) -> str:
    """What a person sees in the cell: whole numbers without .0, dates as 2025-01-14."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return cell.date().isoformat() if midnight else cell.isoformat(" ")
    return str(cell)
