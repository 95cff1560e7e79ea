"""What can happen next: a life cycle as a table of states and moves, and the one function that moves.

Nothing else assigns a status. `apply` checks the state, the permission and the second-person rule,
sets the state and since when, and writes the audit.
"""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from incubator.kernel import access, audit, clock
from incubator.kernel.access import OWNERS, SYSTEM, Permission, Person
from incubator.kernel.errors import Absent, NotAllowed, Refusal, WrongState
from incubator.kernel.text import lazy


class Turn(StrEnum):
    """Whose turn it is, in the outsider's words."""

    YOU = "you"
    PARK = "park"
    EXPERT = "expert"
    AUTHORITY = "authority"
    NOBODY = "nobody"


TURN_LABELS = {
    Turn.YOU: lazy("the organization"),
    Turn.PARK: lazy("the park"),
    Turn.EXPERT: lazy("the expert"),
    Turn.AUTHORITY: lazy("the authority"),
    Turn.NOBODY: lazy("nobody"),
}


class Tone(StrEnum):
    """How a state feels; each is drawn with an icon and a word."""

    NEUTRAL = "neutral"
    WAITING = "waiting"
    PROGRESS = "progress"
    GOOD = "good"
    BAD = "bad"
    DONE = "done"


ICONS = {
    Tone.NEUTRAL: "circle",
    Tone.WAITING: "hourglass",
    Tone.PROGRESS: "clock",
    Tone.GOOD: "check",
    Tone.BAD: "x",
    Tone.DONE: "archive",
}


@dataclass(frozen=True)
class Badge:
    """A state as people see it."""

    label: Any
    tone: str
    icon: str


@dataclass(frozen=True)
class State:
    """One state: its slug, its word inside, its plain word for outsiders, and whose turn it is."""

    slug: str
    label: Any
    outside: Any = None
    tone: Tone = Tone.NEUTRAL
    turn: Turn = Turn.NOBODY
    final: bool = False

    def badge(self, *, outside: bool = False) -> Badge:
        """The state as a badge, in inside or outside words."""
        word = self.outside if outside and self.outside is not None else self.label
        return Badge(word, self.tone.value, ICONS[self.tone])


@dataclass(frozen=True)
class Move:
    """One move: from which states to which, who may, and the button's word."""

    name: str
    sources: tuple[str, ...]
    target: str
    permission: Permission
    label: Any
    needs_reason: bool = False
    not_by: tuple[str, ...] = ()
    tone: Tone = Tone.NEUTRAL
    primary: bool = False
    button: bool = True
    confirm: Any = None
    done: Any = None


@dataclass(frozen=True)
class Workflow:
    """A life cycle. `field` is the column; `<field>_since` holds the moment of the last move."""

    name: str
    title: Any
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    initial: str
    field: str = "status"
    _states: dict[str, State] = dataclasses.field(init=False, repr=False, compare=False)
    _moves: dict[str, Move] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_states", {state.slug: state for state in self.states})
        object.__setattr__(self, "_moves", {move.name: move for move in self.moves})
        WORKFLOWS[self.name] = self

    def state(self, subject: Any) -> State:
        """The state the subject is in."""
        return self._states[str(getattr(subject, self.field))]

    def state_named(self, slug: str) -> State:
        """The state of that slug."""
        return self._states[slug]

    def move(self, name: str) -> Move:
        """The move of that name; raises `Absent` for one that is not in the table."""
        if name not in self._moves:
            raise Absent
        return self._moves[name]

    def badge(self, subject: Any, *, outside: bool = False) -> Badge:
        """The subject's state as a badge."""
        return self.state(subject).badge(outside=outside)

    def open_moves(self, subject: Any, actor: Person | None) -> list[Move]:
        """The moves with a button that this actor may make now."""
        here = self.state(subject).slug
        return [
            move
            for move in self.moves
            if move.button
            and here in move.sources
            and access.allows(actor, move.permission, subject)
            and not _is_same_person(move, subject, actor)
            and not (_is_of_the_other_side(move) and has_stake(subject, actor))
        ]

    def check(self, subject: Any, name: str, *, by: Person, reason: str = "") -> Move:
        """Refuse what the table does not allow; returns the move."""
        move = self.move(name)
        access.check(by, move.permission, subject)
        if _is_of_the_other_side(move):
            check_impartial(subject, by)
        if self.state(subject).slug not in move.sources:
            raise WrongState(
                lazy("This is no longer possible: the state has changed. Please look again."),
                state=self.state(subject).slug,
                move=name,
            )
        if _is_same_person(move, subject, by):
            raise NotAllowed(lazy("A second person must do this: you prepared it yourself."))
        if move.needs_reason and not reason.strip():
            raise Refusal(lazy("Please give a reason."), field="reason")
        return move

    def apply(self, subject: Any, name: str, *, by: Person, reason: str = "") -> Move:
        """Make the move: check it, set the state and since when, write the audit."""
        move = self.check(subject, name, by=by, reason=reason)
        before = self.state(subject).slug
        setattr(subject, self.field, type(getattr(subject, self.field))(move.target))
        if hasattr(subject, f"{self.field}_since"):
            setattr(subject, f"{self.field}_since", clock.now())
        audit.record_move(subject, f"{self.name}.{name}", before, move.target, by, reason)
        return move


WORKFLOWS: dict[str, Workflow] = {}


def _is_same_person(move: Move, subject: Any, actor: Person | None) -> bool:
    if actor is None or actor is SYSTEM or actor.id is None:
        return False
    return any(getattr(subject, name) == actor.id for name in move.not_by)


def has_stake(subject: Any, actor: Person | None) -> bool:
    """Whether the subject belongs to an organization of the actor."""
    if actor is None or actor is SYSTEM:
        return False
    mine = {grant.organization_id for grant in actor.active_grants} - {None}
    return bool(mine and mine & subject.access_scope().organizations)


def check_impartial(subject: Any, by: Person) -> None:
    """Refuse somebody of the park who decides on an organization of their own."""
    if has_stake(subject, by):
        raise NotAllowed(
            lazy("This concerns an organization of yours: somebody else of the park must do it.")
        )


def _is_of_the_other_side(move: Move) -> bool:
    """Whether the organization itself has no part in this move: the park or an expert acts on it."""
    return not move.permission.roles & set(OWNERS)


def perform(
    subject: Any,
    table: Workflow,
    name: str,
    *,
    by: Person,
    reason: str = "",
    also: dict[str, Callable[..., None]] | None = None,
) -> Move:
    """Make a move together with what else it means (`also[name](subject, by=, reason=)`)."""
    table.check(subject, name, by=by, reason=reason)
    extra = (also or {}).get(name)
    if extra is not None:
        extra(subject, by=by, reason=reason)
    return table.apply(subject, name, by=by, reason=reason)


def reachable(table: Workflow) -> set[str]:
    """The states that can be reached from the initial one: for the proof of each table."""
    found: set[str] = {table.initial}
    pending: list[str] = [table.initial]
    while pending:
        here = pending.pop()
        for move in table.moves:
            if here in move.sources and move.target not in found:
                found.add(move.target)
                pending.append(move.target)
    return found


def diagram(table: Workflow) -> str:
    """The table as a Mermaid diagram for the documentation."""
    lines: Sequence[str] = [
        f"    {source} --> {move.target}: {move.name}"
        for move in table.moves
        for source in move.sources
    ]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {table.initial}", *lines])
