"""Who may read rules and their changes, and when an edition is refused: its shape, its sense, its dates."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from incubator.kernel import clock, rulesets
from incubator.kernel.access import Person, Role, permission
from incubator.kernel.errors import Refusal
from incubator.kernel.rulesets import MARKS, Fault, RuleSet, message
from incubator.kernel.text import lazy
from incubator.territory.rule_changes.models import RuleChange
from incubator.territory.rule_changes.shape import check_plain, check_shape

RULES_READ = permission(
    "territory.rules_read",
    Role.CLERK,
    Role.OPERATOR,
    Role.MANAGER,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
RULE_CHANGE_READ = permission(
    "territory.rule_change_read",
    Role.OPERATOR,
    Role.MANAGER,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)

DAY = timedelta(days=1)
FIELDS = {
    "kind": 60,
    "key": 60,
    "version": 40,
    "region": 12,
    "legal_form": 40,
    "effective_from": 10,
    "effective_to": 10,
}
NEEDED = ("kind", "key", "version", "effective_from")
EVERY_FIELD = {*FIELDS, "title", "source", "state", "body"}


def check_own(change: RuleChange, by: Person) -> None:
    """Only who drafted it changes it: so the second person has had no hand in it."""
    if change.proposed_by_id is not None and change.proposed_by_id != by.id:
        raise Refusal(lazy("Only the person who drafted this may change it."))


def check_content(content: Mapping[str, Any], model: Mapping[str, Any] | None) -> None:
    """Refuse a file form that is no sound rule set; raises `Fault` naming the place."""
    _check_fields(content)
    check_plain({name: content[name] for name in ("title", "source")})
    check_plain(content["body"])
    if content["source"].get("mark") not in MARKS:
        raise Fault("source.mark", message("the mark is one of %(names)s"), names=", ".join(MARKS))
    if model is not None:
        check_shape(dict(model), content["body"])
    rulesets.check_body(content["kind"], content["body"])


def _check_fields(content: Mapping[str, Any]) -> None:
    for name in content:
        if name not in EVERY_FIELD:
            raise Fault(name, message("this name is not known here"))
    for name, limit in FIELDS.items():
        if content.get(name) is not None or name in NEEDED:
            _check_word(name, content.get(name), limit)
    for name in ("title", "source"):
        _check_texts(name, content.get(name))
    if not isinstance(content.get("body"), dict):
        raise Fault("body", message("a group of values is expected here"))
    for name in ("effective_from", "effective_to"):
        day_of(content, name)


def _check_word(name: str, value: object, limit: int) -> None:
    if not isinstance(value, str) or not value.strip():
        raise Fault(name, message("a text is expected here"))
    if len(value) > limit:
        raise Fault(name, message("the text is too long"))


def _check_texts(name: str, texts: object) -> None:
    if not isinstance(texts, dict) or not str(texts.get("zh") or "").strip():
        raise Fault(f"{name}.zh", message("the Chinese text is missing"))
    if any(not isinstance(text, str) for text in texts.values()):
        raise Fault(name, message("a text is expected here"))


def day_of(content: Mapping[str, Any], name: str) -> date | None:
    """One of the two days of a file form."""
    value = content.get(name)
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as problem:
        raise Fault(name, message("this is no date")) from problem


def dates_of(content: Mapping[str, Any]) -> tuple[date, date | None]:
    """First and last day of a checked file form."""
    first = day_of(content, "effective_from")
    assert first is not None
    return first, day_of(content, "effective_to")


def placement_faults(
    content: Mapping[str, Any], siblings: Sequence[RuleSet], *, excused: bool
) -> Iterator[Fault]:
    """What keeps an edition from its place between the editions of the same set, in one region.

    `siblings` are all sets of that kind, key, form and region; `excused` says that a correction with a
    reason may begin before today.
    """
    first, last = dates_of(content)
    if any(row.edition == content["version"] for row in siblings):
        yield Fault("version", message("There is an edition of this name already."))
    if last is not None and last < first:
        yield Fault("effective_to", message("The last day lies before the first."))
    if first < clock.today() and not excused:
        yield Fault(
            "effective_from",
            message("Rules do not begin in the past. A correction may; it needs its reason."),
        )
    effective = [row for row in siblings if row.state is rulesets.RuleState.EFFECTIVE]
    yield from _before(first, effective)
    yield from _after(last, [row for row in effective if row.effective_from > first])


def _before(first: date, effective: Sequence[RuleSet]) -> Iterator[Fault]:
    """The edition before it must reach to its eve; one without an end is ended by the approval."""
    previous = previous_of(first, effective)
    if any(row.effective_from == first for row in effective):
        yield Fault("effective_from", message("Another edition begins on this day."))
    elif previous is None or previous.effective_to is None:
        return
    elif previous.effective_to >= first:
        yield Fault(
            "effective_from",
            message("Edition %(edition)s is in force until %(day)s: the dates overlap."),
            edition=previous.edition,
            day=previous.effective_to.isoformat(),
        )
    elif previous.effective_to < first - DAY:
        yield Fault(
            "effective_from",
            message("Edition %(edition)s ends on %(day)s: there would be a gap without rules."),
            edition=previous.edition,
            day=previous.effective_to.isoformat(),
        )


def _after(last: date | None, later: Sequence[RuleSet]) -> Iterator[Fault]:
    """An edition that begins later is already decided: this one must end on its eve."""
    following = min(later, key=lambda row: row.effective_from, default=None)
    if following is None:
        return
    facts = {"edition": following.edition, "day": following.effective_from.isoformat()}
    if last is None or last >= following.effective_from:
        words = message("Edition %(edition)s begins on %(day)s: the dates overlap.")
        yield Fault("effective_to", words, **facts)
    elif last < following.effective_from - DAY:
        words = message(
            "Edition %(edition)s begins on %(day)s: there would be a gap without rules."
        )
        yield Fault("effective_to", words, **facts)


def previous_of(first: date, effective: Sequence[RuleSet]) -> RuleSet | None:
    """The edition that is in force on the eve of that day, or was the last before it."""
    earlier = [row for row in effective if row.effective_from < first]
    return max(earlier, key=lambda row: row.effective_from, default=None)
