"""Does a running case keep its edition, and go over to another one only by choice, with what was done?"""

import copy
from datetime import date

import pytest
from sqlalchemy import select

from incubator.kernel import audit, rulesets
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.rulesets import RuleSet
from incubator.registration.cases.models import Case, CaseStep
from incubator.registration.cases.queries import list_steps, roadmap_of
from incubator.registration.cases.workflow import StepStatus
from incubator.registration.clocks import actions as clocks
from incubator.registration.editions import actions, queries
from incubator.registration.steps.queries import sheet_of
from tests.registration.build import BEFORE_DECISION, fill, finish, new_case, statuses, step
from tests.statements import counted

COUNTY = "999999"


@pytest.fixture
def operator(build, park):
    return build.person(Role.OPERATOR, park=park)


def edition(case, *, region=COUNTY, since=date(2026, 11, 1), name="local", change=None):
    """Another edition of the case's checklist, as an approval stores it."""
    content = copy.deepcopy(rulesets.to_json(case.rule_set))
    content |= {"version": name, "region": region or None, "effective_from": since.isoformat()}
    (change or local_steps)(content["body"])
    with work(by=SYSTEM) as session:
        rules = rulesets.from_json(content)
        session.add(rules)
    return rules


def local_steps(body):
    """The demand step and the party step go, a visit comes before the charter, and a period shrinks."""
    steps = {row["slug"]: row for row in body["steps"]}
    visit = {**copy.deepcopy(steps["name"]), "slug": "visit", "after": [], "checks": []}
    visit["title"] = {"zh": "实地走访", "en": "Visit"}
    body["steps"] = [
        visit,
        *(row for row in body["steps"] if row["slug"] not in {"demand", "party"}),
    ]
    for row in body["steps"]:
        row["after"] = [slug for slug in row["after"] if slug not in {"demand", "party"}]
    steps["charter"]["after"].append("visit")
    body["thresholds"]["founders"]["value"] = 8


def moved(case, rules, by=SYSTEM):
    with work(by=by):
        plan = actions.move_case(
            db.session.get_one(Case, case.id), rules, by=by, reason="县里新规定"
        )
    db.session.expire_all()
    return plan


def test_a_running_case_keeps_its_edition_when_a_new_one_begins(park, operator):
    case = new_case(park)
    before = statuses(case)
    rules = edition(case)
    assert db.session.get_one(Case, case.id).rule_set.edition != "local"
    assert statuses(case) == before
    assert new_case(park).rule_set_id == rules.id
    assert queries.count_pinned([rules.id, case.rule_set_id]) == {rules.id: 1, case.rule_set_id: 1}
    assert [row.case.id for row in queries.list_movable(operator, rules)] == [case.id]


def test_a_case_goes_over_with_what_was_done(park, operator):
    case = new_case(park)
    finish(case, "demand", "founders", "name")
    fill(case, "charter")
    kept = {
        slug: state for slug, state in statuses(case).items() if slug not in {"demand", "party"}
    }
    plan = moved(case, edition(case), by=operator)
    case = db.session.get_one(Case, case.id)
    assert (plan.added, set(plan.gone)) == (["visit"], {"demand", "party"})
    now = statuses(case)
    assert now["visit"] is StepStatus.OPEN
    assert now["founders"] is StepStatus.DONE
    # The charter waits for the visit now; what was filled in there is kept.
    assert now["charter"] is StepStatus.LOCKED
    assert step(case, "charter").on_paper
    same = set(kept) - {"charter"}
    assert {slug: now[slug] for slug in same} == {slug: kept[slug] for slug in same}
    roadmap = roadmap_of(case)
    assert [row.slug for row in roadmap.left] == ["demand"]
    assert roadmap.left[0].left_title["zh"]
    assert roadmap.left[0].done_on == date(2026, 11, 10)
    query = select(CaseStep.slug).where(CaseStep.case_id == case.id, CaseStep.slug == "party")
    assert db.session.scalar(query) is None
    assert [row.position for row in list_steps(case)] == list(range(1, len(now) + 1))
    assert roadmap.checklist.thresholds["founders"].value == 8
    assert case.standing.total == len(roadmap.on_way)


def test_a_stopped_clock_and_a_fixed_end_go_over_as_they_are(park):
    stopped, fixed = new_case(park), new_case(park)
    for case in (stopped, fixed):
        finish(case, *BEFORE_DECISION, on=date(2026, 11, 3))
    with work(by=SYSTEM):
        clocks.stop(step(stopped, "decision"), on=date(2026, 11, 10), reason="补章程", by=SYSTEM)
        clocks.fix(step(fixed, "decision"), on=date(2026, 12, 8), reason="受理书", by=SYSTEM)
    rules = edition(stopped)
    for case in (stopped, fixed):
        moved(case, rules)
    assert step(stopped, "decision").due_on is None
    assert step(fixed, "decision").due_on == date(2026, 12, 8)


