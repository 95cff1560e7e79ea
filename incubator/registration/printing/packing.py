"""How do all papers of a case become one ZIP, with a contents list that says what is missing?"""

import io
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from incubator.kernel import pdf
from incubator.kernel.errors import Refusal
from incubator.kernel.files.names import clean_name
from incubator.registration.papers import sheets
from incubator.registration.papers.queries import Known
from incubator.registration.printing.making import OFFICIAL, Job, make_pdf, make_word

# Two at a time: each is a process of its own, and the machine has other work.
AT_ONCE = 2
CONTENTS = "contents"


@dataclass(frozen=True)
class Made:
    """One paper of a pack: its files, and why one of them could not be made."""

    job: Job
    word: bytes | None
    pdf: bytes | None
    problems: tuple[str, ...]


def make_pack(known: Known, jobs: Sequence[Job]) -> bytes:
    """The ZIP of these papers: Word and PDF of each in order, behind the contents list."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = list(pool.map(lambda job: _make(known, job), jobs))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        title = known.catalogue.say("contents")
        archive.writestr(f"00-{title}.pdf", _contents(known, made))
        for one in made:
            for ending, data in (("docx", one.word), ("pdf", one.pdf)):
                if data is not None:
                    archive.writestr(clean_name(f"{one.job.name}.{ending}"), data)
    return out.getvalue()


def _make(known: Known, job: Job) -> Made:
    problems: list[str] = []

    def attempt(make: Callable[[Job], bytes], word: str) -> bytes | None:
        try:
            return make(job)
        except Refusal as refusal:
            # One paper that cannot be made must not cost the others; the contents list says so.
            problems.append(known.catalogue.say(word, why=refusal.message))
            return None

    made_word = attempt(make_word, "no_word")
    made_pdf = attempt(make_pdf, "no_pdf")
    return Made(job, made_word, made_pdf, tuple(problems))


def _contents(known: Known, made: Sequence[Made]) -> bytes:
    say = known.catalogue.say
    values = {
        "名称": known.facts["name"],
        "编号": known.case.number,
        "组织形式": known.facts["form"],
        "今日": known.facts["today"],
        "总数": str(len(made)),
        "齐全数": str(sum(one.job.filled.is_whole for one in made)),
        "材料": [
            {
                "序号": str(number),
                "名称": one.job.paper.title["zh"],
                "模板": say("own" if one.job.is_own else "shipped"),
                "情况": _state(known, one),
            }
            for number, one in enumerate(made, start=1)
        ],
    }
    title = known.case.organization.name + say("contents")
    return pdf.render(sheets.as_html(CONTENTS, values), title=title, layout=OFFICIAL)


def _state(known: Known, one: Made) -> str:
    say = known.catalogue.say
    missing = [row.label["zh"] for row in one.job.filled.missing]
    words = [say("lacks", count=len(missing), what="、".join(missing))]
    return "；".join([*(words if missing else [say("whole")]), *one.problems])
