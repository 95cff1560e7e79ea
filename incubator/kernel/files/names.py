"""What may a file be called, and how may a browser treat it when it leaves?"""

import re
import unicodedata
from urllib.parse import quote

MAX_NAME = 120
MAX_EXTENSION = 10
INLINE = {"application/pdf", "image/png", "image/jpeg"}
# Control characters, and format characters: text direction marks make exe.jpg look like gpj.exe.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
FORBIDDEN = re.compile(r'[:*?"<>|]')


def clean_name(name: str) -> str:
    """The last part of `name`, safe to show, to send and to save: at most 120 characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(char for char in last if unicodedata.category(char) not in UNSEEN)
    plain = re.sub(r"\s+", " ", FORBIDDEN.sub("_", seen)).strip(" .")
    stem, extension = split_name(plain)
    if not extension:
        return stem[:MAX_NAME] or "file"
    return f"{stem[: MAX_NAME - len(extension) - 1].rstrip(' .') or 'file'}.{extension}"


def split_name(name: str) -> tuple[str, str]:
    """Stem and lower-case extension of a clean name; "" where the ending is no extension."""
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > MAX_EXTENSION or not extension.isalnum():
        return (name, "") if stem or not dot else ("", extension.lower())
    return stem, extension.lower()


def send_headers(name: str, content_type: str, *, inline: bool = False) -> dict[str, str]:
    """Headers for sending a stored file: as a download, or shown in place where that is harmless.

    Shown in place are PDF, PNG and JPEG only. A PDF gets no sandbox: browsers then refuse to show it.
    """
    shown = inline and content_type in INLINE
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    if not (shown and content_type == "application/pdf"):
        policy += "; sandbox"
    clean = clean_name(name)
    ascii_name = re.sub(r'[^ -~]|["\\%]', "_", clean)
    disposition = "inline" if shown else "attachment"
    return {
        "Content-Type": content_type,
        "Content-Disposition": (
            f"{disposition}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(clean, safe='')}"
        ),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": policy,
        "Cross-Origin-Resource-Policy": "same-origin",
    }
