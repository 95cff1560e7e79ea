"""Do the pages of the rules tell them in words, carry a change through two people, and stay cheap?"""

import io
import json
import re
from datetime import date
from html import unescape

import pytest
from sqlalchemy import select

from incubator.kernel import rulesets
from incubator.kernel.access import Role
from incubator.kernel.db import db, work
from incubator.kernel.rulesets import RuleSet, RuleState
from incubator.territory.rule_changes import actions
from incubator.territory.rule_changes.models import RuleChange
from tests.statements import counted
from tests.territory.test_rule_changes import COUNTY, FOUNDERS, drafted, shipped

MOST_QUERIES = 15


@pytest.fixture
def operator(build, park):
    return build.person(Role.OPERATOR, park=park)


@pytest.fixture
def manager(build, park):
    return build.person(Role.MANAGER, park=park)


def sent(page):
    """What a browser would send of the page's form as it stands."""
    html = unescape(page.text.split('<form method="post" class="form"', 1)[1])
    fields = {}
    for tag in re.findall(r"<input[^>]*>", html):
        known = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if known.get("type") != "checkbox" or " checked" in tag:
            fields[known["name"]] = known.get("value", "")
    fields |= dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\r?\n([^<]*)<', html))
    for name, options in re.findall(
        r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', html, re.DOTALL
    ):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        first = re.search(r'<option[^>]* value="([^"]*)"', options)
        fields[name] = (chosen or first)[1]
    fields.pop("csrf_token", None)
    return fields


def test_the_list_tells_every_set_by_noun_with_its_source(operator, client_for):
    browser = client_for(operator)
    page = browser.get("/rule-sets").text
    assert "社会团体成立登记清单" in page
    assert "示例参数" in page
    assert "会议室预约规则" in page
    assert "2026年修订" not in page
    later = browser.get("/rule-sets?tab=later").text
    assert "2026年修订" in later
    assert "尚未启用" in later
    assert browser.get("/rule-sets?tab=unknown").status_code == 404


def test_every_edition_is_shown_in_words_in_both_languages(operator, client_for):
    browser = client_for(operator)
    rows = [(row.code, row.kind, label_of(row)) for row in db.session.scalars(select(RuleSet))]
    for code, kind, title in rows:
        page = browser.get(f"/rule-sets/{code}")
        assert page.status_code == 200, kind
        assert title in page.text, kind
        assert "{&#39;" not in page.text, kind
        bare = re.sub(r"<[^>]+>", "", page.text)
        assert "None" not in bare, (kind, bare[bare.index("None") - 300 : bare.index("None") + 40])
    browser.set_cookie("locale", "en")
    page = browser.get(f"/rule-sets/{shipped().code}").text
    assert "Settle founders and proposed leaders" in page
    assert "Rules and parameters" in page


def label_of(rules):
    return rules.title["zh"].split("（")[0]


def test_figures_stand_in_a_table_with_their_unit_and_basis(operator, client_for):
    page = client_for(operator).get(f"/rule-sets/{shipped().code}").text
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "发起人数 5 人" in text
    assert "30,000" in text
    assert "≥ 2/3" in text
    assert "60 日" in text


def test_the_announced_amendment_says_that_it_is_not_in_use(operator, client_for):
    query = select(RuleSet.code).where(RuleSet.edition == "2026-amendment")
    page = client_for(operator).get(f"/rule-sets/{db.session.scalar(query)}").text
    assert "尚未启用，正式文本待取得" in page
    assert "尚未取得完整文本" in page


def test_a_set_goes_out_as_a_file(operator, client_for):
    answer = client_for(operator).get(f"/rule-sets/{shipped().code}/export")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert json.loads(answer.data) == rulesets.to_json(shipped())


def test_a_change_goes_its_whole_way_through_the_pages(operator, manager, client_for, post):
    mine, theirs = client_for(operator), client_for(manager)
    url = f"/rule-sets/{shipped().code}/changes/new"
    facts = sent(mine.get(url))
    assert facts["region"] == COUNTY
    assert facts["effective_from"] == "2026-12-01"
    missing = post(mine, url, facts, page=url)
    assert missing.status_code == 422
    made = post(mine, url, {**facts, "note": "本县规定八名以上"}, page=url)
    here = made.headers["Location"]
    page = mine.get(here).text
    assert "数值标准" in page
    part = f"{here}/parts/thresholds"
    form = mine.get(part)
    values = sent(form)
    place = re.search(r'name="(leaf\d+)"[^>]*value="5"', form.text)[1]
    wrong = post(mine, part, {**values, place: "0"}, page=part)
    assert wrong.status_code == 422
    assert "不是有效数值" in wrong.text
    assert f'href="#{place}"' in wrong.text
    assert post(mine, part, {**values, place: "8"}, page=part).status_code == 303
    page = re.sub(r"\s+", " ", mine.get(here).text)
    assert "<del>5</del>" in page
    assert "<ins>8</ins>" in page
    assert "发起人数 / 数值" in page
    assert post(mine, f"{here}/moves/propose").status_code == 303
    assert post(mine, f"{here}/moves/approve").status_code == 403
    assert "审批规则修改方案" in theirs.get("/home").text
    assert post(theirs, f"{here}/moves/approve").status_code == 303
    mine_now = select(RuleSet).where(RuleSet.region_code == COUNTY, RuleSet.kind == shipped().kind)
    made = db.session.scalars(mine_now).one()
    assert made.body["thresholds"]["founders"]["value"] == 8
    assert made.code in theirs.get(here).text


