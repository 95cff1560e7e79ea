"""What stands on the certificate of a filing, also of one that never had a case?"""

from incubator.kernel.db import db
from incubator.registration.cases.models import Case
from incubator.registration.filings.models import Filing
from incubator.registration.filings.queries import rules_at
from incubator.registration.filings.rules import Guess
from incubator.registration.own_templates.queries import bytes_of, current_templates, places_of
from incubator.registration.papers.queries import Known, catalogue, known_of
from incubator.registration.papers.rows import in_words
from incubator.registration.papers.rules import Paper
from incubator.registration.printing.making import Job, job_of
from incubator.registration.printing.queries import tell_filing

PAPER = "filing_certificate"


def certificate_job(filing: Filing) -> Job:
    """What the printing of the certificate needs, with the park's own template where it has one."""
    known = known_of_filing(filing)
    paper = _paper(known)
    text = known.text_of(paper)
    own = current_templates(filing.park).get(text)
    places = places_of(text, own, known.catalogue)
    return job_of(known, paper, places, bytes_of(text, own), is_own=own is not None)


def _paper(known: Known) -> Paper:
    found = known.catalogue.paper(PAPER)
    if found is None:
        raise LookupError(PAPER)
    return found


def known_of_filing(filing: Filing) -> Known:
    """The facts: what was typed for the case, what the file says, and the register above all."""
    case = db.session.get(Case, filing.case_id) if filing.case_id is not None else None
    known = known_of(case) if case else Known(filing, catalogue(filing.park), is_charity=False)
    told = {name: value for name, value in _from_register(filing, known).items() if value}
    known.facts = {**told, **{name: value for name, value in known.facts.items() if value}}
    tell_filing(known)
    return known


def _from_register(filing: Filing, known: Known) -> dict[str, str]:
    """What register and file say; a group filed in bulk has typed nothing for its papers."""
    organization, rules = filing.organization, rules_at(filing.park)[1]
    kind = rules.type(filing.type)
    line = rules.subtype(Guess(filing.type, filing.subtype))
    township = filing.township.name if filing.township is not None else organization.town
    kind_word = kind.label["zh"] if kind is not None else ""
    return {
        "name": organization.name,
        "address": organization.address,
        "representative": organization.representative,
        "group_kind": kind_word,
        "scope": organization.mission or (line.label["zh"] if line is not None else kind_word),
        "area": f"{township}{filing.community}",
        "filing_authority": filing.park.region.name + known.catalogue.say("bureau"),
        "filing_term": rules.term["zh"],
        "filing_number": filing.number,
        "filing_on": in_words(filing.filed_on),
    }
