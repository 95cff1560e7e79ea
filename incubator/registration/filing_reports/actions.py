"""What can be done with short reports: begin one, fill it in, hand it in, accept it or send it back."""

from incubator.accounts.queries import user_ids_of_organization
from incubator.kernel import access, notices, workflow
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.registration.filing_reports.models import FilingReport
from incubator.registration.filing_reports.queries import find_report
from incubator.registration.filing_reports.rules import (
    ReportFacts,
    check_open,
    check_owed,
    check_whole,
)
from incubator.registration.filing_reports.workflow import REPORT_FILL, REPORT_FLOW
from incubator.registration.filings.models import Filing
from incubator.registration.filings.queries import rules_at

RETURNED = notices.message(
    "The report of %(organization)s about %(year)s was sent back: %(reason)s"
)


def begin(filing: Filing, year: int, *, by: Person) -> FilingReport:
    """The report of a group about a year: the one that is there, or a new draft."""
    access.check(by, REPORT_FILL, filing)
    known = find_report(filing, year)
    if known is not None:
        return known
    check_owed(filing, year, rules_at(filing.park)[1].report)
    report = FilingReport(filing=filing, year=year)
    db.session.add(report)
    db.session.flush()
    return report


def fill_in(report: FilingReport, facts: ReportFacts, *, by: Person) -> None:
    """Write what is known of the year; a draft may leave things open."""
    access.check(by, REPORT_FILL, report)
    check_open(report)
    for name, value in vars(facts).items():
        setattr(report, name, value)
    db.session.flush()


def submit(report: FilingReport, *, by: Person, reason: str = "") -> None:
    """Hand the report in when nothing is left open."""
    REPORT_FLOW.check(report, "submit", by=by)
    check_whole(report)
    report.submitted_by_id, report.return_reason = by.id, ""
    REPORT_FLOW.apply(report, "submit", by=by, reason=reason)
    db.session.flush()


def send_back(report: FilingReport, *, by: Person, reason: str) -> None:
    """The report has to be corrected; its people are told why."""
    workflow.perform(report, REPORT_FLOW, "return", by=by, reason=reason)
    report.return_reason = reason[:2000]
    notices.send(
        user_ids_of_organization(report.filing.organization_id),
        RETURNED,
        url=f"/filing-reports/{report.code}",
        organization=report.filing.organization.name,
        year=str(report.year),
        reason=reason[:100],
    )
    db.session.flush()
