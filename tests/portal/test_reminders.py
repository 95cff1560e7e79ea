"""Is everybody told once of an end at each distance, and nobody any more when it moves or is renewed?"""

from datetime import date, timedelta

import pytest

from incubator.experts.pool import actions as pool
from incubator.experts.pool.rules import ExpertFacts
from incubator.kernel import clock
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.kernel.notices import Notice
from incubator.portal.reminders import actions
from incubator.portal.reminders.rules import step_of
from incubator.registration.filing_reports import actions as reports
from incubator.registration.filing_reports.rules import ReportFacts
from incubator.registration.filings.queries import rules_at
from tests.organizations.build import organization, residency
from tests.registration.filings_build import filed, group

TODAY = date(2026, 11, 18)
WHOLE = ReportFacts(12, 240, 20, 0, 0, "按计划开展活动。", is_safe=True, safety_note="")


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (61, None),
        (60, 60),
        (31, 60),
        (30, 30),
        (16, 30),
        (15, 15),
        (8, 15),
        (7, 7),
        (2, 7),
        (1, 1),
        (0, 0),
        (-1, None),
    ],
)
def test_each_distance_has_its_reminder(days, step):
    assert step_of(TODAY + timedelta(days=days), TODAY) == step


def night(day):
    with clock.frozen(clock.moment(day, 2, 30)), work(by=SYSTEM):
        actions.remind()


def told(user):
    db.session.expire_all()
    return [
        row.text for row in db.session.query(Notice).filter_by(user_id=user.id).order_by(Notice.id)
    ]


def test_a_short_report_is_told_once_when_its_window_opens_until_it_is_handed_in(build):
    park = build.park()
    filing, other = (
        filed(park, group(park, f"青禾县青石镇{name}"), on=date(2025, 3, 3))
        for name in ("和睦社区舞蹈队", "晨光社区合唱队")
    )
    operator = build.person(Role.OPERATOR, park=park)
    leader = build.person(Role.LEADER, organization_id=filing.organization_id)
    early = build.person(Role.LEADER, organization_id=other.organization_id)
    opens = rules_at(park)[1].report.opens_on(2025)
    night(opens - timedelta(days=1))
    assert told(leader) == []
    with clock.frozen(clock.moment(opens, 9)), work(by=early):
        report = reports.begin(other, 2025, by=early)
        reports.fill_in(report, WHOLE, by=early)
        reports.submit(report, by=early)
    night(opens)
    assert [filing.organization.name in text for text in told(leader)] == [True]
    assert "3月31日" in told(leader)[0]
    assert len(told(operator)) == 1
    assert "1 家未交" in told(operator)[0]
    assert told(early) == []
    with clock.frozen(clock.moment(opens, 12)), work(by=leader):
        reports.begin(filing, 2025, by=leader)
    for day in (1, 20, 60, 75, 89):
        night(opens + timedelta(days=day))
    assert (len(told(leader)), len(told(operator)), told(early)) == (1, 1, [])


def test_an_end_is_reminded_of_six_times_and_never_twice(build, figures):
    park = build.park()
    found = organization(park)
    end = TODAY + timedelta(days=70)
    residency(found, park, ends_on=end)
    operator = build.person(Role.OPERATOR, park=park)
    leader = build.person(Role.LEADER, organization_id=found.id)
    looker = build.person(Role.SUPERVISOR, park=park)
    stranger = build.person(Role.OPERATOR, park=build.park("second"))
    for number in range(75):
        night(TODAY + timedelta(days=number))
    assert len(told(operator)) == len(told(leader)) == 6
    assert found.name in told(leader)[0]
    assert told(looker) == told(stranger) == []
    figures("reminders of one end in 75 nights", f"{len(told(operator))} to each of 2 people")


def test_a_missed_night_is_made_good_and_an_end_that_moved_starts_anew(build):
    park = build.park()
    found = organization(park)
    stay = residency(found, park, ends_on=TODAY + timedelta(days=20))
    operator = build.person(Role.OPERATOR, park=park)
    night(TODAY)
    night(TODAY)
    assert len(told(operator)) == 1
    with work(by=SYSTEM):
        db.session.merge(stay).ends_on = TODAY + timedelta(days=25)
    night(TODAY)
    assert len(told(operator)) == 2


def test_many_ends_at_once_become_one_message(build):
    park = build.park()
    for number in range(9):
        residency(
            organization(park, f"青禾县邻里互助队{number}"), park, ends_on=TODAY + timedelta(days=5)
        )
    operator = build.person(Role.OPERATOR, park=park)
    night(TODAY)
    assert len(told(operator)) == 1
    assert "9" in told(operator)[0]


def test_the_term_of_an_expert_can_be_renewed_from_the_page(build, client_for):
    park = build.park()
    user = build.user("顾问甲")
    facts = ExpertFacts(
        fields=("elderly",),
        term_from=TODAY - timedelta(days=30),
        term_to=TODAY + timedelta(days=1),
        unit="青禾县社会工作协会",
    )
    with work(by=SYSTEM):
        expert = pool.appoint(user, park=park, facts=facts, by=SYSTEM)
    page = client_for(build.person(Role.OPERATOR, park=park)).get("/due-dates").text
    assert "今明两天" in page
    assert f"/experts/{expert.code}/edit" in page
    assert f"/experts/{expert.code}/edit" not in client_for(user).get("/due-dates").text
