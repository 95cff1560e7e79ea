"""Does the page of end dates put every end into its band, within reach only?"""

from datetime import date, timedelta

import pytest

from incubator.kernel import clock
from incubator.kernel.access import Role
from incubator.portal.due_dates.views import BANDS, _band_of
from tests.organizations.build import organization, residency


@pytest.mark.parametrize(
    ("days", "limit"),
    [(-1, -1), (0, 7), (7, 7), (8, 15), (15, 15), (16, 30), (30, 30), (31, 60), (60, 60)],
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


def test_an_empty_page_says_what_will_stand_here(build, client_for):
    build.park()
    assert "近期没有到期事项" in client_for(build.user()).get("/due-dates").text
