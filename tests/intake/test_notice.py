"""The public notice counts working days, shows nothing personal, and takes objections with a receipt."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient

from incubator.accounts.models import User
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.decisions import actions, queries
from incubator.intake.decisions import notices as notices_of
from incubator.intake.decisions.models import Objection
from incubator.intake.decisions.workflow import ObjectionStatus, Outcome
from incubator.kernel import clock
from incubator.kernel.access import Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import NotAllowed, Refusal
from tests.build import Builder
from tests.intake.build_decisions import World, make_world

ClientFor = Callable[[User], FlaskClient]
Post = Callable[..., Any]
WORDS = {"name": "王小明", "contact": "13912345678", "text": "该队负责人同时在另一园区入驻。"}


@pytest.fixture
def post_in(post: Post) -> Post:
    """Post with the token of a page that signed-in people may open."""
    return partial(post, page="/home")


@pytest.fixture
def world(build: Builder) -> World:
    """One accepted application on notice."""
    found = make_world(build)
    found.review_all()
    found.release(Outcome.ACCEPT_VIRTUAL)
    return found


@pytest.mark.parametrize(
    ("start", "end", "provisional"),
    [
        (date(2026, 12, 7), date(2026, 12, 14), False),
        (date(2026, 9, 28), date(2026, 10, 10), False),
        (date(2026, 2, 11), date(2026, 2, 25), False),
        (date(2026, 12, 28), date(2027, 1, 4), True),
    ],
)
def test_the_window_is_counted_in_working_days(
    world: World, start: date, end: date, provisional: bool
) -> None:
    window = queries.notice_window(world.call, start)
    assert (window.to_on, window.is_provisional) == (end, provisional)


def test_the_public_page_shows_the_list_and_nobodys_data(world: World, client: FlaskClient) -> None:
    notice = world.notice()
    page = client.get(f"/parks/qinghe/notices/{notice.code}").get_data(as_text=True)
    assert world.applications[0].organization.name in page
    assert "赵一禾" not in page
    assert "13900000000" not in page
    assert client.get("/parks/qinghe/notices").status_code == 200


def objections() -> list[Objection]:
    """All objections."""
    return list(db.session.query(Objection))


def test_an_objection_gets_a_receipt_and_is_found_again(
    world: World, client: FlaskClient, post: Post
) -> None:
    notice = world.notice()
    url = f"/parks/qinghe/notices/{notice.code}/objections/new"
    answer = post(client, url, {**WORDS, "entry": ""})
    assert answer.status_code == 303
    found = objections()[0]
    assert found.number.startswith("2026-")
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert found.number in page
    assert WORDS["name"] not in page
    assert WORDS["text"] not in page
    look_up = {"number": found.number, "contact_end": "5678"}
    again = post(client, "/parks/qinghe/objections", look_up)
    assert again.headers["Location"] == answer.headers["Location"]
    wrong = post(client, "/parks/qinghe/objections", {**look_up, "contact_end": "0000"})
    assert wrong.status_code == 422


def test_guessing_receipts_is_slowed_down(world: World, client: FlaskClient, post: Post) -> None:
    assert world.notice()
    guess = {"number": "2026-001", "contact_end": "0000"}
    pages = [post(client, "/parks/qinghe/objections", guess) for _ in range(8)]
    assert "wait" in pages[-1].get_data(as_text=True) or "等" in pages[-1].get_data(as_text=True)


def test_an_empty_objection_keeps_what_was_typed(
    world: World, client: FlaskClient, post: Post
) -> None:
    url = f"/parks/qinghe/notices/{world.notice().code}/objections/new"
    answer = post(client, url, {**WORDS, "text": ""})
    assert answer.status_code == 422
    assert WORDS["contact"] in answer.get_data(as_text=True)
    assert not objections()


def test_after_the_last_day_no_objection_is_taken(world: World) -> None:
    notice = world.notice()
    clock.set_frozen(clock.moment(notice.to_on, 23))
    with work():
        actions.object_to(notice, actions.ObjectionFacts(**WORDS))
    world.after_notice()
    with pytest.raises(Refusal), work():
        actions.object_to(notice, actions.ObjectionFacts(**WORDS))


def filed(world: World) -> Objection:
    """An objection against the first entry."""
    with work():
        return actions.object_to(
            world.notice(),
            actions.ObjectionFacts(**WORDS),
            entry=notices_of.entry_of(world.applications[0]),
        )


def test_the_operator_answers_within_the_limit(
    world: World, client: FlaskClient, client_for: ClientFor, post_in: Post
) -> None:
    found = filed(world)
    assert found.answer_by_on == date(2026, 12, 4)
    url = f"/objections/{found.code}"
    data = {"verdict": "dismiss", "answer": "经核查，情况不属实。"}
    assert post_in(client_for(world.leaders[0]), url, data).status_code == 403
    assert post_in(client_for(world.operator), url, data).status_code == 303
    page = client.get(f"/parks/qinghe/objections/{found.code}").get_data(as_text=True)
    assert "经核查，情况不属实。" in page


def test_upholding_takes_a_second_person_and_the_place(world: World) -> None:
    found = filed(world)
    with work(by=world.manager):
        actions.answer(found, "经核查属实。", upheld=True, by=world.manager)
    with pytest.raises(NotAllowed), work(by=world.manager):
        actions.uphold(found, by=world.manager)
    with work(by=world.second):
        actions.uphold(found, by=world.second)
    assert found.status is ObjectionStatus.UPHELD
    assert world.applications[0].status is ApplicationStatus.NOT_ADMITTED
    assert notices_of.entry_of(world.applications[0]) is None
    assert queries.places(world.call).virtual_left == 3


def test_another_parks_people_find_no_objection(
    world: World, build: Builder, client_for: ClientFor
) -> None:
    other = build.person(Role.OPERATOR, park=build.park("other"))
    assert client_for(other).get(f"/objections/{filed(world).code}").status_code == 404
