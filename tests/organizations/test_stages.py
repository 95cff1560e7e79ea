"""A stage is climbed with criteria ticked or stated, by two people; without them it is refused."""

from io import BytesIO

import pytest

from incubator.accounts import actions as accounts
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import work
from incubator.kernel.errors import Conflict, NotAllowed, Refusal
from incubator.kernel.files import DOCUMENT, inspect
from incubator.kernel.waiting import collect
from incubator.organizations import actions, criteria, queries
from incubator.organizations.actions import DocumentFacts, FactReport
from incubator.organizations.models import DocumentKind
from incubator.organizations.rules import PersonFacts
from incubator.organizations.stages.actions import Proposal, Statement, approve, decline, propose
from incubator.organizations.stages.queries import changes_to_decide
from incubator.organizations.workflow import Stage, StageChangeStatus
from tests.organizations.build import organization, residency
from tests.organizations.test_pages import PDF

pytestmark = pytest.mark.postgres


def paper():
    return inspect(PDF, "说明.pdf", DOCUMENT)


def ready(park):
    """A start-up that meets everything that data can tell for the next stage."""
    found = organization(park, number=4)
    residency(found, park)
    with work(by=SYSTEM):
        for number in range(3):
            facts = PersonFacts(f"专职{number}", "社工", is_full_time=True)
            actions.add_person(found, facts, by=SYSTEM)
        fact = FactReport("inspection", "合格", found.founded_on, "年检公告", "2025")
        actions.add_reported_fact(found, fact, by=SYSTEM)
    return found


def statements_for(found, park, target):
    body = queries.get_stage_rules(park).body
    checks = criteria.checks_for(found, body, target)
    return {
        check.slug: Statement("制度已执行，附复印件。", paper())
        for check in checks
        if check.needs_statement
    }


def proposed(found, park, by):
    proposal = Proposal(Stage.DEVELOPING, "运行稳定", statements_for(found, park, Stage.DEVELOPING))
    with work(by=by):
        return propose(found, proposal, park=park, by=by)


def test_criteria_are_ticked_by_data_or_need_a_statement(build, park):
    found = ready(park)
    body = queries.get_stage_rules(park).body
    checks = {row.slug: row for row in criteria.checks_for(found, body, Stage.DEVELOPING)}
    assert checks["twelve_months"].met is True
    assert checks["inspection"].met is True
    assert checks["full_time"].found == 3
    assert checks["finance_rules"].needs_statement


def test_an_unmet_criterion_stops_the_proposal(build, park):
    found = organization(park, number=4)
    residency(found, park)
    operator = build.person(Role.OPERATOR, park=park)
    with pytest.raises(Refusal) as refused:
        proposed(found, park, operator)
    assert "full_time" in refused.value.facts["unmet"]


def test_a_missing_statement_stops_the_proposal(build, park):
    found, operator = ready(park), build.person(Role.OPERATOR, park=park)
    with pytest.raises(Refusal) as refused, work(by=operator):
        propose(found, Proposal(Stage.DEVELOPING), park=park, by=operator)
    assert refused.value.field.startswith("text_")


def test_a_second_person_approves_and_history_says_who_and_why(build, park):
    found, operator = ready(park), build.person(Role.OPERATOR, park=park)
    manager = build.person(Role.MANAGER, park=park)
    change = proposed(found, park, operator)
    assert [row.id for row in changes_to_decide(manager)] == [change.id]
    assert any(item.subject == found.name for item in collect(manager))
    with work(by=manager):
        approve(change, by=manager, reason="同意")
    assert found.stage is Stage.DEVELOPING
    last = queries.list_stage_entries(found)[-1]
    assert (last.by_name, last.reason, last.change_id) == (
        manager.display_name,
        "同意",
        change.id,
    )
    assert changes_to_decide(manager) == []


def test_one_person_in_both_roles_cannot_decide_the_own_proposal(build, park):
    found, both = ready(park), build.person(Role.OPERATOR, park=park)
    with work(by=SYSTEM):
        build_grant(both, park)
    change = proposed(found, park, both)
    with pytest.raises(NotAllowed), work(by=both):
        approve(change, by=both)
    assert found.stage is Stage.STARTUP
    assert changes_to_decide(both) == []


