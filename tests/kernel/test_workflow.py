"""Does a life cycle move only as its table says, by whom it says, and noted each time?"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import pytest

from incubator.kernel import clock, workflow
from incubator.kernel.access import SYSTEM, Permission, Role, scope
from incubator.kernel.audit import AuditEvent
from incubator.kernel.db import db, work
from incubator.kernel.errors import Absent, NotAllowed, Refusal, WrongState
from incubator.kernel.workflow import Move, State, Turn, Workflow

OPERATE = Permission("test.operate", frozenset({Role.OPERATOR}))
DECIDE = Permission("test.decide", frozenset({Role.MANAGER}))


class Status(StrEnum):
    DRAFT = "draft"
    PENDING = "pending"
    DONE = "done"


@dataclass
class Paper:
    """A subject that lives in memory: the table needs no database but the audit's session."""

    park_id: int
    id: int = 1
    status: Status = Status.DRAFT
    status_since: datetime = field(default_factory=clock.now)
    proposed_by_id: int | None = None
    __tablename__ = "papers"

    def access_scope(self):
        return scope(parks=[self.park_id])


@pytest.fixture(scope="module")
def table():
    made = Workflow(
        name="test_paper",
        title="Paper",
        states=(
            State("draft", "Draft", turn=Turn.PARK),
            State("pending", "Pending", outside="In hand"),
            State("done", "Done", final=True),
        ),
        moves=(
            Move("propose", ("draft",), "pending", OPERATE, "Propose", primary=True),
            Move("approve", ("pending",), "done", DECIDE, "Approve", not_by=("proposed_by_id",)),
            Move("return", ("pending",), "draft", DECIDE, "Return", needs_reason=True),
            Move("expire", ("draft",), "done", DECIDE, "Expire", button=False),
        ),
        initial="draft",
    )
    yield made
    del workflow.WORKFLOWS["test_paper"]


@pytest.fixture
def people(build):
    park = build.park()
    return (
        Paper(park.id),
        build.person(Role.OPERATOR, park=park),
        build.person(Role.MANAGER, park=park),
        build.person(Role.MANAGER, park=build.park("second")),
    )


def apply(table, paper, name, by, reason=""):
    with work(by=by):
        return table.apply(paper, name, by=by, reason=reason)


def test_move_sets_state_and_since_and_is_noted(table, people):
    paper, operator, _manager, _stranger = people
    apply(table, paper, "propose", operator)
    assert (paper.status, paper.status_since) == (Status.PENDING, clock.now())
    row = db.session.query(AuditEvent).order_by(AuditEvent.seq.desc()).first()
    assert row is not None
    assert (row.action, row.changes) == ("test_paper.propose", {"status": ["draft", "pending"]})
    assert (row.actor_id, row.park_id) == (operator.id, paper.park_id)


def test_every_pair_outside_the_table_is_refused(table, people):
    paper, _operator, manager, _stranger = people
    refused = 0
    for state in table.states:
        for move in table.moves:
            if state.slug in move.sources:
                continue
            paper.status = Status(state.slug)
            with pytest.raises(WrongState):
                table.check(paper, move.name, by=SYSTEM, reason="because")
            refused += 1
    assert refused == 8
    assert manager is not None


def test_wrong_role_foreign_park_and_unknown_move_are_absent(table, people):
    paper, operator, manager, stranger = people
    with pytest.raises(Absent):
        table.check(paper, "propose", by=manager)
    paper.status = Status.PENDING
    for person in (operator, stranger):
        with pytest.raises(Absent):
            table.check(paper, "approve", by=person)
    with pytest.raises(Absent):
        table.check(paper, "burn", by=manager)


def test_second_person_must_be_another(table, people):
    paper, _operator, manager, _stranger = people
    paper.status, paper.proposed_by_id = Status.PENDING, manager.id
    with pytest.raises(NotAllowed):
        table.check(paper, "approve", by=manager)
    assert [move.name for move in table.open_moves(paper, manager)] == ["return"]
    paper.proposed_by_id = -1
    assert table.check(paper, "approve", by=manager).target == "done"


def test_reason_is_demanded_where_the_table_says(table, people):
    paper, _operator, manager, _stranger = people
    paper.status = Status.PENDING
    for reason in ("", "  "):
        with pytest.raises(Refusal) as refusal:
            table.check(paper, "return", by=manager, reason=reason)
        assert refusal.value.field == "reason"
    assert apply(table, paper, "return", manager, "页数不全").target == "draft"


def test_what_else_a_move_means_happens_with_it_or_not_at_all(table, people):
    paper, operator, _manager, _stranger = people

    def fail(subject, *, by, reason):
        raise Refusal("no")

    with pytest.raises(Refusal), work(by=operator):
        workflow.perform(paper, table, "propose", by=operator, also={"propose": fail})
    assert paper.status is Status.DRAFT


def test_buttons_are_what_one_may_do_now(table, people):
    paper, operator, manager, stranger = people
    names = [
        [move.name for move in table.open_moves(paper, person)]
        for person in (operator, manager, stranger, None)
    ]
    assert names == [["propose"], [], [], []]


def test_states_have_inside_and_outside_words(table, people):
    paper = people[0]
    assert table.badge(paper, outside=True).label == "Draft"
    paper.status = Status.PENDING
    assert table.badge(paper).label == "Pending"
    assert table.badge(paper, outside=True).label == "In hand"


def test_diagram_and_reach_show_the_whole_table(table):
    assert workflow.reachable(table) == {"draft", "pending", "done"}
    lines = workflow.diagram(table).splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> draft"]
    assert all(re.fullmatch(r"    \S+ --> \S+: \S+", line) for line in lines[2:])
    assert len(lines) == 6
