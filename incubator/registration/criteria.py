"""What does a registration tell the stage ladder: charter, council, and the grade that was decided."""

from sqlalchemy import func, select

from incubator.kernel import clock
from incubator.kernel.db import db
from incubator.organizations import criteria
from incubator.organizations.criteria import DOCUMENTS, Checker, document_of
from incubator.organizations.models import DocumentKind, Organization
from incubator.organizations.queries import latest_facts
from incubator.registration.cases.models import Case, CaseStep
from incubator.registration.cases.workflow import CaseStatus, StepStatus
from incubator.registration.checklists.procedures import Procedure


def paper_or_step(kind: DocumentKind, slug: str) -> Checker:
    """A checker that counts the documents of a kind and the steps that brought the same paper."""
    on_file = document_of(kind)

    def count(organization: Organization) -> int:
        query = (
            select(func.count(CaseStep.id))
            .join(Case, CaseStep.case_id == Case.id)
            .where(Case.organization_id == organization.id, CaseStep.slug == slug)
            .where(CaseStep.status == StepStatus.DONE)
        )
        return (on_file(organization) or 0) + (db.session.scalar(query) or 0)

    return count


def grade_in_force(organization: Organization) -> int | None:
    """The grade that was decided here while it is valid; else what was reported; None when nothing was."""
    query = (
        select(Case)
        .where(Case.organization_id == organization.id, Case.status == CaseStatus.DECIDED)
        .where(Case.procedure == Procedure.GRADE_ASSESSMENT)
        .order_by(Case.decided_on.desc(), Case.id.desc())
    )
    case = db.session.scalars(query.limit(1)).unique().first()
    fact = latest_facts(organization).get("grade")
    if case is None or case.decided_on is None:
        return criteria.grade(organization)
    if fact is not None and fact.reported_on > case.decided_on:
        return criteria.grade(organization)
    if case.valid_until is not None and case.valid_until < clock.today():
        return 0
    return criteria.grade_of(case.decision_result)


criteria.register("grade", grade_in_force)
criteria.register(
    "charter_on_file", paper_or_step(DocumentKind.CHARTER, "charter"), fix_endpoint=DOCUMENTS
)
criteria.register(
    "council_on_file", paper_or_step(DocumentKind.COUNCIL, "leaders_filing"), fix_endpoint=DOCUMENTS
)
