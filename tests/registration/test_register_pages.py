"""Do the pages of registers, meetings and the self-check work for those who may use them?"""

import io
import re
from datetime import date

import pytest

from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import work
from incubator.registration.meetings import actions as meetings
from incubator.registration.meetings.models import Matter, MeetingKind, Presence
from incubator.registration.meetings.queries import list_sheet, turnout_of
from incubator.registration.meetings.rules import MeetingFacts, ResolutionFacts
from incubator.registration.registers import actions, queries
from incubator.registration.registers.models import Holder, PostKind
from incubator.registration.registers.rules import FounderFacts, MemberFacts, PostFacts
from tests.registration.build import finish, new_case, resident, step
from tests.registration.test_lists import forty_six
from tests.registration.test_pages import TO_MEMBERS, page
from tests.statements import count_queries


@pytest.fixture
def case(park):
    found = new_case(park)
    finish(found, *TO_MEMBERS)
    return found


@pytest.fixture
def team(case):
    return case.organization


@pytest.fixture
def leader(build, team, client_for):
    return client_for(build.person(Role.LEADER, organization_id=team.id))


@pytest.fixture
def clerk(build, park, client_for):
    return client_for(build.person(Role.CLERK, park=park))


@pytest.fixture
def supervisor(build, park, client_for):
    return client_for(build.person(Role.SUPERVISOR, park=park))


def registers(team, end=""):
    return f"/organizations/{team.code}/registers/{end}"


def fill_members(team, count):
    facts = [MemberFacts(Holder.PERSON, f"会员{number:04d}") for number in range(count)]
    with work(by=SYSTEM):
        actions.add_members(team, facts, by=SYSTEM)


def hold(team, present, *resolutions, kind=MeetingKind.FOUNDING):
    with work(by=SYSTEM):
        meeting = meetings.call_meeting(team, MeetingFacts(kind, date(2026, 11, 10)), by=SYSTEM)
        rows = list_sheet(meeting)[:present]
        meetings.sign_in_many(
            meeting, {row.code: (Presence.IN_PERSON, "") for row in rows}, by=SYSTEM
        )
        for one in resolutions:
            meetings.resolve(meeting, one, by=SYSTEM)
    return meeting


def test_member_import_of_46_with_four_duplicates_counts_42_on_the_case(leader, team, case, post):
    address = registers(team, "lists/new")
    answer = post(leader, address, {"text": forty_six()}, page=address)
    assert answer.status_code == 303
    review = answer.headers["Location"]
    html = page(leader, review)
    assert "共 46 行：可入册 42 行，疑似重复 4 行，不能入册 0 行。" in html
    assert "与第 5 行相同" in html
    assert post(leader, review, page=review).status_code == 303
    html = page(leader, registers(team, "members"))
    assert "会员 42/50，还差 8" in html
    assert "42/50" in page(leader, f"/registrations/{case.code}")
    assert "名单原始行不再保留" in page(leader, review)


def test_member_import_review_takes_the_ticked_ones_too_and_only_once(leader, team, post):
    address = registers(team, "lists/new")
    data = {"text": "姓名,电话\n王小明,\n王小明,\n"}
    review = post(leader, address, data, page=address).headers["Location"]
    assert post(leader, review, {"also": "3"}, page=review).status_code == 303
    assert queries.count_members(team).total == 2
    assert post(leader, review, {"also": "3"}, page=review).status_code == 409


def test_member_import_reads_a_file(leader, team, post):
    address = registers(team, "lists/new")
    file = (io.BytesIO("姓名,电话\n王小明,13900000001\n".encode("gb18030")), "会员.csv")
    answer = post(leader, address, {"file": file}, page=address)
    assert "共 1 行：可入册 1 行" in page(leader, answer.headers["Location"])


@pytest.mark.parametrize(
    "data",
    [
        {"text": ""},
        {"text": "姓名,电话\n"},
        {"file": (io.BytesIO(b"%PDF-1.7 no list"), "名单.xlsx")},
    ],
)
def test_member_import_says_beside_the_field_what_cannot_be_read(leader, team, post, data):
    address = registers(team, "lists/new")
    answer = post(leader, address, data, page=address)
    assert answer.status_code == 422
    assert "field-error" in answer.get_data(as_text=True)


