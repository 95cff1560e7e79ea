"""The demo park's reviews: a past call brought to its end, and a call that is being reviewed today."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from incubator.experts.panels.queries import barred_expert_ids
from incubator.experts.pool.models import Expert
from incubator.experts.sheets.workflow import Recommendation
from incubator.intake.agreements import actions as agreements
from incubator.intake.agreements.models import Admission
from incubator.intake.applications.models import Application
from incubator.intake.applications.queries import list_by_status
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.calls.models import Call
from incubator.intake.decisions import actions as decisions
from incubator.intake.decisions import notices as notices_of
from incubator.intake.decisions import queries as decided
from incubator.intake.decisions.workflow import ACCEPTING, Outcome
from incubator.intake.reviews import actions
from incubator.intake.reviews.models import Review
from incubator.kernel import clock, workdays
from incubator.kernel.access import Person
from incubator.kernel.db import work
from incubator.organizations.models import LegalForm

PANEL = 3
WEAK = "需求说得清楚，但季度安排和经费来源不够具体，建议补充后再推进。"
OVERALL = (
    (85, "服务对象明确，团队稳定，计划可落地，建议优先支持。"),
    (70, "思路清楚，有一定基础，建议入驻后重点辅导项目管理。"),
    (60, "基本符合要求，人手和经费偏紧，建议先从小项目做起。"),
    (0, "准备尚不充分，建议充实团队、细化计划后再申请。"),
)
REASONS = "计划和经费来源不够具体，本批名额有限"
GOALS = (
    "一年内完成登记，建立理事会和财务制度；每月至少开展两次服务活动，"
    "服务不少于600人次；培养骨干志愿者10名。"
)


@dataclass(frozen=True)
class People:
    """Who acts: the operator prepares, the manager releases and admits, the experts judge."""

    operator: Person
    manager: Person
    experts: Sequence[Expert]


@dataclass(frozen=True)
class Wishes:
    """How good each application is meant to be (points of a hundred) and what becomes of it."""

    points: Sequence[int]
    outcomes: Sequence[Outcome] = field(default_factory=tuple)


@contextmanager
def _on_workday(call: Call, number: int, hour: int = 10, minute: int = 0) -> Iterator[None]:
    """The N-th working day after the end of the call, but never later than now."""
    last = clock.local(call.closes_at).date()
    planned = clock.moment(workdays.after(last, number).date, hour, minute)
    with clock.frozen(min(planned, clock.now())):
        yield


def assign_panels(call: Call, people: People) -> list[list[Review]]:
    """Panels for every complete application, on the first working day after the call's end."""
    panels = []
    with _on_workday(call, 1), work(by=people.operator):
        for index, application in enumerate(list_by_status(call, ApplicationStatus.COMPLETE)):
            chosen = _panel(application, people.experts, index)
            panels.append(actions.assign(application, chosen, by=people.operator))
    return panels


def _panel(application: Application, experts: Sequence[Expert], start: int) -> list[Expert]:
    """The first of the experts always, the others in turn: the demo account has enough to do."""
    barred = barred_expert_ids(application.organization_id)
    free = [row for row in experts if row.id not in barred]
    rest = free[1:]
    return [free[0], *(rest[(start + offset) % len(rest)] for offset in range(PANEL - 1))]


def _content(review: Review, points: int, rng: random.Random) -> actions.SheetContent:
    criteria = review.sheet.rubric.body["criteria"]
    scores, comments = {}, {}
    for row in criteria:
        weight = int(row["weight"])
        share = points + rng.randint(-6, 6)
        scores[row["slug"]] = max(0, min(weight, round(weight * share / 100)))
        if scores[row["slug"]] * 100 < 60 * weight:
            comments[row["slug"]] = WEAK
    overall = next(text for floor, text in OVERALL if points >= floor)
    recommended = Recommendation.ACCEPT if points >= 70 else Recommendation.WAIT
    if points < 60:
        recommended = Recommendation.REJECT
    return actions.SheetContent(scores, comments, overall, recommended)


