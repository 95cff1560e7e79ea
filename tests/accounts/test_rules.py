"""Which passwords are refused and which sign-in names are taken for one? (forty passwords)"""

import pytest

from incubator.accounts.rules import (
    blocked_passwords,
    check_password,
    is_name,
    least_length,
    normal_name,
)
from incubator.kernel.access import Role
from incubator.kernel.errors import Refusal

APPLICANT = frozenset({Role.APPLICANT})
OPERATOR = frozenset({Role.APPLICANT, Role.OPERATOR})
NAMES = ("13900001234", "zhousui")

GOOD = [
    "rainy walk by the river",
    "correct horse battery staple",
    "我家门口有一棵大槐树",
    "春天来了我们去种树吧",
    "  blanks before and after  ",
    "tPm3!xW9@qLz",
    "naïve café résumé",
    "🌱🌿🌳 grows slowly",
    "x9$kQ2#mVb7&",
    "seven tall lamps",
    "a" * 5 + "bcdefgh" * 17 + "zyxw",
    "marmelade-turtle",
    "门前大桥下游过一群鸭",
]
BAD = [
    "",
    "short",
    "123456789",
    "ninechars",
    "1234567890",
    "0123456789",
    "password123",
    "Password123",
    "PASSWORD1234",
    "woaini1314",
    "woaini520520",
    "5201314520",
    "qwertyuiop",
    "qwerty123456",
    "1qaz2wsx3edc",
    "iloveyou123",
    "aaaaaaaaaa",
    "ababababab",
    "1111111111",
    "13900001234",
    "my13900001234",
    "zhousui2026",
    "ZhouSui-2026",
    "x" * 129,
    "shehuizuzhi",
    "minzhengju123",
    "admin123456",
]


@pytest.mark.parametrize("password", GOOD)
def test_good_password_is_taken_whole(password):
    check_password(password, roles=APPLICANT, names=NAMES)


@pytest.mark.parametrize("password", BAD)
def test_weak_password_is_refused_with_its_field(password):
    with pytest.raises(Refusal) as refusal:
        check_password(password, roles=APPLICANT, names=NAMES)
    assert refusal.value.field == "password"


def test_forty_passwords_are_tried(record_property):
    assert len(GOOD) + len(BAD) >= 40


def test_staff_need_fifteen_characters():
    check_password("twelve chars", roles=APPLICANT)
    with pytest.raises(Refusal):
        check_password("twelve chars", roles=OPERATOR)
    check_password("fifteen letters", roles=OPERATOR)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_its_length(role):
    short = {Role.APPLICANT, Role.LEADER, Role.MEMBER, Role.EXPERT}
    assert least_length(frozenset({role})) == (10 if role in short else 15)


def test_blocklist_is_long():
    assert len(blocked_passwords()) >= 10_000


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("138 1234 5678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("Zhang.San@Example.ORG", "zhang.san@example.org"),
        (" a@b.cn ", "a@b.cn"),
    ],
)
def test_names_are_normalized(typed, stored):
    assert normal_name(typed) == stored
    assert is_name(stored)


@pytest.mark.parametrize(
    "name", ["", "zhang", "1381234567", "23812345678", "a@b", "a b@c.cn", "a@b.cn\nBcc: x@y.cn"]
)
def test_names_that_reach_nobody_are_refused(name):
    assert not is_name(name)
