"""Is a grade earned item by item: sets that add up, a self-score with evidence, a panel, a second person?"""

import copy
from datetime import date

import pytest

from incubator.experts import actions as experts
from incubator.experts.sheets.workflow import SheetStatus
from incubator.kernel import rulesets
from incubator.kernel.access import SYSTEM, Role, allows
from incubator.kernel.db import db, work
from incubator.kernel.errors import NotAllowed, Refusal, WrongState
from incubator.kernel.rulesets import Fault, RuleSet, RuleState
from incubator.organizations.models import LegalForm
from incubator.registration.actions import open_case
from incubator.registration.cases.actions import Decision
from incubator.registration.cases.followers import Expected, expected_decision
from incubator.registration.cases.workflow import CaseStatus
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.checklists.rules import Event
from incubator.registration.grades import actions, panel_actions, queries
from incubator.registration.grades.indicators import KIND, PanelRule, parse_indicators
from incubator.registration.grades.models import GradeSeat
from incubator.registration.grades.queries import (
    conditions_for,
    groups_of,
    result_of,
    seats_of,
    set_of,
)
from incubator.registration.grades.rules import (
    GRADE_SCORE,
    Inspection,
    Past,
    conditions_of,
    panel_hundredths,
)
from incubator.registration.grades.workflow import GradeStatus
from incubator.registration.steps.actions import record_decision
from tests.experts.build import ExpertsBuilder
from tests.registration.build import work_off
from tests.registration.grades_build import (
    assessment,
    judge,
    panel,
    registered,
    scored,
    self_score,
    state,
    submitted,
)

FORMS = [LegalForm.SOCIAL_GROUP, LegalForm.PRIVATE_NON_ENTERPRISE, LegalForm.FOUNDATION]
TODAY = date(2026, 11, 18)


def shipped(form=LegalForm.SOCIAL_GROUP):
    return rulesets.get(KIND, legal_form=form.value)


# ------------------------------------------------------------------ the sets


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_a_whole_set(context, form, figures):
    rules = parse_indicators(shipped(form).body)
    assert rules.total == 1000 == sum(group.points for group in rules.groups)
    assert 35 <= len(rules.items) <= 60
    names = {group.slug for group in rules.groups}
    assert {"basic", "governance", "work", "social", "party"} <= names
    assert ("integrity" in names) is (form is LegalForm.PRIVATE_NON_ENTERPRISE)
    assert [grade.start for grade in rules.grades] == [900, 800, 700, 600, 0]
    assert all(item.evidence for item in rules.items.values())
    assert shipped(form).is_sample
    figures(f"items of the grade indicators: {form.value}", len(rules.items))


def broken(path, value):
    body = copy.deepcopy(shipped().body)
    *way, last = path
    place = body
    for name in way:
        place = place[name]
    place[last] = value
    return body


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("groups", 1, "items", 0, "points"), 13, "groups.basic.points"),
        (
            ("groups", 1, "items", 0, "points"),
            True,
            "groups.basic.items.legal_representative.points",
        ),
        (("groups", 1, "items", 0, "slug"), "funds", "groups"),
        (("groups", 1, "items"), [], "groups.basic.items"),
        (("groups", 0, "slug"), "basic", "groups"),
        (("total",), 999, "total"),
        (("total",), 1001, "total"),
        (("grades", 1, "from"), 900, "grades.4a.from"),
        (("grades", 0, "from"), 1001, "grades.5a.from"),
        (("grades",), [], "grades"),
        (("panel", "result"), "dice", "panel.result"),
        (
            ("eligibility", "bars", 0, "source"),
            "rumour",
            "eligibility.bars.inspection_missed.source",
        ),
        (
            ("groups", 1, "items", 0, "title"),
            {"en": "x"},
            "groups.basic.items.legal_representative.title",
        ),
    ],
)
def test_a_set_that_could_not_be_scored_with_is_refused_with_the_place(context, path, value, place):
    with pytest.raises(Fault) as refusal:
        parse_indicators(broken(path, value))
    assert refusal.value.place == place


def test_a_county_may_give_no_lower_grades(context):
    rules = parse_indicators(broken(("grades",), shipped().body["grades"][:3]))
    assert rules.grade_for(70_000).slug == "3a"
    assert rules.grade_for(69_999) is None


# ------------------------------------------------------------------ who may apply


