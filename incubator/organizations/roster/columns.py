"""Which column tells which fact: header cells are recognized by their usual wordings.

A correction made by a person is remembered outside, as normalized header text → field (or "" for
"leave it out"), and is given back here; it wins over the wordings.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from incubator.kernel.identifiers import half_width
from incubator.organizations.roster.fields import FIELDS
from incubator.organizations.roster.refusals import NoHeaderRow

HEADER_DEPTH: Final = 40
IGNORED: Final = ""

# Normalized, without a year in front; what stands in brackets is tried with and without.
_WORDINGS: Final[Mapping[str, str]] = {
    "name": "社会组织名称 组织名称 单位名称 机构名称 社团名称 社会组织 名称 name organization",
    "kind": "类别 类型 组织类别 组织类型 社会组织类别 社会组织类型 机构类型 登记类型 kind type",
    "credit_code": "统一社会信用代码 统一信用代码 社会信用代码 信用代码 统一代码 creditcode uscc",
    "representative": "法定代表人 法人代表 法人 负责人 法定代表人或负责人 法定代表人/负责人 "
    "representative legalrepresentative",
    "phone": "联系电话 电话 联系方式 手机 手机号 手机号码 电话号码 联系人电话 负责人电话 "
    "phone mobile",
    "founded_on": "成立时间 成立日期 成立登记时间 成立登记日期 登记时间 登记日期 注册时间 注册日期 "
    "备案时间 备案日期 founded foundedon",
    "supervising_unit": "业务主管单位 主管单位 业务主管部门 主管部门 业务指导单位 supervisingunit",
    "address": "住所 地址 办公地址 办公住所 登记住所 住所地址 注册地址 联系地址 address",
    "staff": "从业人数 从业人员数 从业人员 工作人员数 专职人员数 职工人数 员工人数 staff staffcount",
    "party_members": "党员人数 党员数 党员数量 党员 中共党员人数 partymembers",
    "party_form": "党组织形式 党组织类型 党组织设置形式 党组织组建形式 党组织 党建情况 partyform "
    "partyorganization",
    "grade": "评估等级 等级评估 等级 评估结果 评估等次 grade",
    "inspection": "年检 年度检查 年检结果 年检情况 年度年检 年检结论 年度检查结论 年报 inspection "
    "annualinspection",
    "remark": "备注 说明 remark remarks note",
}
_FIELD_OF: Final = {
    wording: field for field, wordings in _WORDINGS.items() for wording in wordings.split()
}

_YEAR = re.compile(r"^(?P<year>20[0-9]{2})(?:年度?)?")
_BRACKETS = re.compile(r"\([^()]*\)")
_NOISE = re.compile(r"[\s*:_\u200b\ufeff]+")


@dataclass(frozen=True)
class Columns:
    """How a header was understood; `fields` maps a field to the column's position from 0."""

    header: tuple[str, ...]
    fields: Mapping[str, int]
    unmapped: tuple[str, ...]
    inspection_year: int | None

    def remembered(self) -> dict[str, str]:
        """What the caller may store, to have the same header understood the same way again."""
        by_position = {position: field for field, position in self.fields.items()}
        return {
            normalized_header(text): by_position.get(position, IGNORED)
            for position, text in enumerate(self.header)
            if text.strip()
        }


def normalized_header(text: str) -> str:
    """A header cell without blanks, line breaks, stars and colons, half-width, small letters."""
    return _NOISE.sub("", half_width(text)).casefold()


def field_of(text: str) -> str | None:
    """The field a header cell names by itself, or None."""
    plain = normalized_header(text)
    without_year = _YEAR.sub("", plain)
    bare = _BRACKETS.sub("", without_year)
    return _FIELD_OF.get(plain) or _FIELD_OF.get(without_year) or _FIELD_OF.get(bare)


def map_columns(header: Sequence[str], remembered: Mapping[str, str] | None = None) -> Columns:
    """Understand one header; the first column that names a field has it."""
    remembered = remembered or {}
    fields: dict[str, int] = {}
    unmapped: list[str] = []
    for position, text in enumerate(header):
        field = remembered.get(normalized_header(text), field_of(text))
        if field in FIELDS and field not in fields:
            fields[field] = position
        elif text.strip():
            unmapped.append(text)
    return Columns(tuple(header), fields, tuple(unmapped), _inspection_year(header, fields))


def is_header(record: Sequence[str], remembered: Mapping[str, str] | None = None) -> bool:
    """Whether a record names columns: the name and at least one more, none twice by accident."""
    fields = map_columns(record, remembered).fields
    return "name" in fields and len(fields) >= 2


def find_header(
    records: Sequence[Sequence[str]], remembered: Mapping[str, str] | None = None
) -> tuple[int, Columns]:
    """Position of the header among the first records, and what it says; NoHeaderRow if none.

    Of a header over two rows (groups above, cells merged downwards beside them) the lower row
    counts, because it names more columns.
    """
    for position, record in enumerate(records[:HEADER_DEPTH]):
        if is_header(record, remembered):
            columns = map_columns(record, remembered)
            below = map_columns(_next(records, position), remembered)
            if "name" in below.fields and len(below.fields) >= len(columns.fields):
                return position + 1, below
            return position, columns
    raise NoHeaderRow


def _next(records: Sequence[Sequence[str]], position: int) -> Sequence[str]:
    return records[position + 1] if position + 1 < len(records) else ()


def _inspection_year(header: Sequence[str], fields: Mapping[str, int]) -> int | None:
    """2025 of "2025年度年检": the year that a reported inspection result is about."""
    if "inspection" not in fields:
        return None
    found = _YEAR.match(normalized_header(header[fields["inspection"]]))
    return int(found["year"]) if found else None
