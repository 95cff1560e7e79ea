"""What is told of the ends that a change of the calendar moves: before it is saved, and after."""

from typing import Any

from flask import request, url_for

from incubator.kernel import access, web
from incubator.kernel.deadlines import CalendarChange, Plan
from incubator.territory.queries import park_ids_for
from incubator.territory.rules import CALENDAR_READ

SHOWN = 50


def moves_shown(plan: Plan) -> dict[str, Any]:
    """How many ends move everywhere, and the nearest of them in the reader's own parks."""
    mine = set(park_ids_for(web.signed_in(), CALENDAR_READ))
    rows = [move for move in plan.moves if move.subject.park_id in mine]
    return {"count": plan.count, "mine": len(rows), "rows": rows[:SHOWN]}


def is_agreed(plan: Plan) -> bool:
    """Whether nothing moves, or the person has seen exactly how many ends do."""
    return plan.count == 0 or request.form.get("agreed", "") == str(plan.count)


def after_change(change: CalendarChange) -> str:
    """Where to go after a change: to what moved in the own parks, else back to the year."""
    if change.moved and access.allows(web.person(), CALENDAR_READ, change):
        return url_for("territory.calendar_change", code=change.code)
    return url_for("territory.calendar_list", year=change.year)
