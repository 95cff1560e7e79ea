"""Is the home page made of what waits for this person, late first, at a fixed price?"""

from datetime import timedelta

import pytest

from incubator.accounts import actions as accounts
from incubator.accounts.actions import Place
from incubator.kernel import clock
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import work
from incubator.kernel.waiting import Waiting
from incubator.organizations.models import LegalForm
from incubator.portal.work.cards import card, group_cards, urgency
from incubator.registration.actions import open_case
from tests.experts.build import ExpertsBuilder
from tests.organizations.build import organization, owner, residency
from tests.statements import counted


def waiting(**changes):
    facts = {"title": "核对材料", "button": "去核对", "endpoint": "portal.home", "arguments": {}}
    return Waiting(**{**facts, **changes})


def test_things_are_grouped_by_urgency(context):
    now, today = clock.now(), clock.today()
    assert urgency(waiting(due=now - timedelta(minutes=1))) == "late"
    assert urgency(waiting(due=clock.end_of(today))) == "today"
    assert urgency(waiting(due=clock.end_of(today + timedelta(days=7)))) == "week"
    assert urgency(waiting(due=clock.end_of(today + timedelta(days=8)))) == "later"
    assert urgency(waiting()) == "later"


def test_a_card_says_what_since_when_and_how_long(app):
    with app.test_request_context("/home"):
        today = clock.today()
        item = waiting(
            subject="青禾县阳光社会工作服务中心",
            since=clock.moment(today - timedelta(days=3)),
            due=clock.end_of(today + timedelta(days=2)),
            count=3,
        )
        shown = card(item, "/home")
    assert shown["title"] == "核对材料（3）"
    assert shown["since"] == "11月15日起"
    assert shown["due"] == {"text": "还剩 2 天（11月20日截止）", "late": False, "soon": True}


def test_late_things_say_how_late(app):
    with app.test_request_context("/home"):
        item = waiting(due=clock.end_of(clock.today() - timedelta(days=2)))
        shown = card(item, "/home")
    assert shown["due"] == {"text": "已逾期 2 天（11月16日截止）", "late": True, "soon": True}


def test_late_groups_lead_and_pages_that_are_not_built_are_left_out(app):
    with app.test_request_context("/home"):
        groups = group_cards(
            [
                waiting(),
                waiting(endpoint="nowhere.page"),
                waiting(due=clock.now() - timedelta(days=1)),
            ]
        )
    assert [(group.slug, len(group.items)) for group in groups] == [("late", 1), ("later", 1)]


def test_a_new_park_says_what_it_needs_first(build, park, client_for):
    home = client_for(build.person(Role.MANAGER, park=park)).get("/home").text
    wanted = ["/zones/new", "/meeting-rooms/new", "/staff/new", "/experts/new", "/calls/new"]
    places = [home.index(f'href="{path}"') for path in wanted]
    assert places == sorted(places)
    ExpertsBuilder(build, park).expert()
    build.person(Role.OPERATOR, park=park)
    home = client_for(build.person(Role.MANAGER, park=park)).get("/home").text
    assert "布置园区：专家库" not in home
    assert "布置园区：运营人员" not in home
    assert "布置园区：会议室" in home


def test_an_applicant_without_anything_is_shown_the_way(build, park, client_for):
    page = client_for(build.user()).get("/home")
    assert "查看招募" in page.text
    assert "kpi" not in page.text


def test_a_logged_session_waits_for_the_organization_to_confirm(build, park, client_for):
    make = ExpertsBuilder(build, park)
    team = make.organization()
    make.session(make.assignment(make.expert(), team))
    leader = owner(build, team)
    page = client_for(leader).get("/home")
    assert "waiting-card" in page.text
    assert team.name in page.text


def test_staff_see_figures_that_open_to_their_rows(build, park, client_for):
    residency(organization(park), park)
    page = client_for(build.person(Role.OPERATOR, park=park)).get("/home")
    assert "/organizations?tab=resident" in page.text
    assert "<strong>1</strong>" in page.text


ROLES = [
    Role.CLERK,
    Role.OPERATOR,
    Role.MANAGER,
    Role.SUPERVISOR,
    Role.EXPERT,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
]


