"""Is an old Office file (a compound file, OLE2) a plain document?

Reads the folder of a compound file and the first bytes of its main stream, nothing more.
"""

import struct
import sys
from array import array
from dataclasses import dataclass

from incubator.kernel.files.refusals import FileRefused

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END = 0xFFFFFFFA  # this and above are marks, not sector numbers
ENTRY = 128
MINI_CUTOFF = 4096
MAX_ENTRIES = 10_000
MAX_LISTS = 100
MAIN_STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls"}
MACROS = {"VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros"}
ENCRYPTED = {"EncryptedPackage", "EncryptionInfo"}
FILEPASS = 0x2F
# Records that may stand before FILEPASS in a workbook: BOF, WRITEPROT, TEMPLATE.
BEFORE_FILEPASS = {0x0809, 0x0086, 0x0060}
WORD_ENCRYPTED = 0x0100


@dataclass(frozen=True)
class _Stream:
    name: str
    start: int
    size: int


class _Compound:
    """A compound file's sectors and folder."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._shift = struct.unpack_from("<H", data, 30)[0]
        if self._shift not in {9, 12}:
            raise ValueError("sector size")
        self._table = self._sector_table()
        self.streams = [stream for stream in self._folder() if stream.name]

    def head(self, stream: _Stream) -> bytes:
        """The first sector of a stream; small streams lie elsewhere and give nothing."""
        return self._sector(stream.start) if stream.size >= MINI_CUTOFF else b""

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        return self._data[start : start + (1 << self._shift)]

    def _sector_table(self) -> "array[int]":
        """The chain table: its first 109 sectors are named in the header, others in a list."""
        numbers = list(struct.unpack_from("<109I", self._data, 76))
        more, seen = struct.unpack_from("<I", self._data, 68)[0], set[int]()
        while more < END and more not in seen and len(seen) < MAX_LISTS:
            seen.add(more)
            listed = self._sector(more)
            *others, more = struct.unpack(f"<{len(listed) // 4}I", listed)
            numbers += others
        table = array("I")
        for number in dict.fromkeys(numbers):
            table.frombytes(self._sector(number))
        if sys.byteorder == "big":
            table.byteswap()
        return table

    def _folder(self) -> list[_Stream]:
        number = struct.unpack_from("<I", self._data, 48)[0]
        raw, seen = b"", set[int]()
        while number < END and number not in seen and len(raw) < MAX_ENTRIES * ENTRY:
            seen.add(number)
            raw += self._sector(number)
            number = self._table[number] if number < len(self._table) else END
        return [_read_entry(raw[at : at + ENTRY]) for at in range(0, len(raw) - ENTRY + 1, ENTRY)]


def _read_entry(raw: bytes) -> _Stream:
    length = min(struct.unpack_from("<H", raw, 64)[0], 64)
    name = raw[: max(length - 2, 0)].decode("utf-16-le", "replace")
    start, size = struct.unpack_from("<II", raw, 116)
    return _Stream(name, start, size)


def office_kind(data: bytes) -> str:
    """`doc`, `xls` or `ole` for a readable compound file; refuses passwords, macros and damage."""
    try:
        compound = _Compound(data)
        names = {stream.name for stream in compound.streams}
        if names & ENCRYPTED:
            raise FileRefused("encrypted")
        if names & MACROS or any(name.startswith("_VBA") for name in names):
            raise FileRefused("active_content")
        main = next((one for one in compound.streams if one.name in MAIN_STREAMS), None)
        if main is None:
            return "ole"
        head = compound.head(main)
        if _is_locked(MAIN_STREAMS[main.name], head):
            raise FileRefused("encrypted")
    except (struct.error, ValueError, IndexError) as error:
        raise FileRefused("damaged") from error
    return MAIN_STREAMS[main.name]


def _is_locked(kind: str, head: bytes) -> bool:
    """Whether the main stream says that a password protects what follows."""
    if kind == "doc":
        return len(head) > 12 and bool(struct.unpack_from("<H", head, 10)[0] & WORD_ENCRYPTED)
    at = 0
    while at + 4 <= len(head):
        record, length = struct.unpack_from("<HH", head, at)
        if record == FILEPASS:
            return True
        if record not in BEFORE_FILEPASS:
            return False
        at += 4 + length
    return False