def build_grant(user, park):
    accounts.grant(user, Role.MANAGER, accounts.Place(park_id=park.id), by=SYSTEM)


def test_a_second_proposal_waits_for_the_first(build, park):
    found, operator = ready(park), build.person(Role.OPERATOR, park=park)
    proposed(found, park, operator)
    with pytest.raises(Conflict):
        proposed(found, park, operator)


def test_declining_leaves_the_stage(build, park):
    found, operator = ready(park), build.person(Role.OPERATOR, park=park)
    manager = build.person(Role.MANAGER, park=park)
    change = proposed(found, park, operator)
    with work(by=manager):
        decline(change, by=manager, reason="财务制度未见原件")
    assert found.stage is Stage.STARTUP
    assert change.status is StageChangeStatus.DECLINED


def test_down_needs_a_reason_and_no_criteria(build, park):
    found, operator = ready(park), build.person(Role.OPERATOR, park=park)
    with pytest.raises(Refusal) as refused, work(by=operator):
        propose(found, Proposal(Stage.SEEDLING), park=park, by=operator)
    assert refused.value.field == "note"
    with work(by=operator):
        change = propose(found, Proposal(Stage.SEEDLING, "团队解散"), park=park, by=operator)
    assert change.criteria == []


def test_a_rung_is_not_skipped(build, park):
    found, operator = ready(park), build.person(Role.OPERATOR, park=park)
    with pytest.raises(Refusal), work(by=operator):
        propose(found, Proposal(Stage.HUB, "跳级"), park=park, by=operator)


def test_a_document_ticks_its_criterion(build, park):
    found = organization(park)
    residency(found, park)
    body = queries.get_stage_rules(park).body

    def charter():
        checks = criteria.checks_for(found, body, Stage.STARTUP)
        return next(row.met for row in checks if row.slug == "charter")

    assert charter() is False
    with work(by=SYSTEM):
        facts = DocumentFacts(DocumentKind.CHARTER)
        actions.add_document(found, paper(), facts=facts, by=SYSTEM)
    assert charter() is True


@pytest.mark.parametrize(
    ("said", "level"), [("3A", 3), ("AAAA", 4), ("5A级", 5), ("未评估", 0), ("AA级", 2)]
)
def test_grades_are_read_as_they_are_written(build, park, said, level):
    found = organization(park, number=4)
    with work(by=SYSTEM):
        fact = FactReport("grade", said, found.founded_on, "名册")
        actions.add_reported_fact(found, fact, by=SYSTEM)
    assert criteria.grade(found) == level


def test_the_whole_way_in_the_browser(build, park, client_for, post):
    found = ready(park)
    operator = client_for(build.person(Role.OPERATOR, park=park))
    url = f"/organizations/{found.code}/stage-changes/new"
    page = operator.get(url).get_data(as_text=True)
    body = queries.get_stage_rules(park).body
    checks = criteria.checks_for(found, body, Stage.DEVELOPING)
    stated = [check.slug for check in checks if check.needs_statement]
    assert all(f'name="text_{slug}"' in page for slug in stated)
    assert post(operator, url, {"note": "稳定"}).status_code == 422
    data: dict[str, object] = {"note": "稳定"}
    for slug in stated:
        data[f"text_{slug}"] = "制度已执行"
        data[f"file_{slug}"] = (BytesIO(PDF), "说明.pdf")
    answer = post(operator, url, data, content_type="multipart/form-data")
    assert answer.status_code == 303
    detail = answer.headers["Location"]
    shown = operator.get(detail).get_data(as_text=True)
    assert "制度已执行" in shown
    assert "陈述" in shown
    change = queries.open_stage_change(found)
    move = f"/stage-changes/{change.code}/moves/approve"
    assert post(operator, move).status_code == 403
    manager = client_for(build.person(Role.MANAGER, park=park))
    assert post(manager, move).status_code == 303
    assert post(manager, move).status_code == 409
    assert queries.get_organization(found.id).stage is Stage.DEVELOPING
    stranger = client_for(build.person(Role.MANAGER, park=build.park("second")))
    assert stranger.get(detail).status_code == 404
    assert manager.get("/stage-changes?status=approved").status_code == 200
