"""Double clicks and two people at once, in real threads on both databases: one record, one winner."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from incubator.accounts.models import User
from incubator.intake.agreements.models import Admission
from incubator.intake.agreements.queries import agreement_of
from incubator.intake.applications.models import Application, SubmissionSnapshot
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.decisions import actions as decisions
from incubator.intake.decisions.models import Correction, Decision, DecisionRelease
from incubator.intake.decisions.workflow import Outcome
from incubator.kernel import clock
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.audit import AuditEvent
from incubator.kernel.db import db, work
from incubator.organizations.models import Residency, StageChange
from incubator.registration.cases.models import Case
from incubator.space import demo as places
from incubator.space.bookings.models import Booking
from tests.build import Builder
from tests.conftest import token_of
from tests.intake.build import fill, make_application, make_call, make_draft
from tests.intake.build_decisions import make_world
from tests.organizations.test_stages import proposed, ready
from tests.space.build import place

pytestmark = pytest.mark.postgres
ClientFor = Callable[[User], FlaskClient]
CLICKS = 5
ROUNDS = 5


class Click:
    """One posting, ready to be sent."""

    def __init__(self, browser: FlaskClient, url: str, data: dict[str, Any]) -> None:
        self.browser, self.url = browser, url
        token = token_of(browser.get("/home"))
        self.data = {"csrf_token": token, **data}

    def send(self) -> tuple[int, str]:
        """The status and where it leads."""
        headers = {"Origin": "http://localhost"}
        answer = self.browser.post(self.url, data=self.data, headers=headers)
        return answer.status_code, answer.headers.get("Location", "")


def together(clicks: Sequence[Click]) -> list[tuple[int, str]]:
    """Send all in the same moment, each in a thread of its own."""
    gate = threading.Barrier(len(clicks))
    answers: list[tuple[int, str]] = [(0, "")] * len(clicks)

    def run(number: int, click: Click) -> None:
        gate.wait(30)
        answers[number] = click.send()

    threads = [threading.Thread(target=run, args=row) for row in enumerate(clicks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    db.session.expire_all()
    return answers


def double(client_for: ClientFor, user: User, url: str, data: dict[str, Any]) -> set[Any]:
    """The same form clicked several times at once, and once more when all is done; the answers."""
    browser = client_for(user)
    session = browser.get_cookie("sid")
    assert session is not None
    clicks = []
    for _ in range(CLICKS):
        other = client_for(user)
        other.set_cookie("sid", session.value)
        clicks.append(Click(other, url, {**data, "once": "the-very-same-form"}))
    return {*together(clicks[:-1]), *together(clicks[-1:])}


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_double_click_on_submit(build: Builder, client_for: ClientFor, engine: str) -> None:
    draft, leader = make_draft(build, make_call(build.park()))
    fill(draft, leader)
    url = f"/applications/{draft.code}/submission"
    answers = double(client_for, leader, url, {})
    assert len(answers) == 1, answers
    assert next(iter(answers))[0] == 303
    assert count(SubmissionSnapshot) == 1
    assert db.session.get_one(Application, draft.id).status is ApplicationStatus.SUBMITTED


def test_double_click_on_release_and_two_managers_at_once(
    build: Builder, client_for: ClientFor, engine: str
) -> None:
    world = make_world(build)
    world.review_all()
    world.prepare(Outcome.ACCEPT_VIRTUAL)
    url = f"/calls/{world.call.code}/decisions/release"
    managers = [world.manager, world.second]
    clicks = [Click(client_for(user), url, {"once": str(user.id)}) for user in managers]
    codes = sorted(code for code, _ in together(clicks))
    assert codes[0] == 303, codes
    assert codes[1] in {303, 409, 422}, codes
    assert (count(DecisionRelease), count(Decision)) == (1, 1)
    again = double(client_for, world.manager, url, {})
    assert {code for code, _ in again} <= {303, 409, 422}
    assert (count(DecisionRelease), count(Decision)) == (1, 1)


def test_double_click_on_release(build: Builder, client_for: ClientFor, engine: str) -> None:
    world = make_world(build)
    world.review_all()
    world.prepare(Outcome.ACCEPT_VIRTUAL)
    url = f"/calls/{world.call.code}/decisions/release"
    answers = double(client_for, world.manager, url, {})
    assert len(answers) == 1, answers
    assert next(iter(answers))[0] == 303
    assert (count(DecisionRelease), count(Decision)) == (1, 1)


def test_double_click_on_admit(build: Builder, client_for: ClientFor, engine: str) -> None:
    world = make_world(build)
    with work(by=SYSTEM):
        places.make_places(world.park, SYSTEM)
    world.review_all()
    world.release(Outcome.ACCEPT_PHYSICAL)
    world.after_notice()
    world.agreement(signed=True)
    agreement = agreement_of(world.applications[0])
    assert agreement is not None
    url = f"/agreements/{agreement.code}/admission"
    data = {"expert": world.pool[3].code, "legal_form": "social_group"}
    answers = double(client_for, world.manager, url, data)
    assert len(answers) == 1, answers
    assert next(iter(answers))[0] == 303
    assert [count(model) for model in (Admission, Residency, Case)] == [1, 1, 1]
    other = [Click(client_for(world.second), url, {**data, "once": str(n)}) for n in range(3)]
    assert {code for code, _ in together(other)} <= {303, 409, 422}
    assert [count(model) for model in (Admission, Residency, Case)] == [1, 1, 1]


def test_double_click_on_book(build: Builder, client_for: ClientFor, engine: str) -> None:
    here = place(build)
    data = {
        "room": here.middle.code,
        "organization": here.resident.code,
        "day": str(clock.today()),
        "start": "16:00",
        "minutes": "60",
        "people": "4",
        "title": "理事会会议",
    }
    answers = double(client_for, here.leader, "/bookings/new", data)
    assert len(answers) == 1, answers
    assert next(iter(answers))[0] == 303
    assert count(Booking) == 1
    page = {**data, "once": ""}
    clicks = [Click(client_for(here.leader), "/bookings/new", page) for _ in range(3)]
    assert {code for code, _ in together(clicks)} <= {409, 422}
    assert count(Booking) == 1


def test_opposite_moves_of_one_application(
    build: Builder, client_for: ClientFor, engine: str, figures: Callable[[str, object], None]
) -> None:
    """The operator passes it on while the applicant withdraws it: the audit tells one story."""
    call = make_call(build.park())
    operator = build.person(Role.OPERATOR, park=call.park)
    words = Counter[tuple[int, ...]]()
    for number in range(1, ROUNDS + 1):
        row, leader = make_application(build, call, name=f"青禾县赛跑队{number}", number=number)
        url = f"/applications/{row.code}/moves/"
        clicks = [
            Click(client_for(operator), f"{url}complete", {}),
            Click(client_for(operator), f"{url}complete", {}),
            Click(client_for(leader), f"{url}withdraw", {"reason": "改变主意"}),
            Click(client_for(leader), f"{url}withdraw", {"reason": "改变主意"}),
        ]
        codes = [code for code, _ in together(clicks)]
        assert set(codes) <= {303, 409}, codes
        moves = _moves_of("application", row.id)
        # Withdrawing after passing on is a lawful second move; twice the same is not.
        assert len(moves) == len(set(moves)) == codes.count(303), (codes, moves)
        words[tuple(sorted(codes))] += 1
    figures(f"opposite moves at once, {engine}", f"{ROUNDS} rounds, {dict(words)}")


def _moves_of(table: str, key: int) -> list[str]:
    query = select(AuditEvent.action).where(
        AuditEvent.subject_id == key, AuditEvent.action.in_([f"{table}.{m}" for m in MOVES])
    )
    return list(db.session.scalars(query))


MOVES = ("complete", "withdraw", "approve", "refuse", "decline")


def test_approve_and_refuse_together_have_one_winner(
    build: Builder, client_for: ClientFor, engine: str
) -> None:
    world = make_world(build, applications=2, places_virtual=3)
    world.review_all()
    world.release(Outcome.ACCEPT_VIRTUAL, Outcome.REJECT)
    judgement = decisions.Judgement(Outcome.ACCEPT_VIRTUAL, "")
    with work(by=world.operator):
        row = decisions.propose_correction(
            world.applications[1], judgement, reason="评分有误。", by=world.operator
        )
    url = f"/corrections/{row.code}/moves/"
    clicks = [
        Click(client_for(world.manager), f"{url}approve", {"reason": "同意"}),
        Click(client_for(world.second), f"{url}refuse", {"reason": "不同意"}),
        Click(client_for(world.second), f"{url}approve", {"reason": "同意"}),
    ]
    codes = sorted(code for code, _ in together(clicks))
    assert codes == [303, 409, 409], codes
    assert len(_moves_of("decision_correction", row.id)) == 1
    assert str(db.session.get_one(Correction, row.id).status) in {"approved", "refused"}


def test_a_stage_is_approved_or_declined_once(
    build: Builder, client_for: ClientFor, engine: str
) -> None:
    park = build.park()
    change = proposed(ready(park), park, build.person(Role.OPERATOR, park=park))
    managers = [build.person(Role.MANAGER, park=park) for _ in range(2)]
    url = f"/stage-changes/{change.code}/moves/"
    clicks = [
        Click(client_for(managers[0]), f"{url}approve", {"reason": "同意"}),
        Click(client_for(managers[1]), f"{url}decline", {"reason": "材料不足"}),
        Click(client_for(managers[0]), f"{url}approve", {"reason": "同意"}),
    ]
    codes = sorted(code for code, _ in together(clicks))
    assert codes == [303, 409, 409], codes
    assert len(_moves_of("stage_change", change.id)) == 1
    assert str(db.session.get_one(StageChange, change.id).status) != "proposed"
