"""What the due-date page learns of registration beside its steps: validity, terms, dossiers."""

from datetime import date, timedelta

from incubator.kernel.access import Person, may
from incubator.kernel.duedates import DueDate, Kind, Renewable, source
from incubator.kernel.text import gettext, lazy
from incubator.registration.cases.rules import CASE_READ
from incubator.registration.checklists.procedures import PROCEDURE_LABELS, Procedure
from incubator.registration.dossiers.workflow import DossierStatus
from incubator.registration.ends.queries import (
    COUNCIL_TERM,
    DOSSIER,
    PARTY_TERM,
    VALIDITY,
    EndRow,
    ends_between,
)

DOSSIERS = Kind("dossier", lazy("Dossiers"))
VALID = Kind("validity", lazy("Qualifications"))
TERM = Kind("term", lazy("Terms of office"))
DOSSIER_TITLES = {
    DossierStatus.OPEN: lazy("Dossier: hand over to the archive"),
    DossierStatus.HANDED_OVER: lazy("Dossier: to be arranged"),
    DossierStatus.ARRANGED: lazy("Dossier: transfer to the county archives"),
}
TERM_TITLES = {
    COUNCIL_TERM: lazy("End of the term of the council"),
    PARTY_TERM: lazy("Election of the party organization"),
}
# A certificate is changed for a new one; everything else is renewed by the procedure that gave it.
RENEWED_BY = {Procedure.ESTABLISHMENT: Procedure.CHANGE, Procedure.FILING: Procedure.CHANGE}
# A change that began this long before the end of a term is the election that follows it.
BEFORE = timedelta(days=365)


@source
def registration_ends(person: Person, first: date, last: date) -> list[DueDate]:
    """The ends of registration in the window."""
    if not may(person, CASE_READ):
        return []
    return [_due(row) for row in ends_between(person, first, last)]


def _due(row: EndRow) -> DueDate:
    if row.what == DOSSIER:
        stands = DOSSIER_TITLES[DossierStatus(row.word)]
        return _made(row, stands, "registration.dossier_detail", DOSSIERS)
    if row.what == VALIDITY:
        name = PROCEDURE_LABELS[Procedure(row.word)]
        title = gettext("End of validity: %(what)s", what=name)
        since = (row.since or row.on) + timedelta(days=1)
        procedure = RENEWED_BY.get(Procedure(row.word), Procedure(row.word)).value
        renewable = Renewable(row.organization_id, row.organization_code, procedure, since)
        return _made(row, title, "registration.case_detail", VALID, renewable)
    follows: Renewable | None = None
    if row.what == COUNCIL_TERM:
        since = row.on - BEFORE
        follows = Renewable(
            row.organization_id,
            row.organization_code,
            Procedure.CHANGE.value,
            since,
            ends_with_decision=False,
        )
    return _made(row, TERM_TITLES[row.what], "registration.post_list", TERM, follows)


def _made(
    row: EndRow, title: object, endpoint: str, kind: Kind, renewable: Renewable | None = None
) -> DueDate:
    arguments = {"code": row.code}
    if kind is TERM:
        arguments["_anchor"] = row.what
    return DueDate(
        title,
        row.name,
        row.on,
        endpoint,
        arguments,
        provisional=row.is_provisional,
        kind=kind,
        renewable=renewable,
    )
