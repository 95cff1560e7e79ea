"""Does a step's clock stop for corrections and go on, and do stored ends follow the calendar?"""

from datetime import date

import pytest
from sqlalchemy import select

from incubator.kernel import clock, deadlines, workdays
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.audit import AuditEvent
from incubator.kernel.calendar import DayKind
from incubator.kernel.db import db, work
from incubator.kernel.deadlines import CalendarChange, DeadlineMove
from incubator.kernel.errors import Refusal, WrongState
from incubator.kernel.notices import Notice
from incubator.kernel.workdays import CalendarYear
from incubator.organizations.models import LegalForm
from incubator.registration.cases import actions as cases
from incubator.registration.cases.queries import checklist_of
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.checklists.rules import Event
from incubator.registration.clocks import actions
from incubator.registration.clocks.queries import account_of, list_pauses
from incubator.registration.steps import actions as steps
from incubator.territory.calendar import actions as calendars
from tests.organizations.build import credit_code
from tests.registration.build import BEFORE_DECISION, finish, new_case, step, work_off
from tests.registration.test_procedures import opened


def waiting_case(park, on=date(2026, 11, 3)):
    """A case whose decision the authority owes: sixty calendar days from that day."""
    case = new_case(park)
    finish(case, *BEFORE_DECISION, on=on)
    return case


def registered_case(park, on=date(2026, 11, 16), number=9):
    """A registered body that must have its seal made within five working days."""
    case = waiting_case(park, on=min(on, date(2026, 11, 3)))
    certificate = cases.Certificate(credit_code(number), on)
    with work(by=SYSTEM):
        steps.record_certificate(step(case, "decision"), certificate, by=SYSTEM)
    return case


def account(case, slug):
    found = step(case, slug)
    return account_of(found, checklist_of(case).step(slug))


def test_sixty_calendar_days_stop_for_corrections_and_go_on(build):
    case = waiting_case(build.park())
    assert step(case, "decision").due_on == date(2027, 1, 2)
    with work(by=SYSTEM):
        actions.stop(step(case, "decision"), on=date(2026, 11, 10), reason="补章程", by=SYSTEM)
    assert step(case, "decision").due_on is None
    found = account(case, "decision")
    assert (found.period.is_stopped, found.counted, found.left) == (True, 7, 53)
    with work(by=SYSTEM):
        actions.go_on(step(case, "decision"), on=date(2026, 11, 17), by=SYSTEM)
    # Seven days stood still: the second of January becomes the ninth.
    assert step(case, "decision").due_on == date(2027, 1, 9)
    assert not step(case, "decision").is_due_provisional
    course = [(row.days, row.ran) for row in account(case, "decision").course]
    assert course == [(7, True), (0, False), (1, True)]


def test_the_organization_is_told_what_is_asked_for(build):
    case = waiting_case(build.park())
    leader = build.person(Role.LEADER, organization_id=case.organization_id)
    with work(by=SYSTEM):
        actions.stop(step(case, "decision"), on=date(2026, 11, 10), reason="补章程", by=SYSTEM)
    told = db.session.query(Notice).filter_by(user_id=leader.id).all()
    assert "补章程" in told[-1].text


def test_a_clock_that_stands_still_is_not_stopped_twice_nor_before_its_time(build):
    case = waiting_case(build.park())
    for day in (date(2026, 11, 2), date(2026, 11, 19)):
        with pytest.raises(Refusal), work(by=SYSTEM):
            actions.stop(step(case, "decision"), on=day, reason="补章程", by=SYSTEM)
    with pytest.raises(Refusal), work(by=SYSTEM):
        actions.stop(step(case, "decision"), on=date(2026, 11, 10), reason=" ", by=SYSTEM)
    with pytest.raises(WrongState), work(by=SYSTEM):
        actions.go_on(step(case, "decision"), on=date(2026, 11, 10), by=SYSTEM)
    with work(by=SYSTEM):
        actions.stop(step(case, "decision"), on=date(2026, 11, 10), reason="补章程", by=SYSTEM)
    with pytest.raises(WrongState), work(by=SYSTEM):
        actions.stop(step(case, "decision"), on=date(2026, 11, 11), reason="再补", by=SYSTEM)
    with pytest.raises(Refusal), work(by=SYSTEM):
        actions.go_on(step(case, "decision"), on=date(2026, 11, 9), by=SYSTEM)
    with pytest.raises(WrongState), work(by=SYSTEM):
        actions.stop(step(case, "demand"), on=date(2026, 11, 10), reason="补", by=SYSTEM)


def test_sending_back_stops_an_office_s_working_days_and_the_next_hand_in_goes_on(build):
    case = registered_case(build.park())
    assert step(case, "seal").due_on == date(2026, 11, 23)
    with work(by=SYSTEM):
        steps.send(step(case, "seal"), by=SYSTEM)
        steps.give_back(step(case, "seal"), reason="缺委托书", by=SYSTEM)
    found = step(case, "seal")
    assert found.due_on is None
    assert [(row.from_on, row.to_on, row.reason) for row in list_pauses(found)] == [
        (date(2026, 11, 18), None, "缺委托书")
    ]
    with clock.frozen(clock.moment(date(2026, 11, 25), 9)):
        with work(by=SYSTEM):
            steps.send(step(case, "seal"), by=SYSTEM)
        # Two of five days were counted by the 18th; three more after the 25th end on the 30th.
        assert step(case, "seal").due_on == date(2026, 11, 30)
        assert account(case, "seal").counted == 2


