"""The pages of the single file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.experts.mentoring.queries import active_assignments, topic_names
from incubator.experts.mentoring.workflow import SESSION
from incubator.kernel import histories, pdf, web
from incubator.kernel.identifiers import mask_phone
from incubator.kernel.text import force_locale, gettext, lazy
from incubator.organizations import queries as organizations
from incubator.organizations.models import Organization
from incubator.organizations.workflow import RESIDENCY, STAGE_LABELS
from incubator.registration import queries as registration
from incubator.registration.filings.workflow import FILING_FLOW
from incubator.reports.dossier import queries
from incubator.reports.dossier.documents import list_documents
from incubator.reports.dossier.paper import paper_of
from incubator.reports.dossier.queries import View, view_of
from incubator.reports.dossier.wording import (
    document_rows,
    fact_rows,
    profile_facts,
    residency_line,
    rungs,
)
from incubator.reports.room import room
from incubator.reports.rules import ORGANIZATION_FILE
from incubator.space import queries as space

SHOWN = 50
Context = dict[str, Any]


def _overview(view: View) -> Context:
    organization = view.organization
    return {
        "facts": profile_facts(organization, is_open=view.owns),
        "rungs": rungs(organization),
        "reported": fact_rows(organizations.list_facts(organization)),
        "stage_entries": organizations.list_stage_entries(organization),
        "residencies": organizations.list_residencies(organization),
        "applications": (found := queries.list_applications(view)),
        "decisions": queries.decisions_on(found),
        "RESIDENCY": RESIDENCY,
        "STAGE_LABELS": STAGE_LABELS,
    }


def _registration(view: View) -> Context:
    summary = registration.summary_for(view.organization)
    seen = summary.case is not None and view.may_see(summary.case)
    filed = summary.filing if summary.filing is not None and view.may_see(summary.filing) else None
    return {"summary": summary if seen else None, "filing": filed, "FILING_FLOW": FILING_FLOW}


def _mentoring(view: View) -> Context:
    residency = view.organization.current_residency
    return {
        "totals": queries.session_totals(view),
        "sessions": queries.list_sessions(view, limit=SHOWN),
        "assignments": [
            row for row in active_assignments(view.organization.id) if view.may_see(row)
        ],
        "topics": topic_names(residency.park if residency else None),
        "SESSION": SESSION,
    }


def _space(view: View) -> Context:
    desk = space.desk_of(view.organization)
    return {
        "desk": desk if desk and view.may_see(desk) else None,
        "totals": queries.booking_totals(view),
        "bookings": queries.list_bookings(view, limit=SHOWN),
    }


def _documents(view: View) -> Context:
    return {"files": document_rows(list_documents(view))}


def _people(view: View) -> Context:
    found = organizations.list_people(view.organization)
    return {
        "people": [(row, row.phone if view.owns else mask_phone(row.phone)) for row in found],
        "founders": sum(row.is_founder for row in found),
    }


def _history(view: View) -> Context:
    after = request.args.get("after", type=int)
    page = queries.page_of_history(view, after=after)
    entries = [histories.history_entry(row) for row in page.rows]
    return {"entries": entries, "page": page, "after": after}


@dataclass(frozen=True)
class Section:
    """One part of the file: its word, its partial, and what it loads."""

    label: Any
    template: str
    load: Callable[[View], Context]


SECTIONS = {
    "overview": Section(lazy("Overview"), "reports/_file_overview.html", _overview),
    "registration": Section(lazy("Registration"), "reports/_file_registration.html", _registration),
    "mentoring": Section(lazy("Mentoring"), "reports/_file_mentoring.html", _mentoring),
    "space": Section(lazy("Place"), "reports/_file_space.html", _space),
    "documents": Section(lazy("Papers"), "reports/_file_documents.html", _documents),
    "people": Section(lazy("Its people"), "reports/_file_people.html", _people),
    "history": Section(lazy("History"), "reports/_file_history.html", _history),
}


@room.get("/organizations/<code:code>/file", ORGANIZATION_FILE)
def organization_file(code: str) -> ResponseReturnValue:
    """一户一档: one organization across all rooms, a section at a time."""
    organization = web.load(Organization, code)
    chosen = request.args.get("section", "overview")
    chosen = chosen if chosen in SECTIONS else "overview"
    view = view_of(web.signed_in(), organization)
    residency = organization.current_residency
    return web.page(
        "reports/organization_file.html",
        organization=organization,
        badge=RESIDENCY.badge(residency) if residency else None,
        subtitle=residency_line(residency) if residency else None,
        section=SECTIONS[chosen].template,
        tabs=_tabs(code, chosen),
        owns=view.owns,
        **SECTIONS[chosen].load(view),
    )


def _tabs(code: str, chosen: str) -> list[Context]:
    return [
        {
            "label": section.label,
            "url": url_for("reports.organization_file", code=code, section=slug),
            "active": slug == chosen,
        }
        for slug, section in SECTIONS.items()
    ]


@room.get("/organizations/<code:code>/file.pdf", ORGANIZATION_FILE)
def organization_file_pdf(code: str) -> ResponseReturnValue:
    """The whole file as a paper, in Chinese."""
    organization = web.load(Organization, code)
    with force_locale("zh_Hans"):
        title = gettext("Single file of %(name)s", name=organization.name)
        html = render_template(
            "reports/organization_file_pdf.html", **paper_of(web.signed_in(), organization)
        )
    data = pdf.render(html, title=title)
    return web.send(data, f"{title}.pdf", "application/pdf", inline=True)
