"""What do the pages of a sheet share in every room: the declaration of conflicts, the line of what waits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask.typing import ResponseReturnValue

from incubator.experts.pool.queries import pool_rules
from incubator.experts.sheets.forms import DeclarationForm
from incubator.experts.sheets.models import ScoreSheet
from incubator.experts.sheets.workflow import SheetStatus
from incubator.kernel import clock, web
from incubator.kernel.errors import Refusal
from incubator.kernel.text import gettext, lazy
from incubator.kernel.waiting import Waiting

Judged = TypeVar("Judged")


@dataclass(frozen=True)
class Declaring(Generic[Judged]):
    """What a room brings to the declaration: its row, its verbs, and where the expert goes next."""

    load: Callable[[], Judged]
    declare: Callable[..., None]
    decline: Callable[..., None]
    sheet_url: str
    list_url: str


def declaration(template: str, sheet: ScoreSheet, declaring: Declaring[Any]) -> ResponseReturnValue:
    """The page on which an expert says whether there is a conflict.

    `declaring.load` loads the room's row, locked, inside the unit of work; the verbs take it.
    """
    form = DeclarationForm()
    if form.posted():
        with web.acting(form) as act:
            act.done(*_carry_out(form, declaring))
        if act.response:
            return act.response
    recusal = pool_rules(sheet.expert.park).recusal
    return web.page(template, form=form, sheet=sheet, recusal=recusal)


def _carry_out(form: DeclarationForm, declaring: Declaring[Any]) -> tuple[str, str | None]:
    judged, by, reason = declaring.load(), web.signed_in(), form.reason.data or ""
    if form.choice.data == "free":
        declaring.declare(judged, has_conflict=False, reason="", by=by)
        return declaring.sheet_url, None
    if not reason:
        raise Refusal(lazy("Please give a reason."), field="reason")
    if form.choice.data == "conflict":
        declaring.declare(judged, has_conflict=True, reason=reason, by=by)
        words = gettext("Declared. Nothing of this organization is shown to you any more.")
    else:
        declaring.decline(judged, by=by, reason=reason)
        words = gettext("Given back. The park looks for another expert.")
    return declaring.list_url, str(words)


def waiting_line(sheet: ScoreSheet, endpoint: str, code: str, *, title: str) -> Waiting:
    """What an expert must declare or score; the subject is named only after the declaration."""
    declared = sheet.status is not SheetStatus.UNDECLARED
    return Waiting(
        title=title,
        button=lazy("Score it") if declared else lazy("Declare and open"),
        endpoint=endpoint,
        arguments={"code": code},
        subject=sheet.subject_label if sheet.is_open else "",
        since=sheet.status_since,
        due=clock.end_of(sheet.due_on) if sheet.due_on else None,
    )