def moved_steps(change):
    """The ends of steps that moved; the hand-over of a registered case's dossier moves beside them."""
    mine = select(DeadlineMove).where(DeadlineMove.change_id == change.id)
    return list(db.session.scalars(mine.where(DeadlineMove.url.startswith("/registration-steps/"))))


def move_holiday(day, kind=DayKind.HOLIDAY):
    with work(by=SYSTEM):
        return calendars.set_day(day, kind, name="临时放假", by=SYSTEM)


def test_a_holiday_moved_after_deadlines_were_set_moves_them(build):
    case = registered_case(build.park())
    change = move_holiday(date(2026, 11, 20))
    [row] = moved_steps(change)
    found = step(case, "seal")
    assert found.due_on == date(2026, 11, 24)
    assert (row.before_on, row.after_on) == (date(2026, 11, 23), date(2026, 11, 24))
    assert (row.whose, row.url) == (case.organization.name, f"/registration-steps/{found.code}")
    about = {"action": deadlines.RECOMPUTED, "subject_type": "registration_steps"}
    noted = db.session.query(AuditEvent).filter_by(**about).one()
    assert noted.subject_id == found.id
    assert noted.changes["due_on"] == ["2026-11-23", "2026-11-24"]
    assert noted.organization_id == case.organization_id
    assert step(case, "leaders_filing").due_on == date(2026, 12, 16)  # calendar days stay
    move_holiday(date(2026, 11, 20), None)
    assert step(case, "seal").due_on == date(2026, 11, 23)
    assert db.session.query(CalendarChange).count() == 2


def test_the_bureau_reads_what_moved_in_its_subtree(build, client_for):
    park = build.park()
    registered_case(park)
    change = move_holiday(date(2026, 11, 20))
    reader = client_for(build.person(Role.SUPERVISOR, park=park))
    told = reader.get(f"/working-days/changes/{change.code}")
    assert told.status_code == 200
    assert "11月24日" in told.get_data(as_text=True)
    with work(by=SYSTEM):
        empty = calendars.set_day(date(2026, 12, 30), DayKind.HOLIDAY, name="年末", by=SYSTEM)
    assert reader.get(f"/working-days/changes/{empty.code}").status_code == 404


def test_a_stopped_clock_and_a_fixed_end_are_left_alone(build):
    park = build.park()
    fixed, stopped = registered_case(park), registered_case(park, number=10)
    with work(by=SYSTEM):
        actions.fix(step(fixed, "seal"), on=date(2026, 11, 30), reason="公安局回执", by=SYSTEM)
        actions.stop(step(stopped, "seal"), on=date(2026, 11, 17), reason="补材料", by=SYSTEM)
    change = move_holiday(date(2026, 11, 20))
    assert moved_steps(change) == []
    assert step(fixed, "seal").due_on == date(2026, 11, 30)
    assert step(stopped, "seal").due_on is None
    with work(by=SYSTEM):
        actions.release(step(fixed, "seal"), by=SYSTEM)
    assert step(fixed, "seal").due_on == date(2026, 11, 24)


def test_a_done_step_keeps_the_end_it_had(build):
    case = registered_case(build.park())
    finish(case, "seal", on=date(2026, 11, 18))
    assert moved_steps(move_holiday(date(2026, 11, 20))) == []
    assert step(case, "seal").due_on == date(2026, 11, 23)


def test_a_year_that_is_announced_makes_provisional_ends_certain(build):
    with clock.frozen(clock.moment(date(2026, 12, 29), 9)):
        case = registered_case(build.park(), on=date(2026, 12, 29))
        assert step(case, "seal").due_on == date(2027, 1, 5)
        assert step(case, "seal").is_due_provisional
        with work(by=SYSTEM):
            change = calendars.take_over(
                2027,
                {date(2027, 1, day): (DayKind.HOLIDAY, "元旦") for day in (1, 2, 3)},
                source="国办发明电2026年第9号",
                by=SYSTEM,
            )
        assert len(moved_steps(change)) == 1
        assert step(case, "seal").due_on == date(2027, 1, 6)
        assert not step(case, "seal").is_due_provisional


def test_a_year_that_comes_with_the_product_moves_ends_too(build):
    with clock.frozen(clock.moment(date(2025, 12, 30), 9)):
        case = registered_case(build.park(), on=date(2025, 12, 30))
        assert step(case, "seal").due_on == date(2026, 1, 7)
        with work(by=SYSTEM) as session:
            session.delete(session.get_one(CalendarYear, 2026))
            for row in workdays.list_days(2026):
                session.delete(row)
        move_holiday(date(2025, 1, 2))  # any change: everything is counted anew
        assert step(case, "seal").due_on == date(2026, 1, 6)
        assert step(case, "seal").is_due_provisional
        with work(by=SYSTEM):
            assert deadlines.load_shipped() == 1
        assert step(case, "seal").due_on == date(2026, 1, 7)
        assert not step(case, "seal").is_due_provisional
        with work(by=SYSTEM):
            assert deadlines.load_shipped() == 0


