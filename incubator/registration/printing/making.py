"""How does one paper become a Word file and a PDF that say the same?

A shipped text makes both. Where the park has put its own Word template in place, the PDF is made from
the filled-in Word file, so that the two never differ.
"""

import base64
import io
from dataclasses import dataclass
from typing import Any

import segno

from incubator.kernel import pdf, word
from incubator.registration.papers import sheets
from incubator.registration.papers.placeholders import Places
from incubator.registration.papers.queries import Filled, Known
from incubator.registration.papers.rules import Paper

OFFICIAL = "official"
CODE = "filing_code"
# Told by the register, asked for by no paper: where the QR code leads.
ADDRESS = "filing_address"
PNG = "data:image/png;base64,"
# A charter of a hundred pages takes its time on a busy machine.
LIMITS = pdf.Limits(seconds=60)


@dataclass(frozen=True)
class Job:
    """One paper of one case, ready to be printed away from the database."""

    paper: Paper
    text: str
    title: str
    filled: Filled
    mark: str
    code_word: str
    code: bytes
    template: bytes
    is_own: bool

    @property
    def name(self) -> str:
        """What its files are called, without the ending."""
        return f"{self.paper.number:02d}-{self.title}"


def job_of(
    known: Known, paper: Paper, places: Places, template: bytes, *, is_own: bool = False
) -> Job:
    """Gather what the printing of a paper needs."""
    filled = known.fill(places)
    say = known.catalogue.say
    mark = "" if filled.is_whole else say("draft", count=len(filled.missing))
    code_word = next(row.word for row in known.catalogue.facts if row.slug == CODE)
    needs_code = code_word in places.facts
    return Job(
        paper=paper,
        text=known.text_of(paper),
        title=_title(known, paper, say("drafted") if mark else ""),
        filled=filled,
        mark=mark,
        code_word=code_word if needs_code else "",
        code=_code(known) if needs_code else b"",
        template=template,
        is_own=is_own,
    )


def _title(known: Known, paper: Paper, drafted: str) -> str:
    """Whose paper it is and what; some are drafts by name and say so once only."""
    return known.case.organization.name + paper.title["zh"].removesuffix(drafted) + drafted


def make_word(job: Job) -> bytes:
    """The paper as a Word file."""
    pictures = {job.code_word: job.code} if job.code_word else {}
    return word.fill(
        job.template, job.filled.values, pictures=pictures, mark=job.mark, limits=LIMITS
    )


def make_pdf(job: Job) -> bytes:
    """The paper as a PDF in the official layout."""
    if job.is_own:
        html = sheets.outline_as_html(word.outline(make_word(job)), job.mark)
    else:
        values: dict[str, Any] = dict(job.filled.values)
        if job.code_word:
            values[job.code_word] = PNG + base64.b64encode(job.code).decode()
        html = sheets.as_html(job.text, values, job.mark)
    return pdf.render(html, title=job.title, layout=OFFICIAL, limits=LIMITS)


def _code(known: Known) -> bytes:
    """A QR code that opens the page of the filing; without one it says what the certificate says."""
    facts = known.facts
    text = facts.get(ADDRESS, "") or known.catalogue.say(
        "code",
        name=facts.get("name", ""),
        number=facts.get("filing_number", ""),
        authority=facts.get("filing_authority", ""),
        day=facts.get("filing_on", ""),
    )
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=6, border=2)
    return out.getvalue()
