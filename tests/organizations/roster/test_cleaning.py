"""What each cleaner keeps, repairs and gives up; no text at all may break one."""

# ruff: noqa: RUF001 full-width characters are what people type

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.organizations.roster.cleaning import clean_cell
from incubator.organizations.roster.fields import EMPTY_MARKS, FIELDS, LIMITS


def cleaned(field, cell):
    found = clean_cell(field, cell)
    return found.value, [each.code for each in found.repairs]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("45671", "2025-01-14"),
        ("45671.0", "2025-01-14"),
        ("20110517", "2011-05-17"),
        ("2008-04-14", "2008-04-14"),
        ("2022年6月28日", "2022-06-28"),
        ("2022年6月28号", "2022-06-28"),
        ("2024.2.2", "2024-02-02"),
        ("2010/03/26", "2010-03-26"),
        ("\u30002010/3/6 ", "2010-03-06"),
        ("2016-05-31 00:00:00", "2016-05-31"),
        ("二〇二二年六月二十八日", "2022-06-28"),
        ("二零一零年十月十日", "2010-10-10"),
        ("2024-02-29", "2024-02-29"),
        ("", None),
        ("无", None),
        ("／", None),
    ],
)
def test_full_dates_are_no_repair(cell, day):
    assert cleaned("founded_on", cell) == (day, [])


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("2023年9月", None, ["date_without_day"]),
        ("2023.9", None, ["date_without_day"]),
        ("202309", None, ["date_without_day"]),
        ("2023年", None, ["date_without_day"]),
        ("二〇二二年六月", None, ["date_without_day"]),
        ("2031.13.40", None, ["no_such_date"]),
        ("2023-02-30", None, ["no_such_date"]),
        ("2023年2月30日", None, ["no_such_date"]),
        ("2023-02-29", None, ["no_such_date"]),
        ("98.5.3", None, ["no_such_date"]),
        ("99999", None, ["no_such_date"]),
        ("去年", None, ["no_such_date"]),
        ("２０２２年６月２８日", "2022-06-28", ["full_width"]),
        ("2022年 6月28日", "2022-06-28", ["inner_blanks"]),
    ],
)
def test_dates_that_took_a_repair(cell, value, codes):
    assert cleaned("founded_on", cell) == (value, codes)


@given(st.dates(datetime.date(1930, 1, 1), datetime.date(2099, 12, 31)))
def test_every_notation_of_every_day(day):
    serial = str((day - datetime.date(1899, 12, 30)).days)
    notations = [
        serial,
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month:02}/{day.day:02}",
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
    ]
    assert [cleaned("founded_on", text) for text in notations] == [(day.isoformat(), [])] * 6


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("13800000000", "13800000000", []),
        (" 13800000000\u3000", "13800000000", []),
        ("028-79119896", "028-79119896", []),
        ("1.99E+10", None, ["phone_lost"]),
        ("1.99e10", None, ["phone_lost"]),
        ("########", None, ["phone_lost"]),
        ("196-6257-2973", "19662572973", ["separators"]),
        ("196 6257 2973", "19662572973", ["inner_blanks"]),
        ("１９６６２５７２９７３", "19662572973", ["full_width"]),
        ("13800000000.0", "13800000000", ["separators"]),
        ("1380000", "1380000", []),
    ],
)
def test_telephones(cell, value, codes):
    assert cleaned("phone", cell) == (value, codes)


