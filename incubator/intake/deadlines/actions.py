"""What becomes of the ends of the entry when the calendar changes: they are written anew."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select, update

from incubator.intake.applications.models import Application, AskBack
from incubator.intake.deadlines.queries import moved_by
from incubator.kernel import deadlines
from incubator.kernel.calendar import WorkCalendar
from incubator.kernel.db import Base, db
from incubator.kernel.deadlines import Move

COLUMNS = {
    "public_notices": ("to_on", "is_provisional"),
    "application_ask_backs": ("answer_by_on", None),
    "objections": ("answer_by_on", None),
    "score_sheets": ("due_on", None),
}


class EntryEnds:
    """The ends of notices, corrections, answers and reviews follow the calendar."""

    def plan(self, before: WorkCalendar, after: WorkCalendar) -> Iterable[Move]:
        """Those that move."""
        return moved_by(before, after)

    def write(self, moves: Sequence[Move]) -> None:
        """Store the new ends; an application carries its call for corrections' end too."""
        for name, (column, provisional) in COLUMNS.items():
            found = [move for move in moves if move.subject.__tablename__ == name]
            if found:
                deadlines.store(Base.metadata.tables[name], found, column, provisional=provisional)
        asked = [m.subject.id for m in moves if m.subject.__tablename__ == "application_ask_backs"]
        for ask_back in db.session.execute(
            select(AskBack.application_id, AskBack.answer_by_on).where(AskBack.id.in_(asked))
        ):
            table = Base.metadata.tables[Application.__tablename__]
            db.session.execute(
                update(table)
                .where(table.c.id == ask_back.application_id)
                .values(answer_by_on=ask_back.answer_by_on)
            )


deadlines.register(EntryEnds())
