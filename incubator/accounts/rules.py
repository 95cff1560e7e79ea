"""Who may manage people, and what is refused: password rules, grants beyond one's own reach."""

import gzip
import re
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from incubator.accounts.models import Grant, User
from incubator.kernel.access import (
    ANCHORS,
    SYSTEM,
    Anchor,
    GrantLike,
    Person,
    Role,
    permission,
    roles_of,
)
from incubator.kernel.errors import NotAllowed, Refusal
from incubator.kernel.identifiers import half_width, is_mobile
from incubator.kernel.text import lazy

OWN_ACCOUNT = permission("accounts.own", *Role)
GRANT_EDIT = permission("accounts.grant_edit", Role.MANAGER, Role.ADMINISTRATOR)
USER_LINK = permission("accounts.user_link", Role.OPERATOR, Role.MANAGER, Role.ADMINISTRATOR)
USER_LIST = permission("accounts.user_list", Role.ADMINISTRATOR)
AUDIT_READ = permission("accounts.audit_read", Role.AUDITOR)

SHORT_ROLES = frozenset({Role.APPLICANT, Role.LEADER, Role.MEMBER, Role.EXPERT})
SHORT, LONG, LONGEST = 10, 15, 128
OPERATOR_HELPS = frozenset({Role.CLERK, Role.EXPERT})
PARK_ROLES = frozenset({Role.CLERK, Role.OPERATOR, Role.MANAGER, Role.EXPERT})
EMAIL = re.compile(r"[^@\s<>\"',;:\\]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")
INSTALLATION_ROLES = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR})
BLOCKLIST = Path(__file__).parent / "rules" / "password_blocklist.txt"


@cache
def blocked_passwords() -> frozenset[str]:
    """The words nobody may take as a password, lower case."""
    path = BLOCKLIST
    if not path.exists():
        path = BLOCKLIST.with_suffix(".txt.gz")
        text = gzip.decompress(path.read_bytes()).decode("utf-8")
    else:
        text = path.read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _is_two_blocked_words(plain: str) -> bool:
    """5201314520: a well-known word with another one, or with up to three characters, beside it."""
    blocked = blocked_passwords()
    splits = [(plain[:place], plain[place:]) for place in range(1, len(plain))]
    return any(
        (first in blocked and (second in blocked or len(second) <= 3))
        or (second in blocked and len(first) <= 3)
        for first, second in splits
    )


def normal_name(text: str) -> str:
    """The sign-in name as it is stored: half-width, lower case, a mobile number as eleven digits."""
    name = half_width(text).replace(" ", "").lower()
    phone = name.removeprefix("+86").replace("-", "")
    return phone if phone.isdigit() else name


def is_name(name: str) -> bool:
    """Whether a normal name is one to sign in with: a mobile number or an e-mail address."""
    return is_mobile(name) or (len(name) <= 120 and EMAIL.fullmatch(name) is not None)


def is_long(password: str) -> bool:
    """Whether a password would do for any role."""
    return len(password) >= LONG


def least_length(roles: frozenset[Role]) -> int:
    """10 characters for applicants, members and experts; 15 for everybody with power over others."""
    return SHORT if roles <= SHORT_ROLES else LONG


def check_password(password: str, *, roles: frozenset[Role], names: tuple[str, ...] = ()) -> None:
    """Refuse a password that is too short, too long, well known, or made of one's own name."""
    least = least_length(roles)
    if len(password) < least:
        raise Refusal(
            lazy("Please use at least %(least)s characters.", least=least), field="password"
        )
    if len(password) > LONGEST:
        raise Refusal(
            lazy("Please use at most %(most)s characters.", most=LONGEST), field="password"
        )
    if _is_guessable(password, names):
        raise Refusal(
            lazy("This password is easy to guess. Please choose another one."), field="password"
        )


def _is_guessable(password: str, names: tuple[str, ...]) -> bool:
    plain = password.casefold()
    core = re.sub(r"[\W\d_]+$", "", re.sub(r"^[\W\d_]+", "", plain))
    blocked = blocked_passwords()
    if plain in blocked or (len(core) >= 4 and core in blocked and len(plain) - len(core) <= 6):
        return True
    if len(set(plain)) <= 3 or _is_two_blocked_words(plain):
        return True
    return any(len(name) >= 4 and name.casefold() in plain for name in names)


def check_may_grant(by: Person, role: Role, *, park_id: int | None) -> None:
    """Nobody grants more than they have: managers park roles in their park, administrators the rest."""
    if Role.ADMINISTRATOR in roles_of(by):
        return
    if role not in PARK_ROLES or park_id not in _parks_of(by, Role.MANAGER):
        raise NotAllowed(lazy("You can give park roles in your own park only."))


def _parks_of(person: Person, *roles: Role) -> set[int | None]:
    return {grant.park_id for grant in person.active_grants if grant.role in roles}


def check_may_end(by: Person, row: GrantLike) -> None:
    """A role is taken by those who could give it; roles in organizations are the leaders' affair."""
    if row.role in {Role.LEADER, Role.MEMBER}:
        raise NotAllowed(lazy("The organization's leader decides on its members."))
    check_may_grant(by, row.role, park_id=row.park_id)


def check_is_not_last(row: Grant, holders: Sequence[User]) -> None:
    """Somebody must be left who can decide."""
    if [user.id for user in holders] == [row.user_id]:
        raise Refusal(
            lazy("This is the last person with this role. Please give it to another first.")
        )


def check_may_disable(by: Person, user: User) -> None:
    """Nobody shuts the own account: an installation without administrator cannot be opened again."""
    if by.id == user.id:
        raise Refusal(lazy("You cannot shut your own account."))


def check_may_invite(by: Person, role: Role, *, organization_id: int | None) -> None:
    """The leader of an organization decides who belongs to it."""
    if by is SYSTEM:
        return
    if role not in {Role.LEADER, Role.MEMBER}:
        raise Refusal(lazy("An organization has leaders and members only."), field="role")
    leads = {grant.organization_id for grant in by.active_grants if grant.role is Role.LEADER}
    if organization_id is None or organization_id not in leads:
        raise NotAllowed(lazy("Only a leader of the organization can do this."))


def may_link(by: Person, user: User, organizations: Collection[int]) -> bool:
    """Whether `by` may hand this person a sign-in link: never for somebody with more power.

    `organizations` are those of the parks of `by`: their people are helped there.
    """
    if not user.is_active_account or user.id == by.id:
        return False
    if Role.ADMINISTRATOR in roles_of(by):
        return True
    helped = {(role, park) for park in _parks_of(by, Role.OPERATOR) for role in OPERATOR_HELPS}
    helped |= {(role, park) for park in _parks_of(by, Role.MANAGER) for role in PARK_ROLES}
    return all(
        grant.organization_id in organizations
        if grant.role in {Role.LEADER, Role.MEMBER}
        else (grant.role, grant.park_id) in helped
        for grant in user.active_grants
    )


def needs_place(role: Role) -> Anchor:
    """The kind of place a grant of this role must name."""
    if role is Role.EXPERT:
        return Anchor.PARK
    return ANCHORS[role]
