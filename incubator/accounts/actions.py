"""What can be done with people: make an account, give and end grants, open and end sessions."""

from dataclasses import dataclass

from sqlalchemy import select, update

from incubator.accounts.links import get_link, issue_link, use_link
from incubator.accounts.models import Consent, Grant, LinkPurpose, SignInSession, User
from incubator.accounts.passwords import DUMMY_HASH, hash_password, is_password
from incubator.accounts.queries import find_user, hash_token, new_token, people_with
from incubator.accounts.rules import (
    check_is_not_last,
    check_may_disable,
    check_may_end,
    check_may_grant,
    check_may_invite,
)
from incubator.kernel import clock, notices, throttle
from incubator.kernel.access import Person, Role
from incubator.kernel.db import db, new_code
from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy

__all__ = [
    "DUMMY_HASH",
    "get_link",
    "hash_password",
    "is_password",
    "issue_link",
    "use_link",
]

# Behind one address sits a whole office: it has more free tries than one account.
FREE_PER_ADDRESS = 30
PRIVACY = "privacy_notice"


@dataclass(frozen=True)
class NewUser:
    """What an account starts with; `password_hash` comes from `hash_password`, empty for none yet."""

    sign_in_name: str
    display_name: str
    password_hash: str
    is_demo: bool = False
    has_long_password: bool = True


def create_user(facts: NewUser) -> User:
    """Make an account; raises a refusal on a taken name."""
    if find_user(facts.sign_in_name) is not None:
        raise Refusal(
            lazy(
                "This number or address already has an account. Please sign in, or ask for a new password."
            ),
            field="sign_in_name",
        )
    is_email = "@" in facts.sign_in_name
    user = User(
        **vars(facts),
        email=facts.sign_in_name if is_email else "",
        phone="" if is_email else facts.sign_in_name,
    )
    db.session.add(user)
    db.session.flush()
    return user


@dataclass(frozen=True)
class ProfileFacts:
    """What people tell of themselves."""

    display_name: str
    phone: str = ""
    email: str = ""
    locale: str = "zh_Hans"


def update_profile(user: User, facts: ProfileFacts) -> None:
    """Change one's own name, ways to be reached, and language."""
    for name, value in vars(facts).items():
        setattr(user, name, value)
    db.session.flush()


def set_password(user: User, password_hash: str, *, is_long: bool) -> None:
    """Take a new password: every session of the person ends, and the person is told."""
    user.password_hash = password_hash
    user.has_long_password = is_long
    user.password_changed_at = clock.now()
    end_sessions(user)
    throttle.clear(f"sign-in:{user.sign_in_name}"[:160])
    notices.send([user.id], notices.message("Your password was changed."), url="/account")


def disable_user(user: User, *, by: Person) -> None:
    """Shut an account: its sessions end, its grants stop counting, nothing is removed."""
    check_may_disable(by, user)
    user.is_active_account = False
    end_sessions(user)


def enable_user(user: User, *, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Open a shut account again."""
    user.is_active_account = True


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


def give_role(user: User, role: Role, place: Place, *, by: Person) -> Grant:
    """Give a role as staff do: within one's own reach; the person signs in anew and is told."""
    check_may_grant(by, role, park_id=place.park_id)
    row = grant(user, role, place, by=by)
    end_sessions(user)
    notices.send([user.id], notices.message("You were given a new role."), url="/account")
    return row


def end_grant(row: Grant, *, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """End a grant; it bites at once, and the person's sessions end."""
    row.ended_at = clock.now()
    end_sessions(row.user)


def take_role(row: Grant, *, by: Person) -> None:
    """End a grant as staff do: within one's own reach, and never the last manager's."""
    check_may_end(by, row)
    if row.role is Role.MANAGER:
        check_is_not_last(row, people_with(Role.MANAGER, park_id=row.park_id))
    if row.role is Role.ADMINISTRATOR:
        check_is_not_last(row, people_with(Role.ADMINISTRATOR))
    end_grant(row, by=by)
    notices.send([row.user_id], notices.message("One of your roles has ended."), url="/account")


def invite(*, organization_id: int, role: Role, by: Person, sign_in_name: str = "") -> str:
    """Invite a colleague into an organization; returns the token of a link that works for 7 days."""
    check_may_invite(by, role, organization_id=organization_id)
    return issue_link(
        LinkPurpose.INVITATION,
        by=by,
        role=role,
        organization_id=organization_id,
        sign_in_name=sign_in_name,
    )


def accept_invitation(token: str, user: User) -> Grant:
    """Join the organization that the link invites to; the link is used up."""
    link = use_link(token)
    if link.purpose is not LinkPurpose.INVITATION:
        raise Refusal(lazy("This link is not an invitation."))
    row = grant(user, Role(link.role), Place(organization_id=link.organization_id), by=user)
    if link.issued_by_id is not None:
        notices.send(
            [link.issued_by_id],
            notices.message("%(name)s accepted your invitation."),
            url="/home",
            name=user.display_name,
        )
    return row


def end_membership(row: Grant, *, by: Person) -> None:
    """End somebody's place in an organization, or one's own; the last leader stays."""
    if row.user_id != by.id:
        check_may_invite(by, row.role, organization_id=row.organization_id)
    if row.role is Role.LEADER:
        check_is_not_last(row, people_with(Role.LEADER, organization_id=row.organization_id))
    if row.user_id == by.id:
        row.ended_at = clock.now()
        return
    end_grant(row, by=by)
    notices.send(
        [row.user_id], notices.message("Your membership of an organization has ended."), url="/home"
    )


def give_consent(user: User, kind: str, edition: str) -> Consent:
    """Note a consent: to which text, in which edition, when."""
    row = Consent(user_id=user.id, kind=kind, edition=edition)
    db.session.add(row)
    db.session.flush()
    return row


def withdraw_consent(user: User, kind: str) -> None:
    """Note that a consent no longer holds; what was done before stays lawful."""
    query = select(Consent).where(
        Consent.user_id == user.id, Consent.kind == kind, Consent.withdrawn_at.is_(None)
    )
    for row in db.session.scalars(query):
        row.withdrawn_at = clock.now()


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
    token = new_token()
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
