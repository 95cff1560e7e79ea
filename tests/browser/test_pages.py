"""Is every page that a person can reach sound: reachable, readable, narrow enough, light, and quiet?"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import APIResponse, Browser, Response

from tests.browser.people import PHONE, WIDE, Site, Visitor, demo_people
from tests.page_checks import tags_of

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
RUN_AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations'], preload: false});
  return found.violations.filter(row => ['serious', 'critical'].includes(row.impact))
    .map(row => `${row.id}: ${row.nodes.slice(0, 2).map(node => node.html.slice(0, 160)).join(' | ')}`);
}"""
# A link of a picture has an object for its href: the written one is resolved.
LINKS = "boxes => boxes.map(box => new URL(box.getAttribute('href'), location.href).href)"
MOST_PAGES = 60
# Drawing a page and axe take most of the time: two roles' views of a page are drawn, measured and
# examined, the others' are fetched, for what they answer, weigh and lead to.
EXAMINED: Counter[str] = Counter()
MOST_BYTES = 150 * 1024
CODE = re.compile(r"/[0-9a-z]{12}(?=[/.]|$)")
NOT_PAGES = re.compile(
    r"\.(pdf|csv|xlsx|json|docx|zip|ics)$|/(paper|letter|scan|export|file\.pdf|checklist\.pdf)$|-files?/"
)
ROLES = ("visitor", "administrator", "manager", "operator", "clerk", "supervisor", "auditor",
         "expert", "leader", "member", "applicant")  # fmt: skip


@dataclass
class Crawl:
    """One role's way through its pages: one page per address pattern."""

    person: Visitor
    seen: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def take(self, links: list[str]) -> None:
        """Queue what is new; an address differs by its path without codes and by its kind of query."""
        for link in links:
            parts = urlsplit(link)
            if f"{parts.scheme}://{parts.netloc}" != self.person.site.url:
                continue
            pattern = CODE.sub("/*", parts.path)
            if pattern in self.seen or NOT_PAGES.search(parts.path) or "/static/" in parts.path:
                continue
            self.seen.add(pattern)
            self.waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))

    def run(self) -> int:
        """Look at every page; returns how many there were."""
        count = 0
        while self.waiting and count < MOST_PAGES:
            path = self.waiting.pop(0)
            self._look_at(path)
            count += 1
        return count

    def _look_at(self, path: str) -> None:
        pattern = CODE.sub("/*", path)
        EXAMINED[pattern] += 1
        (self._examine if EXAMINED[pattern] <= 2 else self._fetch)(path)

    def _examine(self, path: str) -> None:
        page = self.person.page
        answer = page.goto(self.person.site.url + path)
        assert answer is not None
        if self._is_page(path, answer.status, answer.headers) and self._is_light(path, answer):
            page.evaluate(AXE)
            self.faults += [f"{path}: {fault}" for fault in page.evaluate(RUN_AXE)]
            self.faults += [f"{path}: too wide: {box}" for box in page.evaluate(WIDE)]
            self.take(page.locator("main a[href], nav a[href]").evaluate_all(LINKS))

    def _fetch(self, path: str) -> None:
        url = self.person.site.url + path
        answer = self.person.page.request.get(url)
        if self._is_page(path, answer.status, answer.headers) and self._is_light(path, answer):
            tags = (tag for tag, _text in tags_of(answer.text()) if tag.name == "a")
            self.take([urljoin(url, tag.facts["href"]) for tag in tags if tag.facts.get("href")])

    def _is_page(self, path: str, status: int, headers: dict[str, str]) -> bool:
        if status != 200:
            self.faults.append(f"{path}: {status}")
        return status == 200 and "text/html" in headers.get("content-type", "")

    def _is_light(self, path: str, answer: Response | APIResponse) -> bool:
        size = len(answer.body())
        if size > MOST_BYTES:
            self.faults.append(f"{path}: {size // 1024} KB of HTML")
        return size <= MOST_BYTES


def _enter(site: Site, chromium: Browser, role: str) -> Visitor:
    """A person of that role on a phone, with scripts of the test allowed into the page."""
    facts: dict[str, Any] = {} if role == "visitor" else demo_people(site.server.data)[role]
    person = Visitor(site, chromium, role, facts.get("login", ""), facts.get("password", ""), PHONE)
    if facts:
        person.sign_in()
    return person


@pytest.fixture(scope="module")
def sizes(shots: Path) -> Iterator[dict[str, int]]:
    """How many pages each role was shown; kept beside the screenshots."""
    found: dict[str, int] = {}
    yield found
    (shots / "pages-by-role.json").write_text(json.dumps(found, indent=1), "utf-8")


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_sound(
    demo_site: Site, chromium: Browser, role: str, sizes: dict[str, int]
) -> None:
    person = _enter(demo_site, chromium, role)
    crawl = Crawl(person)
    crawl.take([demo_site.url + ("/" if role == "visitor" else "/home")])
    sizes[role] = crawl.run()
    person.close()
    assert crawl.faults == []
    assert person.noises == []
    assert sizes[role] >= 4, "the navigation leads nowhere"
