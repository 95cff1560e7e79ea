"""Do the board and the counts tell all cases in reach, at a fixed price; is what is usual the median?"""

from random import Random

import pytest

from incubator.kernel import clock
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.workflow import Turn
from incubator.registration.cases.queries import list_steps
from incubator.registration.cases.usual import usual_days
from incubator.registration.coach import queries
from incubator.registration.coach.rules import CASE_BOARD
from incubator.registration.demo import make_case
from tests.build import Builder
from tests.organizations.build import organization, residency
from tests.statements import counted

pytestmark = pytest.mark.postgres


def make(park, name, upto=3, seed=1):
    team = organization(park, name)
    residency(team, park)
    return make_case(team, park, by=SYSTEM, upto=upto, rng=Random(seed))


def test_the_board_tells_whom_each_case_waits_for(build: Builder, client_for):
    park, other = build.park(), build.park("other")
    cases = [make(park, f"青禾县第{number}助老服务队", seed=number) for number in range(3)]
    make(other, "别县服务队")
    operator = build.person(Role.OPERATOR, park=park)
    columns = {column.turn: column for column in queries.board(operator, CASE_BOARD)}
    assert columns[Turn.YOU].count == 3
    shown = columns[Turn.YOU].cases
    assert sorted(case.id for case in shown) == sorted(case.id for case in cases)
    assert [case.standing.since for case in shown] == sorted(case.standing.since for case in shown)
    page = client_for(operator).get("/registrations/board").text
    assert "青禾县第0助老服务队" in page
    assert "别县服务队" not in page


def test_counts_per_form_step_and_month(build: Builder, client_for):
    park = build.park()
    make(park, "青禾县甲服务队", upto=2)
    make(park, "青禾县乙服务队", upto=2, seed=2)
    done = make(park, "青禾县丙服务队", upto=14, seed=3)
    supervisor = build.person(Role.SUPERVISOR, park=park)
    found = queries.counts(supervisor, CASE_BOARD, today=clock.today())
    (row,) = found.forms
    assert (row.preparing, row.submitted, row.done) == (2, 0, 1)
    assert sum(step.count for step in found.steps) == 2
    months = {(month.first.year, month.first.month): month for month in found.months}
    assert len(months) == 12
    assert sum(month.opened for month in found.months) == 3
    assert months[done.decided_on.year, done.decided_on.month].done == 1
    assert client_for(supervisor).get("/registrations/figures").status_code == 200


def test_what_is_usual_is_the_median_of_this_parks_cases(build: Builder):
    park, other = build.park(), build.park("other")
    cases = [make(park, f"青禾县第{number}助老服务队", seed=number) for number in range(3)]
    make(other, "别县服务队")
    found = usual_days(cases[0])
    days = sorted(
        (step.done_on - step.opened_on).days
        for case in cases
        for step in list_steps(case)
        if step.slug == "demand"
    )
    assert found["demand"].days == days[1]
    assert found["demand"].cases == 3
    assert usual_days(make(other, "别县另一服务队", seed=9)) == {}


def test_board_and_counts_cost_the_same_for_one_and_many(build: Builder, client_for):
    park = build.park()
    make(park, "青禾县甲服务队")
    browser = client_for(build.person(Role.OPERATOR, park=park))
    for path in ("/registrations/board", "/registrations/figures"):
        browser.get(path)
        few = price(browser, path)
        for number in range(6):
            make(park, f"{path[-5:]}第{number}服务队", seed=number)
        assert price(browser, path) == few
        assert few <= 15


def price(browser, path):
    with counted() as seen:
        assert browser.get(path).status_code == 200
    return len(seen)
