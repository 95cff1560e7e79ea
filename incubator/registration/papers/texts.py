"""What does a paper say: its text with places to fill in, read into blocks.

One text is the only truth: `sheets` makes the page for the PDF from it, `drafting` the Word template.
The first signs of a line say what it is:

    # title, on a page of its own     < flush left      = centred     > right      _ an empty line
    ## heading    ### subheading      §§ chapter, numbered     § article, numbered
    %if … %endif %for … %endfor       a condition or repetition of whole blocks
    |: 2,4,3   widths: a table begins |! head   | row   |~ tall row   |* 人 in 会员 ; row for each
    |%if … |%endif   a condition of rows               !qr 名称   a picture
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from incubator.kernel.settings import ROOT

FOLDER = ROOT / "templates" / "registration" / "papers"
DIGITS = "零一二三四五六七八九"
TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")


class Kind(StrEnum):
    """How a paragraph stands on the page."""

    TITLE = "title"
    BODY = "body"
    FLUSH = "flush"
    CENTRE = "centre"
    RIGHT = "right"
    HEADING = "heading"
    SUBHEADING = "subheading"
    CHAPTER = "chapter"
    GAP = "gap"


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; its text may hold places such as {{ 名称 }}."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Control:
    """The beginning or end of a condition or repetition: what stands inside {% … %}."""

    code: str


@dataclass(frozen=True)
class Picture:
    """The place of a picture."""

    name: str


@dataclass(frozen=True)
class Row:
    """A row of a table; `loop` repeats it, `code` makes it a condition around its neighbours."""

    cells: tuple[str, ...] = ()
    head: bool = False
    tall: bool = False
    loop: str = ""
    code: str = ""


@dataclass
class Table:
    """A table: how wide its columns are in proportion, and its rows."""

    widths: tuple[int, ...]
    rows: list[Row] = field(default_factory=list)


Block = Paragraph | Control | Picture | Table
MARKS = (
    ("###", Kind.SUBHEADING),
    ("##", Kind.HEADING),
    ("#", Kind.TITLE),
    ("<", Kind.FLUSH),
    ("=", Kind.CENTRE),
    (">", Kind.RIGHT),
)

NUMBERED = {"§§": ("章", Kind.CHAPTER), "§": ("条", Kind.BODY)}


@lru_cache(maxsize=64)
def blocks_of(slug: str) -> tuple[Block, ...]:
    """The blocks of a shipped text."""
    return tuple(parse((FOLDER / f"{slug}.txt").read_text("utf-8")))


def parse(text: str) -> list[Block]:
    """Read a text into blocks."""
    found: list[Block] = []
    counters = {"§§": 0, "§": 0}
    for line in text.splitlines():
        if line.startswith("|"):
            _add_row(found, line[1:])
        elif line.strip():
            found.append(_block(line.rstrip(), counters))
    return found


def _block(line: str, counters: dict[str, int]) -> Block:
    if line.startswith("%"):
        return Control(line[1:].strip())
    if line.startswith("!qr "):
        return Picture(line[4:].strip())
    if line.startswith("§"):
        return _numbered(line, counters)
    return _paragraph(line)


def _numbered(line: str, counters: dict[str, int]) -> Paragraph:
    mark = "§§" if line.startswith("§§") else "§"
    word, kind = NUMBERED[mark]
    counters[mark] += 1
    return Paragraph(kind, f"第{numeral(counters[mark])}{word}　{line[len(mark) :].strip()}")


def _paragraph(line: str) -> Paragraph:
    if line == "_":
        return Paragraph(Kind.GAP, "")
    for mark, kind in MARKS:
        if line.startswith(f"{mark} "):
            return Paragraph(kind, line[len(mark) :].strip(" "))
    return Paragraph(Kind.BODY, line)


def _add_row(found: list[Block], line: str) -> None:
    if line.startswith(":"):
        found.append(Table(tuple(int(part) for part in line[1:].split(","))))
        return
    table = found[-1] if found else None
    if not isinstance(table, Table):
        raise ValueError(  # noqa: TRY004 the text is wrong, not a type
            f"a row outside of a table: {line[:40]}"
        )
    table.rows.append(_row(line))


def _row(line: str) -> Row:
    if line.startswith("%"):
        return Row(code=line[1:].strip())
    loop = ""
    if line.startswith("*"):
        loop, line = line[1:].split(";", 1)
    mark = line[:1] if line[:1] in {"!", "~"} else ""
    cells = tuple(cell.strip(" ") for cell in line[len(mark) :].split(" | "))
    return Row(cells, head=mark == "!", tall=mark == "~", loop=loop.strip())


def numeral(number: int) -> str:
    """A number below one hundred as it stands in 第二十一条."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def spans(row: Row, columns: int) -> list[int]:
    """How many columns each cell takes: the last one takes what is left."""
    return [1] * (len(row.cells) - 1) + [columns - len(row.cells) + 1]


def pieces(text: str) -> Iterator[tuple[bool, str]]:
    """A text in parts: whether it is a place to fill in, and the part."""
    for part in TAG.split(text):
        if part:
            yield bool(TAG.fullmatch(part)), part
