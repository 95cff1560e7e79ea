"""Which year is a short report about now, who owes one, and when is it whole?"""

from dataclasses import dataclass
from datetime import date

from incubator.kernel import clock
from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy
from incubator.registration.filing_reports.models import FilingReport
from incubator.registration.filing_reports.workflow import ReportStatus
from incubator.registration.filings.models import Filing
from incubator.registration.filings.rules import Window

OPEN = (ReportStatus.DRAFT, ReportStatus.RETURNED)
HANDED_IN = (ReportStatus.SUBMITTED, ReportStatus.ACCEPTED)
FIRST_YEAR = 2000


@dataclass(frozen=True)
class ReportFacts:
    """What a group says of its year; persons and person-times stand side by side and are never added."""

    activities: int | None
    attendances: int | None
    members: int | None
    income_fen: int | None
    expense_fen: int | None
    text: str
    is_safe: bool | None
    safety_note: str


def year_now(window: Window, today: date | None = None) -> int:
    """The year that reports are taken about now: that of the window opened last."""
    day = today or clock.today()
    return day.year - 1 if day >= window.opens_on(day.year - 1) else day.year - 2


def check_owed(filing: Filing, year: int, window: Window) -> None:
    """Refuse a report about a year that has not ended, or in which the group was not yet on file."""
    if not FIRST_YEAR <= year <= year_now(window):
        raise Refusal(lazy("Reports about this year are not taken yet."))
    if not filing.is_valid:
        raise Refusal(lazy("This filing is not valid any more."))
    if not window.is_due_from(filing.filed_on, year):
        raise Refusal(lazy("The group was not on file long enough in that year to report."))


def check_open(report: FilingReport) -> None:
    """Refuse to change what lies with the park or was accepted."""
    if report.status not in OPEN:
        raise Refusal(lazy("The report is handed in: take it back to change it."))


def check_whole(report: FilingReport) -> None:
    """Refuse to hand in a report that leaves something open; 0 is an answer, nothing is not."""
    for name in ("activities", "attendances", "members", "income_fen", "expense_fen"):
        if getattr(report, name) is None:
            field = name.replace("_fen", "_yuan")
            raise Refusal(lazy("Please fill this in; 0 is an answer too."), field=field)
    if not report.text.strip():
        raise Refusal(lazy("Please say in a few sentences what the group did."), field="text")
    if report.is_safe is None:
        raise Refusal(
            lazy("Please say whether the year went without an accident."), field="is_safe"
        )
    if not report.is_safe and not report.safety_note.strip():
        raise Refusal(
            lazy("Please say what happened and what was done about it."), field="safety_note"
        )
