"""Does an operator file the community groups of a roster at once, and find them on the list and the map?"""

import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.people import PATIENCE, PHONE, Site, Visitor, demo_people

ROSTER = Path(__file__).parents[1] / "data" / "roster_gbk.csv"
FILED = 71


def test_a_rosters_groups_are_filed_in_bulk(
    demo_data: Path, tmp_path: Path, chromium: Browser, open_site: Callable[[Path], Site]
) -> None:
    site = open_site(Path(shutil.copytree(demo_data, tmp_path / "data")))
    facts = demo_people(demo_data)["operator"]
    person = Visitor(site, chromium, facts["name"], facts["login"], facts["password"])
    before = _count(person.go("/filings"))
    person.press("批量备案").shot("20-filing-new")
    person.main.locator('[name="file"]').set_input_files(ROSTER)
    person.send().sees(f"{FILED} 家可以备案", "尚未备案").shot("20-filing-review")
    review = person.path
    person.main.locator('[name="type-0"]').select_option("charity")
    person.press("保存本页选择").sees("已保存选择")
    expect(person.main.locator('[name="type-0"]')).to_have_value("charity", timeout=PATIENCE)
    person.press(f"备案 {FILED} 家").sees(f"备案 {FILED} 家，均已编号")
    assert person.path == review
    person.shot("20-filing-filed").press("查看备案名册")
    assert _count(person) == before + FILED
    person.sees("〔2026〕").shot("20-filing-list")
    person.press("乡镇分布").sees("城关镇", "合计").shot("20-filing-map")
    tile = person.main.locator("svg.filing-map a").filter(has_text="柳河镇")
    told = int(tile.locator("text.filing-count").text_content() or "")
    with person.page.expect_navigation():
        tile.click()
    assert _count(person) == told
    person.main.locator("tbody a").first.click()
    person.page.wait_for_load_state()
    person.sees("名册信息", "备案编号").shot("20-filing-detail")
    _again(person)
    _scanned(person, site, chromium)
    assert person.noises == []
    person.close()
    site.server.stop()


def _count(person: Visitor) -> int:
    """What the register's head counts."""
    return int(person.main.locator("h1 .count").inner_text())


def _again(person: Visitor) -> None:
    """The same roster a second time: everybody is there already."""
    detail = person.path
    person.go("/filings/batches/new").main.locator('[name="file"]').set_input_files(ROSTER)
    person.send().sees("0 家可以备案", "重复")
    assert person.main.locator('button[value="file"]').count() == 0
    person.go(detail)


def _scanned(person: Visitor, site: Site, chromium: Browser) -> None:
    """What a passer-by sees who scans the certificate."""
    stranger = Visitor(site, chromium, "路人", width=PHONE)
    stranger.go(person.path.removesuffix("/detail")).sees("有效", "备案日期")
    stranger.misses("负责人")
    stranger.shot("20-filing-certificate")
    assert stranger.noises == []
    stranger.close()
