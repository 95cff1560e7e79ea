"""Handing in, sending back, confirming: what is asked for before a step may be called done?"""

from datetime import date

import pytest

from incubator.kernel import files
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import work
from incubator.kernel.errors import Absent, Refusal, WrongState
from incubator.kernel.workflow import Turn
from incubator.registration.cases.workflow import StepStatus
from incubator.registration.steps import actions
from incubator.registration.steps.queries import list_files, sheet_of
from tests.registration.build import fill, finish, new_case, statuses, step

TO_MEMBERS = ("demand", "founders", "name", "charter")
ON = date(2026, 11, 12)


@pytest.fixture
def case(build):
    found = new_case(build.park())
    finish(found, *TO_MEMBERS)
    return found


def confirm(case, slug, *, by=SYSTEM, on=ON, reason=""):
    with work(by=by):
        actions.confirm(step(case, slug), actions.Confirmation(on, override_reason=reason), by=by)


def test_forty_six_members_are_not_enough(case):
    fill(case, "members", members_individual=46)
    with pytest.raises(Refusal, match="46/50"):
        confirm(case, "members")
    with pytest.raises(Refusal, match="46/50"), work(by=SYSTEM):
        actions.hand_in(step(case, "members"), by=SYSTEM)
    fill(case, "members", members_individual=50)
    confirm(case, "members")
    assert statuses(case)["members"] is StepStatus.DONE


def test_the_park_may_go_on_with_a_reason_that_stays(case):
    fill(case, "members", members_individual=46)
    confirm(case, "members", reason="登记机关同意按单位会员折算")
    found = step(case, "members")
    assert found.status is StepStatus.DONE
    assert found.override_reason == "登记机关同意按单位会员折算"


def test_every_missing_paper_is_named_at_once(case):
    fill(case, "members")
    with work(by=SYSTEM):
        work_without = actions.Work({"members_individual": 50, "no_state_organs": 1})
        actions.fill_in(step(case, "members"), work_without, by=SYSTEM)
    with pytest.raises(Refusal) as refused:
        confirm(case, "members")
    assert "会员名册" in str(refused.value.message)
    assert "入会申请表" in str(refused.value.message)
    assert refused.value.field == "override_reason"


def test_a_file_stands_for_a_paper(case):
    fill(case, "members")
    with work(by=SYSTEM):
        actions.fill_in(
            step(case, "members"),
            actions.Work({"members_individual": 50, "no_state_organs": 1}, ["member_forms"]),
            by=SYSTEM,
        )
    png = files.inspect(tiny_png(), "名册.png", files.DOCUMENT)
    with work(by=SYSTEM):
        row = actions.add_file(step(case, "members"), "member_list", png, by=SYSTEM)
    assert sheet_of(step(case, "members")).lack.is_empty
    with work(by=SYSTEM):
        actions.remove_file(row, by=SYSTEM)
    assert list_files(step(case, "members")) == []
    assert not sheet_of(step(case, "members")).lack.is_empty


def tiny_png():
    """A picture of one point."""
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "PNG")
    return out.getvalue()


def test_a_paper_that_is_only_shown_is_not_taken(build):
    case = new_case(build.park())
    finish(case, "demand")
    png = files.inspect(tiny_png(), "身份证.png", files.DOCUMENT)
    with pytest.raises(Refusal), work(by=SYSTEM):
        actions.add_file(step(case, "founders"), "identity_shown", png, by=SYSTEM)
    with pytest.raises(Absent), work(by=SYSTEM):
        actions.add_file(step(case, "founders"), "nonsense", png, by=SYSTEM)


def test_sending_back_turns_the_turn_and_says_why(build, case):
    leader = build.person(Role.LEADER, organization_id=case.organization_id)
    operator = build.person(Role.OPERATOR, park=case.park)
    fill(case, "members", by=leader)
    with work(by=leader):
        actions.hand_in(step(case, "members"), by=leader)
    assert case.standing.turn is Turn.PARK
    with pytest.raises(WrongState):
        fill(case, "members", by=leader)
    with work(by=operator):
        actions.give_back(step(case, "members"), by=operator, reason="名册缺少联系方式")
    found = step(case, "members")
    assert (found.status, found.return_reason) == (StepStatus.RETURNED, "名册缺少联系方式")
    assert case.standing.turn is Turn.YOU
    fill(case, "members", by=leader)
    with work(by=leader):
        actions.hand_in(step(case, "members"), by=leader)
        actions.take_back(step(case, "members"), by=leader)
        actions.hand_in(step(case, "members"), by=leader)
    confirm(case, "members", by=operator)
    found = step(case, "members")
    assert (found.return_reason, found.done_by_id) == ("", operator.id)


def test_an_office_step_waits_for_the_office(case):
    with work(by=SYSTEM):
        actions.send(step(case, "consent"), by=SYSTEM)
    assert statuses(case)["consent"] is StepStatus.SENT
    with pytest.raises(WrongState), work(by=SYSTEM):
        actions.hand_in(step(case, "capital"), by=SYSTEM)
    finish(case, "consent")
    assert statuses(case)["consent"] is StepStatus.DONE


def test_the_organization_cannot_confirm_its_own_step(build, case):
    leader = build.person(Role.LEADER, organization_id=case.organization_id)
    fill(case, "members")
    with pytest.raises(Absent):
        confirm(case, "members", by=leader)


@pytest.mark.parametrize("day", [date(2026, 11, 19), date(2026, 11, 9)])
def test_a_step_is_not_done_in_the_future_nor_before_the_one_before_it(case, day):
    fill(case, "members")
    with pytest.raises(Refusal) as refused:
        confirm(case, "members", on=day)
    assert refused.value.field == "done_on"


def test_a_done_step_is_reopened_only_while_nothing_stands_on_it(case):
    with pytest.raises(Refusal), work(by=SYSTEM):
        actions.reopen(step(case, "founders"), by=SYSTEM, reason="发起人换了")
    with work(by=SYSTEM):
        actions.reopen(step(case, "charter"), by=SYSTEM, reason="漏写终止程序")
    found = statuses(case)
    assert found["charter"] is StepStatus.OPEN
    assert {found[slug] for slug in ("consent", "members", "capital")} == {StepStatus.LOCKED}
    assert step(case, "charter").done_on is None
    finish(case, "charter")
    assert statuses(case)["members"] is StepStatus.OPEN


def test_taking_the_papers_back_opens_the_case_again(build):
    from incubator.registration.cases.workflow import CaseStatus
    from tests.registration.build import BEFORE_DECISION

    case = new_case(build.park())
    finish(case, *BEFORE_DECISION, on=date(2026, 11, 3))
    with work(by=SYSTEM):
        actions.reopen(step(case, "submit"), by=SYSTEM, reason="窗口要求重报")
    assert case.status is CaseStatus.OPEN
    assert statuses(case)["decision"] is StepStatus.LOCKED