def test_the_move_is_audited_with_its_reason(park, operator):
    case = new_case(park)
    finish(case, "demand")
    moved(case, edition(case), by=operator)
    found = [row for row in audit.history(case) if "moved_to_another_edition" in row.action]
    assert found[0].reason == "县里新规定"
    assert found[0].changes["steps_added"] == [None, ["visit"]]
    assert found[0].changes["steps_kept_behind"] == [None, ["demand"]]
    assert found[0].changes["steps_dropped"] == [["party"], None]
    assert list(audit.verify(db.session())) == []


def test_a_step_left_behind_has_no_page_and_comes_back_with_an_edition_that_asks_for_it(park):
    case = new_case(park)
    finish(case, "demand")
    rules = edition(case)
    first = case.rule_set_id
    moved(case, rules)
    left = db.session.scalars(select(CaseStep).where(CaseStep.left_on.is_not(None))).one()
    with pytest.raises(Absent):
        sheet_of(left)
    again = edition(db.session.get_one(Case, case.id), name="again", change=lambda body: None)
    with work(by=SYSTEM):
        again.body = db.session.get_one(RuleSet, first).body
    moved(case, again)
    case = db.session.get_one(Case, case.id)
    assert roadmap_of(case).left == []
    assert statuses(case)["demand"] is StepStatus.OPEN
    assert statuses(case)["party"] is StepStatus.LOCKED


def test_what_cannot_go_over_is_refused(park, build, operator):
    case = new_case(park)
    later = edition(case, since=date(2027, 1, 1), name="later")
    elsewhere = edition(case, region="888888", name="elsewhere")
    rules = edition(case)
    for wrong in (later, elsewhere, case.rule_set):
        with pytest.raises(Refusal):
            moved(case, wrong, by=operator)
    with pytest.raises(Refusal), work(by=operator):
        actions.move_case(case, rules, by=operator, reason=" ")
    stranger = build.person(Role.OPERATOR, park=build.park("second"))
    with pytest.raises(Absent):
        moved(case, rules, by=stranger)
    assert queries.list_movable(operator, elsewhere) == []


def test_a_case_on_local_rules_is_not_offered_the_nations(park, operator):
    first = new_case(park)
    edition(first)
    local = new_case(park)
    nation = edition(first, region="", name="nation", since=date(2026, 10, 1))
    assert [row.case.id for row in queries.list_movable(operator, nation)] == [first.id]
    assert local.rule_set.edition == "local"


def test_the_operator_ticks_the_cases_that_go_over(park, operator, client_for, post):
    cases = [new_case(park) for _ in range(3)]
    rules = edition(cases[0])
    browser = client_for(operator)
    detail = browser.get(f"/rule-sets/{rules.code}").text
    url = f"/registration-editions/{rules.code}"
    assert url in detail
    page = browser.get(url).text
    assert "实地走访" in page
    assert all(case.number in page for case in cases)
    nothing = post(browser, url, {"reason": "县里新规定"}, page=url)
    assert nothing.status_code == 422
    chosen = [case.code for case in cases[:2]]
    facts = {"cases": chosen, "reason": "县里新规定"}
    assert post(browser, url, facts, page=url).status_code == 303
    pinned = [db.session.get_one(Case, case.id).rule_set_id == rules.id for case in cases]
    assert pinned == [True, True, False]
    assert "原版本" not in browser.get(f"/registrations/{cases[0].code}").text
    assert browser.get(f"/registrations/{cases[0].code}").status_code == 200


def test_a_case_that_went_over_shows_what_it_left(park, operator, client_for):
    case = new_case(park)
    finish(case, "demand")
    moved(case, edition(case))
    page = client_for(operator).get(f"/registrations/{case.code}").text
    assert "原版本留存的步骤" in page
    assert "查需求、定路径" in page


def test_the_page_asks_equally_often_for_one_case_and_for_many(park, operator, client_for):
    first = new_case(park)
    rules = edition(first)
    browser = client_for(operator)
    counts = []
    for _round in range(2):
        for url in (f"/registration-editions/{rules.code}", f"/rule-sets/{rules.code}"):
            browser.get(url)
            with counted() as seen:
                assert browser.get(url).status_code == 200
            counts.append(len(seen))
        with work(by=SYSTEM):
            for case in [new_case(park) for _ in range(4)]:
                case.rule_set_id = first.rule_set_id
    assert counts[:2] == counts[2:]
    assert max(counts) <= 15
