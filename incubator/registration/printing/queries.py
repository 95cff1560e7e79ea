"""What can be asked before printing: the papers of a case with their state, and the packs made of them."""

from dataclasses import dataclass

from sqlalchemy import select

from incubator.kernel.db import db
from incubator.organizations.models import LegalForm
from incubator.registration.cases.models import Case
from incubator.registration.checklists.rules import Checklist, Step
from incubator.registration.filings.addresses import public_address
from incubator.registration.filings.queries import valid_filing
from incubator.registration.own_templates.models import OwnTemplate
from incubator.registration.own_templates.queries import bytes_of, current_templates, places_of
from incubator.registration.papers.queries import Filled, Known
from incubator.registration.papers.rows import in_words
from incubator.registration.papers.rules import Paper
from incubator.registration.printing.making import ADDRESS, Job, job_of
from incubator.registration.printing.models import PaperPack

SHOWN_PACKS = 5


@dataclass(frozen=True)
class Line:
    """One paper of a case: what is missing, at which step it belongs, and whose template it has."""

    paper: Paper
    filled: Filled
    step: Step | None
    own: OwnTemplate | None


def step_of(paper: Paper, checklist: Checklist) -> Step | None:
    """The step where a paper belongs: the first of its steps that the checklist has."""
    known = {step.slug: step for step in checklist.steps}
    return next((known[slug] for slug in paper.steps if slug in known), None)


def lines_of(known: Known, checklist: Checklist) -> list[Line]:
    """The papers of a case in the order of the steps, then of their numbers."""
    tell_filing(known)
    own = current_templates(known.case.park)
    order = {step.slug: number for number, step in enumerate(checklist.steps)}
    lines = []
    for paper in known.papers:
        text = known.text_of(paper)
        mine = own.get(text)
        filled = known.fill(places_of(text, mine, known.catalogue))
        lines.append(Line(paper, filled, step_of(paper, checklist), mine))
    last = len(order)
    lines.sort(key=lambda line: (order[line.step.slug] if line.step else last, line.paper.number))
    return lines


def tell_filing(known: Known) -> None:
    """What the register of filed groups says goes before what was typed for the papers."""
    if known.case.legal_form is not LegalForm.COMMUNITY_GROUP:
        return
    filing = valid_filing(known.case.organization.id)
    if filing is not None:
        known.facts |= {
            "filing_number": filing.number,
            "filing_on": in_words(filing.filed_on),
            ADDRESS: public_address(filing),
        }


def job_for(known: Known, line: Line) -> Job:
    """What the printing of a line needs, read from the database and the store."""
    text = known.text_of(line.paper)
    places = places_of(text, line.own, known.catalogue)
    template = bytes_of(text, line.own)
    return job_of(known, line.paper, places, template, is_own=line.own is not None)


def list_packs(case: Case) -> list[PaperPack]:
    """The newest packs of a case."""
    query = (
        select(PaperPack)
        .where(PaperPack.case_id == case.id)
        .order_by(PaperPack.id.desc())
        .limit(SHOWN_PACKS)
    )
    return list(db.session.scalars(query))
