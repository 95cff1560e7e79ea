"""Does every life cycle refuse what its table does not name: each state × move × right or wrong person?"""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

import incubator.app  # noqa: F401 loads every room, and with it every table
from incubator.kernel.access import ANCHORS, Anchor, Permission, Role, Scope, scope
from incubator.kernel.errors import Absent, NotAllowed, Refusal, WrongState
from incubator.kernel.workflow import WORKFLOWS, Move, Workflow

TABLES = sorted(WORKFLOWS.values(), key=lambda table: table.name)
PARK, REGION, ORGANIZATION, PERSON = 7, "/990000/999999/", 11, 5
HERE = scope(parks=[PARK], regions=[REGION], organizations=[ORGANIZATION], people=[PERSON])


@dataclass(frozen=True)
class Hat:
    """A grant that holds at one place."""

    role: Role
    park_id: int | None = None
    region_path: str | None = None
    organization_id: int | None = None


@dataclass(frozen=True)
class Someone:
    """A person with one hat."""

    id: int
    active_grants: tuple[Hat, ...]
    display_name: str = "某人"


class Subject:
    """Anything in a state that hangs at one place, prepared by somebody else."""

    def __init__(self, table: Workflow, state: str) -> None:
        setattr(self, table.field, state)
        for move in table.moves:
            for name in move.not_by:
                setattr(self, name, 999)

    def access_scope(self) -> Scope:
        """Within reach of everybody of the place."""
        return HERE


def hat(role: Role, *, elsewhere: bool = False) -> Hat:
    """The role at the place of the subject, or next door."""
    shift = 1 if elsewhere else 0
    match ANCHORS[role]:
        case Anchor.PARK:
            return Hat(role, park_id=PARK + shift)
        case Anchor.REGION:
            return Hat(role, region_path="/880000/888888/" if elsewhere else REGION)
        case Anchor.ORGANIZATION:
            return Hat(role, organization_id=ORGANIZATION + shift)
        case Anchor.PERSON | Anchor.INSTALLATION:
            return Hat(role)


def someone(role: Role, *, elsewhere: bool = False) -> Someone:
    """A person of that role, at the place or next door."""
    own = role in {Role.APPLICANT, Role.EXPERT} and not elsewhere
    return Someone(PERSON if own else 4000, (hat(role, elsewhere=elsewhere),))


def right_and_wrong(needed: Permission) -> tuple[Role, Role]:
    """A role that has the permission, and one that has not."""
    others: list[Role] = [
        role for role in Role if role not in needed.roles and role is not Role.APPLICANT
    ]
    # An administrator has no place and so no "next door": whoever is bound to one is asked first.
    bound = [role for role in needed.roles if ANCHORS[role] is not Anchor.INSTALLATION]
    return min(bound or needed.roles), others[0] if others else Role.APPLICANT


def said(table: Workflow, move: Move, state: str, by: Someone) -> str:
    """What the table answers, in one word."""
    try:
        table.check(Subject(table, state), move.name, by=by, reason="因为如此")
    except WrongState:
        return "wrong state"
    except Absent:
        return "absent"
    except NotAllowed:
        return "not allowed"
    return "allowed"


def cells(table: Workflow) -> Iterator[tuple[Move, str, str, Someone, str]]:
    """Each move × state × person with the answer that the table demands."""
    for move in table.moves:
        right, wrong = right_and_wrong(move.permission)
        for state in table.states:
            here = "allowed" if state.slug in move.sources else "wrong state"
            yield move, state.slug, "right", someone(right), here
            yield move, state.slug, "next door", someone(right, elsewhere=True), "absent"
            yield move, state.slug, "wrong role", someone(wrong), "absent"


def test_every_cell_of_every_life_cycle(figures: Callable[[str, object], None]) -> None:
    wrong, counts = [], Counter[str]()
    for table in TABLES:
        for move, state, who, person, expected in cells(table):
            if who == "wrong role" and set(Role) == set(move.permission.roles):
                continue
            answer = said(table, move, state, person)
            counts[answer] += 1
            if answer != expected:
                wrong.append(f"{table.name}.{move.name} from {state}, {who}: {answer}")
    assert not wrong, wrong[:20]
    assert counts["allowed"] == sum(len(move.sources) for table in TABLES for move in table.moves)
    refused = sum(counts.values()) - counts["allowed"]
    figures(
        "life cycles",
        f"{sum(counts.values())} cells of {len(TABLES)} tables, {refused} refused, 0 wrong",
    )
    assert refused >= 300


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_move_that_is_in_no_table_is_absent(table: Workflow) -> None:
    subject = Subject(table, table.initial)
    for name in ("", "delete", "status", "__init__", "接受"):
        with pytest.raises(Absent):
            table.check(subject, name, by=someone(Role.MANAGER))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_second_person_is_a_second_person(table: Workflow) -> None:
    for move in table.moves:
        for name in move.not_by:
            subject = Subject(table, move.sources[0])
            right, _ = right_and_wrong(move.permission)
            person = someone(right)
            setattr(subject, name, person.id)
            with pytest.raises(NotAllowed):
                table.check(subject, move.name, by=person, reason="因为如此")
            assert move not in table.open_moves(subject, person)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_reason_that_is_needed_is_more_than_blanks(table: Workflow) -> None:
    for move in table.moves:
        if move.needs_reason:
            right, _ = right_and_wrong(move.permission)
            subject = Subject(table, move.sources[0])
            with pytest.raises(Refusal) as refused:
                table.check(subject, move.name, by=someone(right), reason=" \n\t")
            assert refused.value.field == "reason"


def test_the_driver_sees_a_hole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that lets everything through is noticed by the same driver."""
    table = TABLES[0]
    move = dataclasses.replace(table.moves[0], sources=tuple(state.slug for state in table.states))
    right, _ = right_and_wrong(move.permission)
    monkeypatch.setitem(table._moves, move.name, move)
    answers = {said(table, move, state.slug, someone(right)) for state in table.states}
    assert answers == {"allowed"}
