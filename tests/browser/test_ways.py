"""Does the work go on without scripts, without a mouse, in the dark, on paper, in English, after a pause?"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, expect

from tests.browser.people import DESK, PATIENCE, PHONE, Site, Visitor, demo_people, picture
from tests.browser.walk_applying import (
    ANSWERS,
    answer,
    answer_declarations,
    upload_wanted,
)

LATER = "2026-11-18T19:00:00+08:00"  # ten hours after the morning: sessions have ended
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def enter(demo_site: Site, chromium: Browser) -> Iterator[Callable[..., Visitor]]:
    """Opens a browser for a demo account; all are closed in the end."""
    opened: list[Visitor] = []

    def start(role: str, *, width: int = DESK, **settings: object) -> Visitor:
        facts = demo_people(demo_site.server.data)[role]
        person = Visitor(
            demo_site, chromium, facts["name"], facts["login"], facts["password"], width
        )
        person.close()
        person.reopen(**settings)
        opened.append(person)
        return person

    yield start
    for person in opened:
        person.close()


def _begin(person: Visitor, name: str) -> str:
    """A new application of a team in the call that is open; returns its address."""
    person.go("/parks/qinghe/calls")
    person.main.locator("a[href*='/calls/']").first.click()
    person.page.wait_for_load_state()
    code = person.path.rsplit("/", 1)[1]
    person.go(f"/calls/{code}/application")
    if person.main.locator('[name="organization"][value="new"]').count():
        person.choose("organization", "new")
    person.choose("kind", "unregistered").fill(name=name, town="青石镇").send()
    return person.path


def test_an_application_is_written_without_scripts(enter: Callable[..., Visitor]) -> None:
    person = enter("applicant", width=PHONE, java_script_enabled=False)
    person.sign_in()
    application = _begin(person, "青禾县晚晴合唱队")
    person.go(f"{application}/submission").press("提交申请").sees("还缺")
    for section in ANSWERS:
        person.go(f"{application}/sections/{section}")
        answer(person, section)
        person.send()
    person.go(f"{application}/sections/files")
    upload_wanted(person)
    person.go(f"{application}/sections/declarations")
    answer_declarations(person)
    person.send()
    person.go(f"{application}/submission").press("提交申请").sees("已提交", "接下来")
    assert person.path.endswith("/submitted")
    assert person.noises == []


def test_a_person_signs_in_and_makes_a_move_with_keys_only(enter: Callable[..., Visitor]) -> None:
    person = enter("manager")
    page = person.page
    page.goto(person.site.url + "/sign-in")
    _tab_to(person, '[name="sign_in_name"]')
    page.keyboard.type(person.login)
    _tab_to(person, '[name="password"]')
    page.keyboard.type(person.password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert person.path == "/home"
    person.go("/messages")
    button = 'main form button[type="submit"]'
    assert page.locator(button).count(), "the demo manager has messages"
    _tab_to(person, button)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("main").is_visible()


def _tab_to(person: Visitor, selector: str, most: int = 80) -> None:
    """Press Tab until the element has the focus, which must be visible there."""
    for _ in range(most):
        person.page.keyboard.press("Tab")
        if person.page.evaluate("sel => document.activeElement.matches(sel)", selector):
            ring = person.page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; }"
            )
            assert ring, f"no focus ring on {selector}"
            return
    raise AssertionError(f"Tab never reached {selector}")


def test_leaving_with_unsaved_words_asks_first(enter: Callable[..., Visitor]) -> None:
    person = enter("operator")
    person.go("/calls/new").fill(title="写了一半的招募")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    person.page.on("dialog", answer)
    person.page.goto(person.site.url + "/home")
    assert asked == ["beforeunload"]


def test_what_was_typed_outlives_a_session(
    demo_data: Path, tmp_path: Path, chromium: Browser, open_site: Callable[[Path], Site]
) -> None:
    site = open_site(Path(shutil.copytree(demo_data, tmp_path / "data")))
    facts = demo_people(demo_data)["operator"]
    person = Visitor(site, chromium, facts["name"], facts["login"], facts["password"])
    person.go("/cohorts/new").fill(name="隔夜的批次", starts_on="2026-12-01")
    site.at(LATER)
    person.send()
    assert person.path == "/sign-in"
    person.sees("内容保留 30 分钟").shot("11-signed-out")
    person.fill(sign_in_name=person.login, password=person.password).send()
    assert person.path == "/cohorts/new"
    expect(person.main.locator('[name="name"]')).to_have_value("隔夜的批次", timeout=PATIENCE)
    person.send()
    person.sees("隔夜的批次")
    assert person.noises == []
    person.close()
    site.server.stop()


ENGLISH = ("/home", "/calls", "/organizations", "/rooms/day", "/experts", "/figures")


def test_the_main_pages_in_english(enter: Callable[..., Visitor], shots: Path) -> None:
    person = enter("operator", locale="en-GB")
    person.sign_in()
    person.page.context.add_cookies([{"name": "locale", "value": "en", "url": person.site.url}])
    for path in ENGLISH:
        person.go(path)
        assert person.page.locator("html").get_attribute("lang") == "en"
        frame = person.page.locator("nav .rail-link, nav .rail-label, main h1, main th")
        for words in frame.all_inner_texts():
            assert not CHINESE.search(words), f"{path}: {words}"
        picture(person.page, shots / f"12-english-{path.strip('/').replace('/', '-')}.png")


def test_dark_and_on_paper(enter: Callable[..., Visitor], shots: Path) -> None:
    person = enter("operator", color_scheme="dark")
    person.go("/home")
    back = person.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(int(part) for part in re.findall(r"\d+", back)[:3]) < 90, back
    picture(person.page, shots / "13-dark-home.png")
    person.go("/organizations").main.locator("tbody a").first.click()
    person.page.wait_for_load_state()
    person.go(f"/organizations/{person.path.split('/')[2]}/file")
    picture(person.page, shots / "13-dark-file.png")
    person.page.emulate_media(media="print", color_scheme="light")
    expect(person.page.locator(".rail")).to_be_hidden(timeout=PATIENCE)
    picture(person.page, shots / "13-print-file.png")
