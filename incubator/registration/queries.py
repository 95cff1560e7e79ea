"""What may other rooms ask here: the case of an organization, how far it is, and its summary."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from incubator.kernel.db import db
from incubator.kernel.workflow import Badge, Turn
from incubator.organizations.models import LegalForm, Organization
from incubator.registration.cases.models import Case
from incubator.registration.cases.queries import (
    Progress,
    Roadmap,
    Station,
    case_of,
    present_case,
    progress,
    roadmap_of,
)
from incubator.registration.cases.rules import RUNNING
from incubator.registration.cases.wording import Deadline, case_turn_line, deadline_of
from incubator.registration.cases.workflow import CASE_FLOW
from incubator.registration.checklists.measuring import Measure
from incubator.registration.checklists.procedures import PROCEDURE_LABELS
from incubator.registration.filings.models import Filing
from incubator.registration.filings.queries import latest_filing
from incubator.registration.filings.workflow import FILING_FLOW

__all__ = ["Progress", "RegistrationSummary", "case_of", "progress", "summary_for"]


@dataclass(frozen=True)
class RegistrationSummary:
    """What this room says of an organization on its home page and in its single file."""

    organization: Organization
    case: Case | None
    roadmap: Roadmap | None
    current: Station | None = None
    others: list[Case] = field(default_factory=list)
    filing: Filing | None = None
    mine: bool = False

    @property
    def filing_badge(self) -> Badge | None:
        """The state of its filing: one that was converted stays as a former number."""
        return FILING_FLOW.badge(self.filing) if self.filing is not None else None

    @property
    def procedure_label(self) -> object:
        """What the case is about."""
        return PROCEDURE_LABELS[self.case.procedure] if self.case is not None else ""

    @property
    def other_lines(self) -> list[tuple[Case, object, Badge]]:
        """What else is under way: the case, its procedure and its state."""
        return [(row, PROCEDURE_LABELS[row.procedure], CASE_FLOW.badge(row)) for row in self.others]

    @property
    def badge(self) -> Badge | None:
        """The state of the case."""
        return CASE_FLOW.badge(self.case) if self.case is not None else None

    @property
    def turn_line(self) -> str:
        """Whose turn it is and since when."""
        if self.roadmap is None:
            return ""
        return case_turn_line(self.roadmap, self.current, mine=self.mine)

    @property
    def deadline(self) -> Deadline | None:
        """By when the present step must end."""
        return deadline_of(self.current) if self.current is not None else None

    @property
    def figures(self) -> list[Measure]:
        """The figures of the present step, such as 会员 46/50."""
        if self.roadmap is None or self.current is None:
            return []
        return [row for row in self.roadmap.measures(self.current) if row.is_figure]


def _cases_and_filing(organization: Organization) -> tuple[list[Case], Filing | None]:
    """All cases, the newest first, and the newest filing: in one query where there is a case."""
    query = (
        select(Case, Filing)
        .outerjoin(Filing, Filing.organization_id == Case.organization_id)
        .where(Case.organization_id == organization.id)
        .options(joinedload(Case.rule_set))
        .order_by(Case.id.desc(), Filing.id.desc())
    )
    rows = db.session.execute(query).unique().all()
    if rows:
        return list(dict.fromkeys(row[0] for row in rows)), rows[0][1]
    # A team has never been filed.
    is_team = organization.legal_form is LegalForm.TEAM
    return [], None if is_team else latest_filing(organization.id)


def summary_for(organization: Organization) -> RegistrationSummary:
    """The organization's registration and its filing, in three queries."""
    cases, filing = _cases_and_filing(organization)
    case = present_case(cases)
    if case is None:
        return RegistrationSummary(organization, None, None, filing=filing)
    roadmap = roadmap_of(case)
    others = [row for row in cases if row is not case and row.status in RUNNING]
    current = roadmap.current(prefer=Turn.YOU)
    return RegistrationSummary(organization, case, roadmap, current, others, filing)