def test_a_leap_day_that_becomes_a_holiday(build):
    with clock.frozen(clock.moment(date(2028, 2, 25), 9)):
        case = registered_case(build.park(), on=date(2028, 2, 25))
        assert step(case, "seal").due_on == date(2028, 3, 3)
        move_holiday(date(2028, 2, 29))
        assert step(case, "seal").due_on == date(2028, 3, 6)


def test_the_change_page_tells_before_saving_and_lists_after(build, client_for, post):
    park = build.park()
    case = registered_case(park)
    other = registered_case(build.park("second"), number=10)
    manager = client_for(build.person(Role.MANAGER, park=park))
    url = "/working-days/2026/days/new"
    facts = {"day": "2026-11-20", "kind": "holiday", "name": "临时放假"}
    shown = post(manager, url, facts, page="/working-days")
    assert shown.status_code == 200
    assert step(case, "seal").due_on == date(2026, 11, 23)
    # The seal and the hand-over of the dossier, of either case.
    assert "有 4 个已设时限将变动" in shown.text
    assert case.organization.name in shown.text
    assert other.organization.name not in shown.text
    stale = post(manager, url, {**facts, "agreed": "1"}, page="/working-days")
    assert stale.status_code == 200  # another number than what would move: shown again
    saved = post(manager, url, {**facts, "agreed": "4"}, page="/working-days")
    assert saved.status_code == 303
    listed = manager.get(saved.location)
    assert case.organization.name in listed.text
    assert other.organization.name not in listed.text
    assert step(other, "seal").due_on == date(2026, 11, 24)
    stranger = client_for(build.person(Role.MANAGER, park=build.park("third")))
    assert stranger.get(saved.location).status_code == 404
    remove = "/working-days/days/2026-11-20/remove"
    asked = post(manager, remove, page="/working-days")
    assert asked.status_code == 200
    assert step(case, "seal").due_on == date(2026, 11, 24)
    assert post(manager, remove, {"agreed": "4"}, page="/working-days").status_code == 303
    assert step(case, "seal").due_on == date(2026, 11, 23)


def test_the_step_page_tells_the_clock_and_only_the_park_sets_it(build, client_for, post):
    park = build.park()
    case = waiting_case(park)
    code = step(case, "decision").code
    operator = client_for(build.person(Role.OPERATOR, park=park))
    page = operator.get(f"/registration-steps/{code}").text
    assert "60 个自然日，周末和节假日计入" in page
    url = f"/registration-steps/{code}/clock/stop"
    assert post(operator, url, {"day": "2026-11-10"}, page=url).status_code == 422
    facts = {"day": "2026-11-10", "reason": "补章程"}
    assert post(operator, url, facts, page=url).status_code == 303
    page = operator.get(f"/registration-steps/{code}").text
    assert "暂停期间没有截止日" in page
    assert "补章程" in page
    on = f"/registration-steps/{code}/clock/go-on"
    assert post(operator, on, {"day": "2026-11-17"}, page=on).status_code == 303
    assert "1月9日" in operator.get(f"/registration-steps/{code}").text
    due = f"/registration-steps/{code}/due-day"
    fixed = {"day": "2026-12-20", "reason": "登记机关书面告知"}
    assert post(operator, due, fixed, page=due).status_code == 303
    assert "登记机关书面告知" in operator.get(f"/registration-steps/{code}").text
    assert post(operator, due, {"by_period": "y"}, page=due).status_code == 303
    assert step(case, "decision").due_on == date(2027, 1, 9)
    leader = client_for(build.person(Role.LEADER, organization_id=case.organization_id))
    assert leader.get(f"/registration-steps/{code}").status_code == 200
    assert leader.get(url).status_code == 403
    other = client_for(build.person(Role.OPERATOR, park=build.park("second")))
    assert other.get(url).status_code == 404


def test_a_day_of_the_year_is_neither_stopped_nor_counted_and_comes_back_after_one_set_by_hand(
    build, client_for, post
):
    park = build.park()
    case = opened(park, Procedure.ANNUAL_INSPECTION, LegalForm.SOCIAL_GROUP)
    found = work_off(case, until=Event.SUBMITTED)
    usual = found.due_on
    assert (usual.month, usual.day) == (5, 31)
    assert account(case, found.slug) is None
    with pytest.raises(WrongState), work(by=SYSTEM):
        actions.stop(found, on=clock.today(), reason="补", by=SYSTEM)
    browser = client_for(build.person(Role.OPERATOR, park=park))
    url = f"/registration-steps/{found.code}/due-day"
    facts = {"day": "2027-06-30", "reason": "县局延期通知"}
    assert post(browser, url, facts, page=url).status_code == 303
    assert step(case, found.slug).due_on == date(2027, 6, 30)
    with work(by=SYSTEM):
        actions.release(step(case, found.slug), by=SYSTEM)
    assert step(case, found.slug).due_on == usual
