"""How does a Word template become a document, and what does it ask for, inside the confined child?

Loaded by `pdf_child`, which imports nothing of the application; every job runs in a fork with limits.
The templates are other people's files: Jinja runs in its sandbox, and every value is escaped.
"""

import base64
import io
import json
import re
from typing import Any

from docx.document import Document
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

PICTURE = Mm(30)
PART = re.compile(r"^/word/(document|header\d*|footer\d*)\.xml$")
# docxtpl turns these back into Jinja's own signs; a person's text must come out as it went in.
JOINER = "\u2060"
SIGNS = re.compile(r"\{(?=_[{%])|[}%](?=_\})")


def run(job: dict[str, Any]) -> bytes:
    """The answer to a Word job: `fill` gives a document, `read` the sources of its parts as JSON."""
    template = DocxTemplate(io.BytesIO(base64.b64decode(job["template"])))
    if job["word"] == "read":
        return json.dumps(_sources(template)).encode()
    if job["word"] == "outline":
        template.init_docx()
        return json.dumps(_outline(template.docx)).encode()
    return _fill(template, job)


def _sources(template: DocxTemplate) -> dict[str, str]:
    """The Jinja source of the body and of each head and foot, as docxtpl will hand it to Jinja."""
    template.init_docx()
    found: dict[str, str] = {}
    for part in template.docx.part.package.iter_parts():
        name = str(part.partname)
        if PART.match(name):
            found[name] = template.patch_xml(part.blob.decode("utf-8"))
    return found


def _fill(template: DocxTemplate, job: dict[str, Any]) -> bytes:
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    values = _plain(job["values"])
    template.init_docx()
    for name, picture in job["pictures"].items():
        data = io.BytesIO(base64.b64decode(picture))
        values[name] = InlineImage(template, data, width=PICTURE)
    template.render(values, environment, autoescape=True)
    if job["mark"]:
        _mark(template.docx, job["mark"])
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _plain(value: Any) -> Any:
    """The values with docxtpl's own escapes broken up, so that they stay text."""
    if isinstance(value, str):
        return SIGNS.sub(lambda found: found[0] + JOINER, value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def _mark(document: Document, words: str) -> None:
    """Say on every page that this is a draft, whatever template it was made from."""
    for section in document.sections:
        heads = [section.header]
        if section.different_first_page_header_footer:
            heads.append(section.first_page_header)
        if document.settings.odd_and_even_pages_header_footer:
            heads.append(section.even_page_header)
        for head in heads:
            head.is_linked_to_previous = False
            paragraph = head.paragraphs[0] if head.paragraphs else head.add_paragraph()
            run = paragraph.insert_paragraph_before().add_run(words)
            run.bold = True
            run.font.size = Pt(16)


def _outline(document: Document) -> list[dict[str, Any]]:
    """What a reader sees of a document, in order: paragraphs with their place, and tables."""
    from docx.table import Table  # noqa: PLC0415 only where an own template is printed

    found: list[dict[str, Any]] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            found.append({"rows": [_cells(row) for row in block.rows]})
        else:
            place = block.alignment.name if block.alignment is not None else "LEFT"
            sizes = [run.font.size.pt for run in block.runs if run.font.size is not None]
            found.append(
                {
                    "text": block.text,
                    "place": place,
                    "size": max(sizes, default=0),
                    "breaks": 'w:type="page"' in block._p.xml,  # noqa: SLF001 python-docx has no word for it
                }
            )
    return found


def _cells(row: Any) -> list[dict[str, Any]]:
    """The cells of a row; one that spans several columns comes once."""
    found: list[dict[str, Any]] = []
    for cell in row.cells:
        if found and found[-1]["cell"] is cell._tc:  # noqa: SLF001 as above
            found[-1]["span"] += 1
        else:
            found.append({"cell": cell._tc, "text": cell.text, "span": 1})  # noqa: SLF001 as above
    return [{"text": one["text"], "span": one["span"]} for one in found]
