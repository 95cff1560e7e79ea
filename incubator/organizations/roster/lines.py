"""Which records of a sheet are rows about organizations, and when was the roster drawn up?

Titles, headers, blank records, totals and notes are not rows, but keep their place in the count.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from incubator.kernel.identifiers import half_width
from incubator.organizations.roster.columns import Columns, is_header
from incubator.organizations.roster.reading import Sheet

_TOTAL = re.compile(r"(?:合计|总计|小计|共计|总数|累计|total):?\(?[0-9]*[个家]?\)?", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:注|备注|附注|说明|填表说明|填表人|填报人|制表人?|审核人?|复核人?|单位负责人|负责人|经办人|"
    r"填报单位|填报日期|填表日期|制表日期|联系人)[0-9一二三]?[:、.]"
)
_REPORTED = re.compile(
    r"(?P<year>20[0-9]{2})[年\-/.](?P<month>1[0-2]|0?[1-9])(?![0-9])"
    r"(?:月(?P<day>[0-9]{1,2})日|[\-/.](?P<other>[0-9]{1,2}))?"
)


def rows_of(
    sheet: Sheet, header: int, columns: Columns, remembered: Mapping[str, str] | None = None
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line number and cells of each row below the header (given by its position)."""
    for position in range(header + 1, len(sheet.records)):
        record = sheet.records[position]
        if not _is_aside(record, columns) and not is_header(record, remembered):
            yield position + 1, record


def _is_aside(record: Sequence[str], columns: Columns) -> bool:
    """Blank, total or note: nothing that speaks about one organization."""
    filled = [position for position, cell in enumerate(record) if cell.strip()]
    mapped = set(columns.fields.values())
    if not mapped.intersection(filled):
        return True  # blank, only a running number, or a sentence in front
    first = "".join(half_width(record[filled[0]]).split())
    return bool(_TOTAL.fullmatch(first) or _NOTE.match(first))


def reported_on(sheet: Sheet, header: int) -> str | None:
    """The date in the titles above the header, as 2026-03-31 or 2026-03; None if there is none."""
    for record in sheet.records[:header]:
        found = _REPORTED.search("".join(half_width("".join(record)).split()))
        if found:
            day = found["day"] or found["other"]
            month = f"{found['year']}-{int(found['month']):02}"
            return f"{month}-{int(day):02}" if day else month
    return None
