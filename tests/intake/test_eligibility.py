"""The five questions: one outcome for every combination, learned without an account."""

from itertools import product

from incubator.intake.calls import eligibility
from incubator.intake.calls.queries import rules_of
from tests.build import Builder
from tests.intake.build import make_call

TEAM = {
    "registered": "preparing",
    "where": "here",
    "members": "few",
    "place": "none",
    "field": "elderly",
}


def test_every_combination_has_one_outcome_with_its_advice(build: Builder):
    body = rules_of("intake.eligibility", build.park()).body
    slugs = [question["slug"] for question in body["questions"]]
    choices = [[choice["slug"] for choice in q["choices"]] for q in body["questions"]]
    kinds = set()
    for picked in product(*choices):
        answers = dict(zip(slugs, picked, strict=True))
        verdict = eligibility.judge(body, answers)
        assert verdict.may_apply == (verdict.kind is not None)
        assert verdict.may_apply <= (answers["where"] != "elsewhere")
        assert verdict.may_apply <= (answers["field"] != "profit")
        kinds.add(verdict.kind)
    assert kinds == {None, "registered", "unregistered", "filed"}


def test_a_visitor_learns_the_result_and_how_to_go_on(build: Builder, client):
    call = make_call(build.park())
    url = f"/parks/qinghe/calls/{call.code}/check"
    page = client.get(url, query_string=TEAM).get_data(as_text=True)
    assert "可以作为拟登记团队申请" in page
    assert "注册并申请" in page
    assert f"next=/calls/{call.code}/application" in page
    assert "kind" in page


def test_unanswered_and_unknown_answers_are_asked_again(build: Builder, client):
    call = make_call(build.park())
    url = f"/parks/qinghe/calls/{call.code}/check"
    for answers in ({**TEAM, "field": "gambling"}, {"registered": "yes"}):
        page = client.get(url, query_string=answers).get_data(as_text=True)
        assert "请回答全部五个问题" in page
        assert "注册并申请" not in page


def test_business_for_profit_is_told_where_to_go(build: Builder, client):
    call = make_call(build.park())
    answers = {**TEAM, "field": "profit"}
    url = f"/parks/qinghe/calls/{call.code}/check"
    page = client.get(url, query_string=answers).get_data(as_text=True)
    assert "市场监督管理部门" in page
    assert "注册并申请" not in page
