"""What stands in a yearly notice sent as a file: one day a line, with its kind and its occasion.

The layout is three columns: 日期, 类型 (放假 or 上班), 名称; CSV (UTF-8 or GBK), XLSX, or JSON as a list of
objects or as the shipped rule files are written. The text of such a file may travel through a page:
`as_text` writes what `read_text` reads.
"""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from incubator.kernel.calendar import DayKind
from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy

HEADS = ("日期", "类型", "名称")
WORDS = {DayKind.HOLIDAY: "放假", DayKind.WORKDAY: "上班"}
KINDS = {
    **dict.fromkeys(
        ("放假", "休", "休息", "假日", "节假日", "放假调休", "holiday", "off"), DayKind.HOLIDAY
    ),
    **dict.fromkeys(
        ("上班", "班", "调休", "调休上班", "上班(调休)", "补班", "工作日", "workday", "work"),
        DayKind.WORKDAY,
    ),
}
MOST_ROWS = 400
MOST_BYTES = 1024 * 1024
DAY = re.compile(
    r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?"
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
FORMULA = re.compile(r"[=+\-@\t\r]")
HEAD_WORDS = frozenset({"日期", "date", "day", "放假日期"})


@dataclass(frozen=True)
class Entry:
    """One line as it was sent."""

    line: int
    day: str
    kind: str
    name: str


def read_file(content: bytes, name: str) -> list[Entry]:
    """The lines of a file; raises `Refusal` when it is none of the three layouts."""
    if len(content) > MOST_BYTES:
        raise Refusal(lazy("A year's notice is a small file; this one is too large."), field="file")
    if content.startswith((b"PK", b"\xd0\xcf")):
        return _entries(_read_workbook(content))
    text = _decoded(content)
    if name.lower().endswith(".json") or text.lstrip().startswith(("{", "[")):
        return _read_json(text)
    return read_text(text)


def read_text(text: str) -> list[Entry]:
    """The lines of delimited text."""
    if "\x00" in text:
        raise _unreadable()
    delimiter = "\t" if text.count("\t") > text.count(",") else ","
    plain = text.replace("，", ",") if "," not in text and delimiter == "," else text
    try:
        rows = list(csv.reader(io.StringIO(plain, newline=""), delimiter=delimiter))
    except csv.Error as problem:
        raise _unreadable() from problem
    return _entries(rows)


def _entries(rows: Iterable[Sequence[Any]]) -> list[Entry]:
    found = []
    for number, row in enumerate(rows, start=1):
        cells = [_cell(cell) for cell in row][:3]
        if not any(cells) or (cells[0].lower() in HEAD_WORDS):
            continue
        day, kind, name = [*cells, "", "", ""][:3]
        found.append(Entry(number, day, kind, name))
    return _checked(found)


def _checked(found: list[Entry]) -> list[Entry]:
    if not found:
        raise Refusal(lazy("This file holds no day."), field="file")
    if len(found) > MOST_ROWS:
        raise Refusal(
            lazy("At most %(count)s lines: a year has no more days.", count=MOST_ROWS), field="file"
        )
    return found


def _cell(value: Any) -> str:  # noqa: ANN401 a cell of a workbook
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).strip()
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def _decoded(content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable()


def _unreadable() -> Refusal:
    return Refusal(
        lazy("This is no list that can be read: CSV, XLSX or JSON, please."), field="file"
    )


def _read_workbook(content: bytes) -> list[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 slow import

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        return sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 50)
    except (CalamineError, ValueError, IndexError) as problem:
        raise _unreadable() from problem


def _read_json(text: str) -> list[Entry]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise _unreadable() from problem
    if isinstance(data, dict):
        data = data.get("body", data)
        data = data.get("days") if isinstance(data, dict) else None
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise _unreadable()
    return _checked([_json_entry(number, row) for number, row in enumerate(data, start=1)])


def _json_entry(number: int, row: dict[str, Any]) -> Entry:
    def said(*names: str) -> str:
        value = next((row[name] for name in names if row.get(name)), "")
        return _cell(value.get("zh", "") if isinstance(value, dict) else value)

    return Entry(
        number, said("日期", "date", "day"), said("类型", "kind", "type"), said("名称", "name")
    )


def day_of(text: str) -> date | None:
    """The day that a cell means, or None."""
    found = DAY.fullmatch(text) or COMPACT.fullmatch(text)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def kind_of(text: str) -> DayKind | None:
    """The kind that a word means, or None."""
    return KINDS.get(text.lower().replace(" ", ""))


def rows_of(days: Iterable[tuple[date, DayKind, str]]) -> Iterator[tuple[str, str, str]]:
    """Days in the layout of the file."""
    for day, kind, name in days:
        yield day.isoformat(), WORDS[kind], f"'{name}" if FORMULA.match(name) else name


def as_text(days: Iterable[tuple[date, DayKind, str]]) -> str:
    """Days as delimited text that `read_text` reads."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(HEADS)
    writer.writerows(rows_of(days))
    return target.getvalue()


def as_workbook(days: Iterable[tuple[date, DayKind, str]]) -> bytes:
    """Days as a workbook of one sheet, every cell a string."""
    import xlsxwriter  # noqa: PLC0415 slow import

    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(target, options) as workbook:
        page = workbook.add_worksheet("放假安排")
        page.set_column(0, 2, 14)
        for number, row in enumerate((HEADS, *rows_of(days))):
            for place, cell in enumerate(row):
                page.write_string(number, place, cell)
    return target.getvalue()


def as_json(days: Iterable[tuple[date, DayKind, str]]) -> str:
    """Days as a list of objects."""
    rows = [
        {"date": day.isoformat(), "kind": WORDS[kind], "name": name} for day, kind, name in days
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def no_file() -> Refusal:
    """What to say when nothing was sent."""
    return Refusal(lazy("Please choose a file."), field="file")
