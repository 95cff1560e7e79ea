"""How does a paper look as a page of HTML for the PDF: the blocks of its text in the official layout."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined
from jinja2 import Template as Source
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import escape

from incubator.registration.papers.texts import (
    Block,
    Control,
    Kind,
    Paragraph,
    Picture,
    Row,
    Table,
    blocks_of,
    pieces,
    spans,
)

TAGS = {
    Kind.TITLE: "<h1>{}</h1>",
    Kind.BODY: "<p>{}</p>",
    Kind.FLUSH: '<p class="flush">{}</p>',
    Kind.CENTRE: '<p class="centre">{}</p>',
    Kind.RIGHT: '<p class="right">{}</p>',
    Kind.HEADING: "<h2>{}</h2>",
    Kind.SUBHEADING: "<h3>{}</h3>",
    Kind.CHAPTER: '<h2 class="chapter">{}</h2>',
    Kind.GAP: '<p class="gap">{}</p>',
}
DRAFT = '<p class="mark">{}</p>'


def as_html(slug: str, values: Mapping[str, Any], mark: str = "") -> str:
    """The page of a paper, filled in; what people typed is escaped and never read as a template."""
    return _draft(mark) + _source(slug).render(values)


def _draft(mark: str) -> str:
    return DRAFT.format(escape(mark)) if mark else ""


@lru_cache(maxsize=64)
def _source(slug: str) -> Source:
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(template_of(slug))


def template_of(slug: str) -> str:
    """The shipped text as a page with its places still open."""
    return "".join(_html(block) for block in blocks_of(slug))


def _html(block: Block) -> str:
    if isinstance(block, Paragraph):
        return TAGS[block.kind].format(_words(block.text))
    if isinstance(block, Control):
        return f"{{% {block.code} %}}"
    if isinstance(block, Picture):
        return (
            f'<p class="centre picture"><img class="code" alt="" src="{{{{ {block.name} }}}}"></p>'
        )
    return _table(block)


def _words(text: str) -> str:
    """Our own words escaped, the places to fill in as they are, \\n as a line end."""
    found = "".join(part if place else str(escape(part)) for place, part in pieces(text))
    return found.replace("\\n", "<br>")


def _table(table: Table) -> str:
    total = sum(table.widths)
    columns = "".join(f'<col style="width:{100 * part / total:.2f}%">' for part in table.widths)
    heads = [row for row in table.rows if row.head]
    rows = [row for row in table.rows if not row.head]
    head = f"<thead>{''.join(_row(row, table) for row in heads)}</thead>" if heads else ""
    body = "".join(_row(row, table) for row in rows)
    return f"<table><colgroup>{columns}</colgroup>{head}<tbody>{body}</tbody></table>"


def _row(row: Row, table: Table) -> str:
    if row.code:
        return f"{{% {row.code} %}}"
    tag = "th" if row.head else "td"
    cells = ""
    for number, (cell, span) in enumerate(
        zip(row.cells, spans(row, len(table.widths)), strict=True)
    ):
        wide = f' colspan="{span}"' if span > 1 else ""
        place = ' class="tall"' if row.tall and number else ' class="left"' if span > 1 else ""
        cells += f"<{tag}{wide}{place}>{_words(cell)}</{tag}>"
    line = f"<tr>{cells}</tr>"
    return f"{{% for {row.loop} %}}{line}{{% endfor %}}" if row.loop else line


def outline_as_html(outline: list[dict[str, Any]], mark: str = "") -> str:
    """The page of a finished Word document: for a park's own template the PDF follows the Word file."""
    return _draft(mark) + "".join(_outline_block(block) for block in outline)


def _outline_block(block: dict[str, Any]) -> str:
    if "rows" in block:
        rows = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in block["rows"])
        return f"<table><tbody>{rows}</tbody></table>"
    words = "<br>".join(str(escape(line)) for line in block["text"].split("\n"))
    if block["place"] == "CENTER" and block["size"] >= 18:
        return f"<h1>{words}</h1>"
    kind = {"CENTER": "centre", "RIGHT": "right"}.get(block["place"], "kept")
    return f'<p class="{kind}">{words}</p>'


def _cell(cell: dict[str, Any]) -> str:
    wide = f' colspan="{cell["span"]}"' if cell["span"] > 1 else ""
    words = "<br>".join(str(escape(line)) for line in cell["text"].split("\n"))
    return f"<td{wide}>{words}</td>"
