"""Rows as files that open in a spreadsheet without running anything: XLSX and CSV.

In XLSX every cell is a string, marked as quoted where it looks like a formula, so that it stays a
string when somebody edits it. CSV has no types: such a cell gets an apostrophe in front.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from incubator.organizations.roster.columns import normalized_header
from incubator.organizations.roster.formulas import guarded, looks_like_formula
from incubator.organizations.roster.reasons import Translate, _
from incubator.organizations.roster.report import reason_texts
from incubator.organizations.roster.verdicts import Examination, Row

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Table: TypeAlias = tuple[Sequence[str], Iterable[Sequence[object]]]

# XML 1.0 cannot carry these; a workbook that held one would not open.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CELL_LIMIT = 32_767

VERDICT_LABELS = {
    "ok": _("sound"),
    "repaired": _("repaired"),
    "refused": _("refused"),
    "duplicate": _("duplicate"),
}
_PROBLEM_HEADS = (_("Sheet"), _("Line"), _("Verdict"), _("Reasons"))


def to_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a mark, which Excel needs to read Chinese; None becomes an empty cell."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([guarded(_plain(cell)) for cell in header])
    writer.writerows([guarded(_plain(cell)) for cell in row] for row in rows)
    return target.getvalue().encode("utf-8-sig", errors="replace")


def to_xlsx(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, sheet: str = "Sheet1"
) -> bytes:
    """A workbook of one sheet; every cell a string, no formula, no link."""
    import xlsxwriter  # noqa: PLC0415 slow import

    target = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(target, options) as workbook:
        quoted = workbook.add_format({"quote_prefix": True})
        head = workbook.add_format({"bold": True})
        page = workbook.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        _write_row(page, 0, header, (head, head))
        for number, row in enumerate(rows, start=1):
            _write_row(page, number, row, (None, quoted))
    return target.getvalue()


def problem_table(examination: Examination, translate: Translate = str) -> Table:
    """Refused and duplicate rows with every cell as sent, then sheet, line, verdict and reasons.

    Sheets with unlike headers share one table: each wording of a header has one column. The
    header is the sender's own, so that the corrected file can be sent in again as it is.
    """
    places: dict[tuple[str | None, int], int] = {}
    header: list[str] = []
    for head in examination.heads:
        for position, text in enumerate(head.columns.header):
            places[head.name, position] = _column_for(text, header, places, head.name)
    rows = [
        _problem(row, places, len(header), translate)
        for row in examination.rows
        if row.verdict in {"refused", "duplicate"}
    ]
    return [*header, *(translate(text) for text in _PROBLEM_HEADS)], rows


def _column_for(
    text: str,
    header: list[str],
    places: dict[tuple[str | None, int], int],
    sheet: str | None,
) -> int:
    """The shared column of this wording that this sheet does not use yet; a new one if none."""
    used = {column for (name, _position), column in places.items() if name == sheet}
    plain = normalized_header(text)
    for column, known in enumerate(header):
        if column not in used and normalized_header(known) == plain:
            return column
    header.append(" ".join(text.split()))
    return len(header) - 1


def _problem(
    row: Row, places: dict[tuple[str | None, int], int], width: int, translate: Translate
) -> list[str]:
    cells = [""] * width
    for position, cell in enumerate(row.cells):
        if (row.sheet, position) in places:
            cells[places[row.sheet, position]] = cell
    why = "; ".join(reason_texts(row, translate))
    return [*cells, row.sheet or "", str(row.line), translate(VERDICT_LABELS[row.verdict]), why]


def _plain(cell: object) -> str:
    return "" if cell is None else _UNWRITABLE.sub("", str(cell))


def _write_row(
    page: "Worksheet", number: int, cells: Sequence[object], formats: tuple[object, object]
) -> None:
    for column, cell in enumerate(cells):
        text = _plain(cell)[:_CELL_LIMIT]
        if text:
            page.write_string(number, column, text, formats[looks_like_formula(text)])
