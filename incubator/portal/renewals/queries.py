"""Which ends are being renewed, and where does each renewal begin or stand? One query for all of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, String, cast, literal, null, select, union_all

from incubator.kernel import duedates
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.duedates import Action, DueDate
from incubator.kernel.text import lazy
from incubator.portal.renewals.models import Renewal
from incubator.portal.renewals.rules import BUTTON, BUTTONS, is_by_hand
from incubator.registration.cases.rules import ENDED_WELL
from incubator.registration.renewals.queries import BEGUN, begun_query

CASE, MARK = "case", "mark"
SEE = lazy("See the renewal")


class Row(NamedTuple):
    """A case that renews, or a mark by hand."""

    what: str
    key: str
    day: date
    code: str
    owner: int | None
    state: str


def _marks(ends: Sequence[DueDate]) -> Select[Any]:
    query: Any = select(
        literal(MARK, String).label("what"),
        Renewal.key.label("key"),
        Renewal.due_on.label("day"),
        literal("", String).label("code"),
        cast(null(), Integer).label("owner"),
        literal("", String).label("state"),
    )
    keys = sorted({end.key for end in ends})
    found: Select[Any] = query.where(Renewal.withdrawn_at.is_(None), Renewal.key.in_(keys))
    return found


def find_mark(key: str, on: date) -> Renewal | None:
    """The mark on an end, if there is one."""
    query = select(Renewal).where(
        Renewal.key == key, Renewal.due_on == on, Renewal.withdrawn_at.is_(None)
    )
    return db.session.scalars(query.order_by(Renewal.id)).first()


@duedates.follower
def follow(_person: Person, found: list[DueDate]) -> list[DueDate]:
    """Each end with the start of its renewal, or what has begun; an end that was renewed is over."""
    wanted = [end.renewable for end in found if end.renewable is not None]
    marked = [end for end in found if is_by_hand(end)]
    parts = [_marks(marked)] if marked else []
    if wanted:
        owners = {row.organization_id for row in wanted}
        parts.append(begun_query(owners, {row.procedure for row in wanted}))
    if not parts:
        return found
    rows = [Row(*row) for row in db.session.execute(union_all(*parts))]
    marks = {(row.key, row.day) for row in rows if row.what == MARK}
    cases = {(row.owner, row.key): row for row in rows if row.what == CASE}
    told = [_told(end, marks, cases) for end in found]
    return [end for end in told if end is not None]


Marks = set[tuple[str, date]]
Cases = dict[tuple[int | None, str], Row]


def _told(end: DueDate, marks: Marks, cases: Cases) -> DueDate | None:
    if end.renewable is not None:
        return _with_case(end, cases.get((end.renewable.organization_id, end.renewable.procedure)))
    if not is_by_hand(end):
        return end
    where = {"key": end.key, "on": end.on.isoformat()}
    action = end.action or Action(BUTTON, "portal.renewal_edit", where)
    if (end.key, end.on) not in marks:
        return replace(end, action=action)
    return replace(end, is_renewing=True, renewal=Action(SEE, "portal.renewal_edit", where))


def _with_case(end: DueDate, row: Row | None) -> DueDate | None:
    renewable = end.renewable
    if renewable is None:
        return end
    if row is not None and row.day >= renewable.since:
        if row.state in BEGUN:
            where = Action(SEE, "registration.case_detail", {"code": row.code})
            return replace(end, is_renewing=True, renewal=where)
        if row.state in ENDED_WELL and renewable.ends_with_decision:
            return None
    label = BUTTONS.get(end.kind.slug, BUTTON)
    begin = {"code": renewable.organization_code, "procedure": renewable.procedure}
    return replace(end, action=Action(label, "registration.renewal_new", begin))
