"""What happens by itself: an ended case begins its dossier, jobs take in, ends follow the calendar."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from incubator.kernel import deadlines, jobs
from incubator.kernel.access import SYSTEM
from incubator.kernel.calendar import WorkCalendar
from incubator.kernel.db import Base, db
from incubator.kernel.deadlines import Move, Subject
from incubator.registration.cases import followers
from incubator.registration.dossiers import actions
from incubator.registration.dossiers.models import Dossier
from incubator.registration.dossiers.queries import rules_of
from incubator.registration.dossiers.workflow import DossierStatus

followers.after_end(actions.end)
followers.after_going_on(actions.go_on)
COUNTED = {
    DossierStatus.OPEN: ("ended_on", "hand_over_by_on", "is_hand_over_provisional", "hand_over"),
    DossierStatus.HANDED_OVER: (
        "handed_over_on",
        "arrange_by_on",
        "is_arrange_provisional",
        "arrange",
    ),
}


@jobs.handler(actions.TAKE_IN_JOB)
def take_in(dossier_id: int) -> None:
    """Take in the papers of a case."""
    if db.session.get(Dossier, dossier_id) is not None:
        actions.take_in(dossier_id, by=SYSTEM)


@jobs.handler(actions.CHECK_JOB)
def check(dossier_id: int) -> None:
    """Check a dossier again."""
    if db.session.get(Dossier, dossier_id) is not None:
        actions.check(dossier_id, by=SYSTEM)


class DossierEnds:
    """The ends of hand-over and arrangement follow the calendar."""

    def plan(self, before: WorkCalendar, after: WorkCalendar) -> Iterable[Move]:  # noqa: ARG002 an end is always computed
        """The dossiers whose end moves."""
        return _moved_by(after)

    def write(self, moves: Sequence[Move]) -> None:
        """Store the new ends in the column that counts in each dossier's state."""
        table = Base.metadata.tables[Dossier.__tablename__]
        ids = [move.subject.id for move in moves]
        query = select(Dossier.id, Dossier.status).where(Dossier.id.in_(ids))
        state = {row.id: row.status for row in db.session.execute(query)}
        for status, (_start, column, doubt, _limit) in COUNTED.items():
            mine = [move for move in moves if state[move.subject.id] is status]
            if mine:
                deadlines.store(table, mine, column, provisional=doubt)


def _moved_by(calendar: WorkCalendar) -> Iterator[Move]:
    query = select(Dossier).where(Dossier.status.in_(list(COUNTED)))
    known: dict[int, Any] = {}
    for row in db.session.scalars(query.options(joinedload(Dossier.rule_set))).unique():
        start, column, doubt, name = COUNTED[row.status]
        first, stored = getattr(row, start), getattr(row, column)
        if first is None or stored is None:
            continue
        rules = known.setdefault(row.rule_set_id, rules_of(row))
        due = calendar.add_working_days(first, rules.limits[name].days)
        was = getattr(row, doubt)
        if (due.date, due.provisional) != (stored, was):
            yield Move(
                Subject("dossiers", row.id, row.park_id, row.organization_id),
                rules.limits[name].label,
                row.title[:200],
                f"/dossiers/{row.code}",
                stored,
                due.date,
                was,
                due.provisional,
            )


deadlines.register(DossierEnds())
