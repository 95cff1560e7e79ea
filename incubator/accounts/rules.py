"""Who may manage people, and what is refused: password rules, grants beyond one's own reach."""

import gzip
import re
from functools import cache
from pathlib import Path

from incubator.kernel.access import (
    ANCHORS,
    Anchor,
    Person,
    Role,
    permission,
    roles_of,
)
from incubator.kernel.errors import NotAllowed, Refusal
from incubator.kernel.identifiers import half_width
from incubator.kernel.text import lazy

OWN_ACCOUNT = permission("accounts.own", *Role)
GRANT_EDIT = permission("accounts.grant_edit", Role.MANAGER, Role.ADMINISTRATOR)
USER_LINK = permission("accounts.user_link", Role.OPERATOR, Role.MANAGER, Role.ADMINISTRATOR)
USER_LIST = permission("accounts.user_list", Role.ADMINISTRATOR)
AUDIT_READ = permission("accounts.audit_read", Role.AUDITOR)

SHORT_ROLES = frozenset({Role.APPLICANT, Role.LEADER, Role.MEMBER, Role.EXPERT})
SHORT, LONG, LONGEST = 10, 15, 128
PARK_ROLES = frozenset({Role.CLERK, Role.OPERATOR, Role.MANAGER, Role.EXPERT})
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


def normal_name(text: str) -> str:
    """The sign-in name as it is stored: half-width, lower case, a mobile number as eleven digits."""
    name = half_width(text).replace(" ", "").lower()
    phone = name.removeprefix("+86").replace("-", "")
    return phone if phone.isdigit() else name


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
    if len(set(plain)) <= 3:
        return True
    return any(len(name) >= 4 and name.casefold() in plain for name in names)


def check_may_grant(by: Person, role: Role, *, park_id: int | None) -> None:
    """Nobody grants more than they have: managers give park roles in their park, administrators the rest."""
    if Role.ADMINISTRATOR in roles_of(by):
        return
    mine = {grant.park_id for grant in by.active_grants if grant.role is Role.MANAGER}
    if role not in PARK_ROLES or park_id not in mine:
        raise NotAllowed(lazy("You can give park roles in your own park only."))


def needs_place(role: Role) -> Anchor:
    """The kind of place a grant of this role must name."""
    if role is Role.EXPERT:
        return Anchor.PARK
    return ANCHORS[role]
