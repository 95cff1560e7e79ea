"""What can be done to renew: open the case that follows, with what was answered the last time."""

from incubator.kernel import audit
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy
from incubator.organizations.models import Organization
from incubator.registration.cases.actions import open_case, refresh
from incubator.registration.cases.models import Case, CaseFact
from incubator.registration.cases.queries import checklist_of, list_steps, running_case
from incubator.registration.checklists.procedures import Procedure, fits
from incubator.registration.papers import actions as papers
from incubator.registration.renewals.queries import Carried, carried_from, last_case
from incubator.territory.models import Park


def start_renewal(
    organization: Organization, procedure: Procedure, *, park: Park, by: Person
) -> Case:
    """Open the case that renews, with the last case's answers; the registers stand as they are."""
    if running_case(organization, procedure) is not None:
        raise Refusal(lazy("This is under way already; the case is open."))
    if not fits(procedure, organization.legal_form):
        raise Refusal(lazy("This does not fit the organization's present form."))
    before = last_case(organization, procedure)
    carried = carried_from(before)
    case = open_case(
        organization, park=park, legal_form=organization.legal_form, procedure=procedure, by=by
    )
    if case is None:
        raise Refusal(lazy("No checklist for this is in force here yet."))
    _carry(case, carried, by)
    if before is not None:
        audit.record(
            case,
            "registration_cases.renewal_started",
            changes={"renews": [None, before.number], "answers": [None, carried.count]},
        )
    refresh(case, by=by)
    return case


def _carry(case: Case, carried: Carried, by: Person) -> None:
    """Only what the present edition still asks for; a note is kept where its step still is."""
    known = {entry.slug for step in checklist_of(case).steps for entry in step.inputs}
    for slug, value in carried.facts.items():
        if slug in known:
            db.session.add(CaseFact(case_id=case.id, slug=slug, value=value, updated_by_id=by.id))
    for step in list_steps(case):
        if step.slug in carried.notes:
            step.note = carried.notes[step.slug]
    if carried.papers:
        papers.keep_facts(case, carried.papers, by=by)
    db.session.flush()
