"""How does a file arrive, rest and leave without harm?

`inspect` looks at what was sent and refuses or cleans it, `Store` keeps bytes under random keys,
and `send_headers` says how a browser may treat them. No web, no database: rows belong elsewhere.
"""

from incubator.kernel.files.inspection import (
    DOCUMENT,
    PHOTO,
    SHEET,
    FileKind,
    Inspected,
    inspect,
)
from incubator.kernel.files.names import clean_name, send_headers
from incubator.kernel.files.reading import format_of, problem_of
from incubator.kernel.files.refusals import REFUSALS, FileRefused
from incubator.kernel.files.store import StorageFull, Store

__all__ = [
    "DOCUMENT",
    "PHOTO",
    "REFUSALS",
    "SHEET",
    "FileKind",
    "FileRefused",
    "Inspected",
    "StorageFull",
    "Store",
    "clean_name",
    "format_of",
    "inspect",
    "problem_of",
    "send_headers",
]
