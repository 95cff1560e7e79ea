"""Is the register of filed groups right: numbers, types, states, bulk filing, conversion, the map?"""

from datetime import date
from random import Random

import pytest
from sqlalchemy import func, select

from incubator.kernel import rulesets
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.audit import AuditEvent
from incubator.kernel.db import db, work
from incubator.kernel.errors import Conflict, Refusal, WrongState
from incubator.organizations.actions import record_registration
from incubator.organizations.models import LegalForm, Organization, ReportedFact
from incubator.registration import demo_filings
from incubator.registration.actions import open_case
from incubator.registration.bulk_filings import actions as bulk
from incubator.registration.bulk_filings.actions import Choice
from incubator.registration.bulk_filings.judging import candidates_on_file, reason_text
from incubator.registration.cases.actions import Certificate, Decision
from incubator.registration.cases.queries import roadmap_of
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.checklists.rules import Event
from incubator.registration.filing_reports.models import FilingReport
from incubator.registration.filing_reports.workflow import ReportStatus
from incubator.registration.filings import actions
from incubator.registration.filings.mapping import draw
from incubator.registration.filings.models import Filing
from incubator.registration.filings.queries import (
    count_by_place,
    latest_filing,
    rules_at,
    tiles_at,
    valid_filing,
)
from incubator.registration.filings.rules import (
    FILING_LIST,
    Guess,
    community_of,
    parse_rules,
    parse_tiles,
    post_of,
)
from incubator.registration.filings.workflow import FilingStatus
from incubator.registration.papers.queries import known_of
from incubator.registration.printing.queries import tell_filing
from incubator.registration.steps import actions as steps
from incubator.registration.steps.actions import record_certificate, record_decision
from tests.organizations.build import credit_code
from tests.registration.build import DAY, enough, resident, work_off
from tests.registration.filings_build import (
    FILED_ON,
    SAMPLES,
    batch_of,
    filed,
    group,
    roster,
    townships,
)


@pytest.fixture
def places(park):
    return {row.name: row for row in townships(park)}


@pytest.fixture
def rules(park):
    return rules_at(park)[1]


def all_filings():
    return list(db.session.scalars(select(Filing).order_by(Filing.id)).unique())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("青禾县城关镇和睦社区舞蹈队", ("culture", "dance")),
        ("青禾县云岭乡星火社区巡逻队", ("affairs", "patrol")),
        ("青禾县龙泉镇爱加倍社区红白理事会", ("affairs", "ceremonies")),
        ("青禾县永兴镇萤火社区便民服务队", ("life", "convenience")),
        ("青禾县城关镇初心社区爱心超市", ("charity", "poverty")),
        ("青禾县双桥镇益路社区互助会", ("charity", "mutual")),
        ("青禾县城关镇健康路社区合唱队", ("culture", "song")),
        ("青禾县青石镇志愿服务队", ("charity", "volunteers")),
        ("青禾县青石镇某某小组", ("", "")),
    ],
)
def test_a_name_tells_its_type_by_what_the_group_does(rules, name, expected):
    assert rules.guess(name) == Guess(*expected)


def test_a_name_tells_community_and_post():
    assert community_of("青禾县青石镇和睦社区舞蹈队", ["青禾县", "青石镇"]) == "和睦社区"
    assert community_of("青禾县青石镇舞蹈队", ["青禾县", "青石镇"]) == ""
    assert [post_of(name) for name in ("红白理事会", "艺术团", "巡逻队", "读书角")] == [
        "会长",
        "团长",
        "队长",
        "负责人",
    ]


def shipped(**number):
    body = rulesets.get("registration.filings").body
    return {**body, "numbering": {**body["numbering"], **number}}


