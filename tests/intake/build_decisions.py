"""How tests bring applications through review, decision and notice: people, panels and full score sheets."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from incubator.accounts.models import User
from incubator.experts import actions as experts
from incubator.experts.pool.models import Expert
from incubator.experts.pool.rules import ExpertFacts
from incubator.experts.sheets.workflow import Recommendation
from incubator.intake.agreements import actions as agreements
from incubator.intake.agreements.models import Agreement
from incubator.intake.applications.models import Application
from incubator.intake.calls.models import Call
from incubator.intake.decisions import actions as decisions
from incubator.intake.decisions.models import DecisionRelease, PublicNotice
from incubator.intake.decisions.notices import entry_of
from incubator.intake.decisions.workflow import Outcome
from incubator.intake.reviews import actions
from incubator.intake.reviews.actions import SheetContent
from incubator.intake.reviews.models import Review
from incubator.kernel import clock
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import work
from incubator.territory.models import Park
from tests.build import Builder
from tests.intake.build import make_application, make_call

WEIGHTS = {"need": 20, "team": 20, "plan": 20, "fit": 15, "feasibility": 15, "party": 10}
GOALS = "一年内完成登记，每月开展两次助老服务。"


def content(
    points: int = 80, recommendation: Recommendation = Recommendation.ACCEPT
) -> SheetContent:
    """A complete sheet with so many points of a hundred."""
    scores = {slug: weight * points // 100 for slug, weight in WEIGHTS.items()}
    for slug in list(WEIGHTS)[: points - sum(scores.values())]:
        scores[slug] += 1
    comments = dict.fromkeys(WEIGHTS, "理由见材料。")
    return SheetContent(scores, comments, "总体评价。", recommendation)


@dataclass
class World:
    """A park with its people, a pool of experts, a call, and applications that are complete."""

    build: Builder
    park: Park
    operator: User
    manager: User
    second: User
    call: Call
    pool: list[Expert] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    leaders: list[User] = field(default_factory=list)

    def add_expert(self, name: str = "", fields: Sequence[str] = ("elderly", "project")) -> Expert:
        """One more member of the pool."""
        facts = ExpertFacts(
            fields=tuple(fields),
            term_from=clock.today() - timedelta(days=30),
            term_to=clock.today() + timedelta(days=700),
            unit="青禾县社会工作协会",
        )
        user = self.build.user(name)
        with work(by=SYSTEM):
            expert = experts.appoint(user, park=self.park, facts=facts, by=SYSTEM)
        self.pool.append(expert)
        return expert

    def assign(self, application: Application, chosen: Sequence[Expert] = ()) -> list[Review]:
        """Form the panel: the first three of the pool unless told otherwise."""
        with work(by=self.operator):
            return actions.assign(application, list(chosen) or self.pool[:3], by=self.operator)

    def score(self, review: Review, points: int = 80) -> None:
        """The expert declares no conflict, scores and submits."""
        user = review.sheet.expert.user
        with work(by=user):
            actions.declare(review, has_conflict=False, reason="", by=user)
        with work(by=user):
            actions.submit(review, content(points), by=user)

    def review_all(self, *points: int) -> None:
        """Assign and score every application, then close the review."""
        for index, application in enumerate(self.applications):
            given = points[index] if index < len(points) else 80
            for offset, review in enumerate(self.assign(application)):
                self.score(review, given + offset - 1)
        with work(by=self.operator):
            actions.close(self.call, by=self.operator)

    def prepare(self, *outcomes: Outcome, by: User | None = None) -> None:
        """Prepare decisions for the applications in order."""
        who = by or self.operator
        for application, outcome in zip(self.applications, outcomes, strict=True):
            judgement = decisions.Judgement(outcome, "名额有限，得分靠后。")
            with work(by=who):
                decisions.set_pending(application, judgement, by=who)

    def release(self, *outcomes: Outcome) -> DecisionRelease:
        """Prepare, and release by the manager."""
        self.prepare(*outcomes)
        with work(by=self.manager):
            return decisions.release(self.call, by=self.manager)

    def notice(self, index: int = 0) -> PublicNotice:
        """The notice on which an application stands."""
        entry = entry_of(self.applications[index])
        assert entry is not None
        return entry.notice

    def after_notice(self, index: int = 0) -> None:
        """Let the clock run to the morning after the notice."""
        day = self.notice(index).to_on + timedelta(days=1)
        clock.set_frozen(clock.moment(day, 10))

    def agreement(self, index: int = 0, *, signed: bool = False) -> Agreement:
        """The agreement of an application, signed today if wanted; the notice must have ended."""
        facts = agreements.AgreementFacts(clock.today(), GOALS, "赵一禾", "青禾县")
        with work(by=self.operator):
            made = agreements.prepare(self.applications[index], facts, by=self.operator)
        if signed:
            signing = agreements.Signing(clock.today(), clock.today())
            with work(by=self.operator):
                agreements.sign(made, signing, by=self.operator)
        return made


def make_world(
    build: Builder,
    *,
    applications: int = 1,
    experts: int = 4,
    slug: str = "qinghe",
    **call: Any,
) -> World:
    """A world whose applications are complete; the call is over."""
    park = build.park(slug)
    world = World(
        build,
        park,
        build.person(Role.OPERATOR, park=park),
        build.person(Role.MANAGER, park=park),
        build.person(Role.MANAGER, park=park),
        make_call(park, **call),
    )
    for _ in range(experts):
        world.add_expert()
    for number in range(1, applications + 1):
        application, leader = make_application(
            build,
            world.call,
            status="complete",
            name=f"青禾县暖阳助老服务队{number}{'' if slug == 'qinghe' else slug}",
            number=number,
        )
        world.applications.append(application)
        world.leaders.append(leader)
    clock.set_frozen(world.call.closes_at + timedelta(hours=1))
    return world
