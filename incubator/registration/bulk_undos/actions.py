"""What can be done about a bulk filing that was a mistake: propose to undo it, carry that out, refuse."""

from sqlalchemy import select

from incubator.accounts.queries import staff_ids
from incubator.kernel import access, audit, notices
from incubator.kernel.access import Person, Role
from incubator.kernel.db import db
from incubator.kernel.errors import Conflict, Refusal
from incubator.kernel.text import lazy
from incubator.registration.bulk_filings.models import FilingBatch
from incubator.registration.bulk_undos import queries
from incubator.registration.bulk_undos.models import FilingUndo
from incubator.registration.bulk_undos.rules import check_filed, check_some
from incubator.registration.bulk_undos.workflow import UNDO_FLOW
from incubator.registration.filings import actions as filings
from incubator.registration.filings.workflow import FILING_KEEP


def propose(batch: FilingBatch, reason: str, *, by: Person) -> FilingUndo:
    """Ask to take all filings of one act off the register again; a second person decides."""
    access.check(by, FILING_KEEP, batch)
    check_filed(batch)
    if not reason.strip():
        raise Refusal(lazy("Please give a reason."), field="reason")
    if queries.undo_of(batch) is not None:
        raise Conflict(lazy("The undoing of this bulk filing is proposed or done already."))
    check_some(queries.standing_of(batch).untouched)
    undo = FilingUndo(batch=batch, reason=reason.strip(), proposed_by_id=by.id)
    db.session.add(undo)
    db.session.flush()
    notices.send(
        [key for key in staff_ids(batch.park_id, Role.MANAGER) if key != by.id],
        notices.message("The undoing of a bulk filing waits for a second person: %(source)s"),
        url=f"/filing-undos/{undo.code}",
        source=batch.source,
    )
    return undo


def approve(undo: FilingUndo, *, by: Person, reason: str = "") -> None:
    """The second person agrees: what is untouched leaves the register in one act, the rest is named.

    What went on is looked at again under lock: a report may have come in since it was proposed.
    """
    UNDO_FLOW.check(undo, "approve", by=by, reason=reason)
    batch = undo.batch
    db.session.execute(
        select(FilingBatch.id).where(FilingBatch.id == batch.id).with_for_update()
    ).one()
    standing = queries.standing_of(batch, lock=True)
    check_some(standing.untouched)
    for filing in standing.untouched:
        filings.cancel(filing, by=by, reason=undo.reason)
    undo.cancelled = len(standing.untouched)
    undo.kept = [
        {"number": filing.number, "name": filing.organization.name, "why": why}
        for filing, why in standing.went_on
    ]
    undo.decided_by_id = by.id
    UNDO_FLOW.apply(undo, "approve", by=by, reason=reason)
    before = undo.cancelled + len(undo.kept)
    audit.record(batch, "filing_batches.undone", changes={"filings": [before, len(undo.kept)]})
    _tell(undo, notices.message("The bulk filing %(source)s was undone."), by)
    db.session.flush()


def refuse(undo: FilingUndo, *, by: Person, reason: str) -> None:
    """The second person does not agree: the filings stay."""
    UNDO_FLOW.apply(undo, "refuse", by=by, reason=reason)
    undo.decided_by_id = by.id
    _tell(undo, notices.message("The undoing of the bulk filing %(source)s was refused."), by)
    db.session.flush()


def _tell(undo: FilingUndo, message: str, by: Person) -> None:
    """Who proposed it hears what became of it."""
    if undo.proposed_by_id is None or undo.proposed_by_id == by.id:
        return
    notices.send(
        [undo.proposed_by_id],
        message,
        url=f"/filing-undos/{undo.code}",
        source=undo.batch.source,
    )
