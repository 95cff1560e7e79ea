"""What can be done to let somebody move in: prepare and sign the agreement, and admit in one act."""

from dataclasses import dataclass
from datetime import date

from incubator.accounts.queries import user_ids_of_organization
from incubator.experts import actions as experts
from incubator.experts.mentoring.models import Assignment
from incubator.experts.pool.models import Expert
from incubator.intake.agreements.models import Admission, Agreement
from incubator.intake.agreements.queries import (
    admission_of,
    agreement_of,
    clauses_for,
    first_months,
)
from incubator.intake.agreements.rules import (
    check_notice_over,
    check_signing,
    check_term,
    last_day_of_term,
)
from incubator.intake.agreements.workflow import AGREEMENT_FLOW, AgreementStatus
from incubator.intake.applications.actions import after_move, tell_applicant
from incubator.intake.applications.models import Application
from incubator.intake.applications.workflow import ADMIT, APPLICATION_FLOW, NOTICE_EDIT
from incubator.intake.decisions.models import NoticeEntry
from incubator.intake.decisions.notices import entry_of, is_contested
from incubator.intake.decisions.queries import current_decision
from incubator.intake.decisions.rules import MODE_OF
from incubator.kernel import access, blobs, notices
from incubator.kernel.access import SYSTEM, Person
from incubator.kernel.db import db
from incubator.kernel.errors import Conflict, Refusal, WrongState
from incubator.kernel.files import Inspected
from incubator.kernel.text import lazy
from incubator.organizations import actions as organizations
from incubator.organizations.models import LegalForm, Mode, Organization, Residency
from incubator.organizations.queries import current_cohort
from incubator.organizations.rules import ResidencyTerms
from incubator.registration import actions as registration
from incubator.registration.cases.models import Case
from incubator.space.places import actions as space
from incubator.space.places.models import DeskContract
from incubator.space.places.queries import free_desk_count


@dataclass(frozen=True)
class AgreementFacts:
    """What is agreed."""

    starts_on: date
    goals: str
    representative: str
    signing_place: str


def standing_entry(application: Application) -> NoticeEntry:
    """The applicant's line on a notice that has ended without an open objection; or a refusal."""
    entry = entry_of(application)
    return check_notice_over(entry, contested=entry is not None and is_contested(entry))


def prepare(application: Application, facts: AgreementFacts, *, by: Person) -> Agreement:
    """Prepare the agreement after the notice, or change it while it is not signed."""
    access.check(by, NOTICE_EDIT, application)
    entry = standing_entry(application)
    check_term(facts.starts_on, entry.notice.to_on)
    agreement = agreement_of(application)
    if agreement is None:
        return _start(application, facts, by=by)
    if agreement.status is not AgreementStatus.PREPARED:
        raise WrongState(lazy("A signed agreement can't be changed."))
    _write(agreement, facts)
    db.session.flush()
    return agreement


def _start(application: Application, facts: AgreementFacts, *, by: Person) -> Agreement:
    decision = current_decision(application)
    if decision is None or decision.outcome not in MODE_OF:
        raise Refusal(lazy("There is no released acceptance."))
    agreement = Agreement(
        application=application,
        clauses=clauses_for(application.park),
        mode=MODE_OF[decision.outcome],
        months=first_months(application.park),
        prepared_by_id=by.id,
    )
    _write(agreement, facts)
    db.session.add(agreement)
    APPLICATION_FLOW.apply(application, "end_notice", by=by)
    db.session.flush()
    notices.send(
        user_ids_of_organization(application.organization_id),
        notices.message("Your agreement is ready: please sign it at the park (%(call)s)."),
        url=f"/agreements/{agreement.code}",
        call=application.call.title,
    )
    return agreement


def _write(agreement: Agreement, facts: AgreementFacts) -> None:
    agreement.starts_on = facts.starts_on
    agreement.ends_on = last_day_of_term(facts.starts_on, agreement.months)
    agreement.goals = facts.goals.strip()
    agreement.representative = facts.representative.strip()
    agreement.signing_place = facts.signing_place.strip()


@dataclass(frozen=True)
class Signing:
    """When both signed on paper, and the scan if there is one."""

    organization_on: date
    park_on: date
    scan: Inspected | None = None


