"""What stands in an uploaded roster: bytes and a file name become sheets of raw records.

The content decides what a file is; the name only has to be one that is allowed. A record's line
is its number in its file or sheet, so nothing is skipped here: not titles, not blank records.
"""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from incubator.organizations.roster.formulas import unguarded
from incubator.organizations.roster.refusals import (
    DamagedFile,
    EmptyFile,
    FileTooLarge,
    TooManyRows,
    UnknownEncoding,
    WrongFileType,
)
from incubator.organizations.roster.workbook import (
    OLE_MAGIC,
    ROW_LIMIT,
    ZIP_MAGIC,
    read_workbook,
)

SIZE_LIMIT_MB: Final = 20
NAMES: Final = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xls"})
DELIMITERS: Final = (",", "\t", ";")

_FOREIGN = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|table|\?xml|meta)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True)
class Sheet:
    """The raw records of a sheet (`name`) or of a text file (None); record i stands on line i+1."""

    name: str | None
    records: tuple[tuple[str, ...], ...]


def read_roster(content: bytes, filename: str) -> tuple[Sheet, ...]:
    """Read a roster; raises a RosterRefused that says why when it cannot be one.

    Workbooks give their visible sheets in order, without those that are empty.
    """
    if len(content) > SIZE_LIMIT_MB * 1_000_000:
        raise FileTooLarge(limit=SIZE_LIMIT_MB)
    if PurePath(filename).suffix.lower() not in NAMES:
        raise WrongFileType
    if not content.strip():
        raise EmptyFile
    if content.startswith((ZIP_MAGIC, OLE_MAGIC)):
        sheets = tuple(Sheet(name, records) for name, records in read_workbook(content))
    else:
        sheets = (Sheet(None, read_text(content)),)
    if not any(cell.strip() for sheet in sheets for record in sheet.records for cell in record):
        raise EmptyFile
    return sheets


def read_text(content: bytes) -> tuple[tuple[str, ...], ...]:
    """The records of delimited text; a line break inside quotes starts no new record."""
    if content.startswith(_FOREIGN):
        raise WrongFileType
    text = decode(content)
    if _CONTROL.search(text) or _MARKUP.match(text):
        raise WrongFileType
    records = parse(text, delimiter_of(text))
    return tuple(tuple(unguarded(cell) for cell in record) for record in records)


def decode(content: bytes) -> str:
    """UTF-8 or UTF-16 by their mark, else UTF-8 if it fits, else GB 18030, else refuse."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    for encoding in ("utf-8-sig", _unmarked_utf_16(content) or "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnknownEncoding


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnknownEncoding from None


def _unmarked_utf_16(content: bytes) -> str | None:
    """UTF-16 without a mark shows by its zero bytes in the ASCII part: digits, commas, breaks."""
    start = content[:4096]
    if start.count(0) * 20 < len(start) or len(content) % 2:
        return None
    return "utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be"


def delimiter_of(text: str) -> str:
    """The delimiter that cuts the first records into the most columns; a comma when all draw."""

    def width(delimiter: str) -> int:
        first = parse(text[:20_000], delimiter, patient=True)[:30]
        return max((len(record) for record in first), default=0)

    return max(DELIMITERS, key=width)


def parse(text: str, delimiter: str, *, patient: bool = False) -> tuple[tuple[str, ...], ...]:
    """Cut text into records; `patient` stops quietly at what cannot be cut (a cut-off sample)."""
    records: list[tuple[str, ...]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            records.append(tuple(record))
            if len(records) > ROW_LIMIT:
                raise TooManyRows(limit=ROW_LIMIT)
    except csv.Error:
        if not patient:
            raise DamagedFile from None
    return tuple(records)
