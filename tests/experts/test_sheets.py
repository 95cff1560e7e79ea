"""A score sheet opens only after the declaration, keeps its total, and leaves the hand when it is closed."""

import pytest

from incubator.experts import actions
from incubator.experts.forms import score_form
from incubator.experts.models import ScoreSheet
from incubator.experts.queries import rubric_of, summarize
from incubator.experts.sheets.rules import Rubric
from incubator.experts.sheets.workflow import SHEET, SHEET_SCORE, Recommendation, SheetStatus
from incubator.kernel import access, rulesets
from incubator.kernel.access import Role
from incubator.kernel.db import work
from incubator.kernel.errors import Absent, Refusal, WrongState
from incubator.kernel.workflow import reachable

FULL = {"need": 16, "team": 16, "plan": 20, "fit": 15, "feasibility": 10, "party": 5}


def full(rubric: Rubric, share: float = 0.8) -> dict[str, int]:
    return {row.slug: int(row.weight * share) for row in rubric.criteria}


def open_sheet(make):
    expert = make.expert()
    sheet = make.sheet(expert)
    with work(by=expert.user):
        actions.declare(sheet, has_conflict=False, by=expert.user)
    return expert, sheet


def test_every_state_is_reachable_and_final_ones_have_no_way_out():
    assert reachable(SHEET) == {state.slug for state in SHEET.states}
    final = {state.slug for state in SHEET.states if state.final}
    assert not [move for move in SHEET.moves if final & set(move.sources)]


def test_scores_are_refused_before_the_declaration(make):
    expert = make.expert()
    sheet = make.sheet(expert)
    with pytest.raises(WrongState), work(by=expert.user):
        actions.save_scores(sheet, {"need": 10}, {}, by=expert.user)


def test_a_declared_conflict_takes_the_sheet_out_of_the_experts_hand(make):
    expert = make.expert()
    sheet = make.sheet(expert)
    code = sheet.code
    access.load(ScoreSheet, code, SHEET_SCORE, by=expert.user)
    with work(by=expert.user):
        actions.declare(sheet, has_conflict=True, reason="曾任该组织理事", by=expert.user)
    assert sheet.status is SheetStatus.RECUSED
    assert sheet.conflict_reason == "曾任该组织理事"
    with pytest.raises(Absent):
        access.load(ScoreSheet, code, SHEET_SCORE, by=expert.user)


def test_a_conflict_needs_a_reason(make):
    expert = make.expert()
    sheet = make.sheet(expert)
    with pytest.raises(Refusal) as refused, work(by=expert.user):
        actions.declare(sheet, has_conflict=True, reason=" ", by=expert.user)
    assert refused.value.field == "reason"


@pytest.mark.parametrize("points", [-1, 21, 1000])
def test_points_outside_of_the_rubrics_range_are_refused(make, points):
    expert, sheet = open_sheet(make)
    with pytest.raises(Refusal) as refused, work(by=expert.user):
        actions.save_scores(sheet, {"need": points}, {}, by=expert.user)
    assert refused.value.field == "score_need"


def test_a_criterion_of_another_rubric_is_refused(make):
    expert, sheet = open_sheet(make)
    with pytest.raises(Refusal), work(by=expert.user):
        actions.save_scores(sheet, {"beauty": 3}, {}, by=expert.user)


def test_the_total_stands_once_all_criteria_are_scored(make):
    expert, sheet = open_sheet(make)
    scores = full(rubric_of(sheet))
    with work(by=expert.user):
        actions.save_scores(sheet, {"need": 16}, {}, by=expert.user)
    assert sheet.total is None
    with work(by=expert.user):
        actions.save_scores(sheet, scores, {}, by=expert.user)
    assert sheet.total == sum(scores.values())