def told(past, **statements):
    rows = conditions_of(parse_indicators(shipped().body), past, statements, TODAY)
    return {row.slug: row.is_met for row in rows}


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2024, 11, 17), True), (date(2024, 11, 18), True), (date(2024, 11, 19), False)],
)
def test_two_years_are_counted_from_the_certificate(context, day, expected):
    assert told(Past(registered_on=day))["registered_years"] is expected


def test_inspections_of_the_file_are_looked_at_first(context):
    fine = [Inspection(date(2026, 5, 20), "合格"), Inspection(date(2025, 5, 20), "基本合格")]
    assert told(Past(inspections=fine))["inspection_failed"] is True
    twice = [Inspection(date(2026, 5, 20), "基本合格"), Inspection(date(2025, 5, 20), "基本合格")]
    assert told(Past(inspections=twice))["inspection_failed"] is False
    failed = [Inspection(date(2026, 5, 20), "不合格")]
    assert told(Past(inspections=failed))["inspection_failed"] is False
    assert told(Past())["inspection_failed"] is None
    assert told(Past(), inspection_failed=True)["inspection_failed"] is True


def test_a_grade_may_be_raised_after_two_years_or_when_it_ran_out(context):
    young = Past(last_grade="3A 等级", graded_on=date(2025, 6, 1), valid_until=date(2030, 5, 31))
    assert told(young)["last_grade"] is False
    ripe = Past(last_grade="3A 等级", graded_on=date(2024, 6, 1), valid_until=date(2029, 5, 31))
    assert told(ripe)["last_grade"] is True


def test_a_statement_does_not_overrule_what_the_file_tells(build, park):
    young = assessment(park, registered(park, since=date(2025, 6, 1)))
    state(young)
    self_score(young)
    with work(by=SYSTEM):
        actions.state_conditions(young, {**young.statements, "registered_years": True}, by=SYSTEM)
    with pytest.raises(Refusal, match="取得登记证书满 2 年"), work(by=SYSTEM):
        actions.submit(young, by=SYSTEM)


# ------------------------------------------------------------------ the self-score


@pytest.mark.postgres
def test_a_grade_case_pins_the_set_of_its_first_day(build, park):
    found = assessment(park, form=LegalForm.FOUNDATION)
    pinned = found.rule_set_id
    with work(by=SYSTEM) as session:
        content = rulesets.to_json(db.session.get(RuleSet, pinned)) | {"version": "newer"}
        content["effective_from"] = "2026-11-01"
        session.add(rulesets.from_json(copy.deepcopy(content)))
    assert found.rule_set_id == pinned
    assert set(groups_of(found)) == {group.slug for group in set_of(found).groups}
    assert queries.count_pinned([pinned]) == {pinned: 1}


def test_other_procedures_have_no_assessment(build, park):
    with work(by=SYSTEM):
        case = open_case(
            registered(park),
            park=park,
            legal_form=LegalForm.SOCIAL_GROUP,
            procedure=Procedure.CHANGE,
            by=SYSTEM,
        )
    assert queries.assessment_of(case) is None


def test_without_a_set_in_force_the_case_opens_all_the_same(build, park):
    with work(by=SYSTEM):
        for rules in db.session.query(RuleSet).filter_by(kind=KIND):
            rules.state = RuleState.WITHDRAWN
    assert assessment(park) is None


def test_points_beyond_the_item_are_refused_beside_it(build, park):
    row = groups_of(assessment(park))["basic"]
    with pytest.raises(Refusal) as refusal, work(by=SYSTEM):
        actions.score_group(row, actions.OwnScore({"legal_representative": 13}), by=SYSTEM)
    assert refusal.value.field == "points_legal_representative"


def test_a_score_without_evidence_is_not_handed_in(build, park):
    found = assessment(park)
    state(found)
    self_score(found)
    row = groups_of(found)["basic"]
    notes = {slug: text for slug, text in row.notes.items() if slug != "funds"}
    with work(by=SYSTEM):
        actions.score_group(row, actions.OwnScore(row.points, notes), by=SYSTEM)
    with pytest.raises(Refusal, match="基础条件"), work(by=SYSTEM):
        actions.submit(found, by=SYSTEM)
    with work(by=SYSTEM):
        actions.score_group(row, actions.OwnScore(row.points | {"funds": 0}, notes), by=SYSTEM)
        actions.submit(found, by=SYSTEM)
    assert found.status is GradeStatus.SUBMITTED


