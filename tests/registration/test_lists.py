"""Is a list of members judged line by line, and nothing merged by itself?"""

from datetime import date

import pytest

from incubator.kernel.access import SYSTEM
from incubator.kernel.db import work
from incubator.kernel.errors import Refusal, WrongState
from incubator.organizations.roster.reading import read_text
from incubator.registration.lists import actions
from incubator.registration.lists.verdicts import Outcome, judge, reason_text
from incubator.registration.registers import actions as registers
from incubator.registration.registers import queries
from incubator.registration.registers.models import Holder, UnitKind
from incubator.registration.registers.rules import MemberFacts
from tests.registration.build import resident

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢"


def wide(text):
    """The full-width twins of signs."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


def forty_six():
    """42 members and four lines that repeat one of them in four ways."""
    rows = [(f"{surname}明{surname}", f"1390000{n:04d}") for n, surname in enumerate(SURNAMES)]
    assert len(rows) == 42
    rows.append(rows[3])
    rows.append((f"{rows[7][0][0]} {rows[7][0][1:]}", rows[7][1]))
    rows.append((rows[11][0], ""))
    rows.append((rows[20][0], wide("139-0000-0020")))
    return "姓名,联系电话\n" + "\n".join(",".join(row) for row in rows)


@pytest.fixture
def team(build):
    return resident(build.park())


def read(team, text, source="粘贴的名单"):
    with work(by=SYSTEM):
        return actions.read_list(team, source, read_text(text.encode()), by=SYSTEM)


def verdicts(text, members=()):
    return judge(read_text(text.encode()), members)


def codes(line):
    return [code for code, _params in line.reasons]


def test_a_list_of_46_with_four_duplicates_counts_42(team):
    found = read(team, forty_six())
    assert found.counts["lines"] == 46
    assert (found.counts["sound"], found.counts["duplicate"]) == (42, 4)
    told = [row["reasons"][-1] for row in found.rows if row["outcome"] == "duplicate"]
    assert told == [["same_line", {"line": str(line)}] for line in (5, 9, 13, 22)]
    assert queries.count_members(team).total == 0
    with work(by=SYSTEM):
        assert actions.take_in(found, [], by=SYSTEM) == 42
    assert queries.count_members(team).total == 42
    assert (found.rows, found.counts["taken"]) == ([], 42)


def test_a_duplicate_that_was_ticked_is_taken_in_too(team):
    found = read(team, forty_six())
    twice = next(row["line"] for row in found.rows if row["outcome"] == "duplicate")
    with work(by=SYSTEM):
        assert actions.take_in(found, [twice, 9999], by=SYSTEM) == 43
    assert queries.count_members(team).twice == 2


def test_a_list_is_taken_in_once(team):
    found = read(team, "姓名\n王小明")
    with work(by=SYSTEM):
        actions.take_in(found, [], by=SYSTEM)
    with pytest.raises(WrongState), work(by=SYSTEM):
        actions.take_in(found, [], by=SYSTEM)
    with pytest.raises(WrongState), work(by=SYSTEM):
        actions.discard(found, by=SYSTEM)


def test_whoever_joined_since_is_left_out(team):
    found = read(team, "姓名\n王小明\n李梅")
    with work(by=SYSTEM):
        registers.add_member(team, MemberFacts(Holder.PERSON, "李梅"), by=SYSTEM)
        assert actions.take_in(found, [], by=SYSTEM) == 1
    assert queries.count_members(team).total == 2


def test_a_list_sent_twice_adds_nobody(team):
    with work(by=SYSTEM):
        actions.take_in(read(team, forty_six()), [], by=SYSTEM)
    again = read(team, forty_six())
    assert (again.counts["sound"], again.counts["duplicate"]) == (0, 46)


def test_a_mixed_list_of_persons_and_units(team):
    text = (
        "序号\t会员名称\t会员类型\t单位性质\t联系人\t电话\n"
        "1\t王小明\t个人\t\t\t13900000001\n"
        "2\t青禾县志愿者协会\t单位\t社会组织\t李梅\t0999-5550101\n"
        "3\t青禾县兴农合作社\t单位\t企业\t赵强\t13900000002\n"
        "4\t青禾县财政局\t单位\t机关\t孙立\t13900000003\n"
        "合计\t4\n"
    )
    found = read(team, text)
    kinds = [(row["kind"], row["unit_kind"]) for row in found.rows]
    assert kinds == [
        ("person", ""),
        ("unit", "social_organization"),
        ("unit", "enterprise"),
        ("unit", "state_organ"),
    ]
    with work(by=SYSTEM):
        actions.take_in(found, [], by=SYSTEM)
    counts = queries.count_members(team)
    assert (counts.persons, counts.units, counts.state_organs) == (1, 3, 1)
    unit = queries.members_named(team, ["青禾县志愿者协会"])[0]
    assert (unit.contact, unit.unit_kind) == ("李梅", UnitKind.SOCIAL_ORGANIZATION)


def test_without_a_header_a_unit_is_known_by_its_name():
    person, unit = verdicts("1,王小明,13900000001\n2,青禾县舞蹈协会,0999-5550101\n")
    assert (person.facts.name, person.facts.phone) == ("王小明", "13900000001")
    assert (unit.facts.kind, unit.outcome) == (Holder.UNIT, Outcome.REPAIRED)
    assert codes(unit) == ["unit_by_name"]


def test_one_name_a_line_is_enough():
    assert [line.facts.name for line in verdicts("王小明\n李梅\n\n赵强")] == [
        "王小明",
        "李梅",
        "赵强",
    ]


@pytest.mark.parametrize(
    ("cell", "outcome", "name", "code"),
    [
        ("王　小明", Outcome.REPAIRED, "王小明", "cleaned"),
        (" 王小明 ", Outcome.OK, "王小明", None),
        ("\u202e王小明", Outcome.REPAIRED, "王小明", "cleaned"),
        ("王小明（曾用名：王晓明）", Outcome.REPAIRED, "王小明", "other_name"),
        ("李梅、王强", Outcome.REFUSED, "李梅、王强", "two_names"),
        ("名" * 101, Outcome.REFUSED, "名" * 101, "too_long"),
        ("青禾县民政局", Outcome.REPAIRED, "青禾县民政局", "state_organ"),
    ],
)
def test_names_as_people_type_them(cell, outcome, name, code):
    (line,) = verdicts(f"姓名,电话\n{cell},\n")
    assert (line.outcome, line.facts.name) == (outcome, name)
    assert code is None or code in codes(line)


def test_a_line_without_a_name_is_refused():
    (line,) = verdicts("姓名,电话\n,13900000001\n")
    assert (line.outcome, codes(line)) == (Outcome.REFUSED, ["no_name"])


@pytest.mark.parametrize(
    ("second", "outcome", "code"),
    [
        ("王小明,13900000001", Outcome.DUPLICATE, "same_line"),
        ("王小明,", Outcome.DUPLICATE, "same_line"),
        ("王小明,13900000002", Outcome.OK, "namesake"),
        ("王晓明,13900000001", Outcome.DUPLICATE, "same_phone"),
        ("王晓明（又名：王小明）,", Outcome.DUPLICATE, "same_line"),
        ("李梅,13900000002", Outcome.OK, None),
    ],
)
def test_who_is_the_same_person(second, outcome, code):
    _first, line = verdicts(f"姓名,电话\n王小明,13900000001\n{second}\n")
    assert line.outcome is outcome
    assert (codes(line)[-1] if codes(line) else None) == code


def test_full_width_numbers_and_lost_ones():
    first, second = verdicts(f"姓名,电话\n王小明,{wide('13900000011')}\n李梅,1.39E+10\n")
    assert (first.facts.phone, first.outcome) == ("13900000011", Outcome.REPAIRED)
    assert (second.facts.phone, codes(second)) == ("", ["dropped"])


def test_a_day_that_has_not_come_stays_empty(team):
    (line,) = read(team, "姓名,入会时间\n王小明,2027年1月5日\n").rows
    assert line["joined_on"] == ""
    (past,) = read(team, "姓名,入会时间\n王小明,2026年1月5日\n").rows
    assert past["joined_on"] == date(2026, 1, 5).isoformat()


@pytest.mark.parametrize("text", ["姓名,电话\n", "\n\n", "合计,3\n"])
def test_a_list_without_a_member_is_refused(team, text):
    with pytest.raises(Refusal) as refused:
        read(team, text)
    assert refused.value.field == "text"


def test_every_reason_can_be_said(app):
    with app.test_request_context():
        for line in verdicts(
            "姓名,电话\n王小明,13900000001\n王小明,\n王 强,1.39E+10\n李梅、赵强,\n王小明,13900000002\n"
        ):
            for code, params in line.reasons:
                assert "%(" not in reason_text(code, params)