def test_an_unusual_telephone_is_kept_with_a_warning():
    found = clean_cell("phone", "138000 转王")
    assert found.value == "138000 转王"
    assert [each.code for each in found.warnings] == ["phone_unusual"]


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("12", 12, []),
        ("12.0", 12, []),
        ("0", 0, []),
        ("无", None, []),
        ("/", None, []),
        ("１２", 12, ["full_width"]),
        ("20人", 20, ["unit"]),
        ("２０ 人", 20, ["full_width", "inner_blanks", "unit"]),
        ("约20", None, ["not_a_number"]),
        ("-3", None, ["not_a_number"]),
        ("2.5", None, ["not_a_number"]),
        ("9999999", None, ["not_a_number"]),
    ],
)
def test_counts_of_people(cell, value, codes):
    assert cleaned("staff", cell) == (value, codes)
    assert cleaned("party_members", cell) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("52999999MJ0000026R", "52999999MJ0000026R", []),
        (" 52999999MJ0000026R\n", "52999999MJ0000026R", []),
        ("—", None, []),
        ("52999999mj0000026r", "52999999MJ0000026R", ["letter_case"]),
        ("５２９９９９９９ＭＪ０００００２６Ｒ", "52999999MJ0000026R", ["full_width"]),
        ("52999999 MJ0000026R", "52999999MJ0000026R", ["inner_blanks"]),
        ("52999999MJOOOOO26R", "52999999MJ0000026R", ["look_alikes"]),
        ("5I999999MJ00000I82", "51999999MJ00000182", ["look_alikes"]),
        ("52999999MJOOOOO26A", "52999999MJOOOOO26A", []),
    ],
)
def test_codes(cell, value, codes):
    assert cleaned("credit_code", cell) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("\u3000青禾县和睦协会 ", "青禾县和睦协会", []),
        ("青禾县和\n睦协会", "青禾县和睦协会", ["inner_blanks"]),
        ("青禾县 和睦协会", "青禾县和睦协会", ["inner_blanks"]),
        ("青禾县 Sun  Club 协会", "青禾县Sun Club协会", ["inner_blanks"]),
        ("青禾县Ａ１协会", "青禾县A1协会", ["full_width"]),
        ("青禾县和睦协会（筹）", "青禾县和睦协会（筹）", []),
        ("青禾县😀协会", "青禾县😀协会", []),
        ("青禾县\u202e会协\u200b", "青禾县会协", ["hidden_characters"]),
        ("青\x00禾县协会", "青禾县协会", ["hidden_characters"]),
        ("\u202e", None, ["hidden_characters"]),
        ("جمعية", "جمعية", []),
    ],
)
def test_names(cell, value, codes):
    assert cleaned("name", cell) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("民非", "private_non_enterprise", []),
        ("民办非企业单位", "private_non_enterprise", []),
        ("社会服务机构", "private_non_enterprise", []),
        ("社会团体", "social_group", []),
        ("基金会", "foundation", []),
        ("备案", "community_group", []),
        ("社区社会组织", "community_group", []),
        ("民 非", "private_non_enterprise", ["inner_blanks"]),
        ("企业", None, ["kind_unknown"]),
    ],
)
def test_kinds(cell, value, codes):
    assert cleaned("kind", cell) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("3A", "3A", []),
        ("AAA", "AAA", []),
        ("未评估", "未评估", []),
        ("２Ａ", "2A", ["full_width"]),
        ("2 A", "2A", ["inner_blanks"]),
    ],
)
def test_grades(cell, value, codes):
    assert cleaned("grade", cell) == (value, codes)


def test_a_remark_keeps_its_lines():
    assert cleaned("remark", " 第一行\n第二行 ") == ("第一行\n第二行", [])


@pytest.mark.parametrize("field", FIELDS)
def test_every_empty_mark_in_every_column(field):
    assert [cleaned(field, f" {mark}\u3000") for mark in sorted(EMPTY_MARKS)] == [(None, [])] * len(
        EMPTY_MARKS
    )


@pytest.mark.parametrize("field", FIELDS)
def test_a_text_that_never_ends_is_a_fault(field):
    found = clean_cell(field, "长" * (LIMITS[field] + 1))
    assert [fault.code for fault in found.faults] == ["too_long"]


CELLS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789０１２年月日.-/ \u3000\nEe+人ＡAOI一十〇", max_size=20),
)


@given(st.sampled_from(FIELDS), CELLS)
def test_any_cell_is_understood_or_given_up_with_a_reason(field, cell):
    found = clean_cell(field, cell)
    for each in (*found.repairs, *found.warnings, *found.faults):
        assert each.text()
    if found.value is None and not found.repairs:
        assert cell.strip() == "" or len(cell.strip()) <= 2
    if field in {"staff", "party_members"}:
        assert found.value is None or isinstance(found.value, int)


@given(st.sampled_from(FIELDS), CELLS)
def test_a_cleaned_value_is_ok_when_it_comes_again(field, cell):
    """Cleaning is done once: what was kept needs no second repair and stays as it is."""
    value = clean_cell(field, cell).value
    if value is not None:
        again = clean_cell(field, str(value))
        assert (again.value, again.repairs) == (value, ())
