"""How is the Word template of a paper made from its text, in the layout of GB/T 9704?

The office downloads it, changes it and uploads its own; both hold the same places to fill in.
"""

import io
from functools import lru_cache

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import _Footer
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Row
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from incubator.registration.papers.texts import (
    Block,
    Control,
    Kind,
    Paragraph,
    Picture,
    Row,
    Table,
    blocks_of,
    spans,
)

FANGSONG, XIAOBIAOSONG, HEITI, KAITI, SONGTI = "仿宋", "方正小标宋简体", "黑体", "楷体", "宋体"
TYPE_WIDTH = Mm(156)
LINE = 580  # 225 mm / 22 lines, in twentieths of a point
# The grid's letter is 156 mm / 28 wide: so much less than 16 pt, in 1/4096 pt.
LETTER = -848
PLACES = {
    Kind.TITLE: WD_ALIGN_PARAGRAPH.CENTER,
    Kind.CENTRE: WD_ALIGN_PARAGRAPH.CENTER,
    Kind.CHAPTER: WD_ALIGN_PARAGRAPH.CENTER,
    Kind.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}
FONTS = {
    Kind.TITLE: XIAOBIAOSONG,
    Kind.HEADING: HEITI,
    Kind.CHAPTER: HEITI,
    Kind.SUBHEADING: KAITI,
}
INDENTED = {Kind.BODY, Kind.HEADING, Kind.SUBHEADING}


@lru_cache(maxsize=64)
def shipped_template(slug: str) -> bytes:
    """The Word template of a shipped text."""
    document = Document()
    _lay_out(document)
    for block in blocks_of(slug):
        _add(document, block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _lay_out(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 python-docx has no word for the grid
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)  # noqa: SLF001 as above
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(LINE))
    grid.set(qn("w:charSpace"), str(LETTER))
    normal = document.styles["Normal"]
    _set_font(normal, FANGSONG, 16)
    spacing = normal.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE / 20)
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _set_font(holder: ParagraphStyle, name: str, size: float) -> None:
    holder.font.name = name
    holder.font.size = Pt(size)
    holder.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _run(paragraph: WordParagraph, text: str, name: str, size: float, *, bold: bool = False) -> Run:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold = name, Pt(size), bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)  # noqa: SLF001 ditto
    return run


def _number(footer: _Footer, place: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, one letter in from the outer edge: right on odd pages, left on even ones."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = place
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
    _run(paragraph, "— ", SONGTI, 14)
    run = _run(paragraph, "", SONGTI, 14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._element.append(element)  # noqa: SLF001 as above
    _run(paragraph, " —", SONGTI, 14)


def _add(document: WordDocument, block: Block) -> None:
    if isinstance(block, Table):
        _add_table(document, block)
    elif isinstance(block, Control):
        document.add_paragraph(f"{{%p {block.code} %}}")
    elif isinstance(block, Picture):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        _run(paragraph, f"{{{{ {block.name} }}}}", FANGSONG, 16)
    else:
        _add_paragraph(document, block)


def _add_paragraph(document: WordDocument, block: Paragraph) -> None:
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    paragraph.alignment = PLACES.get(block.kind, WD_ALIGN_PARAGRAPH.JUSTIFY)
    if block.kind is Kind.FLUSH:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    if block.kind in INDENTED:
        shape.first_line_indent = Pt(32)
    if block.kind is Kind.RIGHT:
        shape.right_indent = Pt(63)
    if block.kind is Kind.TITLE:
        shape.page_break_before = True
        shape.line_spacing, shape.space_after = Pt(32), Pt(LINE / 20)
    if block.kind in {Kind.HEADING, Kind.SUBHEADING, Kind.CHAPTER, Kind.TITLE}:
        shape.keep_with_next = True
    size = 22 if block.kind is Kind.TITLE else 16
    _run(paragraph, block.text.replace("\\n", "\n"), FONTS.get(block.kind, FANGSONG), size)


def _add_table(document: WordDocument, table: Table) -> None:
    columns = len(table.widths)
    shown = document.add_table(rows=0, cols=columns)
    shown.style = "Table Grid"
    shown.autofit = False
    total = sum(table.widths)
    widths = [Length(TYPE_WIDTH * part // total) for part in table.widths]
    for column, width in zip(shown.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        if row.loop:
            _add_control_row(shown, f"for {row.loop}")
        if row.code:
            _add_control_row(shown, row.code)
        else:
            _add_row(shown, row, widths)
        if row.loop:
            _add_control_row(shown, "endfor")


def _new_row(shown: WordTable) -> _Row:
    row: _Row = shown.add_row()  # type: ignore[no-untyped-call]
    return row


def _add_control_row(shown: WordTable, code: str) -> None:
    _new_row(shown).cells[0].paragraphs[0].add_run(f"{{%tr {code} %}}")


def _add_row(shown: WordTable, row: Row, widths: list[Length]) -> None:
    line = _new_row(shown)
    if row.tall:
        line.height = Mm(24)
    start = 0
    for number, (text, span) in enumerate(zip(row.cells, spans(row, len(widths)), strict=True)):
        cell = line.cells[start]
        if span > 1:
            cell = cell.merge(line.cells[start + span - 1])
        cell.width = Length(sum(widths[start : start + span]))
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        left = span > 1 or (row.tall and number)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, text.replace("\\n", "\n"), FANGSONG, 12, bold=row.head)
        start += span
    if row.head:
        repeat = OxmlElement("w:tblHeader")
        repeat.set(qn("w:val"), "true")
        line._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001 as above
