"""Does a team of 46 come to its certificate through its registers: list, meeting, papers, decision?"""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import walk_registering
from tests.browser.cast import Walk
from tests.browser.conftest import MORNING
from tests.browser.people import DESK, PHONE, Site
from tests.registration.papers_build import pdf_text

LEADER, OPERATOR = "leader6@qinghe.example", "operator@qinghe.example"
# Eight who join, and two who stand on the register already.
JOINING = ("程雨桐", "罗安宁", "邹丹枫", "苏书瑶", "潘泽言", "葛凯文", "奚晨曦", "范岚静")
ABSENT = 6


@pytest.fixture
def walk(demo_site: Site, chromium: Browser) -> Iterator[Walk]:
    accounts = json.loads((demo_site.server.data / "demo-accounts.json").read_text("utf-8"))
    people = {row["login"]: row for row in accounts}
    found = Walk(demo_site, chromium, day=MORNING[:10], members="54")
    for role, login, width in (("leader", LEADER, PHONE), ("operator", OPERATOR, DESK)):
        row = people[login]
        found.enter(role, row["name"], row["login"], row["password"], width=width)
    yield found
    found.close()


def test_a_team_of_46_comes_to_its_certificate(walk: Walk) -> None:
    _is_short_of_members(walk)
    _members_join(walk)
    _found(walk)
    _prints(walk)
    walk_registering.work_off(walk)
    walk_registering.register(walk)
    assert walk.noises() == []


def _is_short_of_members(walk: Walk) -> None:
    leader = walk.leader
    leader.go("/registrations").sees("46/50")
    walk.paths["case"] = leader.path
    leader.go(f"{leader.path}/check").sees("46", "第十条").shot("46-short")
    leader.press("去补正")
    assert leader.path.endswith("/registers/members")
    walk.paths["organization"] = leader.path.removesuffix("/registers/members")


def _members_join(walk: Walk) -> None:
    """A list of ten lines of which two stand there already: eight come in."""
    leader = walk.leader
    rows = leader.main.locator("td.row-title").all_inner_texts()[:2]
    known = [text.split()[0] for text in rows]
    leader.go(walk.paths["organization"] + "/registers/lists/new")
    leader.fill(text="\n".join(["姓名", *JOINING, *known])).send()
    leader.sees(*known, "8").shot("46-list-judged")
    leader.send().sees(f"{walk.members}/50").shot("46-enough")


def _found(walk: Walk) -> None:
    """The founding meeting: notice, sheet, ticks at the door, resolutions."""
    leader = walk.leader
    leader.go(walk.paths["organization"] + "/registers/meetings/new")
    leader.fill(
        called_on="2026-11-06",
        held_on="2026-11-17",
        starts_at="09:30",
        place="园区多功能厅",
        chair="罗安宁",
        secretary="苏书瑶",
        items="审议章程草案\n选举第一届理事会",
    ).send()
    meeting = leader.path
    leader.press("现场签到")
    boxes = leader.main.locator('input[name="here"]')
    everybody = boxes.count()
    assert str(everybody) == walk.members
    for number in range(everybody - ABSENT):
        boxes.nth(number).check()
    leader.press("保存")
    for text, matter in (("通过章程草案", "charter"), ("选举第一届理事会", "election")):
        leader.go(f"{meeting}/resolutions/new")
        leader.fill(text=text, matter=matter, votes_for=47, votes_against=1).send()
    leader.go(meeting).sees("48", "54", "通过").misses("未通过").shot("46-meeting")


def _prints(walk: Walk) -> None:
    """The member register as a paper has everybody on it."""
    leader = walk.leader
    papers = f"{walk.paths['case']}/papers"
    leader.go(papers).sees("会员名册").shot("46-papers")
    leader.go(f"{papers}/member_register")
    data, kind = leader.download(f"{papers}/member_register/paper.pdf")
    assert kind == "application/pdf"
    text = pdf_text(data)
    assert all(name in text for name in JOINING)
