"""The agreement follows the notice; it is printed, signed on paper on possible days, and scanned."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient

from incubator.accounts.models import User
from incubator.intake.agreements import actions
from incubator.intake.agreements.queries import paper_of, work_waiting
from incubator.intake.agreements.rules import last_day_of_term, months_later
from incubator.intake.agreements.workflow import AgreementStatus
from incubator.intake.applications import actions as applications
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.decisions import actions as decisions
from incubator.intake.decisions.workflow import Outcome
from incubator.kernel import clock
from incubator.kernel.access import Role
from incubator.kernel.db import work
from incubator.kernel.errors import Refusal
from tests.build import Builder
from tests.intake.build import PDF
from tests.intake.build_decisions import GOALS, World, make_world

ClientFor = Callable[[User], FlaskClient]
Post = Callable[..., Any]


@pytest.fixture
def post(post: Post) -> Post:
    """Post with the token of a page that signed-in people may open."""
    return partial(post, page="/home")


@pytest.fixture
def world(build: Builder) -> World:
    """One accepted application on notice."""
    found = make_world(build)
    found.review_all()
    found.release(Outcome.ACCEPT_PHYSICAL)
    return found


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
    ],
)
def test_a_term_ends_on_the_same_day_of_a_later_month(
    day: date, months: int, expected: date
) -> None:
    assert months_later(day, months) == expected
    assert last_day_of_term(day, months) == expected - timedelta(days=1)


def test_no_agreement_while_the_notice_runs(world: World) -> None:
    with pytest.raises(Refusal):
        world.agreement()
    assert work_waiting(world.operator) == []
    world.after_notice()
    assert [(row.id, signed) for row, signed in work_waiting(world.operator)] == [
        (world.applications[0].id, None)
    ]
    assert world.agreement().months == 12
    assert world.applications[0].status is ApplicationStatus.AGREEMENT


def test_no_agreement_while_an_objection_is_open(world: World) -> None:
    facts = decisions.ObjectionFacts("王小明", "13912345678", "情况不实。")
    with work():
        objection = decisions.object_to(world.notice(), facts)
    world.after_notice()
    with pytest.raises(Refusal):
        world.agreement()
    with work(by=world.operator):
        decisions.answer(objection, "不成立。", upheld=False, by=world.operator)
    assert world.agreement().status is AgreementStatus.PREPARED


def test_the_paper_holds_every_fact_and_no_open_place(world: World) -> None:
    world.after_notice()
    agreement = world.agreement()
    paper = paper_of(agreement)
    words = "\n".join(part for clause in paper.clauses for part in clause.paragraphs)
    assert len(paper.clauses) == 19
    assert "{" not in words + paper.title
    for expected in (
        world.applications[0].organization.name,
        "赵一禾",
        "实体孵化",
        GOALS.rstrip("。"),
        "12个月",
    ):
        assert expected in words


@pytest.mark.parametrize(("shift", "field"), [(1, "organization_on"), (-30, "organization_on")])
def test_signing_dates_must_be_possible(world: World, shift: int, field: str) -> None:
    world.after_notice()
    agreement = world.agreement()
    signing = actions.Signing(clock.today() + timedelta(days=shift), clock.today())
    with pytest.raises(Refusal) as caught, work(by=world.operator):
        actions.sign(agreement, signing, by=world.operator)
    assert caught.value.field == field


def test_signing_with_a_scan_through_the_page(
    world: World, client_for: ClientFor, post: Post
) -> None:
    world.after_notice()
    agreement = world.agreement()
    browser = client_for(world.operator)
    url = f"/agreements/{agreement.code}/signing"
    day = clock.today().isoformat()
    data = {"organization_on": day, "park_on": day}
    bad = {**data, "scan": (io.BytesIO(b"MZ\x90\x00 not a paper"), "协议.pdf")}
    assert post(browser, url, bad).status_code == 422
    good = {**data, "scan": (io.BytesIO(PDF), "协议.pdf")}
    assert post(browser, url, good).status_code == 303
    assert agreement.status is AgreementStatus.SIGNED
    scan = f"/agreements/{agreement.code}/scan"
    assert client_for(world.leaders[0]).get(scan).data == PDF
    assert client_for(world.pool[0].user).get(scan).status_code == 403


def test_wrong_dates_can_be_taken_back(world: World) -> None:
    world.after_notice()
    agreement = world.agreement(signed=True)
    with work(by=world.operator):
        actions.unsign(agreement, by=world.operator, reason="日期录错")
    assert agreement.status is AgreementStatus.PREPARED
    assert agreement.signed_on is None


def test_withdrawing_makes_the_agreement_void(world: World) -> None:
    world.after_notice()
    agreement = world.agreement()
    with work(by=world.leaders[0]):
        applications.withdraw(world.applications[0], by=world.leaders[0], reason="另有安排")
    assert agreement.status is AgreementStatus.VOID


def test_a_foreign_organization_finds_no_agreement(
    world: World, build: Builder, client_for: ClientFor
) -> None:
    world.after_notice()
    agreement = world.agreement()
    stranger = build.person(Role.LEADER, organization_id=4711)
    assert client_for(stranger).get(f"/agreements/{agreement.code}").status_code == 404
    own = client_for(world.leaders[0])
    current = f"/applications/{world.applications[0].code}/agreement/current"
    assert own.get(current, follow_redirects=True).status_code == 200
    assert own.get(f"/applications/{world.applications[0].code}/result").status_code == 200
    assert client_for(stranger).get(current).status_code == 404
