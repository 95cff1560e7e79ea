"""Is every figure a count of rows within reach and within the period?"""

from datetime import timedelta

import pytest

from incubator.kernel import clock
from incubator.kernel.access import Role
from incubator.organizations.workflow import Stage
from incubator.reports.figures.queries import Period, figures, residents_by_stage
from tests.organizations.build import organization, residency
from tests.reports.build import full_file
from tests.statements import counted


@pytest.fixture
def file(build):
    return full_file(build)


def year():
    today = clock.today()
    return Period(today.replace(month=1, day=1), today)


@pytest.mark.postgres
def test_figures_count_rows_of_the_period(file):
    residency(organization(file.park, number=5), file.park)
    found = figures([file.park.id], year())
    assert (found.residents, found.teams) == (2, 1)
    assert (found.sessions, found.hours_text, found.accompanied) == (1, "1.5", 1)
    assert found.bookings == 1
    assert residents_by_stage([file.park.id])[Stage.SEEDLING] == 1
    assert residents_by_stage([file.park.id])[Stage.STARTUP] == 1


def test_what_lies_outside_the_period_is_not_counted(file):
    before = clock.today() - timedelta(days=400)
    found = figures([file.park.id], Period(before, before + timedelta(days=30)))
    assert (found.sessions, found.session_minutes, found.bookings) == (0, 0, 0)
    assert found.residents == 1


def test_other_parks_are_not_counted(build, file):
    other = build.park("second")
    found = figures([other.id], year())
    assert (found.residents, found.sessions, found.bookings) == (0, 0, 0)


def test_the_page_opens_for_staff_and_bureau_only(build, file, client_for):
    for role, status in (
        (Role.OPERATOR, 200),
        (Role.SUPERVISOR, 200),
        (Role.EXPERT, 403),
        (Role.AUDITOR, 403),
    ):
        browser = client_for(build.person(role, park=file.park))
        assert browser.get("/figures").status_code == status, role
    assert client_for(build.user()).get("/figures").status_code == 403


def test_each_figure_opens_to_its_rows_and_the_page_is_cheap(build, file, client_for):
    browser = client_for(build.person(Role.OPERATOR, park=file.park))
    browser.get("/figures")
    with counted() as seen:
        page = browser.get("/figures").text
    assert len(seen) <= 15
    for link in (
        "/organizations?tab=resident",
        "/mentoring/sessions",
        "/bookings",
        "/registrations",
    ):
        assert f'href="{link}"' in page
        assert browser.get(link).status_code == 200


def test_a_wrong_period_is_this_year_and_a_turned_one_is_turned_back(build, file, client_for):
    browser = client_for(build.person(Role.OPERATOR, park=file.park))
    assert 'value="2026-01-01"' in browser.get("/figures?first=2026-02-30").text
    page = browser.get("/figures?first=2026-06-30&last=2026-06-01").text
    assert 'value="2026-06-01"' in page
