"""Are entries of a draft added, copied, moved and taken out soundly: nothing dangling, nothing unwritten?"""

import pytest
from sqlalchemy import select

from incubator.kernel import rulesets
from incubator.kernel.access import Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.rulesets import RuleSet, RuleState
from incubator.territory.rule_changes import actions, entries, leaves, queries
from tests.territory.test_rule_changes import drafted, shipped

STEPS = ("steps",)
GRADES = "registration.grade_indicators"
ITEMS = ("groups", "basic", "items")


@pytest.fixture
def operator(build, park):
    return build.person(Role.OPERATOR, park=park)


@pytest.fixture
def manager(build, park):
    return build.person(Role.MANAGER, park=park)


@pytest.fixture
def draft(operator):
    return drafted(operator)


def names(change, place=STEPS):
    rows = entries.list_at(change.content["body"], place)
    return [row["slug"] for row in rows]


def grade_draft(operator):
    base = shipped(kind=GRADES)
    return drafted(operator, base=base, values={("valid_years",): 4})


def refused(act, *arguments, by, **more):
    with pytest.raises(Refusal) as refusal, work(by=by):
        act(*arguments, by=by, **more)
    return refusal.value.facts["fault"]


@pytest.mark.postgres
def test_a_step_is_copied_moved_and_goes_through_two_people(draft, operator, manager):
    with work(by=operator):
        made = actions.copy_entry(draft, STEPS, "members", by=operator)
        actions.move_entry(draft, STEPS, made, -1, by=operator)
        actions.change_values(draft, {("steps", made, "title", "zh"): "会员代表推选"}, by=operator)
    order = names(draft)
    assert made == "members_2"
    assert order.index(made) == order.index("members") - 1
    with work(by=operator):
        actions.propose(draft, by=operator)
    with work(by=manager):
        actions.approve(draft, by=manager)
    checklist = rulesets.parse(draft.result)
    assert checklist.step("members_2").title["zh"] == "会员代表推选"
    assert draft.result.state is RuleState.EFFECTIVE


def test_a_new_step_must_be_written_before_it_is_proposed(draft, operator):
    with work(by=operator):
        made = actions.add_entry(draft, STEPS, by=operator)
    assert names(draft)[-1] == made == "new_1"
    fault = refused(actions.propose, draft, by=operator)
    assert fault.place == "steps.new_1.title.zh"
    assert [row.place for row in queries.open_matters(draft)] == ["steps.new_1.title.zh"]
    step = entries.list_at(draft.content["body"], STEPS)[-1]
    assert (step["after"], step["checks"], step["materials"]) == ([], [], [])


def test_a_step_that_others_wait_for_is_not_taken_out(draft, operator):
    fault = refused(actions.remove_entry, draft, STEPS, "members", by=operator)
    assert fault.place.endswith(".after")
    assert "members" in names(draft)


def test_a_copy_of_the_deciding_step_does_not_decide_twice(draft, operator):
    with work(by=operator):
        made = actions.copy_entry(draft, STEPS, "decision", by=operator)
    rows = {row["slug"]: row for row in entries.list_at(draft.content["body"], STEPS)}
    assert rows["decision"]["event"] == "decided"
    assert "event" not in rows[made]


def test_a_circle_is_refused_with_the_place(draft, operator):
    first = names(draft)[0]
    values = {("steps", first, "after"): ["members"]}
    fault = refused(actions.change_values, draft, values, by=operator)
    assert fault.place == f"steps.{first}.after"


def test_materials_are_added_even_where_there_was_none(draft, operator):
    with work(by=operator):
        made = actions.add_entry(draft, STEPS, by=operator)
        paper = actions.add_entry(draft, ("steps", made, "materials"), by=operator)
        other = actions.add_entry(draft, ("steps", "members", "materials"), by=operator)
    assert names(draft, ("steps", made, "materials")) == [paper]
    assert names(draft, ("steps", "members", "materials"))[-1] == other
    assert paper != other


def test_indicator_items_may_be_out_of_balance_only_while_they_are_drafted(operator, manager):
    draft = grade_draft(operator)
    with work(by=operator):
        made = actions.copy_entry(draft, ITEMS, "funds", by=operator)
    assert [row.place for row in queries.open_matters(draft)] == ["groups.basic.points"]
    fault = refused(actions.propose, draft, by=operator)
    assert fault.place == "groups.basic.points"
    with work(by=operator):
        actions.change_values(draft, {(*ITEMS, made, "points"): 4}, by=operator)
        actions.change_values(draft, {(*ITEMS, "funds", "points"): 10}, by=operator)
        actions.propose(draft, by=operator)
    with work(by=manager):
        actions.approve(draft, by=manager)
    assert rulesets.parse(draft.result).items[made].points == 4


def test_a_due_date_is_copied_and_taken_out(operator):
    draft = drafted(
        operator,
        base=shipped(kind="organizations.inspection", form=""),
        values={("ends", "registrar", "day"): 30},
    )
    with work(by=operator):
        made = actions.copy_entry(draft, ("ends",), "platform", by=operator)
        actions.remove_entry(draft, ("ends",), "platform", by=operator)
    assert names(draft, ("ends",))[-1 if made == "platform_2" else 0] != "platform"
    assert made in names(draft, ("ends",))


def test_moving_at_an_end_moves_nothing(draft, operator):
    order = names(draft)
    with work(by=operator):
        actions.move_entry(draft, STEPS, order[0], -1, by=operator)
        actions.move_entry(draft, STEPS, order[-1], 1, by=operator)
    assert names(draft) == order


@pytest.mark.parametrize("place", [("nothing",), ("thresholds",), ("steps", "members", "title")])
def test_what_is_no_list_of_entries_is_not_there(draft, operator, place):
    with pytest.raises(Absent), work(by=operator):
        actions.add_entry(draft, place, by=operator)


def test_only_the_drafter_touches_the_entries(draft, manager):
    with pytest.raises(Refusal, match="起草"), work(by=manager):
        actions.remove_entry(draft, STEPS, "party", by=manager)


def test_every_list_of_every_kind_takes_a_copy_and_gives_it_back(context):
    """Every shipped list: a copy behind its last entry, and out again, leaves it as it was."""
    count = 0
    for body in db.session.scalars(select(RuleSet.body)):
        for path in entries.lists_in(body):
            last = leaves.names_of(entries.list_at(body, path))[-1]
            made, name = entries.with_copy(body, path, last)
            assert len(entries.list_at(made, path)) == len(entries.list_at(body, path)) + 1
            assert entries.without(made, path, name) == body
            count += 1
    assert count > 60
