"""Which day does a cell mean: any full date notation or a spreadsheet's day number, else none."""

import datetime
import re
from typing import Final

_FULL = re.compile(
    r"(?P<year>[0-9]{4})(?:年|[-/.])(?P<month>[0-9]{1,2})(?:月|[-/.])(?P<day>[0-9]{1,2})[日号]?"
    r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_COMPACT = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_SERIAL = re.compile(r"(?P<serial>[0-9]{5})(?:\.[0-9]+)?")
_NO_DAY = re.compile(r"[0-9]{4}(?:年?|(?:年|[-/.])[0-9]{1,2}月?|(?:0[1-9]|1[0-2]))")

# U+3007 is the round zero of written years; a circle (U+25CB) is often typed for it.
_ZEROS = "\u3007\u25cb零"
_ONES = "一二三四五六七八九"
_DIGITS = str.maketrans(_ZEROS + _ONES, "000123456789")
_CHINESE = re.compile(
    rf"[{_ZEROS}{_ONES}]{{4}}年([{_ONES}十]{{1,3}})月(?:([{_ONES}十]{{1,3}})[日号])?"
)

_EPOCH: Final = datetime.date(1899, 12, 30)
EARLIEST: Final = datetime.date(1900, 1, 1)
LATEST: Final = datetime.date(2099, 12, 31)


def read_date(text: str) -> datetime.date | None:
    """The day, or None when the text names no full, real day between 1900 and 2099.

    Five digits are a day number of the 1900 system, as a spreadsheet leaves them when a date
    column is saved as text (45671 is 2025-01-14); its false 29 February 1900 lies far below.
    Two-digit years and day-first orders are not guessed.
    """
    plain = _plain_digits(text)
    found = _FULL.fullmatch(plain) or _COMPACT.fullmatch(plain)
    try:
        if found:
            day = datetime.date(*(int(found[part]) for part in ("year", "month", "day")))
        elif serial := _SERIAL.fullmatch(plain):
            day = _EPOCH + datetime.timedelta(days=int(serial["serial"]))
        else:
            return None
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def lacks_day(text: str) -> bool:
    """Whether the text names a year, or a year and a month, without the day."""
    return _NO_DAY.fullmatch(_plain_digits(text)) is not None


def _plain_digits(text: str) -> str:
    """二〇二二年六月二十八日 as 2022年6月28日; anything else unchanged."""
    found = _CHINESE.fullmatch(text)
    if not found:
        return text
    month, day = found.groups()
    tail = f"{_number(day)}日" if day else ""
    return f"{text[:4].translate(_DIGITS)}年{_number(month)}月{tail}"


def _number(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(text.translate(_DIGITS))
    return int(tens.translate(_DIGITS) or 1) * 10 + int(ones.translate(_DIGITS) or 0)
