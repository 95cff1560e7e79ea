"""What can be asked about calls."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, or_, select

from incubator.intake.calls.models import Call
from incubator.intake.calls.rules import CALL_EDIT, CALL_LIST, CALL_READ
from incubator.intake.calls.workflow import CallStatus
from incubator.kernel import rulesets
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Absent
from incubator.kernel.pinned import Subject
from incubator.kernel.rulesets import RuleSet
from incubator.territory.models import Park
from incubator.territory.queries import park_ids_for


def calls_of(person: Person) -> Select[Call]:
    """The calls of all parks that this person may see."""
    return select(Call).where(Call.park_id.in_(park_ids_for(person, CALL_LIST)))


def list_public_calls(park: Park) -> list[Call]:
    """The park's published calls, the newest window first."""
    query = (
        select(Call)
        .where(Call.park_id == park.id, Call.published_at.is_not(None))
        .order_by(Call.closes_at.desc(), Call.id.desc())
        .limit(50)
    )
    return list(db.session.scalars(query))


def get_public_call(code: str, park: Park | None = None) -> Call:
    """The published call of that code, in that park; raises `Absent`."""
    query = select(Call).where(Call.code == code, Call.published_at.is_not(None))
    if park is not None:
        query = query.where(Call.park_id == park.id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def editable_park_ids(person: Person) -> list[int]:
    """The parks in which this person prepares calls."""
    return park_ids_for(person, CALL_EDIT)


def get_park_by_id(key: int) -> Park:
    """The park of that key."""
    return db.session.get_one(Park, key)


def limit_days(call: Call, name: str) -> int:
    """How many working days a step takes, by the limits that the call started with."""
    limits: dict[str, Any] = call.limits.body["limits"]
    return int(limits[name]["days"])


def rules_of(kind: str, park: Park) -> RuleSet:
    """The entry rules of that kind in force for the park today."""
    return rulesets.get(kind, "entry", regions=park.region.codes_upwards)


def _pinned_to(ids: Collection[int]) -> Select[Any]:
    """The calls that are not over and stand on one of these rule sets."""
    keys = sorted(ids)
    query: Select[Any] = select(Call).where(
        or_(Call.rubric_id.in_(keys), Call.limits_id.in_(keys)),
        Call.status.in_((CallStatus.DRAFT, CallStatus.OPEN)),
    )
    return query


def count_pinned(ids: Collection[int]) -> dict[int, int]:
    """How many calls that are not over stand on each of these rule sets."""
    found: Counter[int] = Counter()
    query = _pinned_to(ids).with_only_columns(Call.rubric_id, Call.limits_id)
    for row in db.session.execute(query):
        found.update(key for key in row if key in ids)
    return dict(found)


def list_pinned(person: Person, rule_set_id: int, limit: int) -> list[Subject]:
    """Those of them in the person's parks, the newest first."""
    parks = park_ids_for(person, CALL_READ)
    query = _pinned_to([rule_set_id]).where(Call.park_id.in_(parks))
    rows = db.session.scalars(query.order_by(Call.id.desc()).limit(limit)).unique()
    return [
        Subject(row.number, row.title, "intake.call_detail", {"code": row.code}) for row in rows
    ]
