"""What can be done with the facts of papers: keep what was typed for them."""

from collections.abc import Mapping

from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.registration.cases.models import Case
from incubator.registration.cases.rules import check_worked_on
from incubator.registration.papers.models import PaperSheet
from incubator.registration.papers.queries import catalogue, find_sheet


def keep_facts(case: Case, facts: Mapping[str, str], *, by: Person) -> PaperSheet:  # noqa: ARG001 every verb has by=
    """Write what the papers of a case need and no register holds; what is unknown is left out."""
    check_worked_on(case)
    known = {row.slug for row in catalogue(case.park).sheet}
    kept = {slug: value for slug, value in facts.items() if slug in known and value}
    sheet = find_sheet(case)
    if sheet is None:
        sheet = PaperSheet(case=case, facts=kept)
        db.session.add(sheet)
    else:
        sheet.facts = kept
    db.session.flush()
    return sheet
