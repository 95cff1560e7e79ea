"""Which stored ends hang on the calendar, and what becomes of them when the calendar changes?

A room that stores an end counted in working days registers how to find those that move and how to
write them. A change of the calendar goes through `change`: every such end is computed anew, kept in
a list of what moved, and noted in the audit under its own subject. An end that a person fixed, and one
that is past its use (done, answered), is the room's to leave out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import ForeignKey, Index, String, Table, bindparam, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from incubator.kernel import audit, clock, workdays
from incubator.kernel.access import Person, Scope, scope
from incubator.kernel.calendar import WorkCalendar
from incubator.kernel.db import Addressable, Base, db

RECOMPUTED = "deadline.recomputed"
BATCH = 2000


class CalendarChange(Addressable, Base):
    """One change of the calendar: what was changed, by whom, and how many ends moved."""

    __tablename__ = "calendar_changes"
    __audited__ = True

    year: Mapped[int]
    what: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by_id: Mapped[int | None]
    moved: Mapped[int] = mapped_column(default=0)

    def access_scope(self) -> Scope:
        """Of interest to the parks whose ends it moved."""
        query = select(DeadlineMove.park_id).where(DeadlineMove.change_id == self.id).distinct()
        parks = list(db.session.scalars(query))
        regions = [path for find in _region_finders for path in find(parks)] if parks else []
        return scope(parks=parks, regions=regions)


_region_finders: list[Callable[[Sequence[int | None]], Iterable[str]]] = []


def tell_regions(find: Callable[[Sequence[int | None]], Iterable[str]]) -> None:
    """Let the room of places say in which regions parks lie: the bureau reads its subtree's changes."""
    if find not in _region_finders:
        _region_finders.append(find)


class DeadlineMove(Base):
    """One end that moved with a change of the calendar."""

    __tablename__ = "deadline_moves"
    __table_args__ = (Index("ix_deadline_moves_change", "change_id", "park_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("calendar_changes.id"))
    park_id: Mapped[int | None]
    title: Mapped[dict[str, str]]
    whose: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(200))
    before_on: Mapped[date]
    after_on: Mapped[date]
    is_provisional: Mapped[bool]


@dataclass(frozen=True, slots=True)
class Subject:
    """Of which row the audit speaks: its table, key and place, without loading it."""

    __tablename__: str
    id: int
    park_id: int | None
    organization_id: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """An end that the new calendar puts on another day, or whose certainty changes."""

    subject: Subject
    title: dict[str, str]
    whose: str
    url: str
    before_on: date
    after_on: date
    was_provisional: bool = False
    is_provisional: bool = False


class Room(Protocol):
    """What a room that stores computed ends can do."""

    def plan(self, before: WorkCalendar, after: WorkCalendar) -> Iterable[Move]:
        """The ends that move when the calendar changes so."""

    def write(self, moves: Sequence[Move]) -> None:
        """Store the new ends."""


_rooms: list[Room] = []


def register(room: Room) -> Room:
    """Let a room's ends follow the calendar."""
    if room not in _rooms:
        _rooms.append(room)
    return room


@dataclass(frozen=True)
class Plan:
    """Everything that would move, room by room."""

    by_room: tuple[tuple[Room, list[Move]], ...]

    @property
    def moves(self) -> list[Move]:
        """All of it, the nearest end first."""
        found = [move for _room, moves in self.by_room for move in moves]
        return sorted(found, key=lambda move: (move.after_on, move.whose))

    @property
    def count(self) -> int:
        """How many ends move."""
        return sum(len(moves) for _room, moves in self.by_room)


def plan(before: WorkCalendar, after: WorkCalendar) -> Plan:
    """What would move; reads only."""
    return Plan(tuple((room, list(room.plan(before, after))) for room in _rooms))


@contextmanager
def change(*, year: int, what: str, by: Person | None) -> Iterator[CalendarChange]:
    """Change the calendar inside the block; afterwards every stored end stands where it belongs."""
    before = workdays.current()
    row = CalendarChange(year=year, what=what[:300], made_by_id=by.id if by else None)
    yield row
    db.session.flush()
    found = plan(before, workdays.current())
    row.moved = found.count
    db.session.add(row)
    db.session.flush()
    for room, moves in found.by_room:
        if moves:
            room.write(moves)
            _note(row, moves)
    db.session.expire_all()


def load_shipped() -> int:
    """Take over newly shipped years; ends that were provisional until now follow. Returns how many."""
    years = workdays.unknown_shipped()
    if not years or not workdays.list_years():
        return workdays.load_shipped()
    what = f"{', '.join(map(str, years))}: shipped with the product"
    with change(year=max(years), what=what, by=None):
        return workdays.load_shipped()


def _note(row: CalendarChange, moves: Sequence[Move]) -> None:
    for start in range(0, len(moves), BATCH):
        part = moves[start : start + BATCH]
        db.session.execute(insert(DeadlineMove), [_stored(row.id, move) for move in part])
    for move in moves:
        changes = {
            "due_on": [move.before_on.isoformat(), move.after_on.isoformat()],
            "is_due_provisional": [move.was_provisional, move.is_provisional],
        }
        audit.record(move.subject, RECOMPUTED, changes=changes, reason=row.what)


def _stored(change_id: int, move: Move) -> dict[str, Any]:
    return {
        "change_id": change_id,
        "park_id": move.subject.park_id,
        "title": move.title,
        "whose": move.whose[:200],
        "url": move.url[:200],
        "before_on": move.before_on,
        "after_on": move.after_on,
        "is_provisional": move.is_provisional,
    }


def list_changes(*, limit: int = 20) -> list[CalendarChange]:
    """The newest changes of the calendar."""
    query = select(CalendarChange).order_by(CalendarChange.id.desc()).limit(limit)
    return list(db.session.scalars(query))


def list_moves(
    row: CalendarChange, park_ids: Sequence[int] | None, *, after: int = 0, limit: int = 100
) -> list[DeadlineMove]:
    """What moved with a change, in the given parks (None: everywhere), in pages by key."""
    query = select(DeadlineMove).where(DeadlineMove.change_id == row.id, DeadlineMove.id > after)
    if park_ids is not None:
        query = query.where(DeadlineMove.park_id.in_(list(park_ids)))
    return list(db.session.scalars(query.order_by(DeadlineMove.id).limit(limit)))


def store(
    table: Table, moves: Sequence[Move], column: str, *, provisional: str | None = None
) -> None:
    """Write the new ends of one table, and whether they are provisional where it keeps that."""
    values: dict[str, Any] = {column: bindparam("new_end")}
    if provisional is not None:
        values[provisional] = bindparam("new_doubt")
    statement = update(table).where(table.c.id == bindparam("row_id")).values(values)
    rows = [
        {"row_id": move.subject.id, "new_end": move.after_on, "new_doubt": move.is_provisional}
        if provisional is not None
        else {"row_id": move.subject.id, "new_end": move.after_on}
        for move in moves
    ]
    for start in range(0, len(rows), BATCH):
        db.session.connection().execute(statement, rows[start : start + BATCH])
