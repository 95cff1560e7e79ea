"""What is found by a few words: each list is narrowed to what the person may open."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from incubator.accounts.models import User
from incubator.experts.models import Expert
from incubator.experts.pool.rules import EXPERT_LIST
from incubator.intake.calls.models import Call
from incubator.intake.calls.rules import CALL_READ
from incubator.kernel import access
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.organizations.models import Organization
from incubator.organizations.queries import matches, visible_organizations
from incubator.organizations.rules import ORGANIZATION_READ
from incubator.registration.filings.queries import with_number
from incubator.territory.queries import park_ids_for

LIMIT = 8
Rows = Sequence[Any]


def find_organizations(person: Person, words: str) -> Rows:
    """Organizations within reach whose name, short name, credit code or filing number fits."""
    shown: list[Any] = [
        Organization.code,
        Organization.name,
        Organization.town,
        Organization.stage,
    ]
    query = visible_organizations(person, ORGANIZATION_READ).with_only_columns(*shown)
    fits = matches(words)
    if any(character.isdigit() for character in words):
        # A filing number stays an alias of its organization, also after it was registered.
        fits = or_(fits, Organization.id.in_(with_number(words)))
    query = query.where(fits)
    query = query.order_by(Organization.id.desc())
    return db.session.execute(query.limit(LIMIT)).all()


def find_calls(person: Person, words: str) -> Rows:
    """Published calls, and the drafts of the person's own parks, by title or number."""
    published: ColumnElement[bool] = Call.published_at.is_not(None)
    if access.may(person, CALL_READ):
        published = or_(published, Call.park_id.in_(park_ids_for(person, CALL_READ)))
    fits = or_(
        Call.title.contains(words, autoescape=True), Call.number.startswith(words, autoescape=True)
    )
    query = select(Call).where(published, fits).order_by(Call.id.desc()).limit(LIMIT)
    return db.session.scalars(query).all()


def find_experts(person: Person, words: str) -> Rows:
    """Experts of the pools that the person may see, by name."""
    if not access.may(person, EXPERT_LIST):
        return ()
    query = (
        select(Expert.code, User.display_name, Expert.unit)
        .join(User, Expert.user_id == User.id)
        .where(Expert.park_id.in_(park_ids_for(person, EXPERT_LIST)))
        .where(User.display_name.contains(words, autoescape=True))
        .order_by(User.display_name, Expert.id)
    )
    return db.session.execute(query.limit(LIMIT)).all()
