"""The admission creates residency, stage, desk, case and accompaniment in one act, once, or nothing."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from incubator.accounts.models import User
from incubator.experts.mentoring.models import Assignment
from incubator.intake.agreements import actions, queries
from incubator.intake.agreements.models import Admission
from incubator.intake.agreements.workflow import AgreementStatus
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.decisions.workflow import Outcome
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import db, work
from incubator.kernel.errors import Refusal
from incubator.organizations.models import LegalForm, Mode, Residency
from incubator.organizations.workflow import Stage
from incubator.registration.cases.models import Case
from incubator.space import demo as space
from incubator.space.places.models import DeskContract
from tests.build import Builder
from tests.intake.build_decisions import World, make_world

ClientFor = Callable[[User], FlaskClient]
Post = Callable[..., Any]
MADE = (Residency, DeskContract, Case, Assignment, Admission)


@pytest.fixture
def post(post: Post) -> Post:
    """Post with the token of a page that signed-in people may open."""
    return partial(post, page="/home")


@pytest.fixture
def world(build: Builder) -> World:
    """A signed agreement with a desk, ready to be admitted."""
    found = make_world(build)
    with work(by=SYSTEM):
        space.make_places(found.park, SYSTEM)
    found.review_all()
    found.release(Outcome.ACCEPT_PHYSICAL)
    found.after_notice()
    found.agreement(signed=True)
    return found


def counts() -> list[int]:
    """How many rows of each kind an admission made."""
    return [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in MADE]


def admit(world: World, expert: int = 3) -> Admission:
    """Admit with an expert and the social group as the aim."""
    agreement = queries.agreement_of(world.applications[0])
    assert agreement is not None
    choice = actions.AdmissionChoice(world.pool[expert], LegalForm.SOCIAL_GROUP)
    with work(by=world.manager):
        return actions.admit(agreement, choice, by=world.manager)


def test_one_act_sets_everything_up(world: World) -> None:
    made = admit(world)
    organization = world.applications[0].organization
    assert world.applications[0].status is ApplicationStatus.ADMITTED
    assert made.agreement.status is AgreementStatus.IN_FORCE
    assert made.residency.mode is Mode.PHYSICAL
    assert organization.stage is Stage.SEEDLING
    assert made.desk_contract is not None
    assert made.case is not None
    assert made.assignment is not None
    assert made.assignment.expert.id == world.pool[3].id
    assert counts() == [1, 1, 1, 1, 1]


def test_admitting_twice_makes_one_of_each(world: World, client_for: ClientFor, post: Post) -> None:
    agreement = queries.agreement_of(world.applications[0])
    assert agreement is not None
    url = f"/agreements/{agreement.code}/admission"
    data = {"expert": world.pool[3].code, "legal_form": "social_group"}
    browser = client_for(world.manager)
    assert post(browser, url, {**data, "once": "a"}).status_code == 303
    assert post(browser, url, {**data, "once": "a"}).status_code == 303
    assert post(browser, url, {**data, "once": "b"}).status_code == 303
    assert counts() == [1, 1, 1, 1, 1]
    page = browser.get(f"/agreements/{agreement.code}/admitted")
    assert page.status_code == 200
    assert client_for(world.leaders[0]).get(url).status_code == 403
    assert post(client_for(world.operator), url, data).status_code == 403


def test_a_failure_in_the_last_step_leaves_nothing(world: World) -> None:
    barred = world.pool[3]
    with work(by=SYSTEM):
        barred.term_to = barred.term_from.replace(year=barred.term_from.year + 1)
        barred.term_from = barred.term_from.replace(year=barred.term_from.year - 2)
        barred.term_to = barred.term_from.replace(year=barred.term_from.year + 1)
    with pytest.raises(Refusal):
        admit(world)
    assert counts() == [0, 0, 0, 0, 0]
    assert world.applications[0].status is ApplicationStatus.AGREEMENT
    assert world.applications[0].organization.stage is None


def test_without_a_free_desk_the_stay_is_virtual(build: Builder) -> None:
    world = make_world(build)
    world.review_all()
    world.release(Outcome.ACCEPT_PHYSICAL)
    world.after_notice()
    world.agreement(signed=True)
    made = admit(world)
    assert made.residency.mode is Mode.VIRTUAL
    assert made.desk_contract is None


def test_an_unsigned_agreement_admits_nobody(world: World) -> None:
    agreement = queries.agreement_of(world.applications[0])
    assert agreement is not None
    with work(by=world.operator):
        actions.unsign(agreement, by=world.operator, reason="日期录错")
    with pytest.raises(Refusal):
        admit(world)
    assert counts() == [0, 0, 0, 0, 0]
