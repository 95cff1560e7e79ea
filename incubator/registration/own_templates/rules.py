"""May this Word file become a template? Whole, plain, without links outward, with known places only."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from incubator.kernel import word
from incubator.kernel.access import Role, permission
from incubator.kernel.errors import Refusal
from incubator.kernel.files import FileKind, Inspected
from incubator.kernel.pdf import PdfError
from incubator.kernel.text import lazy
from incubator.registration.papers import placeholders
from incubator.registration.papers.placeholders import Places, Problem
from incubator.registration.papers.rules import Catalogue

TEMPLATE_READ = permission("registration.template_read", Role.OPERATOR, Role.MANAGER)
TEMPLATE_EDIT = permission("registration.template_edit", Role.OPERATOR)
Tree = Any  # lxml brings no types
MEGABYTE = 1024 * 1024
WORD_TEMPLATE = FileKind("word template", ("docx",), 5 * MEGABYTE)
MOST_UNPACKED = 20 * MEGABYTE
SIGN = re.compile(r"\{[{%#]")
UNREADABLE = lazy(
    "The file can't be read as a Word document. Open it in Word, save it again and upload that."
)
# Fields of Word that fetch something from elsewhere, or start something.
FETCHING = re.compile(r"\b(INCLUDEPICTURE|INCLUDETEXT|DDEAUTO|DDE|LINK|IMPORT|RD|MACROBUTTON)\b")
INSIDE = re.compile(r"^word/(document|header\d*|footer\d*)\.xml$")
EMBEDDED = re.compile(r"^word/(embeddings|afchunk)", re.IGNORECASE)
MAIN_PART = "word/document.xml"
BODY = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}document"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
FIELD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}instrText"
SIMPLE_FIELD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}fldSimple"
SIMPLE_CODE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}instr"


class TemplateRefused(Refusal):
    """The file does not become a template; nothing is kept."""

    slug = "template_refused"


def check_template(inspected: Inspected, catalogue: Catalogue) -> Places:
    """The places of a template that may be used; raises `TemplateRefused` with the reason."""
    for name, tree in _parts(inspected.data):
        _check_links(name, tree)
        _check_fields(name, tree)
        _check_place(name, tree)
        if name == MAIN_PART and tree.tag != BODY:
            raise _refused(UNREADABLE)
    try:
        sources = word.read_sources(inspected.data)
    except PdfError as failure:
        raise _refused(UNREADABLE) from failure
    places, problems = placeholders.read(sources.values(), catalogue)
    if problems:
        raise TemplateRefused(_in_words(problems), field="file", problems=problems)
    return places


def _refused(message: object) -> TemplateRefused:
    return TemplateRefused(message, field="file")


def _parts(data: bytes) -> Iterator[tuple[str, Tree]]:
    """Every XML part, read without entities, files or network; broken XML is refused with its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise _refused(lazy("The file unpacks to more than 20 MB. Make its pictures smaller."))
        for entry in entries:
            if EMBEDDED.match(entry.filename):
                raise _refused(
                    lazy("The file holds another file inside. Take it out and try again.")
                )
            if entry.filename.lower().endswith((".xml", ".rels")):
                yield entry.filename, _tree(entry.filename, archive.read(entry))


def _tree(name: str, data: bytes) -> Tree:
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415 slow import

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise _refused(
            lazy(
                "The part “%(part)s” of the file is broken. "
                "Open it in Word, save it again and upload that.",
                part=name,
            )
        ) from None
    if tree.getroottree().docinfo.doctype:
        raise _refused(lazy("The file defines a document type, which a Word file never does."))
    return tree


def _check_links(name: str, tree: Tree) -> None:
    """Nothing may be fetched from outside when the paper is opened."""
    if not name.endswith(".rels"):
        return
    for relation in tree.iter(RELATIONSHIP):
        if relation.get("TargetMode") == "External":
            raise _refused(
                lazy(
                    "The file leads outside, to “%(target)s”. "
                    "Put pictures into the file itself and take links out.",
                    target=relation.get("Target", "")[:100],
                )
            )


def _check_fields(name: str, tree: Tree) -> None:
    codes = [element.text or "" for element in tree.iter(FIELD)]
    codes += [element.get(SIMPLE_CODE, "") for element in tree.iter(SIMPLE_FIELD)]
    found = FETCHING.search("".join(codes).upper())
    if found:
        raise _refused(
            lazy(
                "“%(part)s” holds a field %(field)s, which fetches or starts something. Take it out.",
                part=name,
                field=found[1],
            )
        )


def _check_place(name: str, tree: Tree) -> None:
    """docxtpl also fills in footnotes, and those once for each section: places there are refused."""
    words = "".join(text for text in tree.itertext() if isinstance(text, str))
    if not INSIDE.match(name) and SIGN.search(words):
        raise _refused(
            lazy(
                "A place to fill in stands in “%(part)s”; "
                "only the text, its heads and its feet are filled in.",
                part=name,
            )
        )


def _in_words(problems: list[Problem]) -> str:
    """All problems in one go, so that the template is corrected once."""
    return " ".join(str(_one(problem)) for problem in problems[:20])


def _one(problem: Problem) -> object:
    if problem.line:
        return lazy("A place is not closed or written wrongly: %(what)s.", what=problem.line)
    if problem.is_forbidden:
        return lazy(
            "A place does more than show a fact (%(what)s); only facts, lists and conditions are allowed.",
            what=problem.word,
        )
    if problem.suggestion:
        return lazy(
            "“%(word)s” is unknown; “%(suggestion)s” is perhaps meant.",
            word=problem.word,
            suggestion=problem.suggestion,
        )
    return lazy("“%(word)s” is unknown.", word=problem.word)
