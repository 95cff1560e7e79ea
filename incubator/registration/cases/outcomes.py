"""What does a decision mean for the organization's file: filed, graded, inspected, closed?"""

from collections.abc import Callable

from incubator.kernel.access import Person
from incubator.organizations import actions as organizations
from incubator.organizations.actions import FactReport
from incubator.registration.cases.models import Case
from incubator.registration.checklists.procedures import Procedure


def follow(case: Case, *, by: Person) -> None:
    """Bring the file to what was decided."""
    found = _FOLLOWED.get(case.procedure)
    if found is not None:
        found(case, by)


def _filed(case: Case, by: Person) -> None:
    assert case.decided_on is not None
    organizations.record_filing(case.organization, filed_on=case.decided_on, by=by)


def _closed(case: Case, by: Person) -> None:
    assert case.decided_on is not None
    organizations.record_deregistration(case.organization, on=case.decided_on, by=by)


def _reported(name: str) -> Callable[[Case, Person], None]:
    def report(case: Case, by: Person) -> None:
        assert case.decided_on is not None
        source = f"{case.rule_set.title['zh']} {case.decision_number or case.number}"
        fact = FactReport(
            name,
            case.decision_result,
            case.decided_on,
            source[:200],
            period=str(case.decided_on.year),
        )
        organizations.add_reported_fact(case.organization, fact, by=by)

    return report


_FOLLOWED: dict[Procedure, Callable[[Case, Person], None]] = {
    Procedure.FILING: _filed,
    Procedure.DEREGISTRATION: _closed,
    Procedure.GRADE_ASSESSMENT: _reported("grade"),
    Procedure.ANNUAL_INSPECTION: _reported("inspection"),
}
