"""Which verdict a row gets, worst first, and which records are no rows at all."""

# ruff: noqa: RUF001 full-width characters are what people type

import time

import pytest

from incubator.kernel.identifiers import uscc_check_character
from incubator.organizations.roster.columns import field_of, map_columns
from incubator.organizations.roster.fields import FIELDS
from incubator.organizations.roster.matching import NameAndTown, name_and_town, town_of
from incubator.organizations.roster.reading import read_roster
from incubator.organizations.roster.reasons import FIELD_LABELS, REASONS, reason
from incubator.organizations.roster.verdicts import examine
from tests.organizations.roster.rosters import HEADER, OTHER, SOUND, text_file


def judged(*records, stored=None, remembered=None, header=HEADER):
    sheets = read_roster(text_file(header, *records), "a.csv")
    return examine(sheets, stored=stored, remembered=remembered).rows


def only(*record, **options):
    (row,) = judged(record, **options)
    return row.verdict, [each.code for each in row.reasons]


GOOD = "51999999MJ00000182"
WRONG = "51999999MJ00000183"


@pytest.mark.parametrize(
    ("record", "verdict", "codes"),
    [
        (SOUND, "ok", []),
        (("1", " 甲协会 ", "社会团体", GOOD, ""), "ok", []),
        (("1", "甲 协会", "社会团体", GOOD, ""), "repaired", ["inner_blanks"]),
        (("1", "", "社会团体", GOOD, ""), "refused", ["no_name"]),
        (("1", "\u3000", "备案", "", "某地"), "refused", ["no_name"]),
        (("1", "/", "备案", "", ""), "refused", ["no_name"]),
        (("1", "甲协会", "社会团体", "", ""), "refused", ["code_absent"]),
        (("1", "甲中心", "民非", "无", ""), "refused", ["code_absent"]),
        (("1", "甲基金会", "基金会", "—", ""), "refused", ["code_absent"]),
        (("1", "甲协会", "社会团体", WRONG, ""), "refused", ["code_check"]),
        (("1", "甲协会", "社会团体", GOOD[:17], ""), "refused", ["code_length"]),
        (("1", "甲协会", "社会团体", "51999999MJ0000018S", ""), "refused", ["code_characters"]),
        (("1", "甲协会", "社会团体", "5I999999MJ00000I83", ""), "refused", ["code_characters"]),
        (("1", "甲协会", "社会团体", "5I999999MJ00000I82", ""), "repaired", ["look_alikes"]),
        (("1", "甲队", "备案", "", ""), "ok", []),
        (("1", "甲队", "备案", GOOD, ""), "ok", []),
        (("1", "甲队", "备案", WRONG, ""), "repaired", ["code_dropped"]),
        (("1", "甲协会", "", GOOD, ""), "repaired", ["kind_from_code"]),
        (("1", "甲协会", "公司", GOOD, ""), "repaired", ["kind_from_code"]),
        (("1", "甲协会", "公司", "", ""), "repaired", ["kind_unknown"]),
        (("1", "甲协会", "", WRONG, ""), "refused", ["code_check"]),
        (("1", "", "社会团体", "", "某地"), "refused", ["no_name", "code_absent"]),
        (("1", "长" * 10_000, "备案", "", ""), "refused", ["too_long"]),
        (("1", "甲😀队", "备案", "", ""), "ok", []),
        (("1", "甲\u202e队", "备案", "", ""), "repaired", ["hidden_characters"]),
    ],
)
def test_verdict_of_one_row(record, verdict, codes):
    assert only(*record) == (verdict, codes)


def test_values_keep_exactly_the_known_fields():
    (row,) = judged(SOUND)
    assert tuple(row.values) == FIELDS


def test_a_dropped_code_is_not_kept_and_a_refused_one_is_shown():
    dropped, refused = judged(
        ("1", "甲队", "备案", WRONG, ""), ("2", "乙会", "社会团体", WRONG, "")
    )
    assert dropped.values["credit_code"] is None
    assert refused.values["credit_code"] == WRONG


def test_doubtful_codes_are_warnings_only():
    body = "51999999MJ0000019"
    body += "" if len(body) == 17 else "0"
    code = body + uscc_check_character(body)
    first, second = judged(("1", "甲协会", "社会团体", code, ""), ("2", "乙中心", "民非", GOOD, ""))
    assert (first.verdict, [each.code for each in first.warnings]) == ("ok", ["inner_check"])
    assert (second.verdict, [each.code for each in second.warnings]) == ("ok", ["class_differs"])


def test_a_later_row_of_the_same_code():
    again = ("2", "另一个名称", "社会团体", "５１９９９９９９ＭＪ０００００１８２", "青禾县双桥镇")
    first, second = judged(SOUND, again)
    assert (first.verdict, second.verdict) == ("ok", "duplicate")
    assert second.same_as == (None, 2)
    assert [each.code for each in second.reasons] == ["same_code", "full_width"]


def test_same_name_needs_the_same_town():
    rows = judged(
        ("1", "阳光舞蹈队", "备案", "", "青禾县青石镇解放街1号"),
        ("2", "阳光舞蹈队", "备案", "", "青禾县双桥镇解放街1号"),
        ("3", "阳光·舞蹈队", "备案", "", "青石镇人民路9号"),
    )
    assert [row.verdict for row in rows] == ["ok", "ok", "duplicate"]