def test_member_new_keeps_what_was_typed_when_it_is_refused(leader, team, post):
    address = registers(team, "members/new")
    data = {"kind": "person", "unit_kind": "other", "name": "李梅、王强"}
    answer = post(leader, address, data, page=registers(team, "members"))
    assert answer.status_code == 422
    assert 'value="李梅、王强"' in answer.get_data(as_text=True)
    answer = post(leader, address, {**data, "name": "李梅"}, page=registers(team, "members"))
    assert answer.status_code == 303
    assert "会员 1/50，还差 49" in page(leader, registers(team, "members"))


def test_member_edit_and_remove(leader, team, post):
    fill_members(team, 2)
    row = queries.list_members(team)[0]
    address = f"/register-members/{row.code}/edit"
    data = {"kind": "person", "unit_kind": "other", "name": row.name, "left_on": "2026-11-01"}
    assert post(leader, address, {**data, "version": "1"}, page=address).status_code == 303
    assert queries.count_members(team).left == 1
    stale = post(leader, address, {**data, "version": "1"}, page=address)
    assert stale.status_code == 409
    other = queries.list_members(team)[0]
    assert post(leader, f"/register-members/{other.code}/remove").status_code == 303
    assert queries.count_members(team).total == 0


def test_phone_numbers_are_open_to_the_organization_and_masked_for_others(
    leader, clerk, supervisor, team
):
    with work(by=SYSTEM):
        facts = MemberFacts(Holder.PERSON, "王小明", phone="13900000001")
        actions.add_member(team, facts, by=SYSTEM)
    assert "13900000001" in page(leader, registers(team, "members"))
    for browser in (clerk, supervisor):
        html = page(browser, registers(team, "members"))
        assert "13900000001" not in html
        assert "139****0001" in html


def test_who_may_read_and_who_may_write(build, park, clerk, supervisor, team, client_for, post):
    assert "添加会员" in page(clerk, registers(team, "members"))
    assert "添加会员" not in page(supervisor, registers(team, "members"))
    data = {"kind": "person", "unit_kind": "other", "name": "李梅"}
    address = registers(team, "members/new")
    assert post(supervisor, address, data).status_code == 403
    assert post(clerk, address, data).status_code == 303
    other = resident(park)
    stranger = client_for(build.person(Role.LEADER, organization_id=other.id))
    fill_members(team, 1)
    meeting = hold(team, 1, ResolutionFacts("通过章程", votes_for=1))
    row = queries.list_members(team)[0]
    for address in (
        registers(team, "members"),
        registers(team, "founders"),
        registers(team, "posts"),
        registers(team, "meetings"),
        f"/register-members/{row.code}/edit",
        f"/register-meetings/{meeting.code}",
        f"/register-meetings/{meeting.code}/sheet",
    ):
        page(stranger, address, 404)
    assert post(stranger, f"/register-members/{row.code}/remove").status_code == 404


def test_founder_list_and_what_is_founded(leader, team, post):
    address = registers(team, "founders")
    data = {"kind": "person", "name": "王小明", "is_document_shown": "y"}
    assert post(leader, f"{address}/new", data, page=address).status_code == 303
    html = page(leader, address)
    assert "已出示" in html
    founder = queries.list_founders(team)[0]
    edit = f"/register-founders/{founder.code}/edit"
    data = {**data, "declared_on": "2026-11-02", "version": "1"}
    assert post(leader, edit, data, page=edit).status_code == 303
    assert "11月2日" in page(leader, address)
    profile = registers(team, "profile")
    answer = post(leader, profile, {"level": "national", "is_charity": "y"}, page=profile)
    assert answer.status_code == 303
    assert "全国" in page(leader, address)
    assert post(leader, f"/register-founders/{founder.code}/remove").status_code == 303
    assert "还没有发起人" in page(leader, address)