@pytest.mark.parametrize(
    ("number", "place"),
    [
        ({"pattern": "{township}〔{year}〕"}, "numbering.pattern"),
        ({"pattern": "〔{year}〕{serial}"}, "numbering.pattern"),
        ({"pattern": "{township}{serial}"}, "numbering.pattern"),
        ({"pattern": "{township.__class__}{year}{serial}"}, "numbering.pattern"),
        ({"pattern": "{township}{year:99999999}{serial}"}, "numbering.pattern"),
        ({"pattern": "{township}{year}{serial"}, "numbering.pattern"),
        ({"digits": 0}, "numbering.digits"),
        ({"digits": "3"}, "numbering.digits"),
    ],
)
def test_a_pattern_that_could_give_a_number_twice_is_refused(park, number, place):
    with pytest.raises(rulesets.Fault) as refused:
        parse_rules(shipped(**number))
    assert refused.value.place == place


def test_a_window_or_a_tile_that_cannot_be_is_refused(park):
    body = shipped()
    for report in (
        {**body["report"], "closes": {"month": 2, "day": 30}},
        {**body["report"], "opens": {"month": 6, "day": 1}},
    ):
        with pytest.raises(rulesets.Fault):
            parse_rules({**body, "report": report})
    one = {"code": "1", "column": 1, "row": 1}
    for tiles in ([one, {**one, "code": "2"}], [{**one, "column": 99}]):
        with pytest.raises(rulesets.Fault):
            parse_tiles({"tiles": tiles})


def test_numbers_run_by_township_and_year(park, places):
    names = ["一", "二", "三", "四"]
    groups = [group(park, f"青禾县青石镇{name}社区舞蹈队") for name in names]
    made = [filed(park, row, place=places["青石镇"]) for row in groups[:2]]
    made.append(filed(park, groups[2], place=places["永兴镇"]))
    made.append(filed(park, groups[3], place=places["青石镇"], on=date(2025, 3, 3)))
    assert [row.number for row in made] == [
        "青石镇社备〔2026〕001号",
        "青石镇社备〔2026〕002号",
        "永兴镇社备〔2026〕001号",
        "青石镇社备〔2025〕001号",
    ]


def test_a_group_is_filed_once_and_a_registered_body_never(park, places):
    team = group(park)
    first = filed(park, team)
    with pytest.raises(Conflict, match=first.number):
        filed(park, team)
    with work(by=SYSTEM):
        actions.cancel(first, by=SYSTEM, reason="解散。")
    again = filed(park, team)
    assert again.number != first.number
    with pytest.raises(Conflict), work(by=SYSTEM):
        actions.reinstate(first, by=SYSTEM, reason="误注销。")
    other = group(park, "青禾县青石镇晨光社区合唱队")
    with work(by=SYSTEM):
        record_registration(
            other,
            legal_form=LegalForm.SOCIAL_GROUP,
            credit_code=credit_code(7),
            registered_on=DAY,
            by=SYSTEM,
        )
    with pytest.raises(Refusal):
        filed(park, other)
    with pytest.raises(Refusal):
        filed(park, group(park, "青禾县青石镇未来社区舞蹈队"), on=date(2030, 1, 1))


def test_facts_outside_the_rules_are_refused(park, places):
    filing = filed(park, group(park))
    for kind, line in (("unknown", ""), ("culture", "patrol")):
        facts = actions.FilingFacts(kind, line, filing.township)
        with pytest.raises(Refusal), work(by=SYSTEM):
            actions.complete(filing, facts, by=SYSTEM)
    facts = actions.FilingFacts("charity", "mutual", places["永兴镇"], "幸福社区", "会长")
    with work(by=SYSTEM):
        actions.change(filing, facts, by=SYSTEM, reason="换届，见会议记录。")
    assert (filing.status, filing.type, filing.township.name) == (
        FilingStatus.CHANGED,
        "charity",
        "永兴镇",
    )


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["roster_gbk.csv", "roster.xlsx"])
def test_the_groups_of_both_sample_rosters_are_filed_at_once(park, places, name, figures):
    content = (SAMPLES / name).read_bytes()
    batch = batch_of(park, content, name)
    assert {each: batch.counts[each] for each in ("ok", "repaired", "refused", "duplicate")} == {
        "ok": 27,
        "repaired": 44,
        "refused": 0,
        "duplicate": 2,
    }
    assert batch.counts["others"] == 173
    with work(by=SYSTEM):
        made = bulk.file_batch(batch, {}, filed_on=FILED_ON, by=SYSTEM)
    assert len(made) == 71
    assert len({row.number for row in made}) == 71
    assert len({row.township_id for row in made}) == 10
    assert all(row.type and row.subtype and row.community for row in made)
    assert db.session.scalar(select(func.count(Organization.id))) == 71
    assert db.session.scalar(select(func.count(ReportedFact.id))) > 0
    # What the roster said of people is gone from the batch.
    assert all(not row["values"] for row in batch.rows)
    again = batch_of(park, content, name)
    assert (again.counts["ok"], again.counts["repaired"], again.counts["duplicate"]) == (0, 0, 73)
    with pytest.raises(Refusal), work(by=SYSTEM):
        bulk.file_batch(again, {}, filed_on=FILED_ON, by=SYSTEM)
    with pytest.raises(WrongState), work(by=SYSTEM):
        bulk.file_batch(batch, {}, filed_on=FILED_ON, by=SYSTEM)
    assert len(all_filings()) == 71
    figures(f"groups of {name} filed in one act", len(made))


