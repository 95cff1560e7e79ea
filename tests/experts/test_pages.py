"""The pages of the room: who may open them, what they show, and that they cost the same for 1 and 30 rows."""

from datetime import timedelta

import pytest

from incubator.accounts.models import User
from incubator.experts import actions
from incubator.experts.demo import make_assignments_and_sessions, make_pool
from incubator.experts.demo_advice import ADVICE
from incubator.experts.duty.views import waiting_for
from incubator.experts.mentoring.rules import ItemFacts
from incubator.experts.models import Expert, MentoringSession
from incubator.experts.pool.workflow import ExpertStatus
from incubator.experts.queries import list_experts
from incubator.kernel import clock, rulesets
from incubator.kernel.access import Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import Refusal
from incubator.territory.models import Park
from tests.experts.build import expert_facts
from tests.statements import counted

LISTS = ("/experts", "/mentoring/assignments", "/mentoring/sessions", "/mentoring")


@pytest.mark.parametrize("path", LISTS)
def test_an_operator_opens_the_lists_and_an_applicant_does_not(build, park, client_for, path):
    assert client_for(build.person(Role.OPERATOR, park=park)).get(path).status_code == 200
    assert client_for(build.user()).get(path).status_code == 403


def test_a_foreign_park_sees_nothing(make, build, client_for):
    expert = make.expert()
    assignment = make.assignment(expert, make.organization())
    session = make.session(assignment)
    browser = client_for(build.person(Role.OPERATOR, park=build.park("second")))
    for path in (
        f"/experts/{expert.code}",
        f"/mentoring/assignments/{assignment.code}",
        f"/mentoring/sessions/{session.code}",
    ):
        assert browser.get(path).status_code == 404
    assert "银龄" not in browser.get("/mentoring/sessions").get_data(as_text=True)


def test_another_organization_does_not_read_a_session(make, build, client_for):
    session = make.session(make.assignment(make.expert(), make.organization()))
    other = make.organization("青禾县邻里合唱团")
    browser = client_for(build.person(Role.LEADER, organization_id=other.id))
    assert browser.get(f"/mentoring/sessions/{session.code}").status_code == 404


def test_appointing_makes_an_account_and_a_link(build, park, client_for, post):
    browser = client_for(build.person(Role.OPERATOR, park=park))
    data = {
        "name": "沈若兰",
        "sign_in_name": "19900990001",
        "unit": "青禾县诚达会计师事务所",
        "fields": ["finance"],
        "hours_per_month": "8",
        "term_from": "2026-11-18",
        "term_to": "2029-11-18",
        "once": "a1",
    }
    answer = post(browser, "/experts/new", data)
    assert answer.status_code == 200
    expert = db.session.query(Expert).one()
    assert (expert.name, expert.fields) == ("沈若兰", ["finance"])
    assert [grant.role for grant in expert.user.active_grants] == [Role.EXPERT]
    assert "/links/" in answer.get_data(as_text=True)
    again = post(browser, "/experts/new", {**data, "once": "a2"})
    assert again.status_code == 422
    short = post(browser, "/experts/new", {**data, "term_to": "2026-01-01", "once": "a3"})
    assert 'href="#term_to"' in short.get_data(as_text=True)


def test_the_pool_is_filtered_by_field_and_word(make, build, park, client_for):
    make.expert(["finance"], name="沈若兰")
    make.expert(["law"], name="顾长青")
    browser = client_for(build.person(Role.CLERK, park=park))
    page = browser.get("/experts?field=law").get_data(as_text=True)
    assert "顾长青" in page
    assert "沈若兰" not in page
    page = browser.get("/experts?q=若兰").get_data(as_text=True)
    assert "沈若兰" in page
    assert "顾长青" not in page


def test_editing_an_expert_on_two_tabs_is_told(make, build, park, client_for, post):
    expert = make.expert()
    browser = client_for(build.person(Role.OPERATOR, park=park))
    data = {
        "unit": "甲单位",
        "fields": ["law"],
        "hours_per_month": "6",
        "term_from": "2026-01-01",
        "term_to": "2028-12-31",
        "version": str(expert.version),
    }
    url = f"/experts/{expert.code}/edit"
    assert post(browser, url, data).status_code == 303
    assert post(browser, url, {**data, "unit": "乙单位"}).status_code == 409


def test_an_expert_leaves_the_pool_only_with_nothing_in_hand(make, build, park):
    expert = make.expert()
    assignment = make.assignment(expert, make.organization())
    manager = build.person(Role.MANAGER, park=park)
    with pytest.raises(Refusal), work(by=manager):
        actions.remove_expert(expert, by=manager, reason="聘期调整")
    with work(by=manager):
        actions.end_assignment(assignment, by=manager, reason="任务完成")
        actions.remove_expert(expert, by=manager, reason="聘期调整")
    assert expert.status is ExpertStatus.REMOVED
    assert not expert.user.active_grants
    assert list_experts(park) == []


