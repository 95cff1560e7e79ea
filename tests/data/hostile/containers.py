"""Builds PDF, zip, Office and compound files byte by byte, so that a test can bend each part."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
TYPES_WITH_MACROS = TYPES.replace(
    "/>", '><Override ContentType="x.macroEnabled.main+xml"/></Types>'
)


def pdf(*objects: bytes, trailer: bytes = b"", end: bytes = b"%%EOF\n") -> bytes:
    """A one-page PDF with further objects and a longer trailer."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        *objects,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    tail = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n" % (size, trailer, len(out))
    return out + head + table + tail + end


def packed(objects: bytes, name: bytes = b"ObjStm") -> bytes:
    """An object stream that holds `objects` deflated."""
    body = zlib.compress(objects, 9)
    return b"<</Type/%s/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (
        name,
        len(body),
        body,
    )


def archive(parts: Mapping[str, str | bytes], links: tuple[str, ...] = ()) -> bytes:
    """A deflated zip; the names in `links` are stored as symbolic links."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o120777 if name in links else 0o100644) << 16
            made.writestr(entry, content)
    return out.getvalue()


def docx(extra: Mapping[str, str | bytes] | None = None, types: str = TYPES, **options) -> bytes:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": types,
        "_rels/.rels": "<Relationships/>",
    }
    return archive(parts | {"word/document.xml": "<w:document/>"} | dict(extra or {}), **options)


def xlsx(extra: Mapping[str, str | bytes] | None = None, types: str = TYPES) -> bytes:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": types,
        "_rels/.rels": "<Relationships/>",
    }
    return archive(parts | {"xl/workbook.xml": "<workbook/>"} | dict(extra or {}))


def with_flag(data: bytes, bit: int) -> bytes:
    """Set a general-purpose flag in every header of a zip: bit 0 says encrypted."""
    out = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(signature)
        while at >= 0:
            out[at + offset] |= 1 << bit
            at = out.find(signature, at + 4)
    return bytes(out)


def with_wrong_sum(data: bytes) -> bytes:
    """A zip whose first entry has another check sum than its directory says."""
    out = bytearray(data)
    out[data.find(b"PK\x01\x02") + 16] ^= 0xFF
    return bytes(out)


def overlapping(data: bytes, times: int) -> bytes:
    """A zip whose directory lists its first entry many times, as flat bombs do."""
    end = data.rfind(b"PK\x05\x06")
    start = struct.unpack_from("<I", data, end + 16)[0]
    directory = data[start:end]
    first = directory[: directory.find(b"PK\x01\x02", 4)]
    many = first * times
    tail = bytearray(data[end:])
    struct.pack_into("<HHI", tail, 8, times, times, len(many))
    return data[:start] + many + bytes(tail)


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (OLE2) with each stream in sectors of 512 bytes."""
    sectors: list[bytes] = []
    table: list[int] = []

    def add(content: bytes) -> int:
        start = len(sectors)
        chunks = [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]
        for number, chunk in enumerate(chunks):
            sectors.append(chunk)
            last = number == len(chunks) - 1
            table.append(0xFFFFFFFE if last else len(sectors))
        return start

    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    entries += [
        _entry(name, 2, add(content.ljust(4096, b"\0")), max(len(content), 4096))
        for name, content in streams.items()
    ]
    folder = add(b"".join(entries))
    fat_sectors = (len(table) + 128) // 128 + 1
    fat = [*table, *[0xFFFFFFFD] * fat_sectors]
    fat += [0xFFFFFFFF] * (fat_sectors * 128 - len(fat))
    numbers = [len(sectors) + n for n in range(fat_sectors)] + [0xFFFFFFFF] * (109 - fat_sectors)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_sectors, folder, 0, 4096,
                        0xFFFFFFFE, 0, 0xFFFFFFFE, 0)  # fmt: skip
    head += struct.pack("<109I", *numbers)
    return head + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    raw = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded) + 2, kind, 1)
    raw += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF) + bytes(36)
    return raw + struct.pack("<IQ", start, size)


def doc(locked: bool = False, extra: dict[str, bytes] | None = None) -> bytes:
    flags = 0x0100 if locked else 0
    head = struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x804, 0, flags)
    return compound({"WordDocument": head.ljust(5000, b"a"), **(extra or {})})


def xls(locked: bool = False, extra: dict[str, bytes] | None = None) -> bytes:
    book = struct.pack("<HH16s", 0x0809, 16, b"\x00\x06\x05\x00")
    if locked:
        book += struct.pack("<HH6s", 0x2F, 6, b"")
    book += struct.pack("<HHH", 0x42, 2, 0x04B0)
    return compound({"Workbook": book, **(extra or {})})
