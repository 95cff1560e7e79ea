"""Which groups of a bulk filing went on since, and so stay on the register when it is undone?"""

from dataclasses import dataclass

from incubator.kernel.errors import Refusal, WrongState
from incubator.kernel.text import lazy
from incubator.registration.bulk_filings.models import FilingBatch
from incubator.registration.filings.models import Filing
from incubator.registration.filings.workflow import FilingStatus

GONE_ON = {
    "cancelled": lazy("off the register already"),
    "converted": lazy("converted to a registration"),
    "registered": lazy("registered as a legal body"),
    "report": lazy("a yearly report was begun or handed in"),
    "case": lazy("a procedure was opened for the group"),
    "changed": lazy("the register's entry was changed since"),
}


@dataclass(frozen=True)
class Traces:
    """What else is known of the groups: whose reports were begun, whose procedures opened since."""

    with_report: frozenset[int]
    with_case: frozenset[int]


def gone_on(filing: Filing, traces: Traces) -> str:
    """Why a filing stays, as a slug; empty when nothing has happened to it since it was made."""
    if filing.status in (FilingStatus.CANCELLED, FilingStatus.CONVERTED):
        return str(filing.status.value)
    if filing.organization.is_registered:
        return "registered"
    if filing.id in traces.with_report:
        return "report"
    if filing.conversion_id is not None or filing.organization_id in traces.with_case:
        return "case"
    # A row is written once when it is filed: a further version means that somebody wrote again.
    return "changed" if filing.version > 1 else ""


def check_filed(batch: FilingBatch) -> None:
    """Refuse to undo what was never done."""
    if batch.taken_at is None:
        raise WrongState(lazy("Nothing of it is filed yet: the rows can be thrown away instead."))


def check_some(untouched: list[Filing]) -> None:
    """Refuse an undoing that would change nothing."""
    if not untouched:
        raise Refusal(lazy("All its groups went on since: there is nothing to undo as a whole."))
