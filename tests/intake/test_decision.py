"""The ranking, prepared decisions, their release by a second person, and corrections by two."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from incubator.accounts.models import User
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.decisions import actions, queries
from incubator.intake.decisions import notices as notices_of
from incubator.intake.decisions.models import Decision, DecisionRelease, PublicNotice
from incubator.intake.decisions.workflow import CorrectionStatus, Outcome
from incubator.kernel.db import db, work
from incubator.kernel.errors import Conflict, NotAllowed, Refusal
from incubator.kernel.notices import Notice
from tests.build import Builder
from tests.intake.build_decisions import World, make_world
from tests.statements import counted

ClientFor = Callable[[User], FlaskClient]
Post = Callable[..., Any]
PHYSICAL, VIRTUAL = Outcome.ACCEPT_PHYSICAL, Outcome.ACCEPT_VIRTUAL
WAIT, REJECT = Outcome.WAIT, Outcome.REJECT


@pytest.fixture
def post(post: Post) -> Post:
    """Post with the token of a page that signed-in people may open."""
    return partial(post, page="/home")


@pytest.fixture
def world(build: Builder) -> World:
    """Three reviewed applications: 90, 80 and 55 points; one desk, one virtual place."""
    found = make_world(build, applications=3, places_physical=1, places_virtual=1)
    found.review_all(90, 80, 55)
    return found


def count(model: type[Any]) -> int:
    """How many rows there are."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_ranking_counts_from_the_best_down(world: World) -> None:
    rows = queries.ranking(world.call).rows
    assert [(row.rank, row.totals.mean_text, row.totals.spread) for row in rows] == [
        (1, "90.00", 2),
        (2, "80.00", 2),
        (3, "55.00", 2),
    ]


def test_equal_means_share_a_rank(build: Builder) -> None:
    world = make_world(build, applications=3)
    world.review_all(80, 90, 80)
    assert [row.rank for row in queries.ranking(world.call).rows] == [1, 2, 2]
    later = queries.ranking(world.call, size=2)
    rest = queries.ranking(world.call, after=later.next_key, size=2)
    assert [row.rank for row in rest.rows] == [2]


def test_the_ranking_needs_as_many_queries_for_thirty_as_for_one(
    build: Builder, client_for: ClientFor
) -> None:
    counts = []
    for number, slug in ((1, "one"), (30, "thirty")):
        found = make_world(build, applications=number, slug=slug)
        found.review_all()
        browser = client_for(found.operator)
        url = f"/calls/{found.call.code}/decisions"
        browser.get(url)
        with counted() as seen:
            answer = browser.get(url)
        assert answer.status_code == 200
        assert len(answer.data) < 150_000
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15


def test_places_left_are_counted_live(world: World) -> None:
    world.prepare(PHYSICAL, VIRTUAL, WAIT)
    places = queries.places(world.call)
    assert (places.physical_left, places.virtual_left) == (0, 0)


@pytest.mark.parametrize("outcome", [REJECT, PHYSICAL])
def test_a_rejection_and_an_acceptance_below_the_pass_mark_need_reasons(
    world: World, outcome: Outcome
) -> None:
    judgement = actions.Judgement(outcome)
    with pytest.raises(Refusal) as caught, work(by=world.operator):
        actions.set_pending(world.applications[2], judgement, by=world.operator)
    assert caught.value.field == "reasons"


def test_a_stale_decision_is_not_overruled(world: World, client_for: ClientFor, post: Post) -> None:
    url = f"/applications/{world.applications[0].code}/decision"
    browser = client_for(world.operator)
    assert post(browser, url, {"outcome": "wait"}).status_code == 303
    first = {"outcome": "accept_physical", "version": "1"}
    assert post(browser, url, first).status_code == 303
    assert post(browser, url, {**first, "outcome": "wait"}).status_code == 409


def test_the_release_publishes_everything_at_once(world: World) -> None:
    made = world.release(PHYSICAL, VIRTUAL, REJECT)
    states = [application.status for application in world.applications]
    assert states == [
        ApplicationStatus.NOTICED,
        ApplicationStatus.NOTICED,
        ApplicationStatus.REJECTED,
    ]
    assert made.count == 3
    assert count(Decision) == 3
    notice = world.notice()
    assert [entry.name for entry in notices_of.entries_shown(notice)] == [
        row.organization.name for row in world.applications[:2]
    ]
    told = db.session.scalars(
        select(Notice.user_id).where(Notice.message.contains("result of your application"))
    )
    assert set(told) == {leader.id for leader in world.leaders}


