"""What did a change bring, as far as it is known: the registers are asked before the file."""

from sqlalchemy import select

from incubator.kernel.db import db
from incubator.registration.cases.models import Case
from incubator.registration.cases.workflow import CaseStatus
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.papers.queries import find_sheet
from incubator.registration.registers.models import Post, PostKind

FACTS = ("name", "representative", "address", "supervising_unit", "mission")


def is_offered(case: Case) -> bool:
    """Whether a case changed something that the file should follow."""
    return case.procedure is Procedure.CHANGE and case.status is CaseStatus.DECIDED


def is_taken_over(case: Case) -> bool:
    """Whether somebody kept the file after the decision."""
    return case.organization.updated_at > case.status_since


def stored_facts(case: Case) -> dict[str, str]:
    """What the file says now."""
    return {name: getattr(case.organization, name) for name in FACTS}


def new_facts(case: Case) -> dict[str, str]:
    """What the file should say: the newest legal representative, the purpose typed for the papers."""
    facts = stored_facts(case)
    query = (
        select(Post.name)
        .where(Post.organization_id == case.organization_id)
        .where(Post.kind == PostKind.LEGAL_REPRESENTATIVE)
        .order_by(Post.starts_on.desc().nulls_last(), Post.id.desc())
    )
    facts["representative"] = db.session.scalars(query).first() or facts["representative"]
    sheet = find_sheet(case)
    if sheet is not None and sheet.facts.get("purpose"):
        facts["mission"] = str(sheet.facts["purpose"])
    return facts
