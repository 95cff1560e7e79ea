"""When are two rows about the same organization: equal credit codes, or equal name and town."""

import re
from dataclasses import dataclass
from typing import Protocol

from incubator.kernel.identifiers import half_width

_NOISE = re.compile(r"[\s·•.,、，。\-—_\"'“”‘’《》〈〉]+")
_TOWN = re.compile(r"(?:^|[省市县区州旗])([^省市县区州旗]{1,8}?(?:街道|镇|乡(?!村)))")


@dataclass(frozen=True)
class NameAndTown:
    """A name without blanks, marks and widths, and the town of the address ("" when not told)."""

    name: str
    town: str


class StoredIndex(Protocol):
    """What is already recorded; both give the caller's own reference to it, or None."""

    def by_code(self, code: str, /) -> object | None: ...

    def by_name_and_town(self, key: NameAndTown, /) -> object | None: ...


class NothingStored:
    """An empty record, for a first import or a roster judged by itself."""

    def by_code(self, _code: str, /) -> object | None:
        return None

    def by_name_and_town(self, _key: NameAndTown, /) -> object | None:
        return None


def name_and_town(name: str, address: str | None) -> NameAndTown:
    """The key of an organization; without an address its name may still tell the town."""
    return NameAndTown(normalized_name(name), town_of(address or name))


def normalized_name(name: str) -> str:
    """A name as it is compared: no blanks, no marks, half-width, small letters."""
    return _NOISE.sub("", half_width(name)).casefold()


def town_of(address: str) -> str:
    """The township, town or subdistrict: 青石镇 of 青禾县青石镇解放街195号; "" if none is named."""
    found = _TOWN.search("".join(address.split()))
    return found[1] if found else ""
