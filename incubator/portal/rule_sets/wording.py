"""How is a rule set told to people: its kind, a place inside it, a value, its mark, whether it counts?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from incubator.kernel import clock
from incubator.kernel.histories import stored_label
from incubator.kernel.money import format_yuan
from incubator.kernel.rulesets import SAMPLE_MARKS, RuleSet, RuleState
from incubator.kernel.text import gettext, label, lazy, show_date
from incubator.kernel.workflow import ICONS, Badge, Tone
from incubator.organizations.models import LEGAL_FORM_LABELS, LegalForm
from incubator.registration.checklists.rules import ROUTE_LABELS, WHO_LABELS, Route, Who
from incubator.territory.models import Region
from incubator.territory.rule_changes.leaves import HEAD, Path, Value, inner_of, value_at

TITLES = ("title", "label", "name", "text", "subject")
MARK_LABELS = {
    "V": lazy("verified in the original text"),
    "S": lazy("secondary source"),
    "M": lazy("local practice, to be confirmed"),
    "D": lazy("our own default"),
    "SEED": lazy("demo data"),
}
KNOWN_WORDS: dict[str, Any] = {
    **{who.value: words for who, words in WHO_LABELS.items()},
    **{route.value: words for route, words in ROUTE_LABELS.items()},
    **{form.value: words for form, words in LEGAL_FORM_LABELS.items()},
}
WORDED = {"who": Who, "route": Route, "legal_form": LegalForm}
# The keys whose values are names of other entries, and where those stand.
REFERENCES = {"after": "steps", "checks": "checks"}
SHARE = {"1": "numerator", "2": "denominator"}
CODED = {"unit", "kind", "type", "level", "event", "applies_to", "route", "who"}


def part_word(name: str) -> str:
    """What a name inside a rule set is called: days → 天数; an empty name is what holds otherwise."""
    return stored_label("part", name or "otherwise")


def title_of(value: Value) -> str:
    """What an entry calls itself, in the reader's language; empty when it has no words of its own."""
    if not isinstance(value, dict):
        return ""
    for name in TITLES:
        texts = value.get(name)
        if isinstance(texts, dict) and "zh" in texts:
            words = label(texts)
            return words if len(words) <= 40 else f"{words[:40]}…"
    return ""


def place_words(body: Mapping[str, Any], path: Path) -> list[str]:
    """A place in words: 步骤 / 确定发起人 / 期限 / 天数. Names that are not there stand as they are."""
    found: list[str] = []
    here: Value = dict(body)
    for number, name in enumerate(path):
        inner = dict(inner_of(here))
        is_entry = isinstance(here, list) or (number > 0 and path[number - 1] == "thresholds")
        here = inner.get(name)
        own = title_of(here) if is_entry or isinstance(here, dict) else ""
        if not own and is_entry:
            own = _figure_words(body, name) or _numbered(name, path[:number])
        found.append(own or part_word(name))
    return found


def _figure_words(body: Mapping[str, Any], name: str) -> str:
    """A figure is called as the check that stands on it."""
    checks = body.get("checks")
    rows = checks if isinstance(checks, list) else []
    return next(
        (title_of(row) for row in rows if isinstance(row, dict) and row.get("threshold") == name),
        "",
    )


def _numbered(name: str, path: Path) -> str:
    """An entry without words: the two halves of a share, a number, or its own name."""
    if path[-1:] == ("value",) and name in SHARE:
        return part_word(SHARE[name])
    return gettext("no. %(number)s", number=name) if name.isdigit() else part_word(name)


def reference_words(body: Mapping[str, Any], name: str, value: str) -> str:
    """What another entry is called that a name refers to: demand → 查需求、定路径."""
    rows = body.get(REFERENCES.get(name, ""))
    found = dict(inner_of(rows)).get(value) if isinstance(rows, list) else None
    return title_of(found) or value


