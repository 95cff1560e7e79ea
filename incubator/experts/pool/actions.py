"""What can be done with the pool: appoint, change, remove, declare a conflict and lift it."""

from sqlalchemy import select

from incubator.accounts import actions as accounts
from incubator.accounts.models import User
from incubator.experts.pool.models import ConflictDeclaration, Expert
from incubator.experts.pool.rules import (
    CONFLICT_DECLARE,
    EXPERT_EDIT,
    ExpertFacts,
    check_facts,
    check_not_declared,
)
from incubator.experts.pool.workflow import CONFLICT, EXPERT
from incubator.kernel import access, notices
from incubator.kernel.access import Person, Role
from incubator.kernel.db import db
from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy
from incubator.organizations.models import Organization
from incubator.territory.models import Park


def appoint(user: User, *, park: Park, facts: ExpertFacts, by: Person) -> Expert:
    """Take a person into the park's pool and give the role; nobody is in one pool twice."""
    access.check(by, EXPERT_EDIT, park)
    check_facts(facts)
    known = db.session.scalar(
        select(Expert.id).where(Expert.user_id == user.id, Expert.park_id == park.id)
    )
    if known is not None:
        raise Refusal(lazy("This person is in the pool already."), field="sign_in_name")
    expert = Expert(user=user, park=park, **_columns(facts))
    db.session.add(expert)
    accounts.grant(user, Role.EXPERT, accounts.Place(park_id=park.id), by=by)
    db.session.flush()
    notices.send(
        [user.id],
        notices.message("You are now in the expert pool of %(park)s."),
        url=f"/experts/{expert.code}",
        park=park.name,
    )
    return expert


def update(expert: Expert, facts: ExpertFacts, *, by: Person) -> None:
    """Change what the pool knows of an expert."""
    access.check(by, EXPERT_EDIT, expert)
    check_facts(facts)
    for name, value in _columns(facts).items():
        setattr(expert, name, value)
    db.session.flush()


def _columns(facts: ExpertFacts) -> dict[str, object]:
    return {**vars(facts), "fields": list(facts.fields)}


def remove(expert: Expert, *, by: Person, reason: str) -> None:
    """Let an expert leave the pool: the role ends at once."""
    EXPERT.apply(expert, "remove", by=by, reason=reason)
    for grant in expert.user.active_grants:
        if grant.role is Role.EXPERT and grant.park_id == expert.park_id:
            accounts.end_grant(grant, by=by)
    db.session.flush()


def restore(expert: Expert, *, by: Person, reason: str) -> None:
    """Take an expert back into the pool, with the role."""
    EXPERT.apply(expert, "restore", by=by, reason=reason)
    accounts.grant(expert.user, Role.EXPERT, accounts.Place(park_id=expert.park_id), by=by)


def declare_standing_conflict(
    expert: Expert, organization: Organization, *, reason: str, by: Person
) -> ConflictDeclaration:
    """Note a standing conflict between the two; whoever holds work of theirs ends it first."""
    access.check(by, CONFLICT_DECLARE, expert)
    check_not_declared(expert, organization.id)
    if not reason.strip():
        raise Refusal(lazy("Please give a reason."), field="reason")
    row = ConflictDeclaration(
        expert=expert, organization=organization, reason=reason.strip(), declared_by_id=by.id
    )
    db.session.add(row)
    db.session.flush()
    return row


def lift_conflict(conflict: ConflictDeclaration, *, by: Person, reason: str) -> None:
    """A second person lifts a conflict that no longer stands."""
    CONFLICT.apply(conflict, "lift", by=by, reason=reason)
    db.session.flush()
