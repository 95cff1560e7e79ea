"""Panels, declarations, scores and the close of a review: who may, what is refused, what is cut."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient

from incubator.accounts.models import User
from incubator.experts import actions as experts
from incubator.experts.sheets.workflow import SheetStatus
from incubator.intake.applications import actions as applications
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.reviews import actions
from incubator.intake.reviews.models import Review
from incubator.intake.reviews.queries import (
    candidates_for,
    count_of_expert,
    reviews_of,
    totals_of,
)
from incubator.intake.reviews.views import sheets_waiting
from incubator.kernel.access import Role
from incubator.kernel.db import work
from incubator.kernel.errors import Absent, Refusal, WrongState
from tests.build import Builder
from tests.intake.build_decisions import WEIGHTS, World, content, make_world

ClientFor = Callable[[User], FlaskClient]
Post = Callable[..., Any]


@pytest.fixture
def post(post: Post) -> Post:
    """Post with the token of a page that signed-in people may open."""
    return partial(post, page="/home")


@pytest.fixture
def world(build: Builder) -> World:
    """One complete application and four experts."""
    return make_world(build)


def scores(points: int = 80) -> dict[str, str]:
    """A filled form."""
    filled = content(points)
    data = {f"score_{slug}": str(value) for slug, value in filled.scores.items()}
    data |= {f"comment_{slug}": "理由见材料。" for slug in WEIGHTS}
    return data | {"overall": "总体评价。", "recommendation": "accept"}


@pytest.mark.parametrize(("count", "allowed"), [(2, False), (3, True), (4, False)])
def test_a_panel_is_odd_and_at_least_three(world: World, count: int, allowed: bool) -> None:
    chosen = world.pool[:count]
    if allowed:
        assert len(world.assign(world.applications[0], chosen)) == count
        assert world.applications[0].status is ApplicationStatus.IN_REVIEW
        return
    with pytest.raises(Refusal) as caught:
        world.assign(world.applications[0], chosen)
    assert caught.value.field == "experts"


def test_suggestions_put_fitting_fields_first_and_name_conflicts(world: World) -> None:
    lawyer = world.add_expert("甲律师", ["law"])
    clerk = world.add_expert("乙顾问", ["elderly"])

    with work(by=clerk.user):
        experts.declare_conflict(
            clerk, world.applications[0].organization, reason="曾任理事", by=clerk.user
        )
    found = candidates_for(world.applications[0])
    assert found[0].matching == ("elderly",)
    assert [row.expert.id for row in found][-1] == clerk.id
    assert "曾任理事" in str(found[-1].barrier)
    assert [row.expert.id for row in found].index(lawyer.id) == len(found) - 2
    with pytest.raises(Refusal, match="曾任理事"):
        world.assign(world.applications[0], [*world.pool[:2], clerk])


def test_nothing_is_shown_before_the_declaration(
    world: World, client_for: ClientFor, post: Post
) -> None:
    review = world.assign(world.applications[0])[0]
    code, file_code = review.sheet.code, world.applications[0].files[0].code
    browser = client_for(review.sheet.expert.user)
    page = browser.get(f"/reviews/{code}").get_data(as_text=True)
    assert world.applications[0].organization.name in page
    assert "服务对象的说明" not in page
    assert browser.get(f"/reviews/{code}/files/{file_code}").status_code == 404
    answer = post(browser, f"/reviews/{code}", {"choice": "free"})
    assert answer.status_code == 303
    page = browser.get(f"/reviews/{code}").get_data(as_text=True)
    assert "服务对象的说明" in page
    assert browser.get(f"/reviews/{code}/files/{file_code}").status_code == 200


def test_what_waits_names_the_subject_only_after_the_declaration(world: World) -> None:
    expert = world.pool[0]
    (review, *_) = world.assign(world.applications[0], world.pool[:3])
    (line,) = sheets_waiting(expert.user)
    assert line.arguments == {"code": review.sheet.code}
    assert line.subject == ""
    with work(by=expert.user):
        actions.declare(review, has_conflict=False, reason="", by=expert.user)
    (line,) = sheets_waiting(expert.user)
    assert line.subject == review.sheet.subject_label


def test_a_conflict_declared_on_the_pool_page_takes_the_sheet_off_the_list(world: World) -> None:
    expert, application = world.pool[0], world.applications[0]
    world.assign(application, world.pool[:3])
    assert len(sheets_waiting(expert.user)) == 1
    with work(by=expert.user):
        experts.declare_conflict(
            expert, application.organization, reason="是其监事", by=expert.user
        )
    assert sheets_waiting(expert.user) == []


def test_scores_cannot_be_saved_before_the_declaration(world: World) -> None:
    review = world.assign(world.applications[0])[0]
    user = review.sheet.expert.user
    with pytest.raises(WrongState), work(by=user):
        actions.save(review, content(), by=user)


def test_a_conflict_cuts_everything(world: World, client_for: ClientFor, post: Post) -> None:
    review = world.assign(world.applications[0])[0]
    expert = review.sheet.expert
    code, file_code = review.sheet.code, world.applications[0].files[0].code
    browser = client_for(expert.user)
    post(browser, f"/reviews/{code}", {"choice": "free"})
    with work(by=expert.user):
        actions.declare(review, has_conflict=True, reason="是其监事", by=expert.user)
    assert browser.get(f"/reviews/{code}").status_code == 404
    assert browser.get(f"/reviews/{code}/files/{file_code}").status_code == 404
    assert count_of_expert(expert.user_id) == (0, 0)
    assert world.applications[0].organization.name not in browser.get("/reviews").get_data(
        as_text=True
    )
    assert post(browser, f"/reviews/{code}", scores()).status_code == 404
    totals = totals_of(world.applications[0])
    assert totals is not None
    assert totals.asked == 2


def test_a_conflict_needs_a_reason_and_keeps_what_was_typed(
    world: World, client_for: ClientFor, post: Post
) -> None:
    review = world.assign(world.applications[0])[0]
    browser = client_for(review.sheet.expert.user)
    answer = post(browser, f"/reviews/{review.sheet.code}", {"choice": "conflict", "reason": ""})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    chosen = re.search(r'<input[^>]*value="conflict"[^>]*>', page)
    assert chosen is not None
    assert "checked" in chosen[0]


def test_a_stranger_expert_and_the_applicant_find_nothing(
    world: World, client_for: ClientFor
) -> None:
    review = world.assign(world.applications[0])[0]
    assert client_for(world.pool[3].user).get(f"/reviews/{review.sheet.code}").status_code == 404
    assert client_for(world.leaders[0]).get(f"/reviews/{review.sheet.code}").status_code == 403
    assert client_for(world.operator).get(f"/reviews/{review.sheet.code}").status_code == 403
    panel = f"/calls/{world.call.code}/reviews"
    assert client_for(world.pool[0].user).get(panel).status_code == 403


def test_save_and_next_leads_through_the_sheets(
    build: Builder, client_for: ClientFor, post: Post
) -> None:
    world = make_world(build, applications=2)
    first, second = (world.assign(row)[0] for row in world.applications)
    browser = client_for(first.sheet.expert.user)
    for review in (first, second):
        post(browser, f"/reviews/{review.sheet.code}", {"choice": "free"})
    answer = post(browser, f"/reviews/{first.sheet.code}", {**scores(), "act": "next"})
    assert answer.headers["Location"].endswith(second.sheet.code)
    answer = post(browser, f"/reviews/{first.sheet.code}", {**scores(), "act": "submit"})
    assert answer.headers["Location"].endswith(second.sheet.code)
    assert "1/2" in browser.get(f"/reviews/{second.sheet.code}").get_data(as_text=True)
    assert totals_of(world.applications[0]).mean_text == "80.00"


def test_an_incomplete_sheet_is_refused_and_kept(
    world: World, client_for: ClientFor, post: Post
) -> None:
    review = world.assign(world.applications[0])[0]
    browser = client_for(review.sheet.expert.user)
    url = f"/reviews/{review.sheet.code}"
    post(browser, url, {"choice": "free"})
    answer = post(browser, url, {"score_need": "15", "act": "submit"})
    assert answer.status_code == 422
    assert 'value="15"' in answer.get_data(as_text=True)


def test_two_tabs_on_one_sheet_are_told(world: World, client_for: ClientFor, post: Post) -> None:
    review = world.assign(world.applications[0])[0]
    browser = client_for(review.sheet.expert.user)
    url = f"/reviews/{review.sheet.code}"
    post(browser, url, {"choice": "free"})
    version = str(review.sheet.version)
    assert post(browser, url, {**scores(70), "version": version}).status_code == 303
    assert post(browser, url, {**scores(90), "version": version}).status_code == 409


def test_replace_gives_the_place_to_another(world: World) -> None:
    application = world.applications[0]
    first = world.assign(application)[0]
    user = first.sheet.expert.user
    with work(by=user):
        actions.decline(first, by=user, reason="出差")
    with work(by=world.operator):
        made = actions.replace(first, world.pool[3], by=world.operator, reason="婉拒")
    assert made.replaces_id == first.id
    assert first.sheet.status is SheetStatus.DECLINED
    assert totals_of(application).asked == 3
    with pytest.raises(Refusal), work(by=world.operator):
        actions.replace(made, world.pool[1], by=world.operator, reason="已在其中")


def test_the_review_closes_only_when_all_is_scored(world: World) -> None:
    reviews = world.assign(world.applications[0])
    for review in reviews[:2]:
        world.score(review)
    with pytest.raises(Refusal, match="暖阳"), work(by=world.operator):
        actions.close(world.call, by=world.operator)
    world.score(reviews[2])
    with work(by=world.operator):
        assert actions.close(world.call, by=world.operator) == 1
    assert world.applications[0].status is ApplicationStatus.REVIEWED
    user = reviews[0].sheet.expert.user
    with pytest.raises(WrongState), work(by=user):
        actions.save(reviews[0], content(10), by=user)


def test_a_sheet_given_back_opens_the_review_again(world: World) -> None:
    world.review_all(80)
    review = reviews_of(world.applications[0])[0]
    with work(by=world.operator):
        actions.give_back(review, by=world.operator, reason="分数与评语不符")
    assert world.applications[0].status is ApplicationStatus.IN_REVIEW
    assert totals_of(world.applications[0]).submitted == 2


def test_withdrawing_takes_the_sheets_away(world: World, client_for: ClientFor) -> None:
    review: Review = world.assign(world.applications[0])[0]
    with work(by=world.leaders[0]):
        applications.withdraw(world.applications[0], by=world.leaders[0], reason="另有安排")
    assert review.sheet.status is SheetStatus.CANCELLED
    browser = client_for(review.sheet.expert.user)
    assert browser.get(f"/reviews/{review.sheet.code}").status_code == 404


def test_reminders_go_out_once_a_day(world: World) -> None:
    world.assign(world.applications[0])
    with work(by=world.operator):
        assert actions.remind(world.call, by=world.operator) == 3
    with work(by=world.operator):
        assert actions.remind(world.call, by=world.operator) == 0


def test_another_parks_operator_finds_no_panel(build: Builder, world: World) -> None:

    other = build.person(Role.OPERATOR, park=build.park("other"))
    with pytest.raises(Absent), work(by=other):
        actions.assign(world.applications[0], world.pool[:3], by=other)
