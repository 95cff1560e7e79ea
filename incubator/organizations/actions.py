"""What can be done with organizations: find or found a file, keep it up to date, admit, let go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from incubator.accounts import actions as accounts
from incubator.accounts.models import User
from incubator.kernel import audit, blobs, clock, workflow
from incubator.kernel.access import Person, Role
from incubator.kernel.db import db
from incubator.kernel.errors import Conflict, Refusal
from incubator.kernel.files import Inspected
from incubator.kernel.text import gettext, lazy
from incubator.organizations.models import (
    Cohort,
    DocumentKind,
    LegalForm,
    Organization,
    OrganizationDocument,
    OrganizationPerson,
    ParkLink,
    ReportedFact,
    Residency,
    StageEntry,
)
from incubator.organizations.queries import (
    find_by_credit_code,
    find_by_name,
    has_owner,
    is_owner,
)
from incubator.organizations.roster.matching import name_and_town, normalized_name, town_of
from incubator.organizations.rules import (
    CohortFacts,
    PersonFacts,
    ProfileFacts,
    ProspectFacts,
    ResidencyTerms,
    check_credit_code,
    check_not_closed,
    check_profile,
    check_terms,
    first_stage,
    name_to_register,
)
from incubator.organizations.workflow import RESIDENCY, ResidencyStatus, Stage
from incubator.territory.models import Park

APPLIED, IMPORTED, ADMITTED = "application", "import", "residency"


def find_or_create_prospect(facts: ProspectFacts, *, park: Park, by: Person) -> Organization:
    """The file of an organization that knocks: its own, an ownerless one, or a new one.

    A file that belongs to other people, or that the park keeps without an owner, is never handed
    over: the refusal says whom to ask.
    """
    check_credit_code(facts.legal_form, facts.credit_code)
    found = _find_file(facts, by)
    if found is None:
        found = _new_file(facts)
        _make_leader(found, by)
    elif not is_owner(found, by):
        _check_free(found, "credit_code" if found.credit_code else "name")
        _make_leader(found, by)
    _take_over_form(found, facts)
    link_park(found, park, APPLIED)
    db.session.flush()
    return found


def _find_file(facts: ProspectFacts, by: Person) -> Organization | None:
    if facts.credit_code is not None:
        found = find_by_credit_code(facts.credit_code)
        if found is not None:
            return found
    key, town = _key_and_town(facts.name, facts.town)
    named = find_by_name(key, town, facts.region_id)
    if named is None or facts.credit_code is None:
        return named
    # A team that has registered since: the same file, if it is this person's own.
    return named if named.credit_code is None and is_owner(named, by) else None


def _key_and_town(name: str, place: str) -> tuple[str, str]:
    return normalized_name(name), town_of(place) or place.strip()[:60]


def _new_file(facts: ProspectFacts) -> Organization:
    key, town = _key_and_town(facts.name, facts.town)
    row = Organization(
        name=facts.name.strip(),
        name_key=key,
        legal_form=facts.legal_form,
        credit_code=facts.credit_code,
        region_id=facts.region_id,
        town=town,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _check_free(organization: Organization, field: str) -> None:
    """Refuse to hand a file to a stranger."""
    if has_owner(organization):
        raise Refusal(
            lazy(
                "This organization already has an account here. Please ask its leader to invite you."
            ),
            field=field,
        )
    kept = organization.residencies or any(
        link.reason != APPLIED for link in organization.park_links
    )
    if kept:
        raise Refusal(
            lazy(
                "The park already keeps a file of this organization. "
                "Please ask the park to connect it with your account."
            ),
            field=field,
        )


def _make_leader(organization: Organization, by: Person) -> None:
    if isinstance(by, User):
        place = accounts.Place(organization_id=organization.id)
        accounts.grant(by, Role.LEADER, place, by=by)


def _take_over_form(organization: Organization, facts: ProspectFacts) -> None:
    """A team that registered or filed since last year takes its new form and code along."""
    if organization.credit_code is None and organization.legal_form is not facts.legal_form:
        organization.legal_form = facts.legal_form
        organization.credit_code = facts.credit_code


def link_park(organization: Organization, park: Park, reason: str) -> None:
    """Let a park see the organization; an equal link is kept as it is."""
    known = {(link.park_id, link.reason) for link in organization.park_links}
    if (park.id, reason) not in known:
        organization.park_links.append(ParkLink(park_id=park.id, reason=reason))


def update_profile(organization: Organization, facts: ProfileFacts, *, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Write the facts of the file; a code that another file has is refused."""
    check_not_closed(organization)
    check_profile(facts)
    if facts.credit_code is not None:
        other = find_by_credit_code(facts.credit_code)
        if other is not None and other.id != organization.id:
            raise Conflict(
                lazy("Another organization already has this credit code."), field="credit_code"
            )
    for name, value in vars(facts).items():
        setattr(organization, name, value)
    key = name_and_town(facts.name, facts.address)
    organization.name_key, organization.town = key.name, facts.town or key.town
    db.session.flush()


