"""The demo's reviews walk the whole way by the room's own actions, on working days before today."""

import random
from datetime import timedelta

from incubator.intake import demo_reviews
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.decisions.workflow import Outcome
from incubator.intake.reviews.queries import reviews_of
from incubator.kernel import clock
from tests.build import Builder
from tests.intake.build_decisions import make_world


def test_a_past_call_is_admitted_and_a_running_one_is_halfway(build: Builder) -> None:
    world = make_world(build, applications=2, experts=5)
    people = demo_reviews.People(world.operator, world.manager, world.pool)
    clock.set_frozen(world.call.closes_at + timedelta(days=60))
    outcomes = (Outcome.ACCEPT_VIRTUAL, Outcome.REJECT)
    wishes = demo_reviews.Wishes((86, 52), outcomes)
    rng = random.Random(7)
    demo_reviews.review_everything(world.call, people, wishes, rng)
    demo_reviews.decide_and_release(world.call, people, wishes)
    made = demo_reviews.move_everybody_in(world.call, people)
    states = {row.status for row in world.applications}
    assert states == {ApplicationStatus.ADMITTED, ApplicationStatus.REJECTED}
    assert made[0].admitted_at < clock.now()

    second = make_world(build, applications=3, experts=5, slug="second")
    people = demo_reviews.People(second.operator, second.manager, second.pool)
    demo_reviews.review_halfway(second.call, people, wishes, rng)
    sheets = {
        review.sheet.status.value for row in second.applications for review in reviews_of(row)
    }
    assert sheets == {"submitted", "open", "undeclared"}
