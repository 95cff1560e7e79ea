"""What becomes of each line of a member list: sound, repaired, a proposed duplicate, or refused.

Nothing is merged by itself. Equal names are the same member unless both have a telephone number and
the numbers differ; an equal number under another name may be one person with two names.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from incubator.kernel import clock
from incubator.kernel.identifiers import half_width
from incubator.kernel.text import lazy
from incubator.organizations.roster.cleaning import clean_cell
from incubator.organizations.roster.fields import EMPTY_MARKS
from incubator.registration.lists.columns import find_columns, lines_of
from incubator.registration.registers.models import Holder, Member, UnitKind
from incubator.registration.registers.rules import (
    NAME_LIMIT,
    MemberFacts,
    holds_two,
    key_of,
    looks_like_state_organ,
    split_names,
)


class Outcome(StrEnum):
    """The verdict on one line."""

    OK = "ok"
    REPAIRED = "repaired"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


OUTCOME_LABELS = {
    Outcome.OK: lazy("Sound"),
    Outcome.REPAIRED: lazy("Repaired"),
    Outcome.DUPLICATE: lazy("Probably twice"),
    Outcome.REFUSED: lazy("Refused"),
}
FIELD_LABELS = {
    "name": lazy("Name"),
    "phone": lazy("Phone"),
    "joined_on": lazy("Joined on"),
    "contact": lazy("Contact person"),
    "post": lazy("Post"),
    "other_name": lazy("Other name"),
}
REASONS = {
    "no_name": lazy("The name is missing."),
    "two_names": lazy("Two names stand in one line: please give each its own."),
    "too_long": lazy("The name is longer than %(limit)s characters."),
    "cleaned": lazy("%(field)s: %(before)s → %(after)s"),
    "dropped": lazy("%(field)s: %(before)s cannot be read and stays empty."),
    "future": lazy("%(field)s: %(before)s has not come yet and stays empty."),
    "other_name": lazy("%(other)s is kept as the other name of the same person."),
    "unit_by_name": lazy("Taken as a unit, by its name."),
    "state_organ": lazy("Its name looks like a state organ, which may not be a member."),
    "namesake": lazy("Same name as line %(line)s, with another telephone number: kept as two."),
    "namesake_stored": lazy("Same name as a member on the register, with another number."),
    "same_line": lazy("The same as line %(line)s."),
    "same_phone": lazy("The same telephone number as line %(line)s: one person with two names?"),
    "stored": lazy("Stands on the register already."),
    "stored_phone": lazy("Its telephone number stands on the register under another name."),
}
_PLACES = {"name": "name", "phone": "phone", "joined_on": "founded_on"}
_UNIT_NAME = re.compile(
    r".{2,}(?:协会|学会|商会|联合会|促进会|研究会|公司|中心|学校|大学|学院|幼儿园|医院|卫生院|合作社|委员会|"
    r"基金会|服务站|事务所|工作室|企业|集团|厂|店|局|银行|政府|办事处|社区|农场|家庭农场|俱乐部)$"
)
_UNIT_WORDS = ("单位", "团体", "unit", "机构", "法人")
_UNIT_KINDS = {
    UnitKind.ENTERPRISE: ("企业", "公司"),
    UnitKind.INSTITUTION: ("事业",),
    UnitKind.SOCIAL_ORGANIZATION: (
        "社会组织",
        "社会团体",
        "民非",
        "社会服务机构",
        "基金会",
        "协会",
    ),
    UnitKind.COMMUNITY: ("社区", "村委", "居委"),
    UnitKind.STATE_ORGAN: ("机关", "行政", "政府"),
}


@dataclass
class Line:
    """One line as it was understood; reasons are codes with their parameters."""

    line: int
    facts: MemberFacts
    outcome: Outcome = Outcome.OK
    reasons: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def say(self, code: str, outcome: Outcome | None = None, /, **params: object) -> None:
        """Add a reason; a heavier verdict wins over a lighter one."""
        self.reasons.append((code, {name: str(value) for name, value in params.items()}))
        order = list(Outcome)
        if outcome is not None and order.index(outcome) > order.index(self.outcome):
            self.outcome = outcome

    def stored(self) -> dict[str, Any]:
        """The line as data."""
        facts = self.facts
        return {
            "line": self.line,
            "outcome": self.outcome.value,
            "reasons": [list(one) for one in self.reasons],
            "kind": facts.kind.value,
            "name": facts.name,
            "other_name": facts.other_name,
            "unit_kind": facts.unit_kind.value if facts.unit_kind else "",
            "contact": facts.contact,
            "phone": facts.phone,
            "post": facts.post,
            "joined_on": facts.joined_on.isoformat() if facts.joined_on else "",
        }


def facts_of(row: Mapping[str, Any]) -> MemberFacts:
    """The member of a stored line."""
    return MemberFacts(
        kind=Holder(row["kind"]),
        name=row["name"],
        other_name=row["other_name"],
        unit_kind=UnitKind(row["unit_kind"]) if row["unit_kind"] else None,
        contact=row["contact"],
        phone=row["phone"],
        post=row["post"],
        joined_on=date.fromisoformat(row["joined_on"]) if row["joined_on"] else None,
    )


def reason_text(code: str, params: Mapping[str, str]) -> str:
    """A reason in the reader's language."""
    shown = dict(params)
    if "field" in shown:
        shown["field"] = str(FIELD_LABELS[shown["field"]])
    template = str(REASONS[code])
    return template % shown if shown else template