def test_refused_is_worse_than_duplicate_and_hides_no_later_sound_row():
    rows = judged(
        ("1", "甲协会", "社会团体", WRONG, ""),
        ("2", "甲协会", "社会团体", GOOD, ""),
        ("3", "甲协会", "社会团体", WRONG, ""),
        ("4", "甲协会", "社会团体", GOOD, ""),
    )
    assert [row.verdict for row in rows] == ["refused", "ok", "refused", "duplicate"]


class Stored:
    """One organization already recorded, found by code or by name and town."""

    def by_code(self, code):
        return "A" if code == GOOD else None

    def by_name_and_town(self, key):
        return "B" if key == NameAndTown("青禾县示例服务中心", "双桥镇") else None


def test_already_stored():
    first, second, third = judged(SOUND, OTHER, ("3", "新队", "备案", "", ""), stored=Stored())
    assert (first.verdict, first.stored, first.reasons[0].code) == ("duplicate", "A", "stored_code")
    assert (second.verdict, second.stored) == ("duplicate", "B")
    assert second.reasons[0].code == "stored_name"
    assert (third.verdict, third.stored) == ("ok", None)


def test_records_that_are_no_rows():
    rows = judged(
        ("", "", "", "", ""),
        ("1", *SOUND[1:]),
        ("2", "", "", "", ""),
        HEADER,
        ("小 计", "1", "", "", ""),
        OTHER,
        ("合计:2家", "", "", "", ""),
        ("合计", "2", "", "", ""),
        ("注：以上数据截至3月。", "", "", "", ""),
        ("填表人：", "张某", "审核人：", "李某", ""),
    )
    assert [row.line for row in rows] == [3, 7]


def test_a_name_that_begins_like_a_total_is_a_row():
    (row,) = judged(("1", "合计算队", "备案", "", ""))
    assert row.values["name"] == "合计算队"


def test_short_records_miss_nothing_but_their_end():
    sheets = read_roster("名称,类别,备注\n甲队,备案\n乙队\n".encode(), "a.csv")
    rows = examine(sheets).rows
    assert [(row.values["kind"], row.verdict) for row in rows] == [
        ("community_group", "ok"),
        (None, "ok"),
    ]


# ------------------------------------------------------------- columns


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("统一社会\n信用代码", "credit_code"),
        ("法定代表人\n(负责人)", "representative"),
        ("法定代表人（负责人）", "representative"),
        (" 社会组织名称 * ", "name"),
        ("单位名称（全称）", "name"),
        ("从业人数（人）", "staff"),
        ("2025年度年检", "inspection"),
        ("２０２５年年检结果", "inspection"),
        ("Credit code", "credit_code"),
        ("序号", None),
        ("", None),
    ],
)
def test_header_cells_by_themselves(text, field):
    assert field_of(text) == field


def test_the_first_of_two_equal_columns_counts():
    columns = map_columns(["名称", "电话", "手机", "其他"])
    assert dict(columns.fields) == {"name": 0, "phone": 1}
    assert columns.unmapped == ("手机", "其他")


def test_a_remembered_mapping_wins():
    header = ("编号", "团队", "性质", "名称", "")
    remembered = {"团队": "name", "性质": "kind", "名称": ""}
    (row,) = judged(("1", "甲队", "备案", "别名", ""), header=header, remembered=remembered)
    assert (row.values["name"], row.values["kind"]) == ("甲队", "community_group")
    columns = map_columns(header, remembered)
    assert columns.remembered() == {"编号": "", "团队": "name", "性质": "kind", "名称": ""}
    assert map_columns(header, columns.remembered()).fields == columns.fields


# ------------------------------------------------------------- towns and words


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("青禾县青石镇解放街195号", "青石镇"),
        ("青禾县怀德街道人民路105号", "怀德街道"),
        ("某省某市青禾县白杨乡1号", "白杨乡"),
        ("白杨乡 1号", "白杨乡"),
        ("青禾县人民路1号", ""),
        ("青禾县牵手乡村旅游协会", ""),
        ("", ""),
    ],
)
def test_towns(address, town):
    assert town_of(address) == town


def test_the_name_tells_the_town_only_without_an_address():
    assert name_and_town("青禾县青石镇舞蹈队", None).town == "青石镇"
    assert name_and_town("青禾县青石镇舞蹈队", "青禾县双桥镇").town == "双桥镇"


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_can_be_said(code):
    names = ("before", "after", "limit", "length", "wrong", "line", "sheet", "found")
    field = "name" if "%(field)s" in REASONS[code] else None
    said = reason(code, field=field, **dict.fromkeys(names, "X")).text()
    assert "%" not in said


def test_every_field_has_a_label():
    assert set(FIELD_LABELS) == set(FIELDS)


def test_five_thousand_rows_are_all_judged(figures):
    def row(number):
        body = f"51999999MJ{number:07d}"
        code = body + uscc_check_character(body)
        return (str(number), f"青禾县第{number} 协会", "社会团体", code, "青禾县青石镇１号")

    content = text_file(HEADER, *(row(number) for number in range(5_000)), encoding="gb18030")
    started = time.perf_counter()
    found = examine(read_roster(content, "a.csv"))
    took = time.perf_counter() - started
    assert found.counts == {"ok": 0, "repaired": 5_000, "refused": 0, "duplicate": 0}
    figures("roster of 5,000 rows", f"{took:.2f} s")
