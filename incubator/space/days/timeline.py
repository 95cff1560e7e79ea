"""How is a day drawn: rows of cells on the quarter-hour grid, and the same as stretches for a list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from incubator.kernel import clock
from incubator.kernel.access import Reach
from incubator.space.bookings.queries import Line
from incubator.space.bookings.rules import SLOT_MINUTES, BookingTerms, Span
from incubator.space.places.models import MeetingRoom

DAY_START, DAY_END = 8 * 60, 22 * 60


@dataclass(frozen=True)
class Frame:
    """The hours that are drawn: 8:00 to 22:00, or the whole day when a room is open longer."""

    start: int
    end: int

    @property
    def is_short(self) -> bool:
        """Whether the short track of 56 quarter hours is enough."""
        return (self.start, self.end) == (DAY_START, DAY_END)

    @property
    def hours(self) -> list[tuple[int, int]]:
        """Each full hour with the column where it begins."""
        return [(minute // 60, self.column(minute)) for minute in range(self.start, self.end, 60)]

    def column(self, minute: int) -> int:
        """The grid column of a minute of the day."""
        return (minute - self.start) // 15 + 1


@dataclass(frozen=True)
class Cell:
    """One piece of a row: free, past, mine or taken; `line` only for those who may read it."""

    kind: str
    span: Span
    column: int
    width: int
    line: Line | None = None

    @property
    def start(self) -> str:
        """09:00."""
        return f"{self.span.start_minute // 60:02d}:{self.span.start_minute % 60:02d}"

    @property
    def end(self) -> str:
        """10:30."""
        return f"{self.span.end_minute // 60:02d}:{self.span.end_minute % 60:02d}"


@dataclass(frozen=True)
class Row:
    """One room on one day: cells for the grid, stretches (neighbouring free cells joined) for the list."""

    room: MeetingRoom
    day: date
    cells: list[Cell]
    stretches: list[Cell] = field(default_factory=list)


def frame_for(rooms: Iterable[MeetingRoom]) -> Frame:
    """The frame into which all these rooms' hours fit."""
    rooms = list(rooms)
    fits = all(room.opens_minute >= DAY_START and room.closes_minute <= DAY_END for room in rooms)
    return Frame(DAY_START, DAY_END) if fits else Frame(0, 24 * 60)


@dataclass(frozen=True)
class Board:
    """What all rows of one page share: hours, terms, and how far this person reads."""

    frame: Frame
    terms: BookingTerms
    span: Reach

    def row(self, room: MeetingRoom, day: date, lines: Sequence[Line]) -> Row:
        """The row of a room's day."""
        mine = [
            line for line in lines if line.booking.room_id == room.id and line.booking.day == day
        ]
        taken = [self._taken(line, day) for line in mine]
        cells = sorted([*taken, *self._free(room, day, taken)], key=lambda cell: cell.column)
        return Row(room, day, cells, _joined(cells))

    def _taken(self, line: Line, day: date) -> Cell:
        local = clock.local(line.booking.starts_at)
        span = Span(day, local.hour * 60 + local.minute, line.booking.minutes)
        readable = self.span.covers(line.booking.access_scope())
        own = line.booking.organization_id in self.span.organizations
        kind = "mine" if own else "taken"
        return self._cell(kind, span, line if readable else None)

    def _free(self, room: MeetingRoom, day: date, taken: list[Cell]) -> list[Cell]:
        opens = max(room.opens_minute, self.terms.opens_minute)
        closes = min(room.closes_minute, self.terms.closes_minute)
        busy = {
            minute
            for cell in taken
            for minute in range(cell.span.start_minute, cell.span.end_minute, SLOT_MINUTES)
        }
        return [
            self._cell(self._kind(room, Span(day, minute, SLOT_MINUTES)), Span(day, minute, 30))
            for minute in range(opens, closes, SLOT_MINUTES)
            if minute not in busy
        ]

    def _kind(self, room: MeetingRoom, span: Span) -> str:
        ahead = (span.day - clock.today()).days
        within = self.terms.least_days_ahead <= ahead <= self.terms.days_ahead
        if not room.is_open or not within or span.starts_at < clock.now():
            return "past"
        return "free"

    def _cell(self, kind: str, span: Span, line: Line | None = None) -> Cell:
        return Cell(kind, span, self.frame.column(span.start_minute), span.minutes // 15, line)


def _joined(cells: list[Cell]) -> list[Cell]:
    """The cells with neighbouring free half hours joined into one stretch, past ones left out."""
    found: list[Cell] = []
    for cell in cells:
        if cell.kind == "past":
            continue
        last = found[-1] if found else None
        touches = last is not None and last.span.end_minute == cell.span.start_minute
        if last is not None and touches and cell.kind == last.kind == "free":
            span = Span(
                last.span.day, last.span.start_minute, last.span.minutes + cell.span.minutes
            )
            found[-1] = Cell("free", span, last.column, last.width + cell.width)
        else:
            found.append(cell)
    return found
