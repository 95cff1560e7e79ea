"""Is a page sound: what every HTML answer must hold, checked at each request of every test."""

from html.parser import HTMLParser

VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905 as the standard lists them
)
UNLABELLED = frozenset({"hidden", "submit", "button", "image", "reset"})


class _Reader(HTMLParser):
    """Collects what the rules below look at."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.label_for: set[str] = set()
        self.controls: list[dict[str, str | None]] = []
        self.h1 = 0
        self.title = ""
        self.stack: list[str] = []
        self.in_label = 0
        self.lang: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one start tag."""
        facts = dict(attrs)
        self._attributes(tag, attrs)
        self._content(tag, facts)
        if tag in {"input", "select", "textarea"}:
            self._control(tag, facts)
        if tag not in VOID:
            self.stack.append(tag)

    def _attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name == "style" or name.startswith("on"):
                self.faults.append(f"<{tag} {name}={value!r}>: the content policy forbids it")
            if value is not None and value.strip().lower().startswith("javascript:"):
                self.faults.append(f"<{tag} {name}>: a script in an address")

    def _content(self, tag: str, facts: dict[str, str | None]) -> None:
        if tag == "html":
            self.lang = facts.get("lang")
        elif tag == "script" and "src" not in facts and facts.get("type") != "application/json":
            self.faults.append("an inline script: the content policy forbids it")
        elif tag == "h1":
            self.h1 += 1
        elif tag == "label":
            self.in_label += 1
            self.label_for.add(facts.get("for") or "")
        elif tag == "form" and (facts.get("method") or "get").lower() not in {"get", "post"}:
            self.faults.append(f"a form with method {facts.get('method')!r}")
        elif tag == "img" and "alt" not in facts:
            self.faults.append(f"<img src={facts.get('src')!r}> has no alt")

    def _control(self, tag: str, facts: dict[str, str | None]) -> None:
        if tag == "input" and (facts.get("type") or "text") in UNLABELLED:
            return
        if self.in_label or facts.get("aria-label") or facts.get("aria-labelledby"):
            return
        self.controls.append(facts)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened."""
        if tag == "label":
            self.in_label -= 1
        if tag in VOID:
            return
        if tag in self.stack:
            while self.stack and self.stack.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Read the title."""
        if self.stack and self.stack[-1] == "title" and "svg" not in self.stack:
            self.title += data


def faults_of(html: str) -> list[str]:
    """What is wrong with a page, one line each."""
    reader = _Reader()
    reader.feed(html)
    found = list(reader.faults)
    if reader.h1 != 1:
        found.append(f"{reader.h1} h1 headings instead of one")
    if not reader.title.strip():
        found.append("no title")
    if reader.lang not in {"zh-Hans", "en"}:
        found.append(f"lang is {reader.lang!r}")
    doubled = sorted({name for name in reader.ids if reader.ids.count(name) > 1})
    if doubled:
        found.append(f"ids used twice: {', '.join(doubled)}")
    found += [
        f"no label for <… name={facts.get('name')!r}>"
        for facts in reader.controls
        if facts.get("id") not in reader.label_for
    ]
    return found
