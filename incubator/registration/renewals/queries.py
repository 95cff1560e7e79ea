"""Which case was the last of its kind, what of it can be taken over, and which renewals have begun?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select

from incubator.kernel.db import db
from incubator.organizations.models import Organization
from incubator.registration.cases.models import Case, CaseStep
from incubator.registration.cases.queries import checklist_of, facts_of
from incubator.registration.cases.rules import ENDED_WELL, RUNNING
from incubator.registration.cases.workflow import CaseStatus
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.checklists.rules import InputType
from incubator.registration.papers.queries import find_sheet

# These belong to one year or one decision and would be wrong in the next.
NOT_COPIED = frozenset({"year", "filing_on", "filing_number", "filing_term"})
BEGUN = tuple(status for status in RUNNING if status is not CaseStatus.REFUSED)


def last_case(organization: Organization, procedure: Procedure) -> Case | None:
    """The newest case of a procedure that ended well; else the newest that was not given up."""
    query = select(Case).where(Case.organization_id == organization.id, Case.procedure == procedure)
    rows = list(db.session.scalars(query.order_by(Case.id.desc())).unique())
    well = [row for row in rows if row.status in ENDED_WELL]
    kept = [row for row in rows if row.status is not CaseStatus.ABANDONED]
    return next(iter(well or kept), None)


@dataclass(frozen=True)
class Carried:
    """What a new case takes over: figures by name, the papers' facts, and the notes of steps."""

    facts: dict[str, int]
    papers: dict[str, str]
    notes: dict[str, str]

    @property
    def count(self) -> int:
        """How many answers."""
        return len(self.facts) + len(self.papers) + len(self.notes)


NOTHING = Carried({}, {}, {})


def carried_from(case: Case | None) -> Carried:
    """What of a case is taken over: figures, never confirmations, which are made anew each time."""
    if case is None:
        return NOTHING
    inputs = [entry for step in checklist_of(case).steps for entry in step.inputs]
    figures = {entry.slug for entry in inputs if entry.type is not InputType.BOOLEAN}
    facts = {slug: value for slug, value in facts_of(case).items() if slug in figures}
    sheet = find_sheet(case)
    typed = dict(sheet.facts) if sheet is not None else {}
    papers = {slug: value for slug, value in typed.items() if value and slug not in NOT_COPIED}
    query = select(CaseStep.slug, CaseStep.note).where(CaseStep.case_id == case.id)
    notes = {row.slug: row.note for row in db.session.execute(query) if row.note.strip()}
    return Carried(facts, papers, notes)


def begun_query(organization_ids: Iterable[int], procedures: Iterable[str]) -> Select[Any]:
    """The newest cases of these procedures as rows (what, key, day, code, owner, state), to be joined."""
    query: Any = select(
        literal("case", String).label("what"),
        cast(Case.procedure, String).label("key"),
        Case.opened_on.label("day"),
        Case.code.label("code"),
        Case.organization_id.label("owner"),
        cast(Case.status, String).label("state"),
    )
    newest = (
        select(func.max(Case.id))
        .where(Case.organization_id.in_(sorted(organization_ids)))
        .where(Case.procedure.in_(sorted(Procedure(name) for name in procedures)))
        .where(Case.status != CaseStatus.ABANDONED)
        .group_by(Case.organization_id, Case.procedure)
    )
    found: Select[Any] = query.where(Case.id.in_(newest))
    return found
