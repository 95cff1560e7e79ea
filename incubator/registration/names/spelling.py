"""How is a name pronounced and how far apart are two of them: pinyin without tones, and edits."""

import os
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

# Sounds that many speakers do not tell apart: zh and z, n and l, -ng and -n.
_BEGINNINGS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"))
_TONES: Final = str.maketrans("āáǎàēéěèōóǒòīíǐìūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeooooiiiiuuuuvvvvvnnnm")
# The sign between syllables: without it xi an and xian would be one.
SEPARATOR: Final = " "


@cache
def _readings() -> MappingProxyType[int, str]:
    """The first reading of every character, without its tone; phrases are not loaded."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 a large table, read once when asked

    return MappingProxyType(
        {
            code: readings.split(",")[0].translate(_TONES)
            for code, readings in pinyin_dict.items()
            if 0x3400 <= code <= 0x9FFF
        }
    )


@lru_cache(maxsize=4096)
def sound(text: str) -> str:
    """The syllables of a text without tones: two texts that sound alike have the same."""
    readings = _readings()
    return SEPARATOR.join(readings.get(ord(sign), sign) for sign in text)


@cache
def _folded(syllable: str) -> str:
    for spoken, heard in _BEGINNINGS:
        if syllable.startswith(spoken):
            syllable = heard + syllable[len(spoken) :]
            break
    return syllable[:-1] if syllable.endswith("ng") else syllable


@lru_cache(maxsize=4096)
def near_sound(text: str) -> str:
    """The syllables with what is easily confused made one."""
    return SEPARATOR.join(_folded(each) for each in sound(text).split(SEPARATOR))


def edits(one: str, other: str, limit: int = 3) -> int:
    """How many characters must be changed, added or taken out; more than `limit` counts as one more."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    row = list(range(len(other) + 1))
    for place, sign in enumerate(one, 1):
        corner, row[0] = row[0], place
        for at, against in enumerate(other, 1):
            cost = corner if sign == against else 1 + min(corner, row[at], row[at - 1])
            corner, row[at] = row[at], cost
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def halves(text: str) -> tuple[str, str]:
    """First and second half with the length: who differs in one character shares one of them."""
    middle = len(text) // 2
    return f"{len(text)}{text[:middle]}", f"{len(text)}{text[middle:]}"


def halves_within_one(text: str) -> tuple[list[str], list[str]]:
    """The halves of every text that is at most one edit away, to be looked up by equality.

    An edit lies in the first half or in the second, so the other half is untouched: it stands at the
    same end of both texts, whichever of the two is the longer.
    """
    lengths = [length for length in (len(text) - 1, len(text), len(text) + 1) if length > 1]
    heads = [f"{length}{text[: length // 2]}" for length in lengths]
    tails = [f"{length}{text[len(text) - (length - length // 2) :]}" for length in lengths]
    return heads, tails