def shown_place(content: Mapping[str, Any], place: str) -> str:
    """The place of a fault in words."""
    path = tuple(place.split(".")) if place else ()
    if path and path[0] in HEAD:
        return " / ".join(part_word(name) for name in path)
    return " / ".join(place_words(content["body"], path))


def value_words(value: Value, name: str = "", unit: object = None) -> str:
    """A value as people read it."""
    if value is None or isinstance(value, bool):
        return "–" if value is None else str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, int | float):
        return format_yuan(int(value)) if unit == "fen" else f"{value}"
    if isinstance(value, list):
        return "、".join(value_words(each, name) for each in value) or str(
            gettext("(nothing inside)")
        )
    if isinstance(value, dict):
        return label(value) if "zh" in value else str(gettext("(nothing inside)"))
    return _text_words(value, name)


def _text_words(value: str, name: str) -> str:
    if name in {"effective_from", "effective_to"}:
        return show_date(date.fromisoformat(value))
    if name == "mark" and value in MARK_LABELS:
        return f"{value} {MARK_LABELS[value]}"
    if name in WORDED and value in KNOWN_WORDS:
        return str(KNOWN_WORDS[value])
    return stored_label("code", value) if name in CODED else value


def figure_words(row: Mapping[str, Any]) -> str:
    """A value with its unit: 50 人, 30,000 元, 不少于 2/3, 60 日."""
    value, unit = row.get("value", row.get("days")), row.get("unit")
    if isinstance(value, list):
        sign = ">" if row.get("strict") else "≥"
        return f"{sign} {'/'.join(str(part) for part in value)}"
    if unit == "fen":
        return f"{value_words(value, unit=unit)} {stored_label('code', 'yuan')}"
    return f"{value_words(value)} {stored_label('code', str(unit))}" if unit else value_words(value)


def unit_beside(body: Mapping[str, Any], path: Path) -> object:
    """The unit that stands beside a value."""
    try:
        holder = value_at(dict(body), path[:-1])
    except KeyError:
        return None
    return holder.get("unit") if isinstance(holder, dict) and path[-1] == "value" else None


def is_sample(texts: Mapping[str, Any] | None) -> bool:
    """Whether a source is only local practice or our own default."""
    return bool(texts) and (texts or {}).get("mark") in SAMPLE_MARKS


def region_words(code: str, regions: Mapping[str, Region]) -> str:
    """The place for which a set holds."""
    if not code:
        return str(gettext("the whole nation"))
    return regions[code].name if code in regions else code


def form_words(form: str) -> str:
    """The legal form for which a set holds; empty for all."""
    return str(KNOWN_WORDS.get(form, form)) if form else ""


def dates_words(first: date, last: date | None) -> str:
    """From when to when, in words."""
    if last is None:
        return str(gettext("from %(day)s on", day=show_date(first)))
    return str(gettext("%(first)s to %(last)s", first=show_date(first), last=show_date(last)))


def badge_of(rules: RuleSet) -> Badge:
    """Whether a set counts today."""
    today = clock.today()
    if rules.state is RuleState.ANNOUNCED:
        return _badge(lazy("Announced, not in use"), Tone.WAITING)
    if rules.state is not RuleState.EFFECTIVE:
        return _badge(lazy("Withdrawn"), Tone.DONE)
    if rules.effective_from > today:
        return _badge(lazy("Begins later"), Tone.PROGRESS)
    if rules.effective_to is not None and rules.effective_to < today:
        return _badge(lazy("No longer in force"), Tone.DONE)
    return _badge(lazy("Now in force"), Tone.GOOD)


def _badge(words: object, tone: Tone) -> Badge:
    return Badge(words, tone.value, ICONS[tone])


def group_of(kind: str) -> str:
    """The noun under which a kind of rules is listed: registration.checklist → 登记辅导."""
    return stored_label("rules", kind.split(".", maxsplit=1)[0])


def joined(words: Sequence[str]) -> str:
    """A place as one line."""
    return " / ".join(words)
