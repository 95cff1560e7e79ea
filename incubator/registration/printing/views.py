"""The papers of a case: the list, what one lacks, the files, and the pack of all."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import web, word
from incubator.kernel.access import allows
from incubator.kernel.errors import Absent
from incubator.kernel.text import force_locale, gettext, lazy, ngettext
from incubator.registration.cases.models import Case, CaseStep
from incubator.registration.cases.queries import Roadmap, checklist_of, roadmap_of
from incubator.registration.cases.rules import WORKED_ON
from incubator.registration.papers.queries import Known, Missing, catalogue, known_of
from incubator.registration.papers.rules import PAPER_FILL, PAPER_READ, Paper, Where
from incubator.registration.printing import actions, tasks
from incubator.registration.printing.making import Job, make_pdf, make_word
from incubator.registration.printing.models import PaperPack
from incubator.registration.printing.queries import Line, job_for, lines_of, list_packs, step_of
from incubator.registration.room import room

__all__ = ["tasks"]
FUNDS_CHECK = "funds_fen"
WHERE_LABELS = {
    Where.ORGANIZATION: lazy("Organization's file"),
    Where.SHEET: lazy("Facts for the papers"),
    Where.PROFILE: lazy("What is to be founded"),
    Where.FOUNDERS: lazy("Register of founders"),
    Where.MEMBERS: lazy("Register of members"),
    Where.POSTS: lazy("Register of posts"),
    Where.MEETING: lazy("Register of meetings"),
    Where.CAPITAL: lazy("Step of the funds"),
    Where.CERTIFICATE: lazy("Registration certificate"),
    Where.CASE: lazy("The case"),
}
# The registers hang under the organization.
REGISTERS = {
    Where.PROFILE: "registration.profile_edit",
    Where.FOUNDERS: "registration.founder_list",
    Where.MEMBERS: "registration.member_list",
    Where.POSTS: "registration.post_list",
    Where.MEETING: "registration.meeting_list",
}


@dataclass(frozen=True)
class Gap:
    """A missing fact as the page shows it: its word, where it is filled in, the link there."""

    missing: Missing
    where: object
    url: str


def _state_of(line: Line) -> dict[str, str]:
    if line.filled.is_whole:
        return {"label": gettext("All facts there"), "tone": "good"}
    count = len(line.filled.missing)
    return {
        "label": ngettext("%(num)s fact missing", "%(num)s facts missing", count),
        "tone": "waiting",
    }


@room.get("/registrations/<code:code>/papers", PAPER_READ)
def paper_list(code: str) -> ResponseReturnValue:
    """All papers of the case in the order of the steps, each with its state and its files."""
    case = web.load(Case, code)
    roadmap = roadmap_of(case)
    lines = lines_of(_known(roadmap), roadmap.checklist)
    return web.page(
        "registration/paper_list.html",
        case=case,
        lines=lines,
        state_of=_state_of,
        step_codes=_step_codes(roadmap),
        whole=sum(line.filled.is_whole for line in lines),
        packs=[_pack(row) for row in list_packs(case)],
        may_fill=allows(web.signed_in(), PAPER_FILL, case) and case.status in WORKED_ON,
    )


def _known(roadmap: Roadmap) -> Known:
    """Gathered in Chinese, as papers are, whatever language the page has."""
    with force_locale("zh_Hans"):
        return known_of(roadmap.case, roadmap.facts)


def _step_codes(roadmap: Roadmap) -> dict[str, str]:
    return {row.step.slug: row.step.code for row in roadmap.stations}


def _pack(row: PaperPack) -> dict[str, Any]:
    if row.file is not None:
        state = {"label": gettext("Pack ready"), "tone": "good"}
    elif row.problem:
        state = {"label": gettext("Not made"), "tone": "bad"}
    else:
        state = {"label": gettext("Being made"), "tone": "progress"}
    return {"row": row, "state": state, "kilobytes": row.file.size // 1024 if row.file else 0}


def _line(roadmap: Roadmap, slug: str) -> tuple[Known, Line]:
    """The paper of that slug, among those of this case."""
    known = _known(roadmap)
    lines = lines_of(known, roadmap.checklist)
    found = next((line for line in lines if line.paper.slug == slug), None)
    if found is None:
        raise Absent
    return known, found


@room.get("/registrations/<code:code>/papers/<slug>", PAPER_READ)
def paper_detail(code: str, slug: str) -> ResponseReturnValue:
    """One paper before printing: what is missing and where it is filled in; printing stays possible."""
    case = web.load(Case, code)
    roadmap = roadmap_of(case)
    _, line = _line(roadmap, slug)
    codes = _step_codes(roadmap)
    return web.page(
        "registration/paper_detail.html",
        case=case,
        line=line,
        state=_state_of(line),
        gaps=[
            Gap(row, WHERE_LABELS[row.where], _where_url(case, row, codes))
            for row in line.filled.missing
        ],
        step_codes=codes,
    )


def _where_url(case: Case, missing: Missing, steps: dict[str, str]) -> str:
    """Where a missing fact is filled in; the case itself where its page is not for this person."""
    organization = case.organization
    if missing.where is Where.SHEET and web.leads_to("registration.paper_edit", case):
        return url_for("registration.paper_edit", code=case.code) + f"#fact_{missing.slug}"
    if missing.where is Where.CAPITAL:
        checklist = checklist_of(case)
        for step in checklist.steps:
            if any(entry.slug == FUNDS_CHECK for entry in step.inputs):
                return url_for("registration.step_detail", code=steps[step.slug])
    endpoint = REGISTERS.get(missing.where, "organizations.organization_edit")
    asked = missing.where in REGISTERS or missing.where is Where.ORGANIZATION
    # The case hangs where its organization does, and its places are read already.
    if asked and web.leads_to(endpoint, case):
        return url_for(endpoint, code=organization.code)
    return url_for("registration.case_detail", code=case.code)


def _job(code: str, slug: str) -> Job:
    known, line = _line(roadmap_of(web.load(Case, code)), slug)
    return job_for(known, line)


@room.get("/registrations/<code:code>/papers/<slug>/paper.pdf", PAPER_READ)
def paper_pdf(code: str, slug: str) -> ResponseReturnValue:
    """The paper as a PDF in the official layout; a draft says so."""
    job = _job(code, slug)
    return web.send(make_pdf(job), f"{job.title}.pdf", "application/pdf", inline=True)


@room.get("/registrations/<code:code>/papers/<slug>/paper.docx", PAPER_READ)
def paper_file(code: str, slug: str) -> ResponseReturnValue:
    """The paper as a Word file; a draft says so."""
    job = _job(code, slug)
    return web.send(make_word(job), f"{job.title}.docx", word.CONTENT_TYPE)


@room.post("/registrations/<code:code>/paper-packs", PAPER_READ)
def pack_new(code: str) -> ResponseReturnValue:
    """Have all papers made as one ZIP."""
    with web.acting() as act:
        case = web.load(Case, code, lock=True)
        actions.ask_for_pack(case, by=web.signed_in())
        url = url_for("registration.paper_list", code=code)
        act.done(
            f"{url}#packs", gettext("The pack is being made. It stands here in a few seconds.")
        )
    return act.answer


@room.get("/registration-packs/<code:code>", PAPER_READ)
def pack_file(code: str) -> ResponseReturnValue:
    """A finished pack."""
    pack = web.load(PaperPack, code)
    if pack.file is None:
        raise Absent
    return web.send_stored(pack.file, inline=False)


@room.context_processor
def _offer_papers() -> dict[str, Any]:
    """The page of a step links the papers that belong to it, without knowing this part of the room."""
    return {"papers_of_step": papers_of_step}


def papers_of_step(step: CaseStep) -> list[Paper]:
    """The papers that belong to a step of this case."""
    case = step.case
    if not allows(web.signed_in(), PAPER_READ, case):
        return []
    checklist = checklist_of(case)
    return [
        paper
        for paper in catalogue(case.park).papers_for(case.legal_form)
        if (found := step_of(paper, checklist)) is not None and found.slug == step.slug
    ]
