"""What is printed of the single file: everything, in Chinese, with masked telephones."""

from typing import Any

from incubator.experts.mentoring.queries import topic_names
from incubator.experts.pool.queries import pool_rules
from incubator.intake.applications.workflow import APPLICATION_FLOW
from incubator.intake.decisions.workflow import RESULT_LABELS
from incubator.kernel import clock
from incubator.kernel.access import Person
from incubator.kernel.identifiers import mask_phone
from incubator.organizations import queries as organizations
from incubator.organizations.models import MODE_LABELS, Organization
from incubator.organizations.workflow import RESIDENCY, STAGE_LABELS
from incubator.registration import queries as registration
from incubator.registration.filings.workflow import FILING_FLOW
from incubator.reports.dossier import queries
from incubator.reports.dossier.documents import list_documents
from incubator.reports.dossier.queries import View, view_of
from incubator.reports.dossier.wording import fact_rows, profile_facts
from incubator.space import queries as space

LONGEST = 500
RECENT_BOOKINGS = 20


def paper_of(person: Person, organization: Organization) -> dict[str, Any]:
    """The context of the paper."""
    view = view_of(person, organization)
    return {
        "organization": organization,
        "printed_on": clock.today(),
        "printed_by": person.display_name,
        "facts": profile_facts(organization, is_open=False),
        "residencies": organizations.list_residencies(organization),
        "stage_entries": organizations.list_stage_entries(organization),
        "reported": fact_rows(organizations.list_facts(organization)),
        "people": [(row, mask_phone(row.phone)) for row in organizations.list_people(organization)],
        "documents": list_documents(view),
        "RESIDENCY": RESIDENCY,
        "MODE_LABELS": MODE_LABELS,
        "STAGE_LABELS": STAGE_LABELS,
        **_entry(view),
        **_registration(view),
        **_mentoring(view),
        **_place(view),
    }


def _entry(view: View) -> dict[str, Any]:
    found = queries.list_applications(view)
    return {
        "applications": found,
        "decisions": queries.decisions_on(found),
        "APPLICATION_FLOW": APPLICATION_FLOW,
        "RESULT_LABELS": RESULT_LABELS,
    }


def _registration(view: View) -> dict[str, Any]:
    summary = registration.summary_for(view.organization)
    seen = summary.case is not None and view.may_see(summary.case)
    filed = summary.filing if summary.filing is not None and view.may_see(summary.filing) else None
    return {"registration": summary if seen else None, "filing": filed, "FILING_FLOW": FILING_FLOW}


def _mentoring(view: View) -> dict[str, Any]:
    residency = view.organization.current_residency
    park = residency.park if residency else None
    return {
        "sessions": queries.list_sessions(view, limit=LONGEST),
        "session_totals": queries.session_totals(view),
        "topics": topic_names(park),
        "modes": pool_rules(park).modes,
    }


def _place(view: View) -> dict[str, Any]:
    desk = space.desk_of(view.organization)
    return {
        "desk": desk if desk and view.may_see(desk) else None,
        "bookings": queries.list_bookings(view, limit=RECENT_BOOKINGS),
        "booking_totals": queries.booking_totals(view),
    }
