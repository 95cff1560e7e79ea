"""Which checklists are in force here and today, for one organization and for a reader of all of them?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from incubator.kernel import clock
from incubator.kernel.db import db
from incubator.kernel.rulesets import RuleSet, RuleState
from incubator.organizations.models import LegalForm, Organization
from incubator.registration.checklists.procedures import (
    FITTING,
    PROCEDURE_ORDER,
    Procedure,
    forms_for,
)
from incubator.registration.checklists.rules import KIND
from incubator.territory.models import Park

ALL_FORMS = ""
FORM_ORDER = {form.value: place for place, form in enumerate(LegalForm)}


@dataclass(frozen=True)
class Offer:
    """A procedure that an organization can begin today, by which checklist."""

    procedure: Procedure
    legal_form: LegalForm
    rules: RuleSet

    @property
    def slug(self) -> str:
        """How a form names the choice."""
        return f"{self.procedure.value}.{self.legal_form.value}"


def sets_in_force(regions: Sequence[str] = ()) -> list[RuleSet]:
    """One checklist for each procedure and form: of the nearest region, and there the newest."""
    day, places = clock.today(), [*regions, ""]
    query = (
        select(RuleSet)
        .where(RuleSet.kind == KIND, RuleSet.state == RuleState.EFFECTIVE)
        .where(RuleSet.region_code.in_(places), RuleSet.effective_from <= day)
        .where(or_(RuleSet.effective_to.is_(None), RuleSet.effective_to >= day))
    )
    rows = sorted(
        db.session.scalars(query),
        key=lambda row: (places.index(row.region_code), -row.effective_from.toordinal(), -row.id),
    )
    nearest: dict[tuple[str, str], RuleSet] = {}
    for row in rows:
        nearest.setdefault((row.key, row.legal_form), row)
    return sorted(nearest.values(), key=reading_order)


def announced_sets() -> list[RuleSet]:
    """The checklists that are announced and not in use: their text is awaited."""
    query = select(RuleSet).where(RuleSet.kind == KIND, RuleSet.state == RuleState.ANNOUNCED)
    return sorted(db.session.scalars(query), key=reading_order)


def reading_order(rules: RuleSet) -> tuple[int, int, str]:
    """Procedures as they come in the life of an organization, then the forms."""
    known = {procedure.value: place for procedure, place in PROCEDURE_ORDER.items()}
    return known.get(rules.key, 99), FORM_ORDER.get(rules.legal_form, 99), rules.edition


def pick(rows: Iterable[RuleSet], procedure: Procedure, form: LegalForm) -> RuleSet | None:
    """The checklist of this form, else the one that is the same for all forms."""
    found = {row.legal_form: row for row in rows if row.key == procedure.value}
    return found.get(form.value) or found.get(ALL_FORMS)


def find_checklist(procedure: Procedure, form: LegalForm, park: Park) -> RuleSet | None:
    """The checklist in force for a procedure and a legal form in the park's region."""
    return pick(sets_in_force(park.region.codes_upwards), procedure, form)


def offers_for(organization: Organization, park: Park) -> list[Offer]:
    """What this organization can begin today: what fits it and has a checklist in force."""
    if organization.deregistered_on is not None:
        return []
    rows = sets_in_force(park.region.codes_upwards)
    found = []
    for procedure in FITTING[organization.legal_form]:
        for form in forms_for(procedure, organization.legal_form):
            rules = pick(rows, procedure, form)
            if rules is not None:
                found.append(Offer(procedure, form, rules))
    return found
