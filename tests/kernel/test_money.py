"""Money: nothing is guessed at the edge, and no fen is lost in between."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.kernel.money import MoneyError, format_yuan, parse_yuan, split


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("0.01", 1),
        ("0.1", 10),
        ("1", 100),
        ("1.5", 150),
        ("1.05", 105),
        ("007", 700),
        ("1234.50", 123450),
        ("999999999.99", 99999999999),
        ("  12 \n", 1200),
        ("\u300012", 1200),
    ],
)
def test_an_amount_in_yuan_is_read_as_fen(text: str, fen: int):
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        "1.",
        ".5",
        "0.005",
        "1.234",
        "1e2",
        "1E2",
        "-1",
        "+1",
        "1,000",
        "1，000",
        "1_000",
        "1 000",
        "\uff11\uff12",  # full-width digits
        "1\uff0e5",  # full-width point
        "١٢",
        "²",
        "¾",
        "一百",
        "NaN",
        "inf",
        "0x10",
        "1.5.5",
        "1..5",
        "￥5",
        "5元",
        "1234567890",
        "12\x00",
        "1\n2",
        "=1",
    ],
)
def test_what_is_not_plainly_an_amount_is_refused(text: str):
    with pytest.raises(MoneyError):
        parse_yuan(text)


@pytest.mark.parametrize(
    ("fen", "shown"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (123450, "1,234.50"),
        (99999999999, "999,999,999.99"),
        (-5, "-0.05"),
        (-123450, "-1,234.50"),
    ],
)
def test_an_amount_is_shown_with_groups_and_two_decimals(fen: int, shown: str):
    assert format_yuan(fen) == shown


@given(st.integers(0, 99_999_999_999))
def test_what_is_shown_can_be_typed_again(fen: int):
    assert parse_yuan(format_yuan(fen).replace(",", "")) == fen


def check_shares(total: int, weights: list[int]) -> None:
    shares = split(total, weights)
    whole = sum(weights)
    assert sum(shares) == total
    assert len(shares) == len(weights)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * whole - total * weight) < whole
        assert weight or not share


@given(
    st.integers(0, 99_999_999_999),
    st.lists(st.integers(0, 10_000), min_size=1, max_size=20).filter(any),
)
def test_shares_add_up_and_each_is_within_a_fen_of_its_exact_part(total: int, weights: list[int]):
    check_shares(total, weights)


def test_ten_thousand_random_splits_lose_no_fen():
    dice = random.Random(20261121)
    for _ in range(10_000):
        weights = [dice.randint(0, 5_000) for _ in range(dice.randint(1, 12))]
        check_shares(dice.randint(0, 10**11), [*weights, 1])


def test_equal_remainders_go_to_the_earlier_share():
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(200, [1, 1, 1]) == [67, 67, 66]


@pytest.mark.parametrize(("total", "weights"), [(1, []), (1, [0, 0]), (1, [2, -1]), (-1, [1])])
def test_what_can_not_be_split_is_refused(total: int, weights: list[int]):
    with pytest.raises(MoneyError):
        split(total, weights)