def verdicts(batch):
    return [
        (row.verdict, [each["code"] for each in row.reasons]) for row in bulk.judged_rows(batch)
    ]


def test_every_row_has_a_verdict_with_its_reason(park, places):
    known = group(park, "青禾县青石镇老友社区合唱队")
    filed(park, group(park, "青禾县青石镇先行社区巡逻队"), place=places["青石镇"])
    batch = batch_of(
        park,
        roster(
            "青禾县青石镇和睦社区舞蹈队,备案,陈禾,13900001111,青禾县青石镇解放街1号",
            "青禾县青石镇先行社区巡逻队,备案,陈禾,13900001112,青禾县青石镇解放街2号",
            "青禾县青石镇老友社区合唱队,备案,陈禾,13900001113,青禾县青石镇解放街3号",
            "青禾县青石镇幸福小区业主委员会,备案,陈禾,13900001114,青禾县青石镇解放街4号",
            "青禾县石头镇和睦社区舞蹈队,备案,陈禾,13900001115,青禾县石头镇解放街5号",
            "青禾县青石镇和睦社区某某小组,备案,陈禾,13900001116,青禾县青石镇解放街6号",
            ",备案,陈禾,13900001117,青禾县青石镇解放街7号",
            "青禾县青石镇和睦社区舞蹈队,备案,陈禾,13900001111,青禾县青石镇解放街1号",
        ),
    )
    assert verdicts(batch) == [
        ("ok", []),
        ("duplicate", ["filed"]),
        ("ok", ["known"]),
        ("refused", ["outside"]),
        ("refused", ["no_township"]),
        ("refused", ["no_type"]),
        ("refused", ["no_name"]),
        ("duplicate", ["same_name"]),
    ]
    rows = bulk.judged_rows(batch)
    assert [row.can_be_filled_in for row in rows] == [*([False] * 4), True, True, False, False]
    assert "石头镇" in reason_text(rows[4].reasons[0])
    chosen = {0: Choice("skip"), 4: Choice("culture", "永兴镇"), 5: Choice("affairs")}
    with work(by=SYSTEM):
        made = bulk.file_batch(batch, chosen, filed_on=FILED_ON, by=SYSTEM)
    assert [row.organization.name for row in made] == [
        "青禾县青石镇老友社区合唱队",
        "青禾县石头镇和睦社区舞蹈队",
        "青禾县青石镇和睦社区某某小组",
    ]
    assert made[0].organization.id == known.id
    assert [row.township.name for row in made] == ["青石镇", "永兴镇", "青石镇"]
    assert made[2].type == "affairs"


