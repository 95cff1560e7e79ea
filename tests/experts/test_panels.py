"""Who is offered for a panel, in which order, and why somebody must not sit on it?"""

import pytest

from incubator.accounts import actions as accounts
from incubator.experts import actions
from incubator.experts.panels.queries import barred_expert_ids, candidates
from incubator.experts.panels.rules import check_may_judge, check_size, free_to_judge
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import Refusal


def test_the_best_fit_stands_first_and_each_barrier_says_why(park, make):
    team = make.organization()
    busy, fitting, asked, related = (
        make.expert(),
        make.expert(["law"]),
        make.expert(),
        make.expert(),
    )
    make.sheet(busy)
    sheet = make.sheet(asked)
    member = make.expert()
    with work(by=SYSTEM):
        place = accounts.Place(organization_id=team.id)
        accounts.grant(member.user, Role.MEMBER, place, by=SYSTEM)
        actions.declare_conflict(related, team, reason="曾任理事", by=SYSTEM)
    db.session.expire_all()

    found = candidates(park, team.id, asked=[sheet], fields={"law"})
    assert [row.expert for row in free_to_judge(found)] == [fitting, busy]
    assert (found[0].matching, found[1].load) == (("law",), 1)
    why = {row.expert: str(row.barrier) for row in found[2:]}
    assert "曾任理事" in why[related]
    assert "待" in why[asked]
    assert set(why) == {asked, related, member}
    assert barred_expert_ids(team.id) == {related.id, member.id}


def test_nobody_judges_with_a_barrier_or_from_outside_the_pool(park, make):
    team = make.organization()
    one, gone = make.expert(), make.expert()
    with work(by=SYSTEM):
        actions.remove_expert(gone, by=SYSTEM, reason="任期届满")
    offered = candidates(park, team.id, asked=[])
    check_may_judge([one], offered)
    with pytest.raises(Refusal) as caught:
        check_may_judge([one, gone], offered, field="expert")
    assert caught.value.field == "expert"


@pytest.mark.parametrize(
    ("count", "odd", "is_enough"),
    [(2, False, True), (1, False, False), (2, True, False), (3, True, True)],
)
def test_a_panel_is_large_enough_and_odd_where_it_must_be(make, count, odd, is_enough):
    chosen = [make.expert() for _each in range(count)]
    if is_enough:
        check_size(chosen, least=2, odd=odd)
        return
    with pytest.raises(Refusal) as caught:
        check_size(chosen, least=2, odd=odd)
    assert caught.value.field == "experts"
