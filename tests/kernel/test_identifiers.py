"""Credit codes against published vectors and other arithmetic; telephones and masking."""

# ruff: noqa: RUF001 full-width digits are what people type

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.kernel import identifiers
from incubator.kernel.identifiers import (
    USCC_CHARACTERS,
    DocumentType,
    is_document,
    is_resident_id,
    mask_document,
    normalize_document,
    resident_id_check,
)

KNOWN = ["91350100M000100Y43", "51999999MJ00000182", "52999999MJ0000026R", "53999999MJ0000034H"]
firsts = st.text(alphabet=USCC_CHARACTERS, min_size=17, max_size=17)


def test_weights_are_those_of_the_standard():
    assert identifiers.USCC_WEIGHTS == (
        1,
        3,
        9,
        27,
        19,
        26,
        16,
        17,
        20,
        29,
        25,
        13,
        8,
        24,
        10,
        30,
        28,
    )


@pytest.mark.parametrize("code", KNOWN)
def test_known_codes_pass_both_checks(code):
    assert identifiers.is_uscc(code)
    assert identifiers.has_sound_inner_code(code)


@given(firsts)
def test_check_by_horner_from_the_right(first):
    """Weight 3^i sums to the value of the reversed text read as a number in base 3."""
    total = 0
    for character in reversed(first):
        total = (total * 3 + USCC_CHARACTERS.index(character)) % 31
    check = USCC_CHARACTERS.index(identifiers.uscc_check_character(first))
    assert (total + check) % 31 == 0


@given(firsts, st.integers(0, 17), st.sampled_from(USCC_CHARACTERS))
def test_every_single_slip_is_found(first, position, other):
    code = first + identifiers.uscc_check_character(first)
    slipped = code[:position] + other + code[position + 1 :]
    assert identifiers.is_uscc(slipped) == (slipped == code)


@given(firsts, st.integers(0, 16))
def test_every_swap_of_neighbours_in_the_body_is_found(first, position):
    code = first + identifiers.uscc_check_character(first)
    swapped = list(code)
    swapped[position : position + 2] = reversed(swapped[position : position + 2])
    if position < 16:
        assert identifiers.is_uscc("".join(swapped)) == ("".join(swapped) == code)


@given(firsts)
def test_letters_typed_for_digits_are_read_back(first):
    code = first + identifiers.uscc_check_character(first)
    typed = code.replace("0", "O").replace("1", "I")
    expected = code if typed != code else None
    assert identifiers.repair_uscc(typed) == expected


@given(st.text(max_size=30))
def test_any_text_may_be_asked(text):
    code = identifiers.normalize_uscc(text)
    repaired = identifiers.repair_uscc(code)
    assert identifiers.is_uscc(code) in {True, False}
    assert repaired is None or identifiers.is_uscc(repaired)


def test_repair_only_when_the_check_then_holds():
    assert identifiers.repair_uscc("51999999MJ495765OQ") == "51999999MJ4957650Q"
    assert identifiers.repair_uscc("52999999MJ3861497I") is None
    assert identifiers.repair_uscc("51999999MJ00000182") is None


def test_normalizing_takes_widths_blanks_and_case():
    typed = "５２９９９９９９ \u3000mj\n0000026r"
    assert identifiers.normalize_uscc(typed) == "52999999MJ0000026R"


def test_a_check_needs_seventeen_possible_characters():
    with pytest.raises(ValueError, match="17 characters"):
        identifiers.uscc_check_character("5299999")
    with pytest.raises(ValueError, match="17 characters"):
        identifiers.uscc_check_character("52999999MJ000002I")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800000000", "13800000000"),
        ("138-0000-0000", "13800000000"),
        ("１３８００００００００", "13800000000"),
        ("+86 138 0000 0000", "13800000000"),
        ("86-13800000000", "13800000000"),
        ("028-79119896", "028-79119896"),
        ("(028)79119896", "028-79119896"),
        ("0830-2345678-801", "0830-2345678-801"),
        ("79119896", "79119896"),
        ("12800000000", None),
        ("1380000000", None),
        ("1.99E+10", None),
        ("无", None),
    ],
)
def test_telephones(typed, kept):
    assert identifiers.normalize_phone(typed) == kept


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812340000", "138****0000"),
        ("028-79119896", "028-****9896"),
        ("79119896", "****96"),
        ("110", "****"),
        ("", ""),
        (None, ""),
    ],
)
def test_masked_telephones(phone, masked):
    assert identifiers.mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("name", "masked"), [("张三", "张*"), ("张三丰", "张*"), ("", ""), (None, "")]
)
def test_masked_names(name, masked):
    assert identifiers.mask_name(name) == masked


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_masked_mobile_hides_the_middle(phone):
    assert identifiers.mask_phone(phone) == phone[:3] + "****" + phone[7:]


@given(st.text())
def test_half_width_keeps_the_length(text):
    assert len(identifiers.half_width(text)) == len(text)


TODAY = date(2026, 11, 18)


def test_the_resident_number_of_the_domain_rules_is_possible():
    assert is_resident_id("11010519491231002X", TODAY)
    assert mask_document("11010519491231002X") == "110105********002X"


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",  # another check
        "11010519491231002x",  # not normalized
        "110105194902300021",  # 30 February
        "1101051949123100",
        "",
        "11010519491231002XX",
        "１１０１０５19491231002X",
        "²1010519491231002X",
    ],
)
def test_an_impossible_resident_number_is_none(number):
    assert not is_resident_id(number, TODAY)


def resident(birth):
    first = f"999999{birth}001"
    return first + resident_id_check(first)


def test_a_day_of_birth_must_be_real_and_past():
    assert is_resident_id(resident("20000229"), TODAY)
    assert not is_resident_id(resident("20010229"), TODAY)
    assert is_resident_id(resident("20261118"), TODAY)
    assert not is_resident_id(resident("20261119"), TODAY)
    assert not is_resident_id(resident("00000101"), TODAY)


@given(st.integers(0, 10**11 - 1), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number, place, step):
    first = f"999999{number:011d}"
    wrong = first[:place] + str((int(first[place]) + step) % 10) + first[place + 1 :]
    assert resident_id_check(first) != resident_id_check(wrong)


@pytest.mark.parametrize(
    ("kind", "number", "possible"),
    [
        ("passport", "EA1234567", True),
        ("passport", "A 1", False),
        ("hk_macau_permit", "H12345678", True),
        ("hk_macau_permit", "12345678", False),
        ("taiwan_permit", "12345678", True),
        ("military", "军字第12345", True),
        ("other", "X", False),
        ("resident_id", "EA1234567", False),
    ],
)
def test_other_documents_have_their_own_shapes(kind, number, possible):
    assert is_document(DocumentType(kind), number, TODAY) is possible


def test_a_short_number_shows_its_last_two_only():
    assert mask_document("EA1234567") == "*******67"
    assert mask_document(normalize_document(" ea 123-4 ")) == "*****-4"