def test_post_list_groups_by_post(leader, team, post):
    address = registers(team, "posts")
    data = {"kind": "chair", "name": "王小明", "starts_on": "2026-11-01", "ends_on": "2026-10-01"}
    assert post(leader, f"{address}/new", data, page=address).status_code == 422
    data["ends_on"] = "2031-10-31"
    assert post(leader, f"{address}/new", data, page=address).status_code == 303
    assert "理事长（会长）" in page(leader, address)
    row = queries.list_posts(team)[0]
    edit = f"/register-posts/{row.code}/edit"
    answer = post(leader, edit, {**data, "is_paid": "y", "version": "1"}, page=edit)
    assert answer.status_code == 303
    assert "领取报酬" in page(leader, address)
    assert post(leader, f"/register-posts/{row.code}/remove").status_code == 303


def test_meeting_from_notice_to_resolution(leader, team, post):
    fill_members(team, 3)
    address = registers(team, "meetings/new")
    data = {
        "kind": "founding",
        "held_on": "2026-11-16",
        "starts_at": "25:00",
        "items": "审议章程草案\n选举理事\n",
    }
    assert post(leader, address, data, page=address).status_code == 422
    data["starts_at"] = "09:30"
    here = post(leader, address, data, page=address).headers["Location"]
    html = page(leader, here)
    assert "应到 3 人，实到 0 人" in html
    assert "选举理事" in html
    sheet = f"{here}/sheet"
    code = here.rsplit("/", 1)[1]
    codes = re.findall(r'name="was-(\w+)"', page(leader, sheet))
    ticks: dict[str, object] = {f"was-{one}": "absent" for one in codes}
    ticks |= {"here": codes[:2], f"proxy-{codes[2]}": "李梅"}
    assert post(leader, sheet, ticks, page=sheet).status_code == 303
    assert "应到 3 人，实到 3 人" in page(leader, here)
    new = f"{here}/resolutions/new"
    votes = {"text": "通过章程草案", "matter": "charter", "votes_for": "2", "votes_against": "1"}
    assert post(leader, new, {**votes, "votes_abstain": "1"}, page=new).status_code == 422
    assert post(leader, new, votes, page=new).status_code == 303
    assert "通过章程草案" in page(leader, here)
    assert post(leader, f"/register-meetings/{code}/remove").status_code == 303
    assert "还没有会议" in page(leader, registers(team, "meetings"))


def test_two_phones_at_two_doors_undo_nothing_of_each_other(leader, clerk, team, post):
    fill_members(team, 4)
    meeting = hold(team, 0)
    sheet = f"/register-meetings/{meeting.code}/sheet"
    codes = [row.code for row in list_sheet(meeting)]
    rendered = {f"was-{one}": "absent" for one in codes}
    assert post(leader, sheet, {**rendered, "here": codes[:2]}, page=sheet).status_code == 303
    assert post(clerk, sheet, {**rendered, "here": codes[2:3]}, page=sheet).status_code == 303
    assert turnout_of(meeting).present == 3
    taken_back = {f"was-{one}": "in_person" for one in codes[:3]}
    post(leader, sheet, {**taken_back, "here": codes[1:3]}, page=sheet)
    assert turnout_of(meeting).present == 2


def test_the_sheet_takes_guests_and_those_who_joined_since(leader, team, post):
    fill_members(team, 2)
    meeting = hold(team, 2)
    sheet = f"/register-meetings/{meeting.code}/sheet"
    guests = f"/register-meetings/{meeting.code}/guests/new"
    assert post(leader, guests, {"name": "街道来宾"}, page=guests).status_code == 303
    assert turnout_of(meeting).entitled == 2
    fill_members(team, 1)
    assert post(leader, f"{sheet}/fill", page=sheet).status_code == 303
    assert turnout_of(meeting).entitled == 3
    guest = list_sheet(meeting)[2]
    assert post(leader, f"/register-attendances/{guest.code}/remove").status_code == 303