def record_registration(
    organization: Organization,
    *,
    legal_form: LegalForm,
    credit_code: str,
    registered_on: date,
    by: Person,  # noqa: ARG001 the audit takes the actor from the unit of work
) -> None:
    """The organization has become a legal body: its form, its code and the day of the certificate.

    The mark of a team in preparation falls off its name.
    """
    check_credit_code(legal_form, credit_code)
    other = find_by_credit_code(credit_code)
    if other is not None and other.id != organization.id:
        raise Conflict(
            lazy("Another organization already has this credit code."), field="credit_code"
        )
    organization.name = name_to_register(organization.name)
    organization.short_name = name_to_register(organization.short_name)
    organization.name_key = normalized_name(organization.name)
    organization.legal_form = legal_form
    organization.credit_code = credit_code
    organization.founded_on = registered_on
    db.session.flush()


def record_filing(organization: Organization, *, filed_on: date, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """The organization has been filed: a community group, which is no legal body."""
    organization.legal_form = LegalForm.COMMUNITY_GROUP
    organization.founded_on = organization.founded_on or filed_on
    db.session.flush()


def record_deregistration(organization: Organization, *, on: date, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """The authority has struck the organization off: its file is closed and stays readable.

    Its stays are not ended here: rooms and keys are handed back first, so they are listed as to be ended.
    """
    organization.deregistered_on = on
    db.session.flush()


def add_person(
    organization: Organization,
    facts: PersonFacts,
    *,
    by: Person,  # noqa: ARG001 the audit takes the actor from the unit of work
) -> OrganizationPerson:
    """List one more person in the file."""
    _check_term(facts)
    row = OrganizationPerson(organization=organization, **vars(facts))
    db.session.add(row)
    db.session.flush()
    return row


def edit_person(row: OrganizationPerson, facts: PersonFacts, *, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Correct a person of the file."""
    _check_term(facts)
    for name, value in vars(facts).items():
        setattr(row, name, value)
    db.session.flush()


def remove_person(row: OrganizationPerson, *, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Take a person out of the file; the history keeps that they stood there."""
    db.session.delete(row)
    db.session.flush()


def set_people(
    organization: Organization, people: Sequence[PersonFacts], *, by: Person
) -> list[OrganizationPerson]:
    """Bring the file's list to exactly these people, matched by name and post."""
    known = {
        (row.name, row.post): row
        for row in db.session.query(OrganizationPerson).filter_by(organization_id=organization.id)
    }
    kept: list[OrganizationPerson] = []
    for facts in people:
        row = known.pop((facts.name, facts.post), None)
        if row is None:
            row = add_person(organization, facts, by=by)
        else:
            edit_person(row, facts, by=by)
        kept.append(row)
    for row in known.values():
        remove_person(row, by=by)
    return kept


def _check_term(facts: PersonFacts) -> None:
    if facts.since_on and facts.until_on and facts.until_on < facts.since_on:
        raise Refusal(lazy("The last day must come after the first."), field="until_on")


@dataclass(frozen=True)
class FactReport:
    """One reported fact: what, for which period, when and by whom it was said."""

    name: str
    value: str
    reported_on: date
    source: str
    period: str = ""


def add_reported_fact(organization: Organization, fact: FactReport, *, by: Person) -> ReportedFact:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Keep what was reported before its own room exists."""
    row = ReportedFact(organization=organization, **vars(fact))
    db.session.add(row)
    return row


@dataclass(frozen=True)
class DocumentFacts:
    """What a document is, how it is called, and of what day it is."""

    kind: DocumentKind
    title: str = ""
    dated_on: date | None = None


def add_document(
    organization: Organization, inspected: Inspected, *, facts: DocumentFacts, by: Person
) -> OrganizationDocument:
    """Put a checked file into the organization's documents."""
    row = OrganizationDocument(
        organization_id=organization.id,
        kind=facts.kind,
        title=(facts.title.strip() or inspected.name)[:100],
        dated_on=facts.dated_on,
        file_id=blobs.keep(inspected, by=by).id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def remove_document(row: OrganizationDocument, *, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Take a document out of the file; its bytes are swept later."""
    stored = row.file
    db.session.delete(row)
    db.session.flush()
    db.session.delete(stored)
    db.session.flush()


def open_phone(organization: Organization, *, by: Person) -> str:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Show the telephone number to somebody who works for the park; the opening is recorded."""
    audit.record(organization, "organizations.phone_opened")
    return organization.phone


def found_cohort(park: Park, facts: CohortFacts, *, by: Person) -> Cohort:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Open a batch of residents."""
    _check_cohort(facts)
    row = Cohort(park=park, **vars(facts))
    db.session.add(row)
    db.session.flush()
    return row


def edit_cohort(cohort: Cohort, facts: CohortFacts, *, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Correct a batch."""
    _check_cohort(facts)
    for name, value in vars(facts).items():
        setattr(cohort, name, value)
    db.session.flush()


def _check_cohort(facts: CohortFacts) -> None:
    if facts.ends_on is not None and facts.ends_on < facts.starts_on:
        raise Refusal(lazy("The last day must come after the first."), field="ends_on")


def admit(organization: Organization, terms: ResidencyTerms, *, by: Person) -> Residency:
    """Let an organization live in a park: a residency, and its first stage."""
    check_not_closed(organization)
    check_terms(terms)
    if any(
        row.park_id == terms.park_id and row.status is ResidencyStatus.RUNNING
        for row in organization.residencies
    ):
        raise Conflict(lazy("This organization already lives in the park."))
    row = Residency(
        organization=organization,
        park=db.session.get_one(Park, terms.park_id),
        cohort_id=terms.cohort_id,
        mode=terms.mode,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
    )
    db.session.add(row)
    link_park(organization, row.park, ADMITTED)
    db.session.flush()
    set_first_stage(organization, by=by)
    return row


def set_first_stage(organization: Organization, *, by: Person) -> None:
    """Put an organization without a stage on the ladder by its legal form."""
    if organization.stage is None:
        reason = gettext("First stage at moving in")
        enter_stage(organization, first_stage(organization.legal_form), by=by, reason=reason)


def enter_stage(
    organization: Organization,
    stage: Stage,
    *,
    by: Person,
    reason: str,
    change_id: int | None = None,
) -> StageEntry:
    """Put the organization on a rung, with who and why in its dated history."""
    entry = StageEntry(
        organization_id=organization.id,
        from_stage=organization.stage,
        stage=stage,
        by_name=by.display_name,
        reason=reason,
        change_id=change_id,
    )
    before = organization.stage.value if organization.stage else None
    organization.stage, organization.stage_since = stage, clock.now()
    audit.record(
        organization,
        "organizations.stage_entered",
        changes={"stage": [before, stage.value]},
        reason=reason,
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def graduate(residency: Residency, *, by: Person, reason: str) -> None:
    """The organization leaves the shell (出壳), with its reason."""
    workflow.perform(residency, RESIDENCY, "graduate", by=by, reason=reason)
    db.session.flush()


def end_residency(residency: Residency, *, by: Person, reason: str) -> None:
    """The stay ends before its time (退出), with its reason."""
    workflow.perform(residency, RESIDENCY, "exit", by=by, reason=reason)
    db.session.flush()


def new_organization(
    facts: ProfileFacts, *, park: Park, region_id: int, reason: str, by: Person
) -> Organization:
    """A file made by the park itself: imported, or entered at the desk."""
    key = name_and_town(facts.name, facts.address)
    row = Organization(
        name=facts.name,
        name_key=key.name,
        legal_form=LegalForm(facts.legal_form),
        region_id=region_id,
    )
    db.session.add(row)
    update_profile(row, facts, by=by)
    link_park(row, park, reason)
    db.session.flush()
    return row