def judge(records: Sequence[Sequence[str]], members: Iterable[Member]) -> list[Line]:
    """Every line of a list with its verdict, beside the members that are there already."""
    columns = find_columns(records)
    lines = [_read(number, cells) for number, cells in lines_of(records, columns)]
    _find_twins(lines, [_person(row) for row in members])
    return lines


def _read(number: int, cells: Mapping[str, str]) -> Line:
    problems = Line(number, MemberFacts(Holder.PERSON, ""))
    raw = {name: _cleaned(problems, name, cells.get(name, "")) for name in FIELD_LABELS}
    name, other = split_names(half_width(raw["name"]) if raw["name"] else "")
    if other:
        problems.say("other_name", Outcome.REPAIRED, other=other)
    kind = _kind(problems, cells, name)
    is_unit = kind is Holder.UNIT
    problems.facts = MemberFacts(
        kind,
        name,
        other_name=other or raw["other_name"],
        unit_kind=_unit_kind(cells.get("unit_kind", ""), name) if is_unit else None,
        contact=raw["contact"][:60] if is_unit else "",
        phone=raw["phone"][:30],
        post=raw["post"][:60],
        joined_on=_day(problems, raw["joined_on"]),
    )
    _refuse(problems)
    return problems


def _cleaned(line: Line, name: str, cell: str) -> str:
    """The cell as it is kept; every change beyond outer blanks is said."""
    text = cell.strip()
    if half_width(text) in EMPTY_MARKS:
        return ""
    found = clean_cell(_PLACES.get(name, "representative"), cell)
    value = "" if found.value is None else str(found.value)
    if found.faults:
        return text
    shown = text[:60]
    if not value:
        line.say("dropped", Outcome.REPAIRED, field=name, before=shown)
    elif found.repairs:
        line.say("cleaned", Outcome.REPAIRED, field=name, before=shown, after=value[:60])
    return value


def _kind(line: Line, cells: Mapping[str, str], name: str) -> Holder:
    said = "".join(cells.get("kind", "").split()).casefold()
    if said:
        return Holder.UNIT if any(word in said for word in _UNIT_WORDS) else Holder.PERSON
    if cells.get("unit_kind", "").strip():
        return Holder.UNIT
    if _UNIT_NAME.fullmatch(name):
        line.say("unit_by_name", Outcome.REPAIRED)
        return Holder.UNIT
    return Holder.PERSON


def _unit_kind(said: str, name: str) -> UnitKind:
    for text in (said, name):
        for kind, words in _UNIT_KINDS.items():
            if text and any(word in text for word in words):
                return kind
    return UnitKind.OTHER


def _day(line: Line, text: str) -> date | None:
    if not text:
        return None
    day = date.fromisoformat(text)
    if day > clock.today():
        line.say("future", Outcome.REPAIRED, field="joined_on", before=text)
        return None
    return day


def _refuse(line: Line) -> None:
    facts = line.facts
    if not key_of(facts.name):
        line.say("no_name", Outcome.REFUSED)
    elif len(facts.name) > NAME_LIMIT:
        line.say("too_long", Outcome.REFUSED, limit=NAME_LIMIT)
    elif facts.kind is Holder.PERSON and holds_two(facts.name):
        line.say("two_names", Outcome.REFUSED)
    elif facts.kind is Holder.UNIT and looks_like_state_organ(facts.name):
        line.say("state_organ")


@dataclass(frozen=True)
class _Twin:
    """A member as it is compared."""

    keys: frozenset[str]
    phone: str
    is_unit: bool
    line: int | None = None


def _person(row: Member) -> _Twin:
    keys = frozenset({row.name_key, row.other_key} - {""})
    return _Twin(keys, row.phone, row.is_unit)


def _find_twins(lines: list[Line], stored: list[_Twin]) -> None:
    """Compare each line with the register and with the lines above it, by name and by number."""
    by_key: dict[str, list[_Twin]] = {}
    by_phone: dict[str, _Twin] = {}
    for twin in stored:
        _remember(twin, by_key, by_phone)
    for line in lines:
        if line.outcome is Outcome.REFUSED:
            continue
        keys = frozenset({key_of(line.facts.name), key_of(line.facts.other_name)} - {""})
        mine = _Twin(keys, line.facts.phone, line.facts.kind is Holder.UNIT, line.line)
        if not _compare(line, mine, by_key, by_phone):
            _remember(mine, by_key, by_phone)


def _remember(twin: _Twin, by_key: dict[str, list[_Twin]], by_phone: dict[str, _Twin]) -> None:
    for key in twin.keys:
        by_key.setdefault(key, []).append(twin)
    if twin.phone and not twin.is_unit:
        by_phone.setdefault(twin.phone, twin)


def _compare(
    line: Line, mine: _Twin, by_key: dict[str, list[_Twin]], by_phone: dict[str, _Twin]
) -> bool:
    """Whether a line is probably there already; a namesake is only mentioned."""
    others = [twin for key in sorted(mine.keys) for twin in by_key.get(key, [])]
    for other in others:
        if mine.is_unit or not (mine.phone and other.phone) or mine.phone == other.phone:
            _say(line, other, "same_line", "stored")
            return True
    same_number = by_phone.get(mine.phone) if mine.phone and not mine.is_unit else None
    if same_number is not None:
        _say(line, same_number, "same_phone", "stored_phone")
        return True
    if others and others[0].line is not None:
        line.say("namesake", line=others[0].line)
    elif others:
        line.say("namesake_stored")
    return False


def _say(line: Line, other: _Twin, within: str, stored: str) -> None:
    if other.line is not None:
        line.say(within, Outcome.DUPLICATE, line=other.line)
    else:
        line.say(stored, Outcome.DUPLICATE)