def test_who_prepared_does_not_release(world: World, client_for: ClientFor, post: Post) -> None:
    world.prepare(PHYSICAL, VIRTUAL, REJECT, by=world.manager)
    with pytest.raises(NotAllowed), work(by=world.manager):
        actions.release(world.call, by=world.manager)
    url = f"/calls/{world.call.code}/decisions/release"
    assert post(client_for(world.manager), url, {"once": "a"}).status_code == 403
    assert post(client_for(world.operator), url, {"once": "b"}).status_code == 403
    assert post(client_for(world.second), url, {"once": "c"}).status_code == 303
    assert count(DecisionRelease) == 1


def test_more_accepted_than_places_is_refused(world: World) -> None:
    with pytest.raises(Refusal, match="2"):
        world.release(PHYSICAL, PHYSICAL, REJECT)
    assert count(Decision) == 0
    assert world.applications[0].status is ApplicationStatus.REVIEWED


def test_an_undecided_application_stops_the_release(world: World) -> None:
    with work(by=world.operator):
        actions.set_pending(world.applications[0], actions.Judgement(PHYSICAL), by=world.operator)
    with pytest.raises(Refusal), work(by=world.manager):
        actions.release(world.call, by=world.manager)


def test_a_double_click_releases_once(world: World, client_for: ClientFor, post: Post) -> None:
    world.prepare(PHYSICAL, VIRTUAL, REJECT)
    browser = client_for(world.manager)
    url = f"/calls/{world.call.code}/decisions/release"
    first = post(browser, url, {"once": "key"})
    second = post(browser, url, {"once": "key"})
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert (count(DecisionRelease), count(PublicNotice), count(Decision)) == (1, 1, 3)
    with pytest.raises(Conflict), work(by=world.second):
        actions.release(world.call, by=world.second)


def test_the_applicant_sees_the_result_only_after_the_release(
    world: World, client_for: ClientFor
) -> None:
    world.prepare(PHYSICAL, VIRTUAL, REJECT)
    url = f"/applications/{world.applications[2].code}"
    leader = client_for(world.leaders[2])
    assert leader.get(f"{url}/result").status_code == 404
    assert leader.get(f"{url}/letter").status_code == 404
    with work(by=world.manager):
        actions.release(world.call, by=world.manager)
    page = leader.get(f"{url}/result").get_data(as_text=True)
    assert "名额有限" in page
    assert client_for(world.leaders[0]).get(f"{url}/result").status_code == 404


def correct(world: World, index: int, outcome: Outcome) -> Any:
    """A proposed correction by the operator."""
    with work(by=world.operator):
        return actions.propose_correction(
            world.applications[index],
            actions.Judgement(outcome, "经复核。"),
            reason="计分表录入有误",
            by=world.operator,
        )


def test_a_correction_takes_two_people(world: World) -> None:
    world.release(PHYSICAL, WAIT, REJECT)
    with work(by=world.manager):
        mine = actions.propose_correction(
            world.applications[1],
            actions.Judgement(VIRTUAL),
            reason="名额空出",
            by=world.manager,
        )
    with pytest.raises(NotAllowed), work(by=world.manager):
        actions.approve_correction(mine, by=world.manager)
    with work(by=world.second):
        actions.approve_correction(mine, by=world.second)
    application = world.applications[1]
    assert mine.status is CorrectionStatus.APPROVED
    assert application.status is ApplicationStatus.NOTICED
    current = queries.current_decision(application)
    assert current is not None
    assert (current.is_correction, current.outcome) == (True, VIRTUAL)
    assert (current.prepared_by_id, current.released_by_id) == (world.manager.id, world.second.id)
    assert len(queries.decisions_of(application)) == 2
    assert count(PublicNotice) == 2


def test_a_correction_to_rejected_leaves_the_notice(world: World) -> None:
    world.release(PHYSICAL, VIRTUAL, REJECT)
    made = correct(world, 0, REJECT)
    notice = world.notice()
    with work(by=world.manager):
        actions.approve_correction(made, by=world.manager)
    assert world.applications[0].status is ApplicationStatus.REJECTED
    assert len(notices_of.entries_shown(notice)) == 1


def test_a_correction_never_takes_more_places_than_there_are(world: World) -> None:
    world.release(PHYSICAL, VIRTUAL, REJECT)
    made = correct(world, 2, VIRTUAL)
    with pytest.raises(Refusal), work(by=world.manager):
        actions.approve_correction(made, by=world.manager)
    assert world.applications[2].status is ApplicationStatus.REJECTED


def test_one_open_correction_at_a_time(world: World) -> None:
    world.release(PHYSICAL, VIRTUAL, REJECT)
    correct(world, 2, WAIT)
    with pytest.raises(Conflict):
        correct(world, 2, WAIT)
