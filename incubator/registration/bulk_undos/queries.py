"""What can be asked about undoing a bulk filing: its filings, which of them went on, what waits for whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, false, select

from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.registration.bulk_filings.models import FilingBatch
from incubator.registration.bulk_undos.models import FilingUndo
from incubator.registration.bulk_undos.rules import Traces, gone_on
from incubator.registration.bulk_undos.workflow import UNDO_DECIDE, UndoStatus
from incubator.registration.cases.models import Case
from incubator.registration.filing_reports.models import FilingReport
from incubator.registration.filings.models import Filing
from incubator.territory.queries import park_keys

STANDING = (UndoStatus.PROPOSED, UndoStatus.APPROVED)


@dataclass(frozen=True)
class Standing:
    """The filings of one act: those that nothing happened to, and those that went on, with why."""

    untouched: list[Filing]
    went_on: list[tuple[Filing, str]]


def standing_of(batch: FilingBatch, *, lock: bool = False) -> Standing:
    """How the filings of a bulk filing stand now; three queries, whatever their number."""
    numbers = [row["number"] for row in batch.rows if row.get("number")]
    query = select(Filing).where(Filing.park_id == batch.park_id, Filing.number.in_(numbers))
    query = query.order_by(Filing.number, Filing.id)
    if lock:
        query = query.with_for_update(of=Filing)
    filings = list(db.session.scalars(query.execution_options(populate_existing=lock)).unique())
    traces = _traces(batch, filings)
    pairs = [(filing, gone_on(filing, traces)) for filing in filings]
    return Standing(
        [filing for filing, why in pairs if not why],
        [(filing, why) for filing, why in pairs if why],
    )


def _traces(batch: FilingBatch, filings: Iterable[Filing]) -> Traces:
    rows = list(filings)
    reports = select(FilingReport.filing_id).where(
        FilingReport.filing_id.in_([row.id for row in rows])
    )
    cases = select(Case.organization_id).where(
        Case.organization_id.in_([row.organization_id for row in rows]),
        Case.created_at >= batch.taken_at,
    )
    return Traces(frozenset(db.session.scalars(reports)), frozenset(db.session.scalars(cases)))


def undo_of(batch: FilingBatch) -> FilingUndo | None:
    """The undoing of a bulk filing that waits or was carried out."""
    query = select(FilingUndo).where(
        FilingUndo.batch_id == batch.id, FilingUndo.status.in_(STANDING)
    )
    return db.session.scalars(query).unique().one_or_none()


def select_waiting(person: Person) -> Select[str]:
    """The code of the oldest proposal of somebody else that waits for this person as the second one."""
    parks = park_keys(person, UNDO_DECIDE)
    query = select(FilingUndo.code).join(FilingBatch, FilingUndo.batch_id == FilingBatch.id)
    return (
        query.where(FilingUndo.status == UndoStatus.PROPOSED)
        .where(false() if parks is None else FilingBatch.park_id.in_(parks))
        .where(FilingUndo.proposed_by_id.is_distinct_from(person.id))
        .order_by(FilingUndo.id)
        .limit(1)
    )
