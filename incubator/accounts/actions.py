"""What can be done with people: make an account, give and end grants, open and end sessions."""

import secrets
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select, update

from incubator.accounts.models import Grant, SignInSession, User
from incubator.accounts.queries import find_user, hash_token
from incubator.kernel import clock, throttle
from incubator.kernel.access import Person, Role
from incubator.kernel.db import db, new_code
from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy

# Behind one address sits a whole office: it has more free tries than one account.
FREE_PER_ADDRESS = 30

# OWASP's Argon2id figures: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


def hash_password(password: str) -> str:
    """Hash a password; takes tens of milliseconds, so call it before the unit of work."""
    return _hasher.hash(password)


def is_password(stored: str, password: str) -> bool:
    """Whether the password fits the stored hash."""
    try:
        return _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


DUMMY_HASH = hash_password(secrets.token_hex(16))


@dataclass(frozen=True)
class NewUser:
    """What an account starts with; `password_hash` comes from `hash_password`."""

    sign_in_name: str
    display_name: str
    password_hash: str
    is_demo: bool = False


def create_user(facts: NewUser) -> User:
    """Make an account; raises a refusal on a taken name."""
    if find_user(facts.sign_in_name) is not None:
        raise Refusal(lazy("This number or address already has an account."), field="sign_in_name")
    is_email = "@" in facts.sign_in_name
    user = User(
        sign_in_name=facts.sign_in_name,
        display_name=facts.display_name,
        password_hash=facts.password_hash,
        email=facts.sign_in_name if is_email else "",
        phone="" if is_email else facts.sign_in_name,
        is_demo=facts.is_demo,
    )
    db.session.add(user)
    db.session.flush()
    return user


@dataclass(frozen=True)
class Place:
    """Where a grant holds: at most one of the three."""

    park_id: int | None = None
    region_id: int | None = None
    organization_id: int | None = None


def grant(user: User, role: Role, place: Place, *, by: Person) -> Grant:
    """Give a role at a place; an equal active grant is returned as it is."""
    for known in user.active_grants:
        if known.role is role and _place_of(known) == place:
            return known
    row = Grant(user=user, role=role, granted_by_id=by.id, **vars(place))
    db.session.add(row)
    db.session.flush()
    return row


def _place_of(row: Grant) -> Place:
    return Place(row.park_id, row.region_id, row.organization_id)


def end_grant(row: Grant, *, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """End a grant; it bites at once, and the person's sessions end."""
    row.ended_at = clock.now()
    end_sessions(row.user)


def check_tries(name: str, address: str) -> None:
    """Refuse while the wait of this name or this address runs."""
    throttle.check(f"sign-in:{name}"[:160])
    throttle.check(f"sign-in-from:{address}"[:160])


def sign_in(name: str, *, is_right: bool, address: str, user_agent: str) -> str | None:
    """Open a session and return its token, or count the failure and return None.

    `is_right` was found before the unit of work; the wait is checked again here, because others may
    have tried at the same moment.
    """
    check_tries(name, address)
    user = find_user(name)
    if user is None or not is_right or not user.is_active_account:
        throttle.fail(f"sign-in:{name}"[:160])
        throttle.fail(f"sign-in-from:{address}"[:160], free=FREE_PER_ADDRESS)
        return None
    throttle.clear(f"sign-in:{name}"[:160])
    return open_session(user, user_agent=user_agent, address=address)


def note_seen(token: str) -> None:
    """Note that a session is in use; one that was ended meanwhile stays ended."""
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.token_hash == hash_token(token), SignInSession.ended_at.is_(None))
        .values(seen_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def open_session(user: User, *, user_agent: str = "", address: str = "") -> str:
    """Open a session and return its token, which is stored only as a hash."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignInSession(
            token_hash=hash_token(token),
            code=new_code(),
            user_id=user.id,
            user_agent=user_agent[:200],
            address=address[:60],
        )
    )
    db.session.flush()
    return token


def end_session(row: SignInSession) -> None:
    """End one session."""
    row.ended_at = clock.now()


def end_sessions(user: User, *, except_hash: str = "") -> None:
    """End all sessions of a person, but the one kept."""
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.user_id == user.id, SignInSession.ended_at.is_(None))
        .where(SignInSession.token_hash != except_hash)
        .values(ended_at=clock.now())
    )


def count_users() -> int:
    """How many accounts there are: 0 means that the installation is not set up."""
    return len(db.session.scalars(select(User.id).limit(1)).all())