def test_groups_in_the_parks_files_are_filed_without_a_roster(park, places, build):
    filed(park, group(park, "青禾县青石镇先行社区巡逻队"), place=places["青石镇"])
    group(park, "青禾县青石镇和睦社区舞蹈队")
    rows = candidates_on_file(park)
    assert [row.name for row in rows] == ["青禾县青石镇和睦社区舞蹈队"]
    other = build.park("other")
    assert candidates_on_file(other) == []
    with work(by=SYSTEM):
        batch = bulk.read_batch(park, "园区档案", rows, others=0, by=SYSTEM)
        made = bulk.file_batch(batch, {}, filed_on=FILED_ON, by=SYSTEM)
    assert [row.community for row in made] == ["和睦社区"]
    # Another park's roster does not file what this park keeps.
    content = roster("青禾县青石镇和睦社区舞蹈队,备案,陈禾,13900001111,青禾县青石镇解放街1号")
    assert verdicts(batch_of(other, content)) == [("refused", ["elsewhere"])]


def test_a_roster_without_groups_says_so(park):
    with pytest.raises(Refusal):
        batch_of(park, roster(f"青禾县善水环保协会,社会团体,{credit_code(91)},李禾,"))


def filing_case(park, team):
    with work(by=SYSTEM):
        return open_case(
            team,
            park=park,
            legal_form=LegalForm.COMMUNITY_GROUP,
            procedure=Procedure.FILING,
            by=SYSTEM,
        )


def ended(case, decision):
    step = work_off(case, until=Event.DECIDED)
    with work(by=SYSTEM):
        record_decision(step, decision, by=SYSTEM)


def test_a_case_that_ends_with_a_filing_puts_the_group_on_the_register(park, places):
    team = resident(park, "青禾县青石镇和睦社区舞蹈队")
    case = filing_case(park, team)
    ended(case, Decision(DAY, "准予备案", "青石镇社备〔2026〕002号"))
    filing = valid_filing(team.id)
    assert (filing.number, filing.filed_on, filing.case_id) == (
        "青石镇社备〔2026〕002号",
        DAY,
        case.id,
    )
    assert (filing.type, filing.subtype, filing.township.name) == ("culture", "dance", "青石镇")
    known = known_of(case)
    tell_filing(known)
    assert known.facts["filing_number"] == filing.number
    assert known.facts["filing_on"] == "2026年11月10日"
    # A number that was typed in is never given to another group.
    others = [group(park, f"青禾县青石镇{name}社区舞蹈队") for name in "甲乙"]
    made = [filed(park, row, place=places["青石镇"]) for row in others]
    assert [row.number for row in made] == ["青石镇社备〔2026〕001号", "青石镇社备〔2026〕003号"]


def test_change_and_cancellation_follow_their_cases(park, places):
    team = resident(park, "青禾县青石镇和睦社区舞蹈队")
    ended(filing_case(park, team), Decision(DAY, "准予备案", "甲1号"))
    for procedure, status in (
        (Procedure.CHANGE, FilingStatus.CHANGED),
        (Procedure.DEREGISTRATION, FilingStatus.CANCELLED),
    ):
        with work(by=SYSTEM):
            case = open_case(
                team, park=park, legal_form=team.legal_form, procedure=procedure, by=SYSTEM
            )
        ended(case, Decision(DAY, "准予", "甲1号"))
        assert latest_filing(team.id).status is status


def test_the_clocks_of_the_light_flow_run_five_five_and_ten_working_days(park):
    case = filing_case(park, resident(park))
    limits = {
        row.slug: (row.limit.days, row.limit.unit, row.limit.basis["mark"])
        for row in roadmap_of(case).checklist.steps
        if row.limit is not None
    }
    assert limits == {
        "community_opinion": (5, "working", "D"),
        "township_review": (5, "working", "D"),
        "decision": (10, "working", "D"),
    }
    due = {}
    for slug in limits:
        while True:
            station = next(
                row
                for row in roadmap_of(case).stations
                if row.step.status.value == "open" and not row.rule.optional
            )
            if station.step.slug == slug:
                due[slug] = station.step.due_on
                break
            _finish(case, station)
        if slug != "decision":
            _finish(case, station)
    # 10 November 2026 is a Tuesday: five working days end on the 17th, ten on the 24th.
    assert due == {
        "community_opinion": date(2026, 11, 17),
        "township_review": date(2026, 11, 17),
        "decision": date(2026, 11, 24),
    }