@pytest.mark.parametrize("role", ROLES)
def test_home_costs_the_same_for_one_and_many_rows(build, park, client_for, role):
    make = ExpertsBuilder(build, park)
    expert = make.expert()
    make.session(make.assignment(expert, make.organization()))
    browser = client_for(expert.user if role is Role.EXPERT else build.person(role, park=park))
    browser.get("/home")
    with counted() as one:
        assert browser.get("/home").status_code == 200
    for number in range(8):
        make.session(make.assignment(expert, make.organization(f"青禾县服务队{number}")))
    with counted() as many:
        browser.get("/home")
    assert len(one) == len(many) <= 15


def test_the_organizations_home_is_for_its_people_and_its_park(build, park, client_for):
    mine = organization(park)
    residency(mine, park)
    url = f"/organizations/{mine.code}/home"
    stranger = owner(build, organization(park, "青禾县邻里互助队"))
    for user, status in (
        (owner(build, mine), 200),
        (owner(build, mine, Role.MEMBER), 200),
        (build.person(Role.CLERK, park=park), 200),
        (build.person(Role.SUPERVISOR, park=park), 200),
        (stranger, 404),
        (build.person(Role.EXPERT, park=park), 403),
        (build.person(Role.ADMINISTRATOR), 403),
        (build.user(), 403),
    ):
        assert client_for(user).get(url).status_code == status, user.display_name


def test_the_organizations_home_shows_stage_and_next_steps(build, park, client_for):
    mine = organization(park, number=3)
    residency(mine, park)
    page = client_for(owner(build, mine)).get(f"/organizations/{mine.code}/home")
    assert "rung-now" in page.text
    assert "2027年6月30日到期" in page.text
    assert "/rooms/day" in page.text


def test_the_bar_leads_people_to_their_own_organization(build, park, client_for):
    mine = organization(park)
    browser = client_for(owner(build, mine))
    assert browser.get("/my-organization").location == f"/organizations/{mine.code}/home"
    assert "/my-organization" in browser.get("/home").text
    assert client_for(build.user()).get("/my-organization").status_code == 403


def test_the_organizations_home_costs_the_same_for_one_and_many_rows(build, park, client_for):
    make = ExpertsBuilder(build, park)
    team = make.organization()
    running = make.assignment(make.expert(), team)
    make.session(running)
    with work(by=SYSTEM):
        open_case(team, park=park, legal_form=LegalForm.SOCIAL_GROUP, by=SYSTEM)
    browser = client_for(owner(build, team))
    url = f"/organizations/{team.code}/home"
    browser.get(url)
    with counted() as one:
        browser.get(url)
    for _ in range(8):
        make.session(running)
    with counted() as many:
        browser.get(url)
    assert len(one) == len(many) <= 15


def test_the_organizations_people_see_their_next_step_first(build, park, client_for):
    make = ExpertsBuilder(build, park)
    team = make.organization()
    url = f"/organizations/{team.code}/home"
    leader = client_for(owner(build, team))
    assert "目前没有等您办理的事项" in leader.get(url).text
    session = make.session(make.assignment(make.expert(), team))
    page = leader.get(url).text
    assert page.count('class="waiting-card"') == 1
    assert page.index(f"/mentoring/sessions/{session.code}") < page.index("rung")
    staff = client_for(build.person(Role.OPERATOR, park=park)).get(url).text
    assert "下一步" not in staff


def test_the_next_step_is_of_this_organization_only(build, park, client_for):
    make = ExpertsBuilder(build, park)
    first, second = make.organization(), make.organization("青禾县邻里互助队")
    leader = owner(build, first)
    with work(by=SYSTEM):
        accounts.grant(leader, Role.LEADER, Place(organization_id=second.id), by=SYSTEM)
    make.session(make.assignment(make.expert(), second))
    browser = client_for(leader)
    assert "waiting-card" not in browser.get(f"/organizations/{first.code}/home").text
    assert "waiting-card" in browser.get(f"/organizations/{second.code}/home").text


def test_a_file_leads_to_the_home_page_and_to_the_single_file(build, park, client_for):
    mine = organization(park)
    residency(mine, park)
    page = client_for(build.person(Role.OPERATOR, park=park)).get(f"/organizations/{mine.code}")
    assert f"/organizations/{mine.code}/home" in page.text
    assert "一户一档" in page.text


def test_public_pages_show_one_way_to_ones_work_and_not_the_rail(build, park, client_for):
    browser = client_for(build.person(Role.OPERATOR, park=park))
    page = browser.get(f"/parks/{park.slug}/calls").text
    assert page.count('href="/home"') == 1
    assert 'href="/organizations"' not in page
