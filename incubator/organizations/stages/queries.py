"""What can be asked about stage changes: lists within reach, the rungs with their dates."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from incubator.kernel.access import Permission, Person
from incubator.kernel.db import db
from incubator.kernel.paging import Page, newest_first
from incubator.kernel.pinned import Subject
from incubator.organizations.models import Organization, StageChange, StageEntry, StageStatement
from incubator.organizations.rules import LADDER
from incubator.organizations.workflow import STAGE_DECIDE, STAGE_LABELS, StageChangeStatus
from incubator.territory.queries import park_ids_for


def changes_within(person: Person, needed: Permission) -> Select[StageChange]:
    """The stage changes of the person's parks."""
    return select(StageChange).where(StageChange.park_id.in_(park_ids_for(person, needed)))


def page_of_changes(
    person: Person, needed: Permission, status: str, *, after: int | None
) -> Page[StageChange]:
    """One page of stage changes, newest first, of one state or of all."""
    query = changes_within(person, needed)
    if status in set(StageChangeStatus):
        query = query.where(StageChange.status == StageChangeStatus(status))
    return newest_first(query, StageChange.id, after=after)


def count_by_status(person: Person, needed: Permission) -> dict[str, int]:
    """How many stage changes stand in each state."""
    inner = changes_within(person, needed).with_only_columns(StageChange.status).subquery()
    query = select(inner.c.status, func.count()).group_by(inner.c.status)
    return {str(status): count for status, count in db.session.execute(query)}


def changes_to_decide(person: Person, *, limit: int = 20) -> Sequence[StageChange]:
    """The proposals that wait for this person: never one's own."""
    query = (
        changes_within(person, STAGE_DECIDE)
        .where(StageChange.status == StageChangeStatus.PROPOSED)
        .where(or_(StageChange.proposed_by_id.is_(None), StageChange.proposed_by_id != person.id))
        .order_by(StageChange.id)
        .limit(limit)
    )
    return db.session.scalars(query).unique().all()


def count_pinned(ids: Collection[int]) -> dict[int, int]:
    """How many undecided stage changes stand on each of these rule sets."""
    query = select(StageChange.rule_set_id, func.count()).where(
        StageChange.rule_set_id.in_(sorted(ids)), StageChange.status == StageChangeStatus.PROPOSED
    )
    rows = db.session.execute(query.group_by(StageChange.rule_set_id))
    return {row[0]: row[1] for row in rows if row[0] is not None}


def list_pinned(person: Person, rule_set_id: int, limit: int) -> list[Subject]:
    """The undecided stage changes of the person's parks on one rule set."""
    query = changes_within(person, STAGE_DECIDE).where(
        StageChange.rule_set_id == rule_set_id, StageChange.status == StageChangeStatus.PROPOSED
    )
    return [
        Subject(
            str(STAGE_LABELS[row.to_stage]),
            row.organization.name,
            "organizations.stage_change_detail",
            {"code": row.code},
        )
        for row in db.session.scalars(query.order_by(StageChange.id).limit(limit)).unique()
    ]


def list_statements(change: StageChange) -> list[StageStatement]:
    """The statements of a change, in the order they were made."""
    query = (
        select(StageStatement)
        .where(StageStatement.change_id == change.id)
        .order_by(StageStatement.id)
    )
    return list(db.session.scalars(query).unique())


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder as the component draws it; `on` is when it was last entered."""

    slug: str
    label: Any
    entry: StageEntry | None


def rungs(organization: Organization, entries: Sequence[StageEntry]) -> list[Rung]:
    """The four rungs; those up to the present one carry the day on which they were entered."""
    last: dict[str, StageEntry] = {entry.stage.value: entry for entry in entries}
    here = LADDER.index(organization.stage) if organization.stage else -1
    return [
        Rung(stage.value, STAGE_LABELS[stage], last.get(stage.value) if place <= here else None)
        for place, stage in enumerate(LADDER)
    ]
