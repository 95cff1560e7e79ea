"""Does a file that has rested for years still open in its format?

`inspect` looked at it when it came in; here the same is asked again, and a PDF must also lead from its
end to its pages, as a reader would go.
"""

import re

from incubator.kernel.files import papers
from incubator.kernel.files.inspection import DOCUMENT, PHOTO, FileKind, inspect
from incubator.kernel.files.names import split_name
from incubator.kernel.files.refusals import FileRefused

# Whatever the product ever takes in, with its bytes left as they are.
RESTING = FileKind(
    "resting",
    tuple(dict.fromkeys((*DOCUMENT.extensions, *PHOTO.extensions))),
    max(DOCUMENT.max_bytes, PHOTO.max_bytes),
    evidence=True,
)
START = re.compile(rb"startxref\s+(\d{1,12})\s")
TABLE = re.compile(rb"\s*(xref\b|\d+\s+\d+\s+obj\b)")
ROOT = re.compile(rb"/Root\s*\d+\s+\d+\s+R")
PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


def format_of(name: str) -> str:
    """The format by the ending of a name."""
    return split_name(name)[1]


def problem_of(data: bytes, name: str) -> str:
    """Why a file does not open, as a key of `REFUSALS`; empty when it opens."""
    try:
        found = inspect(data, name, RESTING)
    except FileRefused as refused:
        return refused.code
    if found.content_type == "application/pdf" and not _leads_to_a_page(data):
        return "damaged"
    return ""


def _leads_to_a_page(data: bytes) -> bool:
    """Whether the end of a PDF points at its table, the table at its root, and a page is there."""
    found = START.findall(data[-2048:])
    if not found or int(found[-1]) >= len(data) or not TABLE.match(data, int(found[-1])):
        return False
    if not ROOT.search(data):
        return False
    return bool(PAGE.search(data)) or any(PAGE.search(part) for part in papers.packed_objects(data))
