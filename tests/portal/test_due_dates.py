"""Does the page of end dates put every end into its band, within reach only?"""

from datetime import date, timedelta

import pytest

from incubator.kernel import clock
from incubator.kernel.access import Role
from incubator.organizations.inspections.queries import yearly_ends
from incubator.organizations.inspections.rules import Body, ends_of
from incubator.organizations.models import LegalForm
from incubator.portal.due_dates.views import BANDS, _band_of
from tests.intake.build import make_call
from tests.organizations.build import organization, residency


@pytest.mark.parametrize(
    ("days", "limit"),
    [
        (-1, -1),
        (0, 1),
        (1, 1),
        (2, 7),
        (7, 7),
        (8, 15),
        (15, 15),
        (16, 30),
        (30, 30),
        (31, 60),
        (60, 60),
    ],
)
def test_each_day_has_its_band(days, limit):
    today = date(2026, 11, 18)
    assert BANDS[_band_of(today + timedelta(days=days), today)][0] == limit


def test_a_residency_that_ends_is_shown_to_its_park_only(build, client_for):
    park = build.park()
    found = organization(park)
    residency(found, park, ends_on=clock.today() + timedelta(days=20))
    page = client_for(build.person(Role.OPERATOR, park=park)).get("/due-dates")
    assert found.name in page.text
    assert "30 天内" in page.text
    other = client_for(build.person(Role.OPERATOR, park=build.park("second")))
    assert found.name not in other.get("/due-dates").text


def test_registered_residents_are_reminded_of_their_yearly_report(build, client_for):
    park = build.park()
    found = organization(park, "青禾县助老协会", number=3)
    residency(found, park)
    team = organization(park, "青禾县邻里互助队")
    residency(team, park)
    user = build.person(Role.OPERATOR, park=park)
    with clock.frozen(clock.moment(date(2027, 5, 10), 9)):
        page = client_for(user).get("/due-dates?kind=inspection").text
        assert found.name in page
        assert "年检材料报登记管理机关" in page
        assert "示例参数" in page
        assert team.name not in page
    with clock.frozen(clock.moment(date(2026, 11, 18), 9)):
        assert "年检材料" not in client_for(user).get("/due-dates").text


@pytest.mark.parametrize(
    ("form", "unit", "founded", "slugs"),
    [
        (LegalForm.SOCIAL_GROUP, "民政局", date(2020, 1, 1), ["03-31", "05-31", "06-30"]),
        (LegalForm.SOCIAL_GROUP, "", date(2020, 1, 1), ["05-31", "06-30"]),
        (LegalForm.PRIVATE_NON_ENTERPRISE, "民政局", None, ["03-31", "05-31", "06-30"]),
        (LegalForm.FOUNDATION, "民政局", date(2026, 12, 31), ["03-31"]),
        (LegalForm.SOCIAL_GROUP, "民政局", date(2026, 7, 1), []),
        (LegalForm.TEAM, "", date(2020, 1, 1), []),
    ],
)
def test_yearly_ends_follow_form_unit_and_the_day_of_registration(
    context, form, unit, founded, slugs
):
    ends, _rules = yearly_ends()
    found = ends_of(Body(form, unit, founded), ends, date(2027, 1, 1), date(2027, 12, 31))
    assert sorted(day.strftime("%m-%d") for day, _end in found) == slugs


def test_the_page_is_narrowed_by_kind(build, client_for):
    park = build.park()
    found = organization(park)
    residency(found, park, ends_on=clock.today() + timedelta(days=20))
    make_call(park, title="青禾县2026年第三批招募")
    browser = client_for(build.person(Role.OPERATOR, park=park))
    page = browser.get("/due-dates").text
    assert "kind=residency" in page
    assert "青禾县2026年第三批招募" in page
    narrowed = browser.get("/due-dates?kind=residency").text
    assert found.name in narrowed
    assert "青禾县2026年第三批招募" not in narrowed
    assert browser.get("/due-dates?kind=nonsense").status_code == 200


def test_an_empty_page_says_what_will_stand_here(build, client_for):
    build.park()
    assert "近期没有到期事项" in client_for(build.user()).get("/due-dates").text
