"""Do the pages of parks, house rules and working days open and act for the right people?"""

import re
from datetime import date

import pytest
from click.testing import CliRunner

from incubator.kernel import workdays
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.calendar import DayKind
from incubator.kernel.db import db, work
from incubator.territory import actions, cli, demo, queries
from incubator.territory.models import HouseRule, Park

RULE = {"number": "1", "title_zh": "会议室管理制度", "text_zh": "用后请关灯。\n\n请带走垃圾。"}


def version_of(page):
    return re.findall(r'name="version"[^>]*value="(\d+)"', page.text)[0]


def test_manager_changes_the_own_park_only(build, client_for, post):
    park, other = build.park(), build.park("second")
    browser = client_for(build.person(Role.MANAGER, park=park))
    assert park.name in browser.get("/my-parks").text
    url = f"/my-parks/{park.code}/edit"
    facts = {"name": "青禾孵化园", "phone": "0999-1", "version": version_of(browser.get(url))}
    assert post(browser, url, facts, page=url).status_code == 303
    assert db.session.get_one(Park, park.id).name == "青禾孵化园"
    stale = post(browser, url, {**facts, "name": "别名"}, page=url)
    assert stale.status_code == 409
    assert "别名" in stale.text
    assert browser.get(f"/my-parks/{other.code}/edit").status_code == 404
    operator = client_for(build.person(Role.OPERATOR, park=park))
    assert operator.get(url).status_code == 403


def test_house_rules_are_written_changed_removed_and_public(build, client, client_for, post):
    park = build.park()
    browser = client_for(build.person(Role.OPERATOR, park=park))
    url = f"/parks/{park.slug}/house-rules"
    assert post(browser, f"{url}/new", RULE, page=url).status_code == 303
    assert post(browser, f"{url}/new", RULE, page=url).status_code == 422
    page = client.get(url)
    assert page.status_code == 200
    assert "<p>用后请关灯。</p><p>请带走垃圾。</p>" in page.text
    assert "/edit" not in page.text
    rule = db.session.query(HouseRule).one()
    edit = f"/house-rules/{rule.code}/edit"
    facts = {**RULE, "text_zh": "用后请锁门。", "version": version_of(browser.get(edit))}
    assert post(browser, edit, facts, page=url).status_code == 303
    assert post(browser, edit, facts, page=url).status_code == 409
    foreign = client_for(build.person(Role.OPERATOR, park=build.park("second")))
    assert foreign.get(edit).status_code == 404
    assert foreign.get(f"{url}/new").status_code == 404
    assert post(foreign, f"/house-rules/{rule.code}/remove", page="/home").status_code == 404
    assert post(browser, f"/house-rules/{rule.code}/remove", page=url).status_code == 303
    assert db.session.query(HouseRule).count() == 0


def test_house_rules_of_an_unknown_park_are_absent(client, build):
    assert client.get("/parks/nowhere/house-rules").status_code == 404


def test_working_days_are_kept_by_year(build, client_for, post):
    browser = client_for(build.person(Role.MANAGER, park=build.park()))
    page = browser.get("/working-days?year=2026").text
    assert "国庆节" in page
    assert workdays.current().is_working_day(date(2027, 3, 3))
    facts = {"day": "2027-03-03", "kind": "holiday", "name": "本县节日"}
    new = "/working-days/2027/days/new"
    assert post(browser, new, facts, page="/working-days").status_code == 303
    assert not workdays.current().is_working_day(date(2027, 3, 3))
    assert post(browser, new, {**facts, "day": "2026-03-03"}, page="/home").status_code == 422
    assert post(browser, new, {**facts, "day": "2027-02-30"}, page="/home").status_code == 422
    weekday = {"day": "2027-03-04", "kind": "workday", "name": "补班"}
    assert post(browser, new, weekday, page="/home").status_code == 422
    remove = "/working-days/days/2027-03-03/remove"
    assert post(browser, remove, page="/working-days").status_code == 303
    assert workdays.current().is_working_day(date(2027, 3, 3))
    assert post(browser, "/working-days/days/soon/remove", page="/home").status_code == 404
    assert browser.get("/working-days?year=1").status_code == 404


