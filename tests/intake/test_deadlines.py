"""Do notices, calls for corrections, answers and reviews follow a calendar that changes afterwards?"""

from datetime import date

import pytest

from incubator.experts.sheets.models import ScoreSheet
from incubator.intake.applications import actions as applications
from incubator.intake.applications.models import Application
from incubator.intake.decisions import actions
from incubator.intake.decisions.models import Objection, PublicNotice
from incubator.intake.decisions.workflow import Outcome
from incubator.kernel import clock
from incubator.kernel.access import SYSTEM
from incubator.kernel.calendar import DayKind
from incubator.kernel.db import db, work
from incubator.kernel.deadlines import DeadlineMove
from incubator.territory.calendar import actions as calendars
from tests.intake.build import make_application, make_call
from tests.intake.build_decisions import make_world

CLOSED = date(2026, 11, 20)  # two days after the tests' day


def close(day=CLOSED):
    with work(by=SYSTEM):
        return calendars.set_day(day, DayKind.HOLIDAY, name="临时放假", by=SYSTEM)


@pytest.fixture
def world(build):
    found = make_world(build)
    found.review_all()
    found.release(Outcome.ACCEPT_VIRTUAL)
    return found


def notice():
    return db.session.query(PublicNotice).one()


def test_a_running_notice_and_an_answer_move(world):
    with work(by=SYSTEM):
        facts = actions.ObjectionFacts("王小明", "13912345678", "同时在另一园区入驻。")
        actions.object_to(notice(), facts)
    before = notice().to_on
    answer = db.session.query(Objection).one().answer_by_on
    change = close(notice().to_on)
    assert notice().to_on > before
    assert db.session.query(Objection).one().answer_by_on > answer
    titles = {row.title["zh"] for row in db.session.query(DeadlineMove)}
    assert titles == {"公示期截止", "答复异议"}
    assert change.moved == 2


def test_a_notice_that_has_run_out_stays(world):
    before = notice().to_on
    with clock.frozen(clock.moment(date(2026, 12, 20), 9)):
        assert close(before).moved == 0
    assert notice().to_on == before


def test_a_call_for_corrections_moves_for_both_sides(build):
    call = make_call(build.park())
    application, _leader = make_application(build, call)
    with work(by=SYSTEM):
        slug = application.sections[0].slug
        applications.ask_back(application, {slug: "请补充"}, by=SYSTEM)
    before = application.answer_by_on
    close()
    application = db.session.get_one(Application, application.id)
    assert application.answer_by_on > before
    assert application.ask_backs[-1].answer_by_on == application.answer_by_on


def test_a_review_moves_and_one_whose_day_a_person_set_stays(build):
    world = make_world(build)
    world.assign(world.applications[0])
    sheets = db.session.query(ScoreSheet).order_by(ScoreSheet.id).all()
    assert len(sheets) > 1
    with work(by=SYSTEM):
        sheets[0].due_on = date(2026, 12, 24)
    before = {row.id: row.due_on for row in db.session.query(ScoreSheet)}
    close(before[sheets[1].id])
    after = {row.id: row.due_on for row in db.session.query(ScoreSheet)}
    assert after[sheets[0].id] == date(2026, 12, 24)
    moved = [key for key in before if after[key] > before[key]]
    assert sheets[1].id in moved
