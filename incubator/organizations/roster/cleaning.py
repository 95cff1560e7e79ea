"""What does a cell mean: one cleaner a field, giving the value and every repair it took.

The line between *ok* and *repaired* (it decides the verdict of a row):

- No repair: outer blanks, also full-width ones; any full date notation or a spreadsheet's day
  number; a mark that says "nothing" (无 / — -) in any column; the usual word for a kind.
- A repair: anything else by which the kept value differs from the trimmed cell. Full-width
  letters and digits, blanks or line breaks inside, invisible characters, small letters in a
  credit code, O read as 0 and I as 1, hyphens inside a mobile number, a unit behind a number
  ("20人"), and every value that had to be given up (a month without a day, no such date, a number
  that a spreadsheet shortened).
- Kept as typed: a landline with its hyphen, "AAA" as well as "3A", "未参检", Chinese punctuation,
  emoji, and telephone numbers of unknown shape (these only with a warning).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from incubator.kernel.identifiers import (
    USCC_CHARACTERS,
    USCC_LENGTH,
    half_width,
    is_uscc,
    normalize_phone,
    normalize_uscc,
    phone_kind,
    repair_uscc,
)
from incubator.organizations.roster import dates
from incubator.organizations.roster.fields import (
    COMMUNITY_GROUP,
    EMPTY_MARKS,
    FIELDS,
    FOUNDATION,
    LIMITS,
    PRIVATE_NON_ENTERPRISE,
    SOCIAL_GROUP,
    Value,
)
from incubator.organizations.roster.reasons import Reason, reason

KINDS: Final = {
    "社会团体": SOCIAL_GROUP,
    "社团": SOCIAL_GROUP,
    "民办非企业单位": PRIVATE_NON_ENTERPRISE,
    "民办非企业": PRIVATE_NON_ENTERPRISE,
    "民非": PRIVATE_NON_ENTERPRISE,
    "民非单位": PRIVATE_NON_ENTERPRISE,
    "社会服务机构": PRIVATE_NON_ENTERPRISE,
    "基金会": FOUNDATION,
    "备案": COMMUNITY_GROUP,
    "社区社会组织": COMMUNITY_GROUP,
    "备案社会组织": COMMUNITY_GROUP,
    "备案社区社会组织": COMMUNITY_GROUP,
    "城乡社区社会组织": COMMUNITY_GROUP,
    SOCIAL_GROUP: SOCIAL_GROUP,
    PRIVATE_NON_ENTERPRISE: PRIVATE_NON_ENTERPRISE,
    FOUNDATION: FOUNDATION,
    COMMUNITY_GROUP: COMMUNITY_GROUP,
}

# Control and direction characters, marks of width zero; the joiners inside emoji are kept.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_FULL_WIDTH_TEXT = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_FULL_WIDTH_ANY = re.compile("[\uff01-\uff5e]")
_BLANK_RUN = re.compile(r"\s+")
_SHORTENED = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]+|#+")
_DECIMAL_ZERO = re.compile(r"([0-9]+)\.0+")
_UNIT = re.compile(r"([0-9]+)(?:[人名个位])")
_NUMBER_LIMIT = 1_000_000


@dataclass(frozen=True)
class Cleaned:
    """The value of a cell, the repairs that changed it, and warnings that changed nothing."""

    value: Value
    repairs: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()
    faults: tuple[Reason, ...] = ()


def clean_cell(field: str, cell: str) -> Cleaned:
    """The value of a cell of this field; `faults` refuse the whole row."""
    visible = _HIDDEN.sub("", cell)
    text = visible.strip()
    if len(text) > LIMITS[field]:
        fault = reason("too_long", field=field, limit=LIMITS[field])
        return Cleaned(text, faults=(fault,))
    hidden = (reason("hidden_characters", field=field, after=text),) if visible != cell else ()
    if half_width(text) in EMPTY_MARKS:
        return Cleaned(None, hidden)
    found = CLEANERS[field](field, text)
    return Cleaned(found.value, hidden + found.repairs, found.warnings)


def clean_text(field: str, text: str) -> Cleaned:
    """Names, units, addresses and short facts: one line, half-width letters and digits.

    Blanks go, but between two ASCII words one is kept. Chinese punctuation stays as it is.
    """
    half = _FULL_WIDTH_TEXT.sub(lambda found: half_width(found[0]), text)
    value = _BLANK_RUN.sub(lambda found: _blank(half, found), half)
    return Cleaned(value, _spelling(field, text, value, wide=half != text, blank=value != half))


def clean_remark(_field: str, text: str) -> Cleaned:
    """Free text is kept as typed."""
    return Cleaned(text)


def clean_kind(field: str, text: str) -> Cleaned:
    """The kind as a slug; an unknown word is given up."""
    plain = "".join(half_width(text).split())
    kind = KINDS.get(plain)
    if kind is None:
        return Cleaned(None, (reason("kind_unknown", field=field, before=text),))
    wide, blank = half_width(text) != text, len(text.split()) > 1
    return Cleaned(kind, _spelling(field, text, plain, wide=wide, blank=blank))


def clean_code(field: str, text: str) -> Cleaned:
    """The normalized code, repaired if O and I can be read as digits; may still be wrong."""
    half = half_width(text)
    code = normalize_uscc(text)
    fixed = None if is_uscc(code) else repair_uscc(code)
    value = fixed or code
    repairs = _spelling(field, text, value, wide=half != text, blank=len(half.split()) > 1)
    if half != half.upper():
        repairs += (reason("letter_case", field=field, before=text, after=value),)
    if fixed:
        repairs += (reason("look_alikes", field=field, before=text, after=value),)
    return Cleaned(value, repairs)


def code_fault(code: str) -> Reason | None:
    """Why a normalized code is wrong, or None if it is right."""
    if is_uscc(code):
        return None
    if len(code) != USCC_LENGTH:
        return reason("code_length", field="credit_code", before=code, length=len(code))
    wrong = sorted(set(code) - set(USCC_CHARACTERS))
    if wrong:
        return reason("code_characters", field="credit_code", before=code, wrong=" ".join(wrong))
    return reason("code_check", field="credit_code", before=code)


def clean_phone(field: str, text: str) -> Cleaned:
    """A mobile as eleven digits, a landline as typed; a shortened number (1.99E+10) is lost."""
    half = half_width(text)
    plain = "".join(half.split())
    if _SHORTENED.fullmatch(plain):
        return Cleaned(None, (reason("phone_lost", field=field, before=text),))
    plain = _DECIMAL_ZERO.sub(r"\1", plain) if _DECIMAL_ZERO.fullmatch(plain) else plain
    value = normalize_phone(plain)
    if value is None or phone_kind(value) is None:
        return Cleaned(text, warnings=(reason("phone_unusual", field=field, before=text),))
    repairs = _spelling(field, text, value, wide=half != text, blank=len(half.split()) > 1)
    if value != "".join(half.split()):
        repairs += (reason("separators", field=field, before=text, after=value),)
    return Cleaned(value, repairs)


def clean_date(field: str, text: str) -> Cleaned:
    """The day as 2025-01-14; what names no full, real day becomes empty."""
    half = half_width(text)
    # One blank before a time of day belongs to the notation; every other one is a slip.
    plain = re.sub(r"\s+(?![0-9]{1,2}:)|\s+(?=\s)", "", half)
    day = dates.read_date(plain)
    if day is None:
        code = "date_without_day" if dates.lacks_day(plain) else "no_such_date"
        return Cleaned(None, (reason(code, field=field, before=text),))
    value = day.isoformat()
    return Cleaned(value, _spelling(field, text, value, wide=half != text, blank=plain != half))


def clean_number(field: str, text: str) -> Cleaned:
    """A count of people; a unit behind it is taken off, anything else is given up."""
    half = half_width(text)
    plain = "".join(half.split())
    plain = _DECIMAL_ZERO.sub(r"\1", plain) if _DECIMAL_ZERO.fullmatch(plain) else plain
    unit = _UNIT.fullmatch(plain)
    digits = unit[1] if unit else plain
    if not re.fullmatch(r"[0-9]{1,7}", digits) or int(digits) > _NUMBER_LIMIT:
        return Cleaned(None, (reason("not_a_number", field=field, before=text),))
    value = int(digits)
    repairs = _spelling(field, text, value, wide=half != text, blank=len(half.split()) > 1)
    if unit:
        repairs += (reason("unit", field=field, before=text, after=value),)
    return Cleaned(value, repairs)


def clean_grade(field: str, text: str) -> Cleaned:
    """3A and AAA alike as typed, in half-width characters without blanks."""
    half = _FULL_WIDTH_ANY.sub(lambda found: half_width(found[0]), text)
    value = "".join(half.split())
    return Cleaned(value, _spelling(field, text, value, wide=half != text, blank=value != half))


def _spelling(
    field: str, before: str, after: Value, *, wide: bool, blank: bool
) -> tuple[Reason, ...]:
    codes = [code for code, found in (("full_width", wide), ("inner_blanks", blank)) if found]
    shown = " ".join(before.split())
    return tuple(reason(code, field=field, before=shown, after=after) for code in codes)


def _blank(text: str, found: re.Match[str]) -> str:
    left, right = text[found.start() - 1], text[found.end()]
    return " " if left.isascii() and right.isascii() else ""


CLEANERS: Final[Mapping[str, Callable[[str, str], Cleaned]]] = dict.fromkeys(FIELDS, clean_text) | {
    "kind": clean_kind,
    "credit_code": clean_code,
    "phone": clean_phone,
    "founded_on": clean_date,
    "staff": clean_number,
    "party_members": clean_number,
    "grade": clean_grade,
    "remark": clean_remark,
}
