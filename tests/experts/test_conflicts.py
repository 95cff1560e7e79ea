"""A standing conflict takes the expert's access away everywhere, and only a second person lifts it."""

import pytest

from incubator.experts import actions
from incubator.experts.duty.queries import sessions_due
from incubator.experts.mentoring.queries import (
    SessionFilter,
    assignments_of,
    select_assignments,
    select_sessions,
)
from incubator.experts.mentoring.rules import ASSIGNMENT_LIST, SESSION_READ, ItemFacts
from incubator.experts.mentoring.workflow import ITEM_DONE, SESSION_LOG, AssignmentStatus
from incubator.experts.models import ActionItem, Assignment, MentoringSession
from incubator.experts.pool.actions import declare_standing_conflict
from incubator.experts.queries import is_conflicted
from incubator.kernel import access, paging
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import Absent, Conflict, NotAllowed, Refusal
from tests.experts.build import entry


@pytest.fixture
def pair(make):
    """An expert with two organizations, a session and an item at the first."""
    expert = make.expert()
    near, far = make.organization("青禾县近邻互助会"), make.organization("青禾县远山读书会")
    first = make.assignment(expert, near)
    make.session(first, items=[ItemFacts("补足会员名册")])
    second = make.assignment(expert, far)
    make.session(second)
    return expert, near, first


def declare(expert, organization):
    with work(by=expert.user):
        return actions.declare_conflict(
            expert, organization, reason="配偶任该会理事", by=expert.user
        )


def seen(expert, words=""):
    query = select_sessions(expert.user, SESSION_READ, SessionFilter(words=words))
    return paging.count_up_to(query), {row.organization.name for row in db.session.scalars(query)}


def test_lists_counts_and_search_leave_the_organization_out(pair):
    expert, near, _first = pair
    assert seen(expert) == (2, {"青禾县近邻互助会", "青禾县远山读书会"})
    declare(expert, near)
    assert seen(expert) == (1, {"青禾县远山读书会"})
    assert seen(expert, "近邻") == (0, set())
    assert seen(expert, "理事会")[0] == 1
    assert [row.organization.name for row in assignments_of(expert)] == ["青禾县远山读书会"]
    for status, names in (("active", ["青禾县远山读书会"]), ("past", [])):
        rows = db.session.scalars(select_assignments(expert.user, ASSIGNMENT_LIST, status=status))
        assert [row.organization.name for row in rows] == names


def test_details_answer_as_if_they_were_not_there(pair):
    expert, near, first = pair
    session = db.session.query(MentoringSession).filter_by(assignment_id=first.id).one()
    item = db.session.query(ActionItem).one()
    declare(expert, near)
    for model, row, needed in (
        (Assignment, first, SESSION_LOG),
        (MentoringSession, session, SESSION_READ),
        (ActionItem, item, ITEM_DONE),
    ):
        with pytest.raises(Absent):
            access.load(model, row.code, needed, by=expert.user)


def test_the_accompaniment_ends_and_cannot_start_again(pair, make):
    expert, near, first = pair
    declare(expert, near)
    assert first.status is AssignmentStatus.RECUSED
    assert first.ends_on is not None
    assert is_conflicted(expert, near)
    with pytest.raises(Refusal) as refused:
        make.assignment(expert, near)
    assert refused.value.field == "expert"
    assert not [due for due in sessions_due(expert.user, SESSION_LOG) if due.assignment is first]


def test_the_park_still_sees_everything(pair, build, park):
    expert, near, _first = pair
    operator = build.person(Role.OPERATOR, park=park)
    declare(expert, near)
    query = select_sessions(operator, SESSION_READ, SessionFilter())
    assert paging.count_up_to(query) == 2


def test_pages_hide_the_organization_from_the_expert(pair, client_for):
    expert, near, first = pair
    declare(expert, near)
    browser = client_for(expert.user)
    for path in ("/mentoring/sessions", "/mentoring/assignments", "/home"):
        page = browser.get(path).get_data(as_text=True)
        assert "近邻" not in page, path
    assert browser.get(f"/mentoring/assignments/{first.code}").status_code == 404
    assert browser.get(f"/mentoring/assignments/{first.code}/sessions/new").status_code == 404


def test_the_same_conflict_twice_is_a_conflict(pair):
    expert, near, _first = pair
    declare(expert, near)
    with pytest.raises(Conflict):
        declare(expert, near)


def test_only_a_second_person_lifts_it(pair, build, park):
    expert, near, _first = pair
    manager = build.person(Role.MANAGER, park=park)
    with work(by=manager):
        conflict = actions.declare_conflict(expert, near, reason="园区发现", by=manager)
    with pytest.raises(NotAllowed), work(by=manager):
        actions.lift_conflict(conflict, by=manager, reason="已离任")
    other = build.person(Role.MANAGER, park=park)
    with work(by=other):
        actions.lift_conflict(conflict, by=other, reason="已离任三年")
    assert not is_conflicted(expert, near)
    assert seen(expert)[0] == 2


def test_a_session_is_refused_once_a_conflict_stands(pair):
    expert, near, first = pair
    with work(by=SYSTEM):
        expert_conflict = declare_standing_conflict(expert, near, reason="利害关系", by=SYSTEM)
    assert expert_conflict.status.value == "standing"
    with pytest.raises(Refusal), work(by=SYSTEM):
        actions.log_session(first, entry(), by=SYSTEM)