def test_a_draft_is_changed_by_its_drafter_only(operator, manager, client_for, post):
    change = drafted(operator)
    url = f"/rule-changes/{change.code}/edit"
    browser = client_for(manager)
    assert "修改草稿" not in browser.get(f"/rule-changes/{change.code}").text
    facts = sent(browser.get(url))
    assert post(browser, url, {**facts, "note": "x"}, page=url).status_code == 422
    assert db.session.get_one(RuleChange, change.id).note == "本县要求八名以上发起人。"


def test_an_edition_out_of_place_is_told_beside_its_field(operator, client_for, post):
    change = drafted(operator)
    url = f"/rule-changes/{change.code}/edit"
    browser = client_for(operator)
    facts = sent(browser.get(url))
    answer = post(browser, url, {**facts, "effective_from": "2026-10-01"}, page=url)
    assert answer.status_code == 422
    assert 'href="#effective_from"' in answer.text
    assert "规则不能从过去的日期生效" in answer.text
    right = post(browser, url, {**facts, "effective_from": "2027-03-01"}, page=url)
    assert right.status_code == 303
    change = db.session.get_one(RuleChange, change.id)
    assert change.content["effective_from"] == "2027-03-01"


def send(browser, post, url, content, **more):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    facts = {"file": (io.BytesIO(data), "rules.json"), "note": "导入", **more}
    return post(browser, url, facts, page=url, content_type="multipart/form-data")


def test_a_file_becomes_a_draft_or_is_refused_with_the_place(operator, client_for, post):
    browser = client_for(operator)
    content = {**rulesets.to_json(shipped()), "version": "2027-01", "region": COUNTY}
    content["effective_from"] = "2027-01-01"
    answer = send(browser, post, "/rule-changes/new", content)
    assert answer.status_code == 303
    change = db.session.scalars(select(RuleChange)).one()
    assert change.content == {**content, "state": "draft"}
    broken = json.loads(json.dumps(content))
    broken["body"]["steps"][0]["after"] = ["party"]
    for wrong, words in (
        (broken, "步骤 / 查需求、定路径 / 前置步骤：前后步骤循环"),
        ({**content, "kind": "kitchen.menu"}, "kitchen.menu"),
        ({**content, "colour": 1}, "colour"),
        (b"not json", "JSON"),
    ):
        refused = send(browser, post, "/rule-changes/new", wrong)
        assert refused.status_code == 422
        assert words in refused.text
    assert db.session.scalars(select(RuleChange)).all() == [change]


def test_a_draft_takes_its_content_from_a_file(operator, client_for, post):
    change = drafted(operator)
    browser = client_for(operator)
    url = f"/rule-changes/{change.code}"
    content = json.loads(browser.get(f"{url}/export").data)
    content["body"]["steps"][0]["mistakes"] = []
    assert send(browser, post, f"{url}/file", content).status_code == 303
    page = browser.get(url).text
    assert "删除" in page
    assert db.session.get_one(RuleChange, change.id).content["body"]["steps"][0]["mistakes"] == []


def test_every_part_of_every_kind_opens_and_saves_unchanged(operator, client_for, post, build):
    admin = build.person(Role.ADMINISTRATOR)
    browser = client_for(admin)
    count = 0
    query = select(RuleSet).where(RuleSet.state == RuleState.EFFECTIVE)
    for rules in db.session.scalars(query).all():
        content = {**rulesets.to_json(rules), "version": "next", "effective_from": "2027-01-01"}
        with work(by=admin):
            change = actions.draft_from_file(content, note="x", by=admin)
        before = json.dumps(change.content)
        page = browser.get(f"/rule-changes/{change.code}").text
        for url in re.findall(r'href="(/rule-changes/\w+/parts/[^"]+)"', page)[:6]:
            form = browser.get(url)
            assert form.status_code == 200
            values = sent(form)
            assert post(browser, url, values, page="/privacy").status_code == 303, url
            count += 1
        assert json.dumps(db.session.get_one(RuleChange, change.id).content) == before
    assert count > 30


def test_pages_ask_the_database_equally_often_however_much_there_is(operator, manager, client_for):
    browser = client_for(manager)

    def asked():
        change = db.session.scalars(select(RuleChange.code).order_by(RuleChange.id)).first()
        found = {}
        for url in (
            "/rule-sets",
            f"/rule-sets/{shipped().code}",
            "/rule-changes",
            f"/rule-changes/{change}",
        ):
            browser.get(url)
            with counted() as seen:
                assert browser.get(url).status_code == 200
            found[url] = len(seen)
        return found

    def proposed(number):
        change = drafted(operator, edition=f"e{number}", effective_from=date(2027, 1, 1 + number))
        with work(by=operator):
            actions.propose(change, by=operator)

    proposed(1)
    few = asked()
    for number in range(2, 8):
        proposed(number)
    assert asked() == few
    assert max(few.values()) <= MOST_QUERIES


def test_other_roles_are_turned_away(build, park, client_for):
    for role, status in ((Role.EXPERT, 403), (Role.CLERK, 200), (Role.AUDITOR, 200)):
        browser = client_for(build.person(role, park=park))
        assert browser.get("/rule-sets").status_code == status
    clerk = client_for(build.person(Role.CLERK, park=park))
    assert clerk.get(f"/rule-sets/{shipped().code}/changes/new").status_code == 403
    assert clerk.get("/rule-changes").status_code == 403


def test_a_strange_parks_people_do_not_see_a_proposal(build, operator, client_for):
    change = drafted(operator, values={FOUNDERS: 7})
    stranger = client_for(build.person(Role.OPERATOR, park=build.park("second")))
    assert stranger.get(f"/rule-changes/{change.code}").status_code == 404