def test_what_is_handed_in_is_not_changed_until_it_is_sent_back(build, park):
    found = submitted(park)
    with pytest.raises(WrongState):
        self_score(found)
    with work(by=SYSTEM):
        actions.give_back(found, by=SYSTEM, reason="财务资料过期")
    self_score(found, less=1)
    own = queries.self_score(found)
    assert own.total == 1000 - len(own.rules.items)
    assert own.grade.slug == "5a"


# ------------------------------------------------------------------ the panel


def test_a_panel_needs_enough_experts_and_none_in_conflict(build, park):
    found = submitted(park)
    make = ExpertsBuilder(build, park)
    one, two = make.expert(), make.expert()
    with pytest.raises(Refusal, match="至少选择2名"), work(by=SYSTEM):
        panel_actions.form_panel(found, [one], by=SYSTEM)
    with work(by=SYSTEM):
        experts.declare_conflict(two, found.case.organization, reason="任理事", by=SYSTEM)
    db.session.expire_all()
    with pytest.raises(Refusal, match="任理事"), work(by=SYSTEM):
        panel_actions.form_panel(found, [one, two], by=SYSTEM)
    assert seats_of(found) == []


@pytest.mark.postgres
def test_an_expert_who_declares_a_conflict_loses_every_access(build, park):
    found = submitted(park)
    seats = panel(found, build, 3)
    seat = seats[0]
    person = seat.sheet.expert.user
    assert allows(person, GRADE_SCORE, seat)
    with work(by=person):
        panel_actions.declare(seat, has_conflict=True, reason="曾任职", by=person)
    db.session.expire_all()
    seat = db.session.get(GradeSeat, seat.id)
    assert seat.sheet.status is SheetStatus.RECUSED
    assert seat.sheet.expert.has_conflict_with(found.case.organization_id)
    assert not allows(person, GRADE_SCORE, seat)
    assert queries.seats_of_expert(person.id) == []
    assert len(result_of(found, set_of(found)).asked) == 2


def test_a_conflict_declared_elsewhere_cuts_the_sheet_off(build, park):
    found = submitted(park)
    seat = panel(found, build)[0]
    with work(by=SYSTEM):
        experts.declare_conflict(
            seat.sheet.expert, found.case.organization, reason="亲属", by=SYSTEM
        )
    db.session.expire_all()
    assert not allows(seat.sheet.expert.user, GRADE_SCORE, seat)
    assert [row.id for row in result_of(found, set_of(found)).asked] != []
    assert seat.id not in [row.id for row in result_of(found, set_of(found)).asked]
    assert queries.sheets_to_do(seat.sheet.expert.user_id) == []


def test_fewer_points_than_claimed_need_a_reason(build, park):
    found = submitted(park)
    seat = panel(found, build)[0]
    group = set_of(found).group("basic")
    given = panel_actions.GroupScore({"funds": 10})
    with pytest.raises(Refusal) as refusal, work(by=SYSTEM):
        panel_actions.score(seat, group, given, by=SYSTEM)
    assert refusal.value.field == "reason_funds"
    with work(by=SYSTEM):
        panel_actions.score(
            seat, group, panel_actions.GroupScore({"funds": 10}, {"funds": "净资产略低"}), by=SYSTEM
        )
    assert seat.sheet.scores == {"funds": 10}
    assert seat.sheet.total is None
    with pytest.raises(Refusal, match="党的建设"), work(by=SYSTEM):
        panel_actions.submit(seat, by=SYSTEM)


def test_the_scoring_is_closed_only_by_the_whole_panel(build, park):
    found = submitted(park)
    first, second = panel(found, build)
    judge(first)
    with pytest.raises(Refusal, match="2 名专家中已有 1 名"), work(by=SYSTEM):
        panel_actions.close(found, by=SYSTEM)
    judge(second, less=2)
    with work(by=SYSTEM):
        panel_actions.close(found, by=SYSTEM)
    rules = set_of(found)
    assert found.result_hundredths == (1000 + 1000 - 2 * len(rules.items)) * 100 // 2
    result = result_of(found, rules)
    assert result.reasons("funds") == ["材料不全"]
    assert sum(result.group_hundredths(group) for group in rules.groups) == result.hundredths


