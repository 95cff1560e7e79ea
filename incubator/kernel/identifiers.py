"""Is this number possible: credit codes, telephone numbers, identity documents, and how to mask.

The credit code follows GB 32100-2015, its inner organization code GB 11714 (domain rules 2.9), the
resident identity number GB 11643-1999 (2.10); masking follows domain rules 8.1.
"""

import re
from datetime import date
from enum import StrEnum
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


def credit_code_class(code: str) -> str:
    """The first two characters: who registered it, and what it is (51, 52, 53: civil affairs)."""
    return code[:2]


def authority_division(code: str) -> str:
    """The division code of the registration authority: positions 3 to 8."""
    return code[2:8]


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


class DocumentType(StrEnum):
    """What kind of identity document a number stands on."""

    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    HK_MACAU_PERMIT = "hk_macau_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    MILITARY = "military"
    OTHER = "other"


RESIDENT_ID_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
RESIDENT_ID_CHECKS = "10X98765432"
_RESIDENT_ID = re.compile(r"[0-9]{17}[0-9X]")
_OTHER_DOCUMENTS = {
    DocumentType.PASSPORT: re.compile(r"[A-Z0-9]{5,20}"),
    DocumentType.HK_MACAU_PERMIT: re.compile(r"[A-Z][0-9]{8}(?:[0-9]{2})?"),
    DocumentType.TAIWAN_PERMIT: re.compile(r"[A-Z0-9]{7,12}"),
}
_ANY_DOCUMENT = re.compile(r"[A-Z0-9\u4e00-\u9fff-]{4,30}")


def normalize_document(text: str) -> str:
    """The number in half-width capitals without blanks."""
    return normalize_uscc(text)


def resident_id_check(first: str) -> str:
    """The 18th character that belongs to the 17 digits given."""
    total = sum(
        int(digit) * weight for digit, weight in zip(first, RESIDENT_ID_WEIGHTS, strict=True)
    )
    return RESIDENT_ID_CHECKS[total % 11]


def resident_id_birth(number: str) -> date | None:
    """The day of birth that positions 7 to 14 name; None when there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def is_resident_id(number: str, today: date) -> bool:
    """Whether a normalized number has a real day of birth, not in the future, and the right check.

    Nothing else is asked: neither division nor sex.
    """
    if _RESIDENT_ID.fullmatch(number) is None:
        return False
    born = resident_id_birth(number)
    return born is not None and born <= today and number[-1] == resident_id_check(number[:-1])


def is_document(kind: DocumentType, number: str, today: date) -> bool:
    """Whether a normalized number can stand on a document of that kind."""
    if kind is DocumentType.RESIDENT_ID:
        return is_resident_id(number, today)
    return _OTHER_DOCUMENTS.get(kind, _ANY_DOCUMENT).fullmatch(number) is not None


def mask_document(number: str) -> str:
    """110105********002X: the first six and the last four; of a short one only its last two."""
    if len(number) >= 15:
        return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"
    return "*" * (len(number) - 2) + number[-2:]
