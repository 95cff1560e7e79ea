"""Does the page of a draft's entries add, copy, move and take out, refuse in words, and stay cheap?"""

import re

import pytest

from incubator.kernel.access import Role
from incubator.kernel.db import db, work
from incubator.territory.rule_changes import actions
from tests.portal.test_rule_sets import sent
from tests.statements import counted
from tests.territory.test_rule_changes import drafted, heading, shipped
from tests.territory.test_rule_entries import GRADES, STEPS, names


@pytest.fixture
def operator(build, park):
    return build.person(Role.OPERATOR, park=park)


def url_of(change, place="steps"):
    return f"/rule-changes/{change.code}/entries/{place}"


def act(browser, post, change, what, place="steps"):
    url = url_of(change, place)
    answer = post(browser, url, {"act": what}, page=url)
    db.session.expire_all()
    return answer


def test_entries_are_changed_on_the_page(operator, client_for, post):
    draft = drafted(operator)
    browser = client_for(operator)
    assert (
        f"/rule-changes/{draft.code}/entries/steps"
        in browser.get(f"/rule-changes/{draft.code}").text
    )
    page = browser.get(url_of(draft))
    assert page.status_code == 200
    assert len(page.data) < 150 * 1024
    assert act(browser, post, draft, "copy:members").status_code == 303
    assert "members_2" in names(draft)
    assert act(browser, post, draft, "up:members_2").status_code == 303
    assert names(draft).index("members_2") < names(draft).index("members")
    assert act(browser, post, draft, "remove:members_2").status_code == 303
    assert act(browser, post, draft, "add").status_code == 303
    assert names(draft)[-1] == "new_1"
    detail = browser.get(f"/rule-changes/{draft.code}").text
    assert "此处尚未填写" in detail
    inner = url_of(draft, "steps.new_1.materials")
    assert inner in browser.get(url_of(draft)).text
    assert browser.get(inner).status_code == 200
    assert act(browser, post, draft, "add", "steps.new_1.materials").status_code == 303


def test_the_values_of_one_entry_are_changed_on_a_page_of_its_own(operator, client_for, post):
    draft = drafted(operator, base=shipped(kind=GRADES), values={("valid_years",): 4})
    browser = client_for(operator)
    part = f"/rule-changes/{draft.code}/parts/groups.basic.items.funds"
    assert part in browser.get(url_of(draft, "groups.basic.items")).text
    page = browser.get(part)
    assert page.text.count('name="leaf') == 9
    data = sent(page) | {"leaf2": "13"}
    answer = post(browser, part, data, page=part)
    assert answer.headers["Location"].endswith("/entries/groups.basic.items#entry-funds")
    db.session.expire_all()
    rows = draft.content["body"]["groups"][1]["items"]
    assert next(row for row in rows if row["slug"] == "funds")["points"] == 13
    assert browser.get(part.replace("items.funds", "title")).status_code == 404
    assert browser.get(part.replace("funds", "nothing")).status_code == 404


def test_what_others_wait_for_is_refused_with_the_place_in_words(operator, client_for, post):
    draft = drafted(operator)
    answer = act(client_for(operator), post, draft, "remove:members")
    assert answer.status_code == 422
    assert "成立大会" in answer.text
    assert ".after)" in answer.text
    assert "members" in names(draft)


@pytest.mark.parametrize("what", ["remove:nobody", "burn:members", ""])
def test_an_act_that_is_none_is_not_there(operator, client_for, post, what):
    draft = drafted(operator)
    assert act(client_for(operator), post, draft, what).status_code == 404


@pytest.mark.parametrize(
    "place", ["thresholds", "steps.members.title", "no", "steps.members.after"]
)
def test_a_place_without_entries_has_no_page(operator, client_for, place):
    draft = drafted(operator)
    assert client_for(operator).get(url_of(draft, place)).status_code == 404


def test_a_stale_page_does_not_act(operator, client_for, post):
    draft = drafted(operator)
    browser = client_for(operator)
    data = {"act": "remove:party", "version": str(draft.version)}
    with work(by=operator):
        actions.move_entry(draft, STEPS, "members", -1, by=operator)
    answer = post(browser, url_of(draft), data, page=url_of(draft))
    assert answer.status_code == 409
    assert "party" in names(draft)


def test_somebody_else_reads_and_changes_nothing(build, park, operator, client_for, post):
    draft = drafted(operator)
    other = client_for(build.person(Role.OPERATOR, park=park))
    assert "新增条目" not in other.get(url_of(draft)).text
    assert act(other, post, draft, "remove:party").status_code == 422
    assert "party" in names(draft)


def test_many_entries_cost_as_much_as_few(operator, client_for):
    draft = drafted(operator, base=shipped(kind=GRADES), values={("valid_years",): 4})
    browser = client_for(operator)
    url = url_of(draft, "groups.basic.items")
    with counted() as few:
        assert browser.get(url).status_code == 200
    with work(by=operator):
        for _ in range(8):
            actions.copy_entry(draft, ("groups", "basic", "items"), "funds", by=operator)
    with counted() as many:
        assert browser.get(url).status_code == 200
    assert len(few) == len(many) <= 15


def part_of(change, name):
    return f"/rule-changes/{change.code}/parts/steps.{name}"