def test_assigning_by_the_page_refuses_a_conflict_beside_its_field(
    make, build, park, client_for, post
):
    expert, organization = make.expert(), make.organization()
    with work(by=expert.user):
        actions.declare_conflict(expert, organization, reason="曾任理事", by=expert.user)
    browser = client_for(build.person(Role.OPERATOR, park=park))
    data = {
        "organization": organization.code,
        "expert": expert.code,
        "starts_on": clock.today().isoformat(),
    }
    answer = post(browser, "/mentoring/assignments/new", data)
    assert answer.status_code == 422
    assert 'href="#expert"' in answer.get_data(as_text=True)


def test_the_grid_says_in_words_who_was_left_alone(make, build, park, client_for):
    assignment = make.assignment(make.expert(), make.organization("青禾县近邻互助会"))
    make.organization("青禾县远山读书会")
    make.session(assignment, held_on=clock.today() - timedelta(days=3))
    make.session(assignment, held_on=clock.today() - timedelta(days=40))
    page = client_for(build.person(Role.SUPERVISOR, park=park)).get("/mentoring")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert text.count("state-bad") == 1
    assert text.index("远山") < text.index("state-bad") < text.index("近邻")


def test_what_waits_for_each(make, build, park):
    expert, organization = make.expert(), make.organization()
    assignment = make.assignment(expert, organization)
    make.session(
        assignment,
        held_on=clock.today() - timedelta(days=45),
        items=[ItemFacts("补足会员名册", "周会长", clock.today() + timedelta(days=2))],
    )
    leader = build.person(Role.LEADER, organization_id=organization.id)
    operator = build.person(Role.OPERATOR, park=park)

    def endpoints(person):
        return [item.endpoint for item in waiting_for(person)]

    assert endpoints(expert.user) == ["experts.session_new"]
    assert endpoints(leader) == ["experts.session_detail", "experts.session_detail"]
    assert endpoints(operator) == ["experts.accompaniment"]
    assert endpoints(build.user()) == []


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_for_1_and_30_rows(make, build, park, client_for, path):
    def one(number):
        expert = make.expert()
        organization = make.organization(f"青禾县第{number}志愿服务队")
        make.session(make.assignment(expert, organization), items=[ItemFacts("补足名册")])

    def cost():
        with counted() as seen:
            assert browser.get(path).status_code == 200
        return len(seen)

    browser = client_for(build.person(Role.OPERATOR, park=park))
    one(0)
    cost()
    few = cost()
    for number in range(1, 30):
        one(number)
    many = cost()
    assert many == few
    assert many <= 15


def test_waiting_costs_the_same_for_1_and_20_rows(make):
    def one(number):
        make.assignment(expert, make.organization(f"青禾县第{number}志愿服务队"))

    def cost():
        db.session.expunge_all()
        person = db.session.get_one(User, user_id)
        assert person.active_grants
        with counted() as seen:
            waiting_for(person)
        return len(seen)

    expert = make.expert()
    user_id = expert.user_id
    one(0)
    few = cost()
    expert, make.park = db.session.query(Expert).one(), db.session.query(Park).one()
    for number in range(1, 20):
        one(number)
    assert cost() == few


def test_the_demo_makes_a_pool_and_a_year_of_sessions(make, build, park, app):
    import random
    from datetime import date

    organizations = [make.organization(f"青禾县演示组织{number}") for number in range(3)]
    first, last = date(2026, 3, 2), clock.today()
    users = [build.user("周明德")]
    experts = make_pool(park, random.Random(7), users)
    assert (len(experts), experts[0].name) == (24, "周明德")
    sessions = make_assignments_and_sessions(
        park, organizations, experts, random.Random(7), first, last
    )
    assert 20 < len(sessions) < 60
    states = {row.status.value for row in db.session.query(MentoringSession)}
    assert "confirmed" in states
    assert {"logged", "commented"} & states
    assert all(row.held_on <= last for row in sessions)


def test_the_advice_of_the_demo_covers_every_topic(context):
    topics = rulesets.find(rulesets.Wanted("experts.session_topics", "topics"))
    assert topics is not None
    assert set(ADVICE) == {row["slug"] for row in topics.body["topics"]}
    texts = [text for rows in ADVICE.values() for text, _item in rows]
    assert len(texts) == len(set(texts)) >= 60


def test_facts_without_a_field_are_refused(build, park):
    user = build.user()
    with pytest.raises(Refusal) as refused, work():
        actions.appoint(
            user,
            park=park,
            facts=expert_facts(fields=()),
            by=build.person(Role.OPERATOR, park=park),
        )
    assert refused.value.field == "fields"
