"""What can be done with the rules: draft an edition, change it leaf by leaf or by file, propose, decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from incubator.kernel import audit, notices, rulesets
from incubator.kernel.access import Person, reach
from incubator.kernel.db import db
from incubator.kernel.errors import Refusal, WrongState
from incubator.kernel.rulesets import Fault, RuleSet, RuleState, Unbalanced
from incubator.kernel.text import lazy
from incubator.territory.models import Region
from incubator.territory.queries import find_region
from incubator.territory.rule_changes import entries, leaves, optionals
from incubator.territory.rule_changes.leaves import Path
from incubator.territory.rule_changes.models import RuleChange
from incubator.territory.rule_changes.queries import (
    faults_of,
    is_known_kind,
    model_for,
    park_behind,
    regions_to_propose,
    siblings_of,
)
from incubator.territory.rule_changes.rules import (
    DAY,
    check_content,
    check_own,
    dates_of,
    previous_of,
)
from incubator.territory.rule_changes.workflow import RULE_CHANGE, RULES_PROPOSE, RuleChangeStatus

APPROVED = notices.message("Your edition of “%(title)s” is approved.")
DECLINED = notices.message("Your edition of “%(title)s” was declined: %(reason)s")


@dataclass(frozen=True)
class Heading:
    """What an edition says of itself, and why it is proposed."""

    edition: str
    effective_from: date
    effective_to: date | None
    region_code: str
    legal_form: str
    title: Mapping[str, str]
    source: Mapping[str, str]
    note: str = ""
    is_correction: bool = False


def draft(base: RuleSet, heading: Heading, *, by: Person) -> RuleChange:
    """Draft a new edition from one that is there, for the same place or a narrower one."""
    content = _with_heading(rulesets.to_json(base), heading)
    change = _keep(content, base=base, note=heading.note, by=by)
    change.is_correction = heading.is_correction
    _check_place(change)
    return change


def draft_from_file(content: dict[str, Any], *, note: str, by: Person) -> RuleChange:
    """Draft the edition that a file holds; what keeps it from its place is told on its page."""
    if not is_known_kind(content.get("kind")):
        raise Refusal(
            lazy("Rules of the kind “%(kind)s” are not known here.", kind=content.get("kind")),
            field="file",
        )
    _check(content, "file")
    return _keep(content, base=model_for(content), note=note, by=by)


def _keep(content: dict[str, Any], *, base: RuleSet | None, note: str, by: Person) -> RuleChange:
    region = _region_of(content, by)
    park = park_behind(by, region)
    change = RuleChange(
        base_id=base.id if base is not None else None,
        region_id=region.id if region is not None else None,
        park_id=park.id if park is not None else None,
        content=_plain(content),
        note=note.strip(),
        proposed_by_id=by.id,
    )
    db.session.add(change)
    db.session.flush()
    audit.record(change, "rule_changes.drafted", changes={"edition": [None, content["version"]]})
    return change


def _plain(content: Mapping[str, Any]) -> dict[str, Any]:
    """The file form as a draft keeps it: its state is the workflow's, not the file's."""
    return {**content, "state": RuleState.DRAFT.value}


def _region_of(content: Mapping[str, Any], by: Person) -> Region | None:
    """The region that an edition is for, if this person may propose rules there."""
    code = content.get("region")
    if not code:
        if not reach(by, RULES_PROPOSE).everything:
            raise Refusal(
                lazy("Rules of the whole nation are proposed by administrators only."),
                field="region",
            )
        return None
    region = find_region(code)
    if region is None:
        raise Refusal(lazy("The region “%(code)s” is not known here.", code=code), field="region")
    if region.id not in {row.id for row in regions_to_propose(by)}:
        raise Refusal(lazy("You may not propose rules for this region."), field="region")
    return region


def _with_heading(content: dict[str, Any], heading: Heading) -> dict[str, Any]:
    last = heading.effective_to
    return {
        **content,
        "version": heading.edition,
        "region": heading.region_code or None,
        "legal_form": heading.legal_form or None,
        "effective_from": heading.effective_from.isoformat(),
        "effective_to": last.isoformat() if last is not None else None,
        "title": dict(heading.title),
        "source": dict(heading.source),
    }


def change_heading(change: RuleChange, heading: Heading, *, by: Person) -> None:
    """Change what the edition says of itself; its place among the others is checked at once."""
    _check_open(change, by)
    content = _with_heading(change.content, heading)
    _check(content, None)
    region = _region_of(content, by)
    park = park_behind(by, region)
    change.region, change.park = region, park
    change.content, change.note = content, heading.note.strip()
    change.is_correction = heading.is_correction
    _check_place(change)
    db.session.flush()


def change_values(change: RuleChange, values: Mapping[Path, Any], *, by: Person) -> None:
    """Change leaves of the body; refused as a whole when the body would no longer be sound."""
    _check_open(change, by)
    body = leaves.with_values(change.content["body"], values)
    _keep_body(change, body)


def leave_empty(change: RuleChange, place: Path, *, by: Person) -> None:
    """Take a figure away where the rules may do without: no limit."""
    _check_open(change, by)
    _keep_body(change, optionals.emptied(change.content["body"], _model_body(change), place))


def fill_empty(change: RuleChange, place: Path, *, by: Person) -> None:
    """Put a figure where there is none: that of the edition before, else one to be written."""
    _check_open(change, by)
    _keep_body(change, optionals.filled(change.content["body"], _model_body(change), place))


def _model_body(change: RuleChange) -> dict[str, Any]:
    model = model_for(change.content)
    return model.body if model is not None else {}


def _keep_body(change: RuleChange, body: dict[str, Any]) -> None:
    """A draft may hold figures that do not add up yet; nothing else that is unsound."""
    content = {**change.content, "body": body}
    try:
        _check(content, None)
    except Refusal as refusal:
        if not isinstance(refusal.facts.get("fault"), Unbalanced):
            raise
    change.content = content
    db.session.flush()


def add_entry(change: RuleChange, place: Path, *, by: Person) -> str:
    """Put a new entry at the end of a list; its words are to be written. Returns its name."""
    _check_open(change, by)
    body, name = entries.with_entry(change.content["body"], place, _models(change, place))
    _keep_body(change, body)
    return name


def _models(change: RuleChange, place: Path) -> list[Any]:
    """Entries of lists of the same name in the edition before: what an empty list would hold."""
    model = model_for(change.content)
    found: list[Any] = []
    for leaf_path, value in leaves.every_list(model.body if model is not None else {}):
        if leaf_path[-1] == place[-1] and len(leaf_path) == len(place):
            found += value
    return found


def copy_entry(change: RuleChange, place: Path, name: str, *, by: Person) -> str:
    """Put an entry once more behind itself, under a name of its own; returns the name."""
    _check_open(change, by)
    body, made = entries.with_copy(change.content["body"], place, name)
    _keep_body(change, body)
    return made


def move_entry(change: RuleChange, place: Path, name: str, by_places: int, *, by: Person) -> None:
    """Move an entry up or down its list."""
    _check_open(change, by)
    _keep_body(change, entries.moved(change.content["body"], place, name, by_places))


def remove_entry(change: RuleChange, place: Path, name: str, *, by: Person) -> None:
    """Take an entry out; refused while another one refers to it."""
    _check_open(change, by)
    _keep_body(change, entries.without(change.content["body"], place, name))


def replace_content(change: RuleChange, content: dict[str, Any], *, by: Person) -> None:
    """Take the whole edition from a file; it must stay the same set of rules."""
    _check_open(change, by)
    for name in ("kind", "key"):
        if content.get(name) != change.content[name]:
            raise Refusal(
                lazy("The file holds other rules: %(name)s.", name=str(content.get(name))),
                field="file",
            )
    _check(content, "file")
    region = _region_of(content, by)
    change.region, change.park = region, park_behind(by, region)
    change.content = _plain(content)
    db.session.flush()


def _check(content: dict[str, Any], field: str | None) -> None:
    """Refuse an unsound file form; the refusal carries the fault, for the page to say where."""
    model = model_for(content)
    try:
        check_content(content, model.body if model is not None else None)
    except Fault as fault:
        raise _refusal(fault, field) from fault


def _check_whole(change: RuleChange) -> None:
    """Refuse to hand on what is unsound, does not add up, or is still to be written."""
    _check(change.content, None)
    try:
        entries.check_written(change.content["body"])
    except Fault as fault:
        raise _refusal(fault) from fault


def _refusal(fault: Fault, field: str | None = None) -> Refusal:
    return Refusal(fault.words, field=field or fault.place, fault=fault)


def _check_place(change: RuleChange, *, lock: bool = False) -> None:
    for fault in faults_of(change, lock=lock):
        raise _refusal(fault)


def _check_open(change: RuleChange, by: Person) -> None:
    check_own(change, by)
    if change.status is not RuleChangeStatus.DRAFTED:
        raise WrongState(
            lazy("This is no longer possible: the state has changed. Please look again.")
        )


def propose(change: RuleChange, *, by: Person, reason: str = "") -> None:
    """Hand the draft to a second person."""
    check_own(change, by)
    _check_whole(change)
    _check_place(change)
    if not change.note.strip():
        raise Refusal(lazy("Please say in the heading why the rules are to change."), field="note")
    RULE_CHANGE.apply(change, "propose", by=by, reason=reason)
    db.session.flush()


def take_back(change: RuleChange, *, by: Person, reason: str = "") -> None:
    """The proposer wants to change it before anybody decides."""
    check_own(change, by)
    RULE_CHANGE.apply(change, "take_back", by=by, reason=reason)
    db.session.flush()


def approve(change: RuleChange, *, by: Person, reason: str = "") -> None:
    """The second person agrees: the edition is made, and the one before it ends on the eve."""
    RULE_CHANGE.check(change, "approve", by=by, reason=reason)
    _check_whole(change)
    _check_place(change, lock=True)
    first, _last = dates_of(change.content)
    effective = [row for row in siblings_of(change.content) if row.state is RuleState.EFFECTIVE]
    previous = previous_of(first, effective)
    if previous is not None and previous.effective_to is None:
        previous.effective_to = first - DAY
    rules = rulesets.from_json({**change.content, "state": RuleState.EFFECTIVE.value})
    db.session.add(rules)
    db.session.flush()
    change.result_id, change.decided_by_id, change.decision_note = rules.id, by.id, reason
    RULE_CHANGE.apply(change, "approve", by=by, reason=reason)
    _tell(change, APPROVED)


def decline(change: RuleChange, *, by: Person, reason: str) -> None:
    """The second person does not agree, and says why."""
    RULE_CHANGE.apply(change, "decline", by=by, reason=reason)
    change.decided_by_id, change.decision_note = by.id, reason
    _tell(change, DECLINED, reason=reason[:100])


def withdraw(change: RuleChange, *, by: Person, reason: str) -> None:
    """The proposal is given up."""
    RULE_CHANGE.apply(change, "withdraw", by=by, reason=reason)
    change.decision_note = reason
    db.session.flush()


def _tell(change: RuleChange, message: str, **facts: str) -> None:
    db.session.flush()
    if change.proposed_by_id is not None:
        title = change.content["title"]["zh"]
        url = f"/rule-changes/{change.code}"
        notices.send([change.proposed_by_id], message, url=url, title=title, **facts)