def test_a_figure_is_set_to_no_limit_and_back_on_the_page(operator, client_for, post):
    draft = drafted(operator)
    browser = client_for(operator)
    steps = {row["slug"]: row for row in draft.content["body"]["steps"]}
    name = next(slug for slug, row in steps.items() if row["limit"])
    before, part = steps[name]["limit"], part_of(draft, name)

    def press(what):
        page = browser.get(part)
        answer = post(browser, part, sent(page) | {"act": what}, page=part)
        assert answer.status_code == 303, answer.text
        assert f"{part}#" in answer.headers["Location"]
        db.session.expire_all()
        return next(row for row in draft.content["body"]["steps"] if row["slug"] == name)["limit"]

    assert press(f"empty:steps.{name}.limit") is None
    assert "不设期限" in browser.get(part).text
    assert press(f"fill:steps.{name}.limit") == before
    for wrong in (f"empty:steps.{name}.title", "empty:nothing", "fill:steps.x.limit", "empty:"):
        page = browser.get(part)
        assert post(browser, part, sent(page) | {"act": wrong}, page=part).status_code == 404


def test_a_limit_that_never_was_is_to_be_written_before_it_is_proposed(operator, client_for, post):
    draft = drafted(operator)
    browser, part = client_for(operator), part_of(draft, "demand")
    page = browser.get(part)
    data = sent(page) | {"act": "fill:steps.demand.limit"}
    assert post(browser, part, data, page=part).status_code == 303
    db.session.expire_all()
    made = next(row for row in draft.content["body"]["steps"] if row["slug"] == "demand")["limit"]
    assert made["basis"]["mark"] == "D"
    assert made["days"] > 0
    assert "此处尚未填写" in browser.get(f"/rule-changes/{draft.code}").text


def test_a_threshold_changes_on_the_page_with_its_source(operator, client_for, post):
    draft = drafted(operator)
    browser, part = client_for(operator), f"/rule-changes/{draft.code}/parts/thresholds"
    page = browser.get(part)
    data = sent(page)
    changed = {name: {"50": "60", "V": "M"}.get(value, value) for name, value in data.items()}
    assert post(browser, part, changed, page=part).status_code == 303
    db.session.expire_all()
    found = draft.content["body"]["thresholds"]["members_individual"]
    assert (found["value"], found["basis"]["mark"]) == (60, "M")


def test_a_long_list_is_read_and_changed_page_by_page(operator, client_for, post):
    base = shipped(kind="experts.session_topics", form="")
    rows = [
        {"slug": f"topic{number}", "name": {"zh": f"主题{number}", "en": f"Topic {number}"}}
        for number in range(160)
    ]
    body = {"topics": [{**row, "field": "governance"} for row in rows]}
    with work(by=operator):
        draft = actions.draft(base, heading(base), by=operator)
        actions.replace_content(draft, {**draft.content, "body": body}, by=operator)
    browser, url = client_for(operator), url_of(draft, "topics")
    assert url in browser.get(f"/rule-changes/{draft.code}").text
    first = browser.get(url)
    assert len(first.data) < 150 * 1024
    assert (first.text.count('id="entry-'), 'rel="next"' in first.text) == (50, True)
    last = browser.get(f"{url}?page=4").text
    assert (last.count('id="entry-'), "第 151–160 条，共 160 条" in last) == (10, True)
    assert browser.get(f"{url}?page=999").text.count('id="entry-') == 10
    assert browser.get(f"/rule-changes/{draft.code}/parts/topics.topic99").status_code == 200
    moved = act(browser, post, draft, "down:topic49", "topics")
    assert moved.headers["Location"].endswith("page=2#entry-topic49")
    gone = post(browser, f"{url}?page=2", {"act": "remove:topic60"}, page=url)
    assert gone.headers["Location"].endswith("page=2#entry-topic61")
    made = act(browser, post, draft, "add", "topics")
    assert "page=4#entry-new_1" in made.headers["Location"]


def test_a_long_draft_is_compared_page_by_page(operator, client_for):
    base = shipped(kind="registration.checklist", form="social_group")
    with work(by=operator):
        draft = actions.draft(base, heading(base), by=operator)
        body = draft.content["body"]
        copies = [
            {**step, "slug": f"{step['slug']}_{turn}"}
            for turn in range(8)
            for step in body["steps"]
        ]
        body = {**body, "steps": [*body["steps"], *copies]}
        actions.replace_content(draft, {**draft.content, "body": body}, by=operator)
    browser, url = client_for(operator), f"/rule-changes/{draft.code}"
    first = browser.get(url)
    (count,) = (int(word) for word in re.findall(r"共 (\d+) 处变化", first.text))
    rows, page = 0, 0
    while page * 100 < count:
        page += 1
        answer = browser.get(f"{url}?page={page}")
        assert len(answer.data) < 150 * 1024
        assert ('rel="next"' in answer.text) == (page * 100 < count)
        rows += answer.text.count("rule-where")
    assert (rows, count > 1000) == (count, True)
    assert f"第 {(page - 1) * 100 + 1} 至 {count} 处" in browser.get(f"{url}?page=9999").text
    assert first.text.count("rule-where") == 100
