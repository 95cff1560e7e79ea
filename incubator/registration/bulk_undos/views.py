"""The pages of undoing a bulk filing: propose it with what would leave and what stays; decide."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import web
from incubator.kernel.text import gettext
from incubator.registration.bulk_filings.models import FilingBatch
from incubator.registration.bulk_undos import actions, queries
from incubator.registration.bulk_undos.forms import UndoForm
from incubator.registration.bulk_undos.models import FilingUndo
from incubator.registration.bulk_undos.rules import GONE_ON, check_filed
from incubator.registration.bulk_undos.workflow import UNDO_FLOW, UndoStatus
from incubator.registration.filings.workflow import FILING_KEEP
from incubator.registration.room import room

SHOWN = 50


@room.form("/filing-batches/<code:code>/undo", FILING_KEEP)
def filing_undo_new(code: str) -> ResponseReturnValue:
    """Ask to undo a bulk filing: who would leave the register and who stays is said first."""
    batch = web.load(FilingBatch, code)
    form = UndoForm()
    if form.posted():
        with web.acting(form) as act:
            batch = web.load(FilingBatch, code, lock=True)
            undo = actions.propose(batch, form.reason.data or "", by=web.signed_in())
            url = url_for("registration.filing_undo_detail", code=undo.code)
            act.done(url, gettext("Proposed. A second person decides."))
        if act.response:
            return act.response
        batch = web.load(FilingBatch, code)
    check_filed(batch)
    standing = queries.standing_of(batch)
    return web.page(
        "registration/filing_undo_new.html",
        form=form,
        batch=batch,
        standing=standing,
        undo=queries.undo_of(batch),
        words=GONE_ON,
        limit=SHOWN,
    )


@room.get("/filing-undos/<code:code>", FILING_KEEP)
def filing_undo_detail(code: str) -> ResponseReturnValue:
    """One proposal: why, by whom, what would leave the register, and the second person's buttons."""
    undo = web.load(FilingUndo, code)
    is_open = undo.status is UndoStatus.PROPOSED
    standing = queries.standing_of(undo.batch) if is_open else None
    return web.page(
        "registration/filing_undo_detail.html",
        undo=undo,
        batch=undo.batch,
        standing=standing,
        flow=UNDO_FLOW,
        words=GONE_ON,
        limit=SHOWN,
    )


@room.moves("/filing-undos/<code:code>/moves/<move>", UNDO_FLOW)
def filing_undo_move(code: str, move: str) -> ResponseReturnValue:
    """Approve, refuse or take back."""
    return web.move(
        FilingUndo,
        code,
        move,
        table=UNDO_FLOW,
        actions={"approve": actions.approve, "refuse": actions.refuse},
        back=lambda undo: url_for("registration.filing_undo_detail", code=undo.code),
    )


@room.context_processor
def _offer_undo() -> dict[str, Any]:
    """The page of a bulk filing leads to its undoing, without knowing this part of the room."""
    return {"undo_of_batch": queries.undo_of}