def test_submitting_names_what_is_missing(make):
    expert, sheet = open_sheet(make)
    rubric = rubric_of(sheet)
    last = rubric.criteria[-1].slug

    def missing(scores, **more):
        with work(by=expert.user):
            actions.save_scores(sheet, scores, {}, by=expert.user, **more)
        with pytest.raises(Refusal) as refused, work(by=expert.user):
            actions.submit(sheet, by=expert.user)
        return refused.value.field

    scores = full(rubric)
    assert missing({key: value for key, value in scores.items() if key != last}) == f"score_{last}"
    assert missing(scores) == "recommendation"
    assert missing(scores, recommendation=Recommendation.REJECT) == "overall"
    low = {**scores, "need": 5}
    assert missing(low, recommendation=Recommendation.ACCEPT) == "comment_need"
    with work(by=expert.user):
        actions.save_scores(
            sheet, low, {"need": "需求依据不足"}, by=expert.user, recommendation=Recommendation.WAIT
        )
        actions.submit(sheet, by=expert.user)
    assert sheet.status is SheetStatus.SUBMITTED


def test_a_submitted_sheet_is_closed_until_the_operator_gives_it_back(make, build, park):
    expert, sheet = open_sheet(make)
    operator = build.person(Role.OPERATOR, park=park)
    scores = full(rubric_of(sheet))
    with work(by=expert.user):
        actions.save_scores(sheet, scores, {}, by=expert.user, recommendation=Recommendation.ACCEPT)
        actions.submit(sheet, by=expert.user)
    with pytest.raises(WrongState), work(by=expert.user):
        actions.save_scores(sheet, scores, {}, by=expert.user)
    with pytest.raises(Absent), work(by=expert.user):
        actions.reopen(sheet, by=expert.user, reason="想改")
    with work(by=operator):
        actions.reopen(sheet, by=operator, reason="合计有误")
    assert sheet.is_open


def test_an_operator_cannot_score_and_a_foreign_operator_cannot_ask(make, build, park):
    _expert, sheet = open_sheet(make)
    operator = build.person(Role.OPERATOR, park=park)
    with pytest.raises(Absent), work(by=operator):
        actions.save_scores(sheet, {"need": 10}, {}, by=operator)
    foreign = build.person(Role.OPERATOR, park=build.park("second"))
    with pytest.raises(Absent), work(by=foreign):
        actions.cancel(sheet, by=foreign, reason="x")


def test_replacing_cancels_and_asks_another_expert(make, build, park):
    expert, sheet = open_sheet(make)
    operator = build.person(Role.OPERATOR, park=park)
    other = make.expert()
    with work(by=operator):
        following = actions.replace(sheet, other, by=operator, reason="时间不便")
    assert sheet.status is SheetStatus.CANCELLED
    assert (following.expert_id, following.title) == (other.id, sheet.title)
    assert not access.allows(expert.user, SHEET_SCORE, sheet)


def test_an_expert_whose_term_has_ended_is_not_asked(make):
    expert = make.expert()
    with work():
        expert.term_to = expert.term_from.replace(day=31)
    with pytest.raises(Refusal):
        make.sheet(expert)


def test_only_submitted_sheets_count_in_the_ranking(make):
    sheets = []
    for share in (0.8, 0.6, 1.0):
        expert, sheet = open_sheet(make)
        with work(by=expert.user):
            actions.save_scores(
                sheet,
                full(rubric_of(sheet), share),
                dict.fromkeys(FULL, "见总评"),
                by=expert.user,
                recommendation=Recommendation.ACCEPT,
            )
            actions.submit(sheet, by=expert.user)
        sheets.append(sheet)
    totals = sorted(row.total for row in sheets)
    found = summarize([*sheets, make.sheet(make.expert())])
    assert (found.asked, found.submitted) == (4, 3)
    assert (found.lowest, found.highest) == (totals[0], totals[-1])
    assert found.mean_hundredths == round(sum(totals) * 100 / 3)


def test_the_form_of_a_rubric_has_its_criteria_and_refuses_words(app, make):
    rubric = Rubric.from_body(rulesets.get("intake.rubric", "entry").body)
    with app.test_request_context("/", method="POST", data={"score_need": "18", "score_team": "x"}):
        form = score_form(rubric)(meta={"csrf": False})
        assert not form.posted()
        assert list(form.errors) == ["score_team"]
        assert form.scores() == {"need": 18}
        assert set(form.slugs) == {row.slug for row in rubric.criteria}