def test_the_case_counts_from_the_registers_and_says_so(leader, case, team):
    address = f"/registration-steps/{step(case, 'members').code}"
    fill_members(team, 46)
    html = page(leader, address)
    assert "46/50" in html
    assert "此数取自登记名册" in html
    assert registers(team, "members") in html
    form = page(leader, f"{address}/edit")
    assert 'name="fact_members_individual"' not in form
    assert "不在此填写" in form


def test_what_was_confirmed_stays_when_the_register_goes_on(case, team, leader):
    fill_members(team, 50)
    finish(case, "members")
    fill_members(team, 10)
    html = page(leader, f"/registration-steps/{step(case, 'members').code}")
    assert "50/50" in html
    assert "60/50" not in html


def test_a_typed_figure_does_not_overrule_the_register(case, team, leader):
    fill_members(team, 46)
    with pytest.raises(Exception, match="46/50"):
        finish(case, "members")


def test_a_national_body_needs_more_money(case, team, leader, post):
    profile = registers(team, "profile")
    assert post(leader, profile, {"level": "national"}, page=profile).status_code == 303
    html = page(leader, f"/registrations/{case.code}/check")
    assert "100,000.00 元" in html


def test_case_check_names_law_value_need_and_place(case, team, leader):
    html = page(leader, f"/registrations/{case.code}/check")
    assert "《社会团体登记管理条例》第十三条第三项" in html
    fill_members(team, 46)
    with work(by=SYSTEM):
        actions.add_member(team, MemberFacts(Holder.UNIT, "青禾县财政局"), by=SYSTEM)
        actions.add_founder(team, FounderFacts(Holder.PERSON, "甲"), by=SYSTEM)
        actions.add_post(team, PostFacts(PostKind.LEGAL_REPRESENTATIVE, "甲"), by=SYSTEM)
    hold(team, 30, ResolutionFacts("通过章程草案", Matter.CHARTER, 15))
    html = page(leader, f"/registrations/{case.code}/check")
    assert "请核对是否属于国家机关：青禾县财政局" in html
    assert "要求：16" in html
    assert "去补正" in html
    assert registers(team, "posts") in html


def test_a_namesake_elsewhere_is_told_without_the_others_name_to_outsiders(
    build, park, case, team, leader, client_for
):
    other = resident(park, "青禾县舞蹈协会筹备组")
    operator = client_for(build.person(Role.OPERATOR, park=park))
    with work(by=SYSTEM):
        for body in (team, other):
            actions.add_post(body, PostFacts(PostKind.LEGAL_REPRESENTATIVE, "周立"), by=SYSTEM)
    mine = page(leader, f"/registrations/{case.code}/check")
    assert "有同名者担任其他组织的法定代表人" in mine
    assert other.name not in mine
    assert other.name in page(operator, f"/registrations/{case.code}/check")


def test_pages_cost_the_same_for_one_member_and_for_a_thousand(leader, case, team):
    fill_members(team, 1)
    meeting = hold(team, 1, ResolutionFacts("通过章程", votes_for=1))
    addresses = [
        registers(team, "members"),
        registers(team, "founders"),
        registers(team, "posts"),
        registers(team, "meetings"),
        f"/register-meetings/{meeting.code}",
        f"/register-meetings/{meeting.code}/sheet",
        f"/registrations/{case.code}",
        f"/registrations/{case.code}/check",
        f"/registration-steps/{step(case, 'members').code}",
    ]
    before = [count_queries(leader, address) for address in addresses]
    fill_members(team, 999)
    with work(by=SYSTEM):
        meetings.lay_out_sheet(meeting, by=SYSTEM)
    hold(team, 500, ResolutionFacts("通过会费标准", votes_for=300), kind=MeetingKind.MEMBERS)
    after = [count_queries(leader, address) for address in addresses]
    assert before == after
    assert max(after) <= 15, dict(zip(addresses, after, strict=True))
    html = page(leader, registers(team, "members"))
    assert 'rel="next"' in html
    assert html.count('/edit"') <= 26
