"""What can be asked about rules and their changes: the sets, their editions, and what waits for whom."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import defer, selectinload

from incubator.kernel.access import Permission, Person, reach
from incubator.kernel.db import db
from incubator.kernel.paging import Page, newest_first
from incubator.kernel.rulesets import Fault, RuleSet, RuleState, check_body, has_parser
from incubator.territory.models import Park, Region
from incubator.territory.queries import in_regions
from incubator.territory.rule_changes.entries import check_written
from incubator.territory.rule_changes.leaves import Path
from incubator.territory.rule_changes.models import RuleChange
from incubator.territory.rule_changes.optionals import Optional, optionals_below
from incubator.territory.rule_changes.rules import placement_faults
from incubator.territory.rule_changes.workflow import (
    RULES_DECIDE,
    RULES_PROPOSE,
    RuleChangeStatus,
)


def list_rule_sets() -> list[RuleSet]:
    """All sets without their bodies, kind by kind, the newest edition first."""
    query = select(RuleSet).options(defer(RuleSet.body, raiseload=True))
    query = query.order_by(
        RuleSet.kind,
        RuleSet.key,
        RuleSet.legal_form,
        RuleSet.region_code,
        RuleSet.effective_from.desc(),
        RuleSet.id.desc(),
    )
    return list(db.session.scalars(query))


def region_names() -> dict[str, Region]:
    """The regions by division code."""
    return {row.division_code: row for row in db.session.scalars(select(Region))}


def editions_of(rules: RuleSet) -> list[RuleSet]:
    """All editions of the same kind, key and form, everywhere, the newest first."""
    query = (
        select(RuleSet)
        .options(defer(RuleSet.body, raiseload=True))
        .where(RuleSet.kind == rules.kind, RuleSet.key == rules.key)
        .where(RuleSet.legal_form == rules.legal_form)
        .order_by(RuleSet.region_code, RuleSet.effective_from.desc(), RuleSet.id.desc())
    )
    return list(db.session.scalars(query))


def siblings_of(content: dict[str, Any], *, lock: bool = False) -> list[RuleSet]:
    """The sets that a proposed edition stands beside: same kind, key, form and region."""
    query = select(RuleSet).where(RuleSet.kind == content["kind"])
    if lock:
        # Two approvals of one kind wait for each other, even where no edition stands here yet.
        db.session.execute(query.with_only_columns(RuleSet.id).with_for_update())
    query = query.where(
        RuleSet.key == content["key"],
        RuleSet.legal_form == (content.get("legal_form") or ""),
        RuleSet.region_code == (content.get("region") or ""),
    )
    return list(db.session.scalars(query.execution_options(populate_existing=lock)))


def model_for(content: dict[str, Any]) -> RuleSet | None:
    """The set whose shape a body of this kind must have: of the same key and form first, the newest."""
    query = (
        select(RuleSet)
        .where(RuleSet.kind == content.get("kind"), RuleSet.state == RuleState.EFFECTIVE)
        .order_by(
            (RuleSet.key == content.get("key")).desc(),
            (RuleSet.legal_form == (content.get("legal_form") or "")).desc(),
            RuleSet.id.desc(),
        )
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def is_known_kind(kind: object) -> bool:
    """Whether any room works with rule sets of this kind."""
    if not isinstance(kind, str):
        return False
    query = select(RuleSet.id).where(RuleSet.kind == kind).limit(1)
    return has_parser(kind) or db.session.scalar(query) is not None


def faults_of(change: RuleChange, *, lock: bool = False) -> list[Fault]:
    """What still keeps a proposed edition from its place."""
    excused = change.is_correction and bool(change.note.strip())
    siblings = siblings_of(change.content, lock=lock)
    return list(placement_faults(change.content, siblings, excused=excused))


def open_matters(change: RuleChange) -> list[Fault]:
    """What a draft still lacks inside: figures that do not add up, words to be written."""
    found: list[Fault] = []
    body = change.content["body"]
    for check in (partial(check_body, change.content["kind"]), check_written):
        try:
            check(body)
        except Fault as fault:
            found.append(fault)
    return found


def _within(person: Person, needed: Permission) -> Select[Any]:
    span = reach(person, needed)
    query = select(RuleChange).outerjoin(Region, RuleChange.region_id == Region.id)
    if span.everything:
        return query
    return query.where(or_(RuleChange.park_id.in_(sorted(span.parks)), *in_regions(span)))


def page_of_changes(
    person: Person, needed: Permission, status: str, *, after: int | None
) -> Page[RuleChange]:
    """One page of the changes within reach, newest first, of one state."""
    query = _within(person, needed).options(selectinload(RuleChange.base).defer(RuleSet.body))
    query = query.where(RuleChange.status == RuleChangeStatus(status))
    return newest_first(query, RuleChange.id, after=after)


def count_by_status(person: Person, needed: Permission) -> dict[str, int]:
    """How many changes stand in each state."""
    inner = _within(person, needed).with_only_columns(RuleChange.status).subquery()
    query = select(inner.c.status, func.count()).group_by(inner.c.status)
    return {str(status): count for status, count in db.session.execute(query)}


def changes_to_decide(person: Person, *, limit: int = 20) -> Sequence[RuleChange]:
    """The proposals that wait for this person: never one's own."""
    query = _within(person, RULES_DECIDE).where(
        RuleChange.status == RuleChangeStatus.PROPOSED,
        or_(RuleChange.proposed_by_id.is_(None), RuleChange.proposed_by_id != person.id),
    )
    return db.session.scalars(query.order_by(RuleChange.id).limit(limit)).unique().all()


def open_changes_of(rules: RuleSet, person: Person, needed: Permission) -> list[RuleChange]:
    """The changes of this set that are drafted or proposed, within reach."""
    query = _within(person, needed).where(
        RuleChange.base_id == rules.id,
        RuleChange.status.in_((RuleChangeStatus.DRAFTED, RuleChangeStatus.PROPOSED)),
    )
    return list(db.session.scalars(query.order_by(RuleChange.id.desc()).limit(20)).unique())


def regions_to_propose(person: Person) -> list[Region]:
    """The regions for which this person may propose rules: those of the parks and below, or a subtree."""
    span = reach(person, RULES_PROPOSE)
    query = select(Region).order_by(Region.path)
    if span.everything:
        return list(db.session.scalars(query))
    parks = select(Park).where(Park.id.in_(sorted(span.parks)))
    roots = {park.region.path for park in db.session.scalars(parks)} | set(span.region_paths)
    if not roots:
        return []
    conditions = [Region.path.like(f"{path}%") for path in sorted(roots)]
    return list(db.session.scalars(query.where(or_(*conditions))))


def park_behind(person: Person, region: Region | None) -> Park | None:
    """The park for which this person proposes rules in a region; None for the bureau and the nation."""
    span = reach(person, RULES_PROPOSE)
    if region is None or not span.parks:
        return None
    parks = db.session.scalars(select(Park).where(Park.id.in_(sorted(span.parks))))
    return next((park for park in parks if region.path.startswith(park.region.path)), None)


def optionals_of(change: RuleChange, path: Path) -> list[Optional]:
    """The figures of a part of a draft that may be left empty."""
    model = model_for(change.content)
    return optionals_below(change.content["body"], model.body if model is not None else {}, path)
