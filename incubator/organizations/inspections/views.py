"""What the due-date page learns of yearly reports."""

from datetime import date

from incubator.kernel import clock
from incubator.kernel.access import Person, reach
from incubator.kernel.duedates import DueDate, Kind, Renewable, source
from incubator.kernel.text import gettext, label, lazy
from incubator.organizations.inspections.queries import registered_residents, yearly_ends
from incubator.organizations.inspections.rules import YearlyEnd, ends_of
from incubator.organizations.rules import ORGANIZATION_LIST, ORGANIZATION_READ
from incubator.territory.queries import park_keys

# The key of the checklist that a registration room would follow for it.
PROCEDURE = "annual_inspection"
INSPECTION = Kind("inspection", lazy("Annual inspection"))


def _note(end: YearlyEnd) -> str:
    """On what it stands: the law for the day, local notices for who takes part."""
    law: str = label(end.basis)
    if not end.scope_basis:
        return law
    scope = label(end.scope_basis)
    return str(gettext("%(law)s; who takes part: %(scope)s", law=law, scope=scope))


@source
def inspections_due(person: Person, first: date, last: date) -> list[DueDate]:
    """The yearly reports of the person's organizations and of the residents of their parks."""
    parks = park_keys(person, ORGANIZATION_LIST)
    mine = reach(person, ORGANIZATION_READ).organizations
    found = yearly_ends() if parks is not None or mine else None
    # Whether a report was handed in on paper is not known: what is past would stay overdue for ever.
    ahead = max(first, clock.today())
    if found is None:
        return []
    return [
        DueDate(
            label(end.title),
            row.name,
            day,
            "organizations.organization_detail",
            {"code": row.code, "_anchor": end.slug},
            kind=INSPECTION,
            note=_note(end),
            renewable=Renewable(row.id, row.code, PROCEDURE, date(day.year, 1, 1)),
        )
        for row in registered_residents(parks, mine)
        for day, end in ends_of(row.body, found[0], ahead, last)
    ]
