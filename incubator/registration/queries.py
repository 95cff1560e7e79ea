"""What may other rooms ask here: the case of an organization, how far it is, and its summary."""

from dataclasses import dataclass

from incubator.kernel.workflow import Badge, Turn
from incubator.organizations.models import Organization
from incubator.registration.cases.models import Case
from incubator.registration.cases.queries import (
    Progress,
    Roadmap,
    Station,
    case_of,
    progress,
    roadmap_of,
)
from incubator.registration.cases.wording import Deadline, case_turn_line, deadline_of
from incubator.registration.cases.workflow import CASE_FLOW
from incubator.registration.checklists.measuring import Measure

__all__ = ["Progress", "RegistrationSummary", "case_of", "progress", "summary_for"]


@dataclass(frozen=True)
class RegistrationSummary:
    """What this room says of an organization on its home page and in its single file."""

    organization: Organization
    case: Case | None
    roadmap: Roadmap | None
    current: Station | None = None

    @property
    def badge(self) -> Badge | None:
        """The state of the case."""
        return CASE_FLOW.badge(self.case) if self.case is not None else None

    @property
    def turn_line(self) -> str:
        """Whose turn it is and since when."""
        if self.roadmap is None:
            return ""
        return case_turn_line(self.roadmap, self.current, mine=False)

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


def summary_for(organization: Organization) -> RegistrationSummary:
    """The organization's registration in two queries."""
    case = case_of(organization)
    if case is None:
        return RegistrationSummary(organization, None, None)
    roadmap = roadmap_of(case)
    return RegistrationSummary(organization, case, roadmap, roadmap.current(prefer=Turn.YOU))
