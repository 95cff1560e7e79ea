"""Which cell of a member list tells what, with a header or without one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from incubator.kernel.identifiers import half_width, normalize_phone
from incubator.organizations.roster.columns import normalized_header

_WORDINGS = {
    "name": "姓名 名称 会员 会员姓名 会员名称 姓名或名称 姓名/名称 会员姓名/名称 单位名称 会员单位 "
    "name member",
    "kind": "类型 类别 会员类型 会员类别 会员性质 个人/单位 kind type",
    "other_name": "曾用名 别名 又名 othername",
    "phone": "电话 手机 手机号 手机号码 联系电话 联系方式 电话号码 phone mobile",
    "unit_kind": "单位性质 单位类型 单位类别",
    "contact": "联系人 代表 代表人 单位代表 单位联系人 contact",
    "post": "职务 会内职务 拟任职务 会员职务 post",
    "joined_on": "入会时间 入会日期 加入时间 加入日期 joinedon joined",
}
_FIELD_OF = {word: name for name, words in _WORDINGS.items() for word in words.split()}
_ASIDE = re.compile(
    r"(?:合计|总计|小计|共计|总数|累计|备注|注|说明|制表人?|填表人?)[:0-9人名个位家(（]*.*"
)
_NUMBER = re.compile(r"[0-9]{1,5}\.?")
HEADER_DEPTH = 10


@dataclass(frozen=True)
class Columns:
    """Where each field stands, and from which record on there are lines."""

    fields: dict[str, int]
    first: int


def field_of(text: str) -> str | None:
    """The field that a header cell names."""
    plain = normalized_header(text)
    return _FIELD_OF.get(plain) or _FIELD_OF.get(re.sub(r"\([^()]*\)", "", plain))


def find_columns(records: Sequence[Sequence[str]]) -> Columns:
    """What the columns mean: by a header that names the name, else by what stands in them."""
    for position, record in enumerate(records[:HEADER_DEPTH]):
        fields: dict[str, int] = {}
        for column, text in enumerate(record):
            name = field_of(text)
            if name is not None:
                fields.setdefault(name, column)
        if "name" in fields:
            return Columns(fields, position + 1)
    return Columns(_guessed(records), 0)


def _guessed(records: Sequence[Sequence[str]]) -> dict[str, int]:
    """Without a header: the first column that is no running number is the name, then the phone."""
    width = max((len(record) for record in records), default=0)
    fields: dict[str, int] = {}
    for column in range(width):
        cells = [record[column].strip() for record in records if len(record) > column]
        cells = [cell for cell in cells if cell]
        if not cells or all(_NUMBER.fullmatch(half_width(cell)) for cell in cells):
            continue
        if "phone" not in fields and all(normalize_phone(cell) for cell in cells):
            fields["phone"] = column
        elif "name" not in fields:
            fields["name"] = column
    return fields


def lines_of(
    records: Sequence[Sequence[str]], columns: Columns
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells by field; blank lines, totals, notes and repeated headers are none."""
    for position in range(columns.first, len(records)):
        record = records[position]
        cells = {
            name: record[column] for name, column in columns.fields.items() if len(record) > column
        }
        filled = [cell for cell in record if cell.strip()]
        is_header = field_of(cells.get("name", "")) == "name"
        if filled and not is_header and not _ASIDE.fullmatch("".join(filled[0].split())):
            yield position + 1, cells
