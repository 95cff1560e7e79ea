"""What can be asked about people."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from incubator.accounts.models import Grant, SignInSession, User
from incubator.kernel import clock, notices
from incubator.kernel.access import Person, Role
from incubator.kernel.db import db

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
HAT_ORDER = (
    Role.MANAGER,
    Role.OPERATOR,
    Role.CLERK,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    Role.EXPERT,
    Role.LEADER,
    Role.MEMBER,
)


def hash_token(token: str) -> str:
    """What is stored of a random token."""
    return hashlib.sha256(token.encode("utf-8")).hexdigest()


def new_token() -> str:
    """A random token for a session or a link: 256 bits."""
    return secrets.token_urlsafe(32)


def find_user(sign_in_name: str) -> User | None:
    """The account of that sign-in name."""
    query = select(User).where(User.sign_in_name == sign_in_name)
    return db.session.scalars(query).one_or_none()


def find_by_id(user_id: int) -> User | None:
    """The account of that key."""
    return db.session.get(User, user_id)


@dataclass(frozen=True)
class OpenSession:
    """An open session, and how many messages wait for its person."""

    row: SignInSession
    unread: int


def find_open_session(token: str) -> OpenSession | None:
    """The open session of a browser's token: not ended, not idle too long, not too old.

    Every page asks this first, so the person, the grants and the unread messages come in one query.
    """
    if not token:
        return None
    found = db.session.execute(_by_token(), {"hash": hash_token(token)}).unique().one_or_none()
    if found is None or not _is_open(found[0]):
        return None
    return OpenSession(found[0], min(found[1], 100))


@cache
def _by_token() -> Select[SignInSession, int]:
    """Built once: with every request a millisecond of building would be the price of one query."""
    return (
        select(SignInSession, notices.unread_of(SignInSession.user_id))
        .where(SignInSession.token_hash == bindparam("hash"))
        .options(joinedload(SignInSession.user).joinedload(User.grants))
    )


def _is_open(row: SignInSession) -> bool:
    if row.ended_at is not None or not row.user.is_active_account:
        return False
    moment = clock.now()
    return moment - row.seen_at <= IDLE and moment - row.created_at <= ABSOLUTE


def is_stale(row: SignInSession) -> bool:
    """Whether it is time to note again that the session is in use."""
    return clock.now() - row.seen_at >= SEEN_EVERY


def hats_of(user: User) -> list[Grant]:
    """The hats this person can wear, the one with the most to do first."""
    known = [grant for grant in user.active_grants if grant.role in HAT_ORDER]
    return sorted(known, key=lambda grant: (HAT_ORDER.index(grant.role), grant.id))


def find_grant_of(person: Person, code: str) -> Grant | None:
    """The active grant of that code, if it is this person's own."""
    query = select(Grant).where(Grant.code == code, Grant.user_id == person.id)
    found = db.session.scalars(query).one_or_none()
    return found if found is not None and found.ended_at is None else None


def people_with(
    role: Role, *, park_id: int | None = None, organization_id: int | None = None
) -> list[User]:
    """The active people who hold a role in that park or organization, by name."""
    query = (
        select(User)
        .join(Grant, Grant.user_id == User.id)
        .where(Grant.role == role, Grant.ended_at.is_(None), User.is_active_account)
        .order_by(User.display_name, User.id)
    )
    if park_id is not None:
        query = query.where(Grant.park_id == park_id)
    if organization_id is not None:
        query = query.where(Grant.organization_id == organization_id)
    return list(db.session.scalars(query).unique())


def list_organization_people(organization_id: int) -> list[Grant]:
    """The leader and members of an organization, as their grants."""
    query = (
        select(Grant)
        .where(Grant.organization_id == organization_id, Grant.ended_at.is_(None))
        .order_by(Grant.role, Grant.id)
    )
    return list(db.session.scalars(query).unique())


def user_ids_of_organization(organization_id: int) -> list[int]:
    """The keys of everybody in an organization: whom notices go to."""
    return [grant.user_id for grant in list_organization_people(organization_id)]


def staff_ids(park_id: int, *roles: Role) -> list[int]:
    """The keys of the park's people with these roles: whom notices go to."""
    query = (
        select(Grant.user_id)
        .where(Grant.park_id == park_id, Grant.role.in_(roles), Grant.ended_at.is_(None))
        .order_by(Grant.user_id)
    )
    return list(db.session.scalars(query))
