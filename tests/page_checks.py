"""Is a page sound: what every HTML answer must hold, checked at each request of every test."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser

UNLABELLED = frozenset({"hidden", "submit", "button", "image", "reset"})
CONTROLS = frozenset({"input", "select", "textarea"})
# A tag as our templates write it: what people typed stands in it only between quotation marks.
TAG = re.compile(r"<(?!!--)/?[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>|<!--.*?-->", re.DOTALL)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@dataclass(frozen=True)
class Tag:
    """One start or end tag."""

    name: str
    ends: bool
    facts: dict[str, str | None]
    faults: tuple[str, ...]


class _Reader(HTMLParser):
    """Reads one tag."""

    def __init__(self) -> None:
        super().__init__()
        self.tag = Tag("", ends=False, facts={}, faults=())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A start tag, and what is wrong with it by itself."""
        facts = dict(attrs)
        faults = (*_faults_of_facts(tag, attrs), *_faults_of_tag(tag, facts))
        self.tag = Tag(tag, ends=False, facts=facts, faults=faults)

    def handle_endtag(self, tag: str) -> None:
        """An end tag."""
        self.tag = Tag(tag, ends=True, facts={}, faults=())


@lru_cache(maxsize=50_000)
def _read(source: str) -> Tag:
    """A tag that was read once is known: pages consist of the same few thousand."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.tag


def tags_of(html: str) -> Iterator[tuple[Tag, str]]:
    """Every tag of a page with the text between it and the next one."""
    last, end = None, 0
    for found in TAG.finditer(html):
        if last is not None:
            yield last, html[end : found.start()]
        last, end = _read(found[0]), found.end()
    if last is not None:
        yield last, html[end:]


def text_of(source: str) -> str:
    """A text between tags as people read it."""
    return unescape(source)


def _faults_of_facts(tag: str, attrs: list[tuple[str, str | None]]) -> Iterator[str]:
    for name, value in attrs:
        if name == "style" or name.startswith("on"):
            yield f"<{tag} {name}={value!r}>: the content policy forbids it"
        if value is not None and value.strip().lower().startswith("javascript:"):
            yield f"<{tag} {name}>: a script in an address"


def _faults_of_tag(tag: str, facts: dict[str, str | None]) -> Iterator[str]:
    if tag == "script" and "src" not in facts and facts.get("type") != "application/json":
        yield "an inline script: the content policy forbids it"
    if tag == "form" and (facts.get("method") or "get").lower() not in {"get", "post"}:
        yield f"a form with method {facts.get('method')!r}"
    if tag == "img" and "alt" not in facts:
        yield f"<img src={facts.get('src')!r}> has no alt"


class _Page:
    """Collects what the rules about a whole page look at."""

    def __init__(self, html: str) -> None:
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.label_for: set[str] = set()
        self.controls: list[dict[str, str | None]] = []
        self.h1 = 0
        self.lang: str | None = None
        self.in_label = 0
        title = TITLE.search(html)
        self.title = text_of(title[1]) if title else ""
        for tag, _text in tags_of(html):
            self._take(tag)

    def _take(self, tag: Tag) -> None:
        if tag.ends:
            self.in_label -= tag.name == "label"
            return
        self.faults += tag.faults
        if found := tag.facts.get("id"):
            self.ids[found] += 1
        if tag.name == "html":
            self.lang = tag.facts.get("lang")
        elif tag.name == "h1":
            self.h1 += 1
        elif tag.name == "label":
            self.in_label += 1
            self.label_for.add(tag.facts.get("for") or "")
        elif tag.name in CONTROLS:
            self._control(tag.name, tag.facts)

    def _control(self, tag: str, facts: dict[str, str | None]) -> None:
        if tag == "input" and (facts.get("type") or "text") in UNLABELLED:
            return
        if self.in_label or facts.get("aria-label") or facts.get("aria-labelledby"):
            return
        self.controls.append(facts)


def faults_of(html: str) -> list[str]:
    """What is wrong with a page, one line each."""
    page = _Page(html)
    found = list(page.faults)
    if page.h1 != 1:
        found.append(f"{page.h1} h1 headings instead of one")
    if not page.title.strip():
        found.append("no title")
    if page.lang not in {"zh-Hans", "en"}:
        found.append(f"lang is {page.lang!r}")
    doubled = sorted(name for name, times in page.ids.items() if times > 1)
    if doubled:
        found.append(f"ids used twice: {', '.join(doubled)}")
    found += [
        f"no label for <… name={facts.get('name')!r}>"
        for facts in page.controls
        if facts.get("id") not in page.label_for
    ]
    return found
