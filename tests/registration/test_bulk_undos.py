"""Is a bulk filing that was a mistake undone as a whole, by two people, leaving alone who went on?"""

import pytest
from sqlalchemy import select

from incubator.kernel import clock
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import Absent, Conflict, NotAllowed, Refusal, WrongState
from incubator.kernel.notices import Notice
from incubator.organizations.models import LegalForm
from incubator.registration.bulk_filings import actions as bulk
from incubator.registration.bulk_filings.models import FilingBatch
from incubator.registration.bulk_undos import actions
from incubator.registration.bulk_undos.models import FilingUndo
from incubator.registration.bulk_undos.queries import standing_of
from incubator.registration.bulk_undos.workflow import UndoStatus
from incubator.registration.coach.queries import work_of
from incubator.registration.filing_reports.models import FilingReport
from incubator.registration.filings import actions as filings
from incubator.registration.filings.models import Filing
from incubator.registration.filings.workflow import FilingStatus
from tests.registration.filings_build import FILED_ON, batch_of, roster, townships
from tests.registration.test_pages import count_queries, page

NAMES = ("和睦社区舞蹈队", "晨光社区合唱队", "向阳社区读书会", "石桥村巡逻队")
WHY = "名册用错了版本。"


def lines(*names):
    return roster(*(f"青禾县青石镇{name},备案,陈禾,13900001111,青禾县青石镇" for name in names))


@pytest.fixture
def park(build):
    found = build.park()
    townships(found)
    return found


@pytest.fixture
def batch(park):
    found = batch_of(park, lines(*NAMES))
    with work(by=SYSTEM):
        bulk.file_batch(found, {}, filed_on=FILED_ON, by=SYSTEM)
    return found


@pytest.fixture
def operator(build, park):
    return build.person(Role.OPERATOR, park=park)


@pytest.fixture
def manager(build, park):
    return build.person(Role.MANAGER, park=park)


def rows():
    return db.session.scalars(select(Filing).order_by(Filing.number)).unique().all()


def go_on(made):
    """One group reports, one changes, one is on its way to a registration."""
    facts = filings.FilingFacts("culture", township=made[1].township, community="晨光社区")
    with work(by=SYSTEM):
        db.session.add(FilingReport(filing=made[0], year=2026))
        filings.change(made[1], facts, by=SYSTEM, reason="换届。")
        filings.begin_conversion(made[2], LegalForm.SOCIAL_GROUP, by=SYSTEM)


@pytest.mark.postgres
def test_two_people_undo_it_in_one_act_and_the_numbers_stay_used(park, batch, operator, manager):
    taken = {row.number for row in rows()}
    with work(by=operator):
        undo = actions.propose(batch, WHY, by=operator)
    assert work_of(manager).undo == undo.code
    with work(by=manager):
        actions.approve(undo, by=manager)
    assert {row.status for row in rows()} == {FilingStatus.CANCELLED}
    assert (undo.cancelled, undo.kept, undo.status) == (4, [], UndoStatus.APPROVED)
    told = db.session.scalars(select(Notice.user_id).order_by(Notice.id)).all()
    assert told == [manager.id, operator.id]
    again = batch_of(park, lines(*NAMES))
    with work(by=operator):
        made = bulk.file_batch(again, {}, filed_on=FILED_ON, by=operator)
    assert len(made) == 4
    assert not taken & {row.number for row in made}


def test_groups_that_went_on_are_named_and_stay(batch, operator, manager):
    made = rows()
    with work(by=operator):
        undo = actions.propose(batch, WHY, by=operator)
    go_on(made)
    with work(by=manager):
        actions.approve(undo, by=manager)
    assert [row.status for row in rows()] == ["filed", "changed", "filed", "cancelled"]
    assert [(row["number"], row["why"]) for row in undo.kept] == [
        (made[0].number, "report"),
        (made[1].number, "changed"),
        (made[2].number, "case"),
    ]


def test_it_is_refused_where_nothing_is_left_or_nothing_was_filed(park, batch, operator):
    waiting = batch_of(park, lines("清泉村合唱队"))
    with work(by=SYSTEM):
        for filing in rows():
            filings.cancel(filing, by=SYSTEM, reason="解散。")
    assert {why for _filing, why in standing_of(batch).went_on} == {"cancelled"}
    with pytest.raises(Refusal), work(by=operator):
        actions.propose(batch, WHY, by=operator)
    with pytest.raises(WrongState), work(by=operator):
        actions.propose(waiting, WHY, by=operator)


def test_neither_the_proposer_nor_an_operator_approves_and_it_is_proposed_once(
    batch, operator, manager
):
    with work(by=manager):
        undo = actions.propose(batch, WHY, by=manager)
    for person, problem in ((manager, NotAllowed), (operator, Absent)):
        with pytest.raises(problem), work(by=person):
            actions.approve(undo, by=person)
    with pytest.raises(Conflict), work(by=operator):
        actions.propose(batch, WHY, by=operator)
    assert {row.status for row in rows()} == {FilingStatus.FILED}


def test_filing_undo_new_and_detail_lead_two_people_through(
    batch, operator, manager, client_for, post
):
    first, second = client_for(operator), client_for(manager)
    review = f"/filing-batches/{batch.code}"
    assert f"{review}/undo" in page(first, review)
    assert "名册.csv" in page(first, "/filings/batches/new")
    assert "石桥村巡逻队" in page(first, f"{review}/undo")
    empty = post(first, f"{review}/undo", {"reason": " "}, page=f"{review}/undo")
    assert empty.status_code == 422
    sent = post(first, f"{review}/undo", {"reason": WHY}, page=f"{review}/undo")
    address = sent.headers["Location"]
    assert "批准撤销" not in page(first, address)
    assert "整批备案撤销待第二人批准" in page(second, "/home")
    refused = post(second, f"{address}/moves/refuse", {"reason": "名册没有错。"}, page=address)
    assert refused.status_code == 303
    assert {row.status for row in rows()} == {FilingStatus.FILED}
    address = post(first, f"{review}/undo", {"reason": WHY}, page=f"{review}/undo").headers[
        "Location"
    ]
    assert post(second, f"{address}/moves/approve", page=address).status_code == 303
    assert "4 家已撤出名册" in page(second, address)
    assert WHY in page(first, review)


def test_the_undo_page_costs_the_same_for_one_group_and_for_many(park, client_for, operator):
    browser, counts = client_for(operator), []
    for names in (("甲村合唱队",), [f"第{number}社区合唱队" for number in range(60)]):
        found = batch_of(park, lines(*names))
        with work(by=SYSTEM):
            bulk.file_batch(found, {}, filed_on=FILED_ON, by=SYSTEM)
        counts.append(count_queries(browser, f"/filing-batches/{found.code}/undo"))
    assert counts[0] == counts[1] <= 15
    assert db.session.scalars(select(FilingUndo)).first() is None
    assert all(row.taken_at <= clock.now() for row in db.session.scalars(select(FilingBatch)))