def sign(agreement: Agreement, signing: Signing, *, by: Person) -> None:
    """Record both signing dates; the scan may be added, no electronic signature is claimed."""
    AGREEMENT_FLOW.check(agreement, "sign", by=by)
    entry = standing_entry(agreement.application)
    check_signing(signing.organization_on, "organization_on", entry.notice.to_on)
    check_signing(signing.park_on, "park_on", entry.notice.to_on)
    agreement.organization_signed_on = signing.organization_on
    agreement.park_signed_on = signing.park_on
    if signing.scan is not None:
        agreement.scan = blobs.keep(signing.scan, by=by)
    AGREEMENT_FLOW.apply(agreement, "sign", by=by)
    db.session.flush()


def unsign(agreement: Agreement, *, by: Person, reason: str) -> None:
    """Take wrong signing dates back; a scan stays until another is given."""
    AGREEMENT_FLOW.apply(agreement, "unsign", by=by, reason=reason)
    agreement.organization_signed_on = None
    agreement.park_signed_on = None
    db.session.flush()


# ------------------------------------------------------------------ admission


@dataclass(frozen=True)
class AdmissionChoice:
    """What the manager chooses: who accompanies, and which form an unregistered team aims at."""

    expert: Expert
    legal_form: LegalForm | None = None


def admit(agreement: Agreement, choice: AdmissionChoice, *, by: Person) -> Admission:
    """Let the organization move in: residency, stage, desk, registration case, expert; all or nothing.

    A second call returns the first admission.
    """
    application = agreement.application
    access.check(by, ADMIT, application)
    known = admission_of(agreement)
    if known is not None:
        return known
    AGREEMENT_FLOW.check(agreement, "admit", by=by)
    standing_entry(application)
    residency, contract = _move_in(agreement, by=by)
    case = _open_case(application, choice, by=by)
    assignment = _assign(application, choice, agreement.starts_on, by=by)
    made = Admission(
        agreement=agreement,
        residency=residency,
        desk_contract=contract,
        case=case,
        assignment=assignment,
        admitted_by_id=by.id,
    )
    db.session.add(made)
    AGREEMENT_FLOW.apply(agreement, "admit", by=by)
    APPLICATION_FLOW.apply(application, "admit", by=by)
    db.session.flush()
    tell_applicant(
        application, notices.message("Welcome: you have moved in. See what is next: %(call)s")
    )
    return made


def _move_in(agreement: Agreement, *, by: Person) -> tuple[Residency, DeskContract | None]:
    application = agreement.application
    park = application.park
    wants_desk = agreement.mode is Mode.PHYSICAL and free_desk_count(park) > 0
    cohort = current_cohort(park)
    terms = ResidencyTerms(
        park_id=park.id,
        cohort_id=cohort.id if cohort is not None else None,
        mode=Mode.PHYSICAL if wants_desk else Mode.VIRTUAL,
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
    )
    residency = organizations.admit(application.organization, terms, by=by)
    if not wants_desk:
        return residency, None
    contract = space.hold_desk(
        application.organization,
        residency,
        park=park,
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        by=by,
    )
    if contract is None:
        raise Conflict(lazy("The last free desk was taken a moment ago. Please try again."))
    return residency, contract


def _open_case(application: Application, choice: AdmissionChoice, *, by: Person) -> Case | None:
    organization: Organization = application.organization
    if organization.is_registered or choice.legal_form is None:
        return None
    return registration.open_case(
        organization, park=application.park, legal_form=choice.legal_form, by=by
    )


def _assign(
    application: Application, choice: AdmissionChoice, starts_on: date, *, by: Person
) -> Assignment:
    return experts.assign(
        choice.expert, application.organization, park=application.park, by=by, starts_on=starts_on
    )


def _void(application: Application, *, by: Person, reason: str) -> None:  # noqa: ARG001 the installation voids it, whoever stepped back
    """Who withdraws or lapses has no agreement any more."""
    agreement = agreement_of(application)
    open_states = {AgreementStatus.PREPARED, AgreementStatus.SIGNED}
    if agreement is not None and agreement.status in open_states:
        AGREEMENT_FLOW.apply(agreement, "void", by=SYSTEM, reason=reason or "—")


for _name in ("withdraw", "lapse"):
    after_move(_name, _void)
