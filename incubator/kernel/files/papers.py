"""Is a PDF a plain, open paper, without scripts or programs to start?"""

import re
import zlib
from collections.abc import Iterator

from incubator.kernel.files.refusals import FileRefused

SIGNATURE = b"%PDF-"
MAX_UNPACKED = 20 * 1024 * 1024
MAX_STREAMS = 5_000
MAX_HEADER = 64 * 1024
BLOCK = 64 * 1024


def _name(*words: str) -> re.Pattern[bytes]:
    """A PDF name among `words`, also where letters are written as `#4A`."""
    spelled = ("".join(f"(?:{char}|#(?i:{ord(char):02x}))" for char in word) for word in words)
    return re.compile(f"/(?:{'|'.join(spelled)})(?![A-Za-z0-9#])".encode())


ENCRYPTED = _name("Encrypt")
ACTIVE = _name("JavaScript", "Launch", "RichMedia")
# Objects may lie packed in object streams, where a script is not seen from outside.
PACKED = _name("ObjStm")


def check_paper(data: bytes) -> None:
    """Refuse a PDF that is incomplete, locked, or able to do more than be read."""
    if b"startxref" not in data or b"%%EOF" not in data[-2048:]:
        raise FileRefused("damaged")
    if ENCRYPTED.search(data):
        raise FileRefused("encrypted")
    if ACTIVE.search(data) or any(ACTIVE.search(objects) for objects in packed_objects(data)):
        raise FileRefused("active_content")


def packed_objects(data: bytes) -> Iterator[bytes]:
    """What the object streams hold; together no more than a paper needs."""
    left = MAX_UNPACKED
    for count, found in enumerate(PACKED.finditer(data)):
        start = data.find(b"stream", found.end(), found.end() + MAX_HEADER)
        if start < 0:
            continue
        start += len(b"stream")
        start += len(data[start : start + 2]) - len(data[start : start + 2].lstrip(b"\r\n"))
        objects = _unpack(data, start, left)
        left -= len(objects)
        if left <= 0 or count >= MAX_STREAMS:
            raise FileRefused("bomb")
        yield objects


def _unpack(data: bytes, start: int, limit: int) -> bytes:
    """A deflated stream from `start`, up to `limit` bytes. Nobody packs objects in another way."""
    stream, parts, left = zlib.decompressobj(), list[bytes](), limit
    try:
        while left > 0 and not stream.eof:
            block = stream.unconsumed_tail
            if not block:
                block = data[start : start + BLOCK]
                start += BLOCK
            if not block:
                break
            part = stream.decompress(block, left)
            parts.append(part)
            left -= len(part)
    except zlib.error as error:
        raise FileRefused("damaged") from error
    return b"".join(parts)
