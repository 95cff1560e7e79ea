"""May this file come in, and what exactly will be stored?

The content decides, the name must agree with it, and a picture is stored without its notes.
"""

import hashlib
import io
import re
from dataclasses import dataclass
from typing import IO

import puremagic

from incubator.kernel.files import archives, compounds, images, papers
from incubator.kernel.files.names import clean_name, split_name
from incubator.kernel.files.refusals import FileRefused

MEGABYTE = 1024 * 1024
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
PICTURES = {"jpg", "png", "webp"}
SIGNATURES = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png", papers.SIGNATURE: "pdf"}
SAME = {"jpeg": "jpg"}
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"heif"}
ACTIVE_TEXT = re.compile(
    rb"<\s*(!doctype\s+html|html|head|body|script|svg|iframe|object|embed|img|meta|link|form|style"
    rb"|[a-z]+:(svg|script|html))\b|<\?(php|xml-stylesheet)",
    re.IGNORECASE,
)
SNIFFED = 64 * 1024
BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")


@dataclass(frozen=True)
class FileKind:
    """What one place of the product takes. `evidence` keeps the original bytes, notes and all."""

    name: str
    extensions: tuple[str, ...]
    max_bytes: int
    evidence: bool = False

    @property
    def accept(self) -> str:
        """What the file chooser of a browser offers."""
        names = [
            *self.extensions,
            *(word for word, kind in SAME.items() if kind in self.extensions),
        ]
        return ",".join(f".{name}" for name in names)

    @property
    def megabytes(self) -> int:
        """The most that it may weigh, for the words beside the field."""
        return self.max_bytes // MEGABYTE


DOCUMENT = FileKind("document", ("pdf", "doc", "docx", "xls", "xlsx", "jpg", "png"), 20 * MEGABYTE)
PHOTO = FileKind("photo", ("jpg", "png", "webp"), 10 * MEGABYTE)
SHEET = FileKind("sheet", ("csv", "xlsx", "xls"), 20 * MEGABYTE)


@dataclass(frozen=True)
class Inspected:
    """A file that may be stored: a clean name, its true type, and the bytes to keep."""

    name: str
    content_type: str
    data: bytes
    sha256: str

    @property
    def size(self) -> int:
        """Bytes to keep."""
        return len(self.data)


def inspect(source: bytes | IO[bytes], filename: str, kind: FileKind) -> Inspected:
    """Look at an upload and return what to store; raises `FileRefused`, and nothing else.

    Reads one byte more than `kind` allows at most. Decodes pictures: never inside a transaction.
    """
    data = _read(source, kind.max_bytes)
    name = clean_name(filename)
    extension = split_name(name)[1]
    extension = SAME.get(extension, extension)
    found = _find_type(data)
    if found in {"active", "heic"}:
        raise FileRefused("active_content" if found == "active" else "heic")
    if extension not in kind.extensions or found not in kind.extensions:
        raise FileRefused("wrong_type", accepted=", ".join(kind.extensions))
    if found != extension:
        raise FileRefused("mismatch", extension=extension, found=found.upper())
    data = _checked(data, found, kind)
    return Inspected(name, CONTENT_TYPES[found], data, hashlib.sha256(data).hexdigest())


def _read(source: bytes | IO[bytes], limit: int) -> bytes:
    """At most one byte more than the limit, whatever the sender has."""
    stream = io.BytesIO(source[: limit + 1]) if isinstance(source, bytes) else source
    parts, left = [], limit + 1
    while left and (part := stream.read(min(left, MEGABYTE))):
        parts.append(part)
        left -= len(part)
    if not left:
        raise FileRefused("too_large", megabytes=limit // MEGABYTE)
    if not parts:
        raise FileRefused("empty")
    return b"".join(parts)


def _find_type(data: bytes) -> str:
    """The type by content, as an extension; `active` for text that a browser would run."""
    for signature, found in SIGNATURES.items():
        if data.startswith(signature):
            return found
    if data.startswith(compounds.SIGNATURE):
        return compounds.office_kind(data)
    if data.startswith(b"PK\x03\x04"):
        return archives.office_kind(data)
    return _find_rarer_type(data)


def _find_rarer_type(data: bytes) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return "heic"
    if _is_active_text(data[:SNIFFED]):
        return "active"
    if _is_known_binary(data):
        return "other"
    return "csv" if _is_table_text(data) else "other"


def _is_active_text(head: bytes) -> bool:
    """Whether a browser could take this for HTML or SVG, in whichever Unicode coding."""
    return ACTIVE_TEXT.search(head.replace(b"\x00", b"")) is not None


def _is_known_binary(data: bytes) -> bool:
    """Whether the signature is one of the many that puremagic knows and that is no text."""
    try:
        guess = puremagic.magic_string(data[: 8 * MEGABYTE])
    except (puremagic.PureError, ValueError):
        return False
    return any(len(found.byte_match) > 3 and found.offset == 0 for found in guess)


def _is_table_text(data: bytes) -> bool:
    """Whether the bytes are text in one of the two codings that a Chinese Excel writes."""
    if BINARY.search(data):
        return False
    for coding in ("utf-8", "gb18030"):
        try:
            data.decode(coding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _checked(data: bytes, found: str, kind: FileKind) -> bytes:
    """The bytes to keep: as sent, or the picture alone."""
    if found == "pdf":
        papers.check_paper(data)
    if found not in PICTURES:
        return data
    if kind.evidence:
        images.check_picture(data, found)
        return data
    return images.clean_picture(data, found)