def test_a_year_becomes_known_when_its_notice_is_entered(build, client_for, post):
    browser = client_for(build.person(Role.ADMINISTRATOR))
    assert workdays.after(date(2027, 3, 1), 1).provisional
    facts = {"is_announced": "y", "source": "国办发明电2026年第9号"}
    assert post(browser, "/working-days/2027/edit", facts, page="/home").status_code == 303
    assert not workdays.after(date(2027, 3, 1), 1).provisional
    assert "国办发明电2026年第9号" in browser.get("/working-days?year=2027").text
    assert post(browser, "/working-days/2027/edit", {}, page="/home").status_code == 303
    assert workdays.after(date(2027, 3, 1), 1).provisional


def test_clerks_read_working_days_and_change_none(build, client_for, post):
    browser = client_for(build.person(Role.CLERK, park=build.park()))
    assert browser.get("/working-days").status_code == 200
    assert post(browser, "/working-days/2027/edit", {}, page="/home").status_code == 403


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OPERATOR])
def test_regions_are_listed(build, client_for, role):
    assert "青禾县" in client_for(build.person(role, park=build.park())).get("/regions").text


def test_demo_park_has_county_towns_and_twelve_rules(context):
    with work(by=SYSTEM):
        park = demo.make_park(SYSTEM)
    assert park.region.path == "/000000/990000/999900/999999/"
    assert len(queries.list_regions()) == 14
    rules = queries.list_house_rules(park)
    assert [rule.number for rule in rules] == list(range(1, 13))
    assert park.owner == "青禾县民政局"


def test_numbers_are_given_once_per_park_kind_and_year(build):
    park = build.park()
    with work(by=SYSTEM):
        given = [actions.next_number(park.id, "application", year=2026) for _ in range(3)]
        other = actions.next_number(park.id, "call", year=2026)
    assert given == ["2026-001", "2026-002", "2026-003"]
    assert other == "2026-001"


def test_region_code_finds_its_place_in_the_tree(context):
    with work(by=SYSTEM):
        province = actions.find_or_add_region("510000", "四川省")
        county = actions.find_or_add_region("511421", "示例县")
        town = actions.find_or_add_region("511421001", "示例镇")
    assert county.path == f"{province.path}511421/"
    assert town.path == f"{county.path}511421001/"
    assert town.level.value == "township"


def run(app, group, *arguments):
    return CliRunner().invoke(group, arguments, obj=lambda: app)


def test_park_create_and_calendar_add(app):
    made = run(app, cli.park, "create", "--slug", "x", "--name", "新园", "--region", "510000")
    assert made.exit_code == 1
    assert "give its name" in made.output or "名称" in made.output
    options = ("--slug", "x", "--name", "新园", "--region", "510000", "--region-name", "四川省")
    assert run(app, cli.park, "create", *options).exit_code == 0
    with app.app_context():
        assert queries.get_park("x").region.name == "四川省"
    counted = run(app, cli.calendar, "add", "2026-09-30", "3")
    assert (counted.exit_code, counted.stdout) == (0, "2026-10-10\n")
    assert counted.stderr == ""
    later = run(app, cli.calendar, "add", "2026-12-30", "5")
    assert later.stdout.strip() == "2027-01-06"
    assert "warning" in later.stderr


def test_a_holiday_may_fall_on_any_day(context):
    with work(by=SYSTEM):
        actions.set_calendar_day(date(2027, 1, 2), DayKind.HOLIDAY, name={"zh": "元旦"}, note="")
    assert not workdays.current().is_working_day(date(2027, 1, 2))


def test_township_edit_names_the_townships_of_the_county_once(build, client_for, post):
    park = build.park()
    browser = client_for(build.person(Role.OPERATOR, park=park))
    url = f"/my-parks/{park.code}/townships"
    assert "尚无青禾县的乡镇（街道）" in browser.get("/filings/batches/new").text
    lines = "999999001 城关镇\n青石镇，999999002000\n\n999999003\u3000永兴镇"
    assert post(browser, url, {"lines": lines}, page=url).status_code == 303
    assert post(browser, url, {"lines": lines}, page=url).status_code == 303
    html = browser.get(url).text
    codes = re.findall(r'<span class="muted num">(\d+)</span>', html)
    assert codes == ["999999001", "999999002", "999999003"]
    assert "尚无青禾县的乡镇（街道）" not in browser.get("/filings/batches/new").text
    for wrong in ("999999001 另一个镇", "510101001 外县镇", "城关镇", "999999001001 某村", " "):
        answer = post(browser, url, {"lines": wrong}, page=url)
        assert answer.status_code == 422, wrong
        assert "field-error" in answer.text
    other = client_for(build.person(Role.OPERATOR, park=build.park("other")))
    assert other.get(url).status_code == 404
