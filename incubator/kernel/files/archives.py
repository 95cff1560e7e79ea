"""Is a new Office file (a zip of XML) a plain document, and safe to unpack later?"""

import re
import stat
import zipfile
import zlib
from io import BytesIO

from incubator.kernel.files.refusals import FileRefused

MAX_ENTRIES = 1_000
MAX_RATIO = 100
MAX_UNPACKED = 200 * 1024 * 1024
# A ratio says nothing about small files: an empty sheet packs well.
SMALL = 1024 * 1024
BLOCK = 256 * 1024
MACROS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|activex/.*|macrosheets/.*)$")
MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
BAD_NAME = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|[\x00-\x1f]")


def office_kind(data: bytes) -> str:
    """`docx`, `xlsx` or `zip` for a readable archive; refuses bombs, passwords, macros and damage."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, len(data))
            names = {entry.filename.lower() for entry in entries}
            kind = next((found for part, found in MAIN_PARTS.items() if part in names), "zip")
            _check_active(names)
            for entry in entries:
                _check_content(archive, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise FileRefused("damaged") from error
    except (NotImplementedError, RuntimeError) as error:
        # Compression or encryption that an Office file never has.
        raise FileRefused("damaged") from error
    return kind


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Judge by the directory before anything is unpacked."""
    if len(entries) > MAX_ENTRIES:
        raise FileRefused("bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused("encrypted")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    # More packed bytes than the file has: entries overlap, the trick of the flat bombs.
    if unpacked > MAX_UNPACKED or unpacked > max(SMALL, size * MAX_RATIO) or packed > size:
        raise FileRefused("bomb")
    for entry in entries:
        if entry.file_size > max(SMALL, entry.compress_size * MAX_RATIO):
            raise FileRefused("bomb")
        if BAD_NAME.search(entry.orig_filename) or stat.S_ISLNK(entry.external_attr >> 16):
            raise FileRefused("bomb")


def _check_active(names: set[str]) -> None:
    if any(MACROS.search(name) for name in names):
        raise FileRefused("active_content")


def _check_content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpack one entry block by block: its check sum, its true size, and what its XML asks for."""
    head = b""
    with archive.open(entry) as stream:
        while block := stream.read(BLOCK):
            head = head or block
    name = entry.filename.lower()
    if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in head:
        raise FileRefused("active_content")
    if name == "[content_types].xml" and b"macroEnabled" in head:
        raise FileRefused("active_content")
    # A template fetched from elsewhere brings its macros along.
    if name.endswith(".rels") and b"attachedTemplate" in head and b'"External"' in head:
        raise FileRefused("active_content")
