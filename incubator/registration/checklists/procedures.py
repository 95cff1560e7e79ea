"""Which procedures are there, and for which organization does each make sense?"""

from collections.abc import Iterable
from enum import StrEnum

from incubator.kernel.text import lazy
from incubator.organizations.models import REGISTERED_FORMS, LegalForm


class Procedure(StrEnum):
    """What a case is about: the key of its checklist."""

    ESTABLISHMENT = "establishment"
    FILING = "filing"
    CHANGE = "change"
    DEREGISTRATION = "deregistration"
    ANNUAL_INSPECTION = "annual_inspection"
    GRADE_ASSESSMENT = "grade_assessment"
    CHARITY_STATUS = "charity_status"
    PUBLIC_FUNDRAISING = "public_fundraising"
    TAX_EXEMPTION = "tax_exemption"
    DONATION_DEDUCTION = "donation_deduction"


PROCEDURE_LABELS = {
    Procedure.ESTABLISHMENT: lazy("Establishment registration"),
    Procedure.FILING: lazy("Filing of a community organization"),
    Procedure.CHANGE: lazy("Change of registration"),
    Procedure.DEREGISTRATION: lazy("Deregistration"),
    Procedure.ANNUAL_INSPECTION: lazy("Annual inspection and report"),
    Procedure.GRADE_ASSESSMENT: lazy("Grade assessment"),
    Procedure.CHARITY_STATUS: lazy("Recognition as a charity"),
    Procedure.PUBLIC_FUNDRAISING: lazy("Public-fundraising qualification"),
    Procedure.TAX_EXEMPTION: lazy("Non-profit tax exemption"),
    Procedure.DONATION_DEDUCTION: lazy("Donation deduction qualification"),
}
PROCEDURE_ORDER = {procedure: place for place, procedure in enumerate(Procedure)}

FOR_FILED = (
    Procedure.ESTABLISHMENT,
    Procedure.CHANGE,
    Procedure.DEREGISTRATION,
    Procedure.ANNUAL_INSPECTION,
)
FOR_REGISTERED = tuple(
    row for row in Procedure if row not in {Procedure.ESTABLISHMENT, Procedure.FILING}
)
FITTING = {
    LegalForm.TEAM: (Procedure.ESTABLISHMENT, Procedure.FILING),
    LegalForm.COMMUNITY_GROUP: FOR_FILED,
    **dict.fromkeys(REGISTERED_FORMS, FOR_REGISTERED),
}


def fits(procedure: Procedure, form: LegalForm) -> bool:
    """Whether an organization of this form can go through the procedure at all."""
    return procedure in FITTING[form]


def forms_for(procedure: Procedure, form: LegalForm) -> Iterable[LegalForm]:
    """The legal forms whose checklist an organization of this form may follow."""
    if procedure is Procedure.ESTABLISHMENT:
        return [row for row in LegalForm if row in REGISTERED_FORMS]
    return [LegalForm.COMMUNITY_GROUP] if procedure is Procedure.FILING else [form]
