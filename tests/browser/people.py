"""Who walks through the park in a browser: one person, one browser context, one page, nothing shared."""

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests.server import LiveServer

PHONE, DESK = 390, 1280
HEIGHT = {PHONE: 844, DESK: 900}
PATIENCE = float(os.environ.get("INCUBATOR_PATIENCE", "30")) * 1000
SIGNED_OUT = "/sign-in"
# What reaches beyond the window, where the whole page would scroll sideways.
WIDE = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll('main *')].filter(box => box.getBoundingClientRect().right > wide + 1)
    .slice(0, 3).map(box => box.outerHTML.slice(0, 120));
}"""


@dataclass
class Site:
    """One installation whose clock stands; a later moment means a new start, as over night."""

    server: LiveServer
    shots: Path

    @property
    def url(self) -> str:
        """Where it answers."""
        return self.server.url

    def at(self, moment: str) -> None:
        """Go on at another moment; whoever sat still for hours is signed out by then."""
        self.server.stop()
        self.server.now = moment
        self.server.start()


@dataclass
class Visitor:
    """Somebody with a browser of their own; `login` is empty for who has no account."""

    site: Site
    browser: Browser
    name: str
    login: str = ""
    password: str = ""
    width: int = DESK
    page: Page = field(init=False)
    noises: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open the browser."""
        self.reopen()

    def reopen(self, **settings: Any) -> None:
        """A fresh context: no cookies, Chinese unless told otherwise."""
        context = self.browser.new_context(
            **{
                "viewport": {"width": self.width, "height": HEIGHT[self.width]},
                "locale": "zh-CN",
                "timezone_id": "Asia/Shanghai",
                "reduced_motion": "reduce",
                **settings,
            }
        )
        context.set_default_timeout(PATIENCE)
        self.page = context.new_page()
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.noises.append(f"{self.path}: {error}"))

    def _listen(self, message: Any) -> None:
        expected = re.search(r"status of (4\d\d|503)", message.text)
        if message.type == "error" and not expected:
            self.noises.append(f"{self.path}: {message.text}")

    def close(self) -> None:
        """Close the browser."""
        self.page.context.close()

    @property
    def path(self) -> str:
        """Where the page stands."""
        return urlsplit(self.page.url).path

    @property
    def main(self) -> Locator:
        """The content of the page."""
        return self.page.locator("main")

    def go(self, path: str, *, status: int = 200) -> "Visitor":
        """Open an address; signs in on the way where that is asked for."""
        answer = self.page.goto(self.site.url + path if path.startswith("/") else path)
        if self.path == SIGNED_OUT and self.login and not path.startswith(SIGNED_OUT):
            self.sign_in()
            answer = self.page.goto(self.site.url + path if path.startswith("/") else path)
        self._is(answer, status)
        return self

    def _is(self, answer: Response | None, status: int) -> None:
        assert answer is not None
        assert answer.status == status, f"{self.name}: {self.page.url} answered {answer.status}"

    def sign_in(self) -> None:
        """Type name and password."""
        if self.path != SIGNED_OUT:
            self.page.goto(self.site.url + SIGNED_OUT)
        self.fill(sign_in_name=self.login, password=self.password)
        self.press("登录")

    def fill(self, **values: str | int) -> "Visitor":
        """Type into fields by their names; what stood there goes."""
        for name, value in values.items():
            box = self.main.locator(f'[name="{name}"]')
            kind = box.first.evaluate("box => box.tagName + ' ' + box.type")
            if kind.startswith("SELECT"):
                box.select_option(str(value))
            else:
                box.fill(str(value))
        return self

    def choose(self, name: str, *values: str) -> "Visitor":
        """Tick radios or boxes of a group by their values."""
        for value in values:
            self.main.locator(f'[name="{name}"][value="{value}"]').check()
        return self

    def pick(self, name: str, words: str) -> "Visitor":
        """Choose the option of a list that tells these words."""
        box = self.main.locator(f'select[name="{name}"]')
        value = box.locator("option").filter(has_text=words).first.get_attribute("value")
        box.select_option(value)
        return self

    def press(self, words: str, *, within: str = "main") -> "Visitor":
        """Press the one button or link of these words, and wait for the page that comes."""
        place = self.page.locator(within)
        pattern = re.compile(rf"^\s*{re.escape(words)}\s*$")
        target = place.locator("button:visible, a:visible, summary:visible").filter(
            has_text=pattern
        )
        element = target.first
        element.wait_for()
        if element.evaluate("box => box.tagName") == "SUMMARY":
            element.click()
            return self
        with self.page.expect_navigation():
            element.click()
        self.page.wait_for_load_state()
        return self

    def send(self) -> "Visitor":
        """Press the form's own button, and wait for the page that comes."""
        button = self.main.locator('form button.btn-primary[type="submit"]').first
        with self.page.expect_navigation():
            button.click()
        self.page.wait_for_load_state()
        return self

    def unfold(self, words: str) -> "Visitor":
        """Open a menu or a question by its words."""
        self.main.locator("summary:visible").filter(has_text=words).first.click()
        return self

    def move(self, words: str, reason: str = "") -> "Visitor":
        """Make a move of a subject: at once, or by answering what it asks; wherever it stands."""
        button = self.main.locator(f'.moves button[type="submit"]:text-is("{words}")')
        summary = self.main.locator(f'.moves summary:text-is("{words}")')
        self.main.locator(".moves").first.wait_for()
        if not button.or_(summary).first.is_visible():
            self.unfold("其他操作")
        if summary.count():
            summary.first.click()
            if reason:
                summary.first.locator("xpath=..").locator("textarea").fill(reason)
        with self.page.expect_navigation():
            button.first.click()
        self.page.wait_for_load_state()
        return self

    def sees(self, *words: str) -> "Visitor":
        """The content tells all of this."""
        for text in words:
            expect(self.main).to_contain_text(text, timeout=PATIENCE)
        return self

    def misses(self, *words: str) -> "Visitor":
        """The content tells nothing of this."""
        for text in words:
            expect(self.main).not_to_contain_text(text, timeout=PATIENCE)
        return self

    def link_to(self, words: str) -> str:
        """Where a link of the content leads."""
        link = self.main.locator("a").filter(has_text=words).first
        return str(link.get_attribute("href"))

    def shot(self, name: str) -> "Visitor":
        """The page fits a phone and a computer; pictures of both, if asked for; then one's own width."""
        for width in (PHONE, DESK):
            self.page.set_viewport_size({"width": width, "height": HEIGHT[width]})
            assert self.page.evaluate(WIDE) == [], f"{name} is wider than {width} px"
            picture(self.page, self.site.shots / f"{name}-{width}.png")
        self.page.set_viewport_size({"width": self.width, "height": HEIGHT[self.width]})
        return self

    def download(self, path: str) -> tuple[bytes, str]:
        """The bytes and the type of a file behind an address, with this person's session."""
        answer = self.page.request.get(self.site.url + path)
        assert answer.status == 200, f"{self.name}: {path} answered {answer.status}"
        return answer.body(), answer.headers["content-type"]


def picture(page: Page, path: Path) -> None:
    """The whole page as a PNG, after its motion has ended."""
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(60)
    page.screenshot(path=path, full_page=True, animations="disabled")


def demo_people(data: Path) -> dict[str, dict[str, str]]:
    """The first demo account of each role."""
    found: dict[str, dict[str, str]] = {}
    for row in json.loads((data / "demo-accounts.json").read_text("utf-8")):
        found.setdefault(row["role"], row)
    return found