def _finish(case, station):
    roadmap = roadmap_of(case)
    facts = enough(roadmap.checklist, station.rule, roadmap.facts)
    papers = [row.slug for row in station.rule.materials if row.required]
    with work(by=SYSTEM):
        steps.fill_in(station.step, steps.Work(facts, papers), by=SYSTEM)
        steps.confirm(station.step, steps.Confirmation(DAY), by=SYSTEM)


@pytest.mark.postgres
def test_a_filed_group_is_registered_on_the_same_file_and_keeps_its_number(park, places):
    team = resident(park, "青禾县青石镇和睦社区舞蹈队")
    filing = filed(park, team, place=places["青石镇"])
    with work(by=SYSTEM):
        case = actions.begin_conversion(filing, LegalForm.SOCIAL_GROUP, by=SYSTEM)
    assert case.organization_id == team.id
    assert filing.status is FilingStatus.FILED
    with work(by=SYSTEM):
        assert actions.begin_conversion(filing, LegalForm.SOCIAL_GROUP, by=SYSTEM) is case
    with pytest.raises(Conflict), work(by=SYSTEM):
        actions.begin_conversion(filing, LegalForm.FOUNDATION, by=SYSTEM)
    step = work_off(case, until=Event.DECIDED)
    with work(by=SYSTEM):
        record_certificate(step, Certificate(credit_code(5), DAY), by=SYSTEM)
    kept = latest_filing(team.id)
    assert (kept.status, kept.number, kept.conversion_id) == (
        FilingStatus.CONVERTED,
        filing.number,
        case.id,
    )
    assert team.legal_form is LegalForm.SOCIAL_GROUP
    assert valid_filing(team.id) is None
    told = set(db.session.scalars(select(AuditEvent.action)))
    assert {"community_filing.conversion_begun", "community_filing.convert"} <= told


def test_the_map_counts_each_group_once_where_it_is(park, places, build):
    for name, kind, place in (
        ("甲", "life", "青石镇"),
        ("乙", "life", "青石镇"),
        ("丙", "charity", "永兴镇"),
    ):
        filed(park, group(park, f"青禾县{place}{name}社区舞蹈队"), kind=kind, place=places[place])
    nowhere = resident(park, "青禾县和睦社区舞蹈队")
    ended(filing_case(park, nowhere), Decision(DAY, "准予备案", "甲1号"))
    person = build.person(Role.OPERATOR, park=park)
    counts = count_by_place(person, FILING_LIST, park)
    rules = rules_at(park)[1]
    picture = draw(list(places.values()), tiles_at(park), counts, rules)
    found = {row.region.name if row.region else None: row for row in picture.tiles}
    assert found["青石镇"].by_type == (2, 0, 1, 0, 0)
    assert (found["青石镇"].total, found["青石镇"].shade) == (3, 5)
    assert picture.total == 4
    assert found["永兴镇"].by_type == (0, 0, 0, 1, 0)
    assert found["城关镇"].shade == 0
    spots = [(row.x, row.y) for row in picture.tiles]
    assert len(set(spots)) == len(spots)
    stranger = build.person(Role.OPERATOR, park=build.park("other"))
    assert count_by_place(stranger, FILING_LIST, park) == {}


def test_the_demo_has_groups_in_every_township_with_reports(build, park, places):
    since = date(2024, 1, 2)
    clerk, operator = (build.person(role, park=park) for role in (Role.CLERK, Role.OPERATOR))
    office = demo_filings.Office(clerk, operator, since)
    made = demo_filings.make_filings(park, office, Random(7))
    assert len(made) == 42
    assert {row.township_id for row in made} == {row.id for row in places.values()}
    assert all(row.type and row.subtype and row.community for row in made)
    assert all(row.organization.is_demo for row in made)
    states = {row.status for row in made}
    assert states == {FilingStatus.FILED, FilingStatus.CHANGED, FilingStatus.CANCELLED}
    reported = set(db.session.scalars(select(FilingReport.status)))
    assert reported == set(ReportStatus)