def _score(review: Review, points: int, rng: random.Random) -> None:
    person = review.sheet.expert.user
    actions.declare(review, has_conflict=False, reason="", by=person)
    actions.submit(review, _content(review, points, rng), by=person)


def review_everything(call: Call, people: People, wishes: Wishes, rng: random.Random) -> None:
    """Assign, score and close: a review that is over."""
    for index, panel in enumerate(assign_panels(call, people)):
        for offset, review in enumerate(panel):
            minute = rng.randint(0, 59)
            with (
                _on_workday(call, 2 + offset, 9 + index % 8, minute),
                work(by=review.sheet.expert.user),
            ):
                points = wishes.points[index % len(wishes.points)]
                _score(review, points + rng.randint(-4, 4), rng)
    with _on_workday(call, 6, 16), work(by=people.operator):
        actions.close(call, by=people.operator)


def review_halfway(call: Call, people: People, wishes: Wishes, rng: random.Random) -> None:
    """A review as it stands in its middle: some sheets submitted, some begun, some undeclared."""
    for index, panel in enumerate(assign_panels(call, people)):
        points = wishes.points[index % len(wishes.points)]
        for offset, review in enumerate(panel):
            person = review.sheet.expert.user
            stage = (index + offset) % 3
            with _on_workday(call, 2 + offset, 10 + index % 6), work(by=person):
                if stage == 0:
                    _score(review, points, rng)
                elif stage == 1:
                    actions.declare(review, has_conflict=False, reason="", by=person)
                    part = _content(review, points, rng)
                    begun = dict(list(part.scores.items())[:3])
                    actions.save(review, actions.SheetContent(scores=begun), by=person)


def decide_and_release(call: Call, people: People, wishes: Wishes) -> None:
    """Prepare the outcomes by the ranking, the best first, and release them together."""
    rows = decided.ranking(call, size=200).rows
    with _on_workday(call, 7, 15), work(by=people.operator):
        for index, row in enumerate(rows):
            outcome = wishes.outcomes[min(index, len(wishes.outcomes) - 1)]
            reasons = "" if outcome in ACCEPTING else REASONS
            judgement = decisions.Judgement(outcome, reasons)
            decisions.set_pending(row.application, judgement, by=people.operator)
    with _on_workday(call, 8, 10), work(by=people.manager):
        decisions.release(call, by=people.manager)


def move_everybody_in(call: Call, people: People) -> list[Admission]:
    """Agreements signed after the notice, then admissions, one expert each in turn."""
    made = []
    for index, application in enumerate(list_by_status(call, ApplicationStatus.NOTICED)):
        expert = _companion(application, people.experts, index)
        made.append(_move_in(application, expert, people))
    return made


def _companion(application: Application, experts: Sequence[Expert], index: int) -> Expert:
    barred = barred_expert_ids(application.organization_id)
    free = [row for row in experts if row.id not in barred]
    return free[index % len(free)]


def _move_in(application: Application, expert: Expert, people: People) -> Admission:
    entry = notices_of.entry_of(application)
    if entry is None:
        raise LookupError("an applicant on notice has a line there")
    day = workdays.after(entry.notice.to_on, 1).date
    moment = min(clock.moment(day, 10), clock.now())
    name = application.organization.representative or "团队代表"
    with clock.frozen(moment), work(by=people.operator):
        facts = agreements.AgreementFacts(clock.today(), GOALS, name, application.park.name)
        agreement = agreements.prepare(application, facts, by=people.operator)
        signing = agreements.Signing(clock.today(), clock.today())
        agreements.sign(agreement, signing, by=people.operator)
    with clock.frozen(min(moment + timedelta(hours=4), clock.now())), work(by=people.manager):
        choice = agreements.AdmissionChoice(expert, LegalForm.SOCIAL_GROUP)
        return agreements.admit(agreement, choice, by=people.manager)
