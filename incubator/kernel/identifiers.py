"""Is this number possible: the unified social credit code and telephone numbers, and how to mask.

The credit code follows GB 32100-2015, its inner organization code GB 11714 (domain rules 2.9);
masking follows domain rules 8.1.
"""

import re
from typing import Literal

USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_LENGTH = 18
USCC_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_USCC_VALUES = {character: value for value, character in enumerate(USCC_CHARACTERS)}

_INNER_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:0[0-9]{2,3}-?[0-9]|[2-9])[0-9]{6,7}(?:-[0-9]{1,6})?")
_HYPHENS = re.compile("[\u2010-\u2015\u2212]")

# Full-width forms of ASCII stand 0xFEE0 above it; the ideographic blank is the full-width blank.
# NFKC would do more than is meant: it also turns ① into 1 and ㎡ into m2.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

PhoneKind = Literal["mobile", "landline"]


def half_width(text: str) -> str:
    """Full-width letters, digits, signs and blanks as their ASCII twins."""
    return text.translate(_HALF_WIDTH)


def normalize_uscc(text: str) -> str:
    """The code in half-width capitals without any blanks; nothing is guessed."""
    return "".join(half_width(text).split()).upper()


def uscc_check_character(first: str) -> str:
    """The 18th character that belongs to the 17 given; ValueError if they cannot be a code."""
    if len(first) != USCC_LENGTH - 1 or not set(first) <= set(USCC_CHARACTERS):
        raise ValueError("a credit code has 17 characters of its own set before the check")
    total = sum(
        _USCC_VALUES[character] * weight
        for character, weight in zip(first, USCC_WEIGHTS, strict=True)
    )
    return USCC_CHARACTERS[-total % 31]


def is_uscc(code: str) -> bool:
    """Whether a normalized code has the right length, characters and overall check character."""
    if len(code) != USCC_LENGTH or not set(code) <= set(USCC_CHARACTERS):
        return False
    return code[-1] == uscc_check_character(code[:-1])


def inner_check_character(body: str) -> str:
    """The check character of an eight-character organization code (GB 11714)."""
    total = sum(
        _INNER_CHARACTERS.index(character) * weight
        for character, weight in zip(body, _INNER_WEIGHTS, strict=True)
    )
    check = 11 - total % 11
    return {10: "X", 11: "0"}.get(check, str(check))


def has_sound_inner_code(code: str) -> bool:
    """Whether positions 9 to 17 carry their own check; some real codes do not: only warn."""
    return code[16] == inner_check_character(code[8:16])


def repair_uscc(code: str) -> str | None:
    """The code with O read as 0 and I as 1, if its check then holds; None when nothing is gained.

    Neither letter is in the character set, so every one of them must be a slip: there is exactly
    one candidate, and its check character decides.
    """
    candidate = code.replace("O", "0").replace("I", "1")
    return candidate if candidate != code and is_uscc(candidate) else None


def is_mobile(text: str) -> bool:
    """Whether this is a mainland mobile number written as eleven plain digits."""
    return _MOBILE.fullmatch(text) is not None


def phone_kind(text: str) -> PhoneKind | None:
    """What a half-width number without blanks is: mobile, landline (028-79119896), or neither.

    County rosters hold made-up looking local parts, so after an area code any seven or eight
    digits count; without one the first digit must be one that exchanges use.
    """
    if is_mobile(text):
        return "mobile"
    return "landline" if _LANDLINE.fullmatch(text) else None


def normalize_phone(text: str) -> str | None:
    """The number as it is kept: a mobile as eleven digits, a landline hyphenated; else None."""
    plain = _HYPHENS.sub("-", "".join(half_width(text).split()))
    plain = re.sub(r"^\((0[0-9]{2,3})\)-?", r"\1-", plain)
    digits = re.sub(r"^(?:\+|00)86-?|^86-?(?=1[3-9][0-9])", "", plain).replace("-", "")
    if is_mobile(digits):
        return digits
    return plain if phone_kind(plain) else None


def mask_phone(phone: str | None) -> str:
    """138****0000; a landline keeps its area code and last four digits."""
    if not phone:
        return ""
    if is_mobile(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    area, hyphen, rest = phone.partition("-")
    if hyphen and len(rest) > 4:
        return f"{area}-****{rest[-4:]}"
    return "****" + phone[-2:] if len(phone) > 4 else "****"


def mask_name(name: str | None) -> str:
    """张*: the family name and one star, whatever the length, so that the length tells nothing."""
    return f"{name[0]}*" if name else ""