@pytest.mark.parametrize(
    ("rule", "totals", "expected"),
    [
        (PanelRule.MEAN, [700, 701], 70_050),
        (PanelRule.MEAN, [700, 700, 701], 70_033),
        (PanelRule.MEDIAN, [600, 700, 900], 70_000),
        (PanelRule.TRIMMED_MEAN, [100, 700, 710, 999], 70_500),
        (PanelRule.TRIMMED_MEAN, [700, 800], 75_000),
        (PanelRule.MEAN, [], None),
    ],
)
def test_the_result_follows_the_rule_of_the_set(rule, totals, expected):
    assert panel_hundredths(rule, totals) == expected


def test_a_hair_below_the_cut_off_is_the_lower_grade(context):
    rules = parse_indicators(shipped().body)
    assert rules.grade_for(89_999).slug == "4a"
    assert rules.grade_for(90_000).slug == "5a"


def test_the_second_person_approves(build, park):
    found = scored(park, build, less=3)
    manager = build.person(Role.MANAGER, park=park)
    other = build.person(Role.MANAGER, park=park)
    reached = set_of(found).grade_for(found.result_hundredths)
    with pytest.raises(Refusal) as refusal, work(by=manager):
        panel_actions.propose(found, "5a", by=manager)
    assert refusal.value.field == "note"
    with work(by=manager):
        panel_actions.propose(found, reached.slug, by=manager)
    with pytest.raises(NotAllowed), work(by=manager):
        panel_actions.approve(found, by=manager)
    with work(by=other):
        panel_actions.approve(found, by=other)
    assert (found.status, found.approved_on) == (GradeStatus.APPROVED, TODAY)
    assert expected_decision(found.case) == Expected(reached.label["zh"], 5)


def test_an_appeal_opens_the_grade_until_the_certificate_is_recorded(build, park):
    found = scored(park, build)
    proposer, other = build.person(Role.OPERATOR, park=park), build.person(Role.MANAGER, park=park)
    with work(by=proposer):
        panel_actions.propose(found, "5a", by=proposer)
    with work(by=other):
        panel_actions.approve(found, by=other)
        panel_actions.reopen(found, by=other, reason="异议成立")
    assert found.status is GradeStatus.SCORED
    with work(by=proposer):
        panel_actions.propose(found, "4a", by=proposer, note="异议成立")
    with work(by=other):
        panel_actions.approve(found, by=other)
    step = work_off(found.case, until=Event.DECIDED)
    with work(by=SYSTEM):
        record_decision(step, Decision(TODAY, panel_actions.grade_words(found)), by=SYSTEM)
    assert found.case.status is CaseStatus.DECIDED
    assert found.case.decision_result == "4A 等级"
    assert found.case.valid_until == date(2031, 11, 17)
    with pytest.raises(Refusal, match="不再更改"), work(by=other):
        panel_actions.reopen(found, by=other, reason="再议")


def test_the_next_assessment_knows_the_grade_before(build, park):
    team = registered(park)
    first = assessment(park, team)
    step = work_off(first.case, until=Event.DECIDED)
    with work(by=SYSTEM):
        record_decision(step, Decision(TODAY, "3A 等级"), by=SYSTEM)
    again = assessment(park, team)
    told = {row.slug: row for row in conditions_for(again, set_of(again))}
    assert told["last_grade"].is_met is False


def test_a_sheet_given_back_opens_the_scoring_again(build, park):
    found = scored(park, build)
    seat = seats_of(found)[0]
    with work(by=SYSTEM):
        panel_actions.give_back(seat, by=SYSTEM, reason="请核对财务")
    assert (found.status, found.result_hundredths) == (GradeStatus.SCORING, None)
    assert seat.sheet.status is SheetStatus.OPEN


def test_a_replacement_takes_the_place(build, park):
    found = submitted(park)
    seat = panel(found, build)[0]
    new = ExpertsBuilder(build, park).expert()
    with work(by=SYSTEM):
        made = panel_actions.replace(seat, new, by=SYSTEM, reason="出差")
    assert seat.sheet.status is SheetStatus.CANCELLED
    assert made.replaces_id == seat.id
    with work(by=SYSTEM):
        panel_actions.dissolve(found, by=SYSTEM, reason="重新抽取")
    assert found.status is GradeStatus.SUBMITTED
