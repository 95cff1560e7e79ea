"""What does a registration tell the stage ladder: a charter and a council that went through the steps."""

from sqlalchemy import func, select

from incubator.kernel.db import db
from incubator.organizations import criteria
from incubator.organizations.criteria import DOCUMENTS, Checker, document_of
from incubator.organizations.models import DocumentKind, Organization
from incubator.registration.cases.models import Case, CaseStep
from incubator.registration.cases.workflow import StepStatus


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


criteria.register(
    "charter_on_file", paper_or_step(DocumentKind.CHARTER, "charter"), fix_endpoint=DOCUMENTS
)
criteria.register(
    "council_on_file", paper_or_step(DocumentKind.COUNCIL, "leaders_filing"), fix_endpoint=DOCUMENTS
)
