"""Who may do what: roles, permissions declared by the rooms, and the one verdict.

A permission names the roles that may use it. Each role reaches objects through one anchor (its park,
its region's subtree, its organization, its own person); an object says where it hangs with
`access_scope()`. The verdict is the union over the actor's grants, read in the same transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar, runtime_checkable

from sqlalchemy import Select, bindparam, select
from sqlalchemy.sql.base import ExecutableOption

from incubator.kernel.db import db
from incubator.kernel.errors import Absent
from incubator.kernel.text import lazy


class Role(StrEnum):
    """The hats that people wear; `Anchor` says how far each reaches."""

    APPLICANT = "applicant"
    LEADER = "leader"
    MEMBER = "member"
    EXPERT = "expert"
    CLERK = "clerk"
    OPERATOR = "operator"
    MANAGER = "manager"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ROLE_LABELS = {
    Role.APPLICANT: lazy("Applicant"),
    Role.LEADER: lazy("Leader of an organization"),
    Role.MEMBER: lazy("Member of an organization"),
    Role.EXPERT: lazy("Expert"),
    Role.CLERK: lazy("Front desk"),
    Role.OPERATOR: lazy("Park operator"),
    Role.MANAGER: lazy("Park manager"),
    Role.SUPERVISOR: lazy("Bureau supervisor"),
    Role.AUDITOR: lazy("Auditor"),
    Role.ADMINISTRATOR: lazy("System administrator"),
}


class Anchor(StrEnum):
    """Through what a role reaches an object."""

    PERSON = "person"
    ORGANIZATION = "organization"
    PARK = "park"
    REGION = "region"
    INSTALLATION = "installation"


ANCHORS = {
    Role.APPLICANT: Anchor.PERSON,
    Role.LEADER: Anchor.ORGANIZATION,
    Role.MEMBER: Anchor.ORGANIZATION,
    Role.EXPERT: Anchor.PERSON,
    Role.CLERK: Anchor.PARK,
    Role.OPERATOR: Anchor.PARK,
    Role.MANAGER: Anchor.PARK,
    Role.SUPERVISOR: Anchor.REGION,
    Role.AUDITOR: Anchor.REGION,
    Role.ADMINISTRATOR: Anchor.INSTALLATION,
}
STAFF = (Role.CLERK, Role.OPERATOR, Role.MANAGER)
OWNERS = (Role.LEADER, Role.MEMBER)


class GrantLike(Protocol):
    """What a grant must tell: the role and the one place where it holds."""

    @property
    def role(self) -> Role:
        """The hat."""

    @property
    def park_id(self) -> int | None:
        """The park of a park role."""

    @property
    def region_path(self) -> str | None:
        """The path of the region of a bureau role, such as /990000/999900/999999/."""

    @property
    def organization_id(self) -> int | None:
        """The organization of a leader or member."""


@runtime_checkable
class Person(Protocol):
    """An actor with grants; every signed-in person is also an applicant."""

    @property
    def id(self) -> int | None:
        """The person's key."""

    @property
    def display_name(self) -> str:
        """The name that histories show."""

    @property
    def active_grants(self) -> Sequence[GrantLike]:
        """The grants in force now."""


@dataclass(frozen=True)
class System:
    """The installation itself: the worker, the command line, the demo maker."""

    display_name: str = "系统"
    id: int | None = None
    active_grants: Sequence[GrantLike] = ()


SYSTEM = System()


@dataclass(frozen=True)
class Wearing:
    """A person seen under one hat: for navigation and defaults, never for a verdict."""

    person: Person
    active_grants: Sequence[GrantLike]

    @property
    def id(self) -> int | None:
        """The person's key."""
        return self.person.id

    @property
    def display_name(self) -> str:
        """The person's name."""
        return self.person.display_name


@dataclass(frozen=True)
class Permission:
    """A named right and the roles that have it; `public` includes visitors without an account."""

    name: str
    roles: frozenset[Role]
    public: bool = False


PERMISSIONS: dict[str, Permission] = {}


def permission(name: str, *roles: Role, public: bool = False) -> Permission:
    """Declare a permission once, in the `rules.py` of the room that owns it."""
    if name in PERMISSIONS:
        raise ValueError(f"permission {name} is declared twice")
    found = Permission(name, frozenset(roles), public)
    PERMISSIONS[name] = found
    return found


PUBLIC = permission("public", *Role, public=True)
SIGNED_IN = permission("signed_in", *Role)


@dataclass(frozen=True)
class Scope:
    """Where an object hangs: everything through which somebody may reach it."""

    parks: frozenset[int] = frozenset()
    region_paths: frozenset[str] = frozenset()
    organizations: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()


def scope(
    *,
    parks: Iterable[int | None] = (),
    regions: Iterable[str | None] = (),
    organizations: Iterable[int | None] = (),
    people: Iterable[int | None] = (),
) -> Scope:
    """A scope from what is known; None is left out."""
    return Scope(
        frozenset(item for item in parks if item is not None),
        frozenset(item for item in regions if item),
        frozenset(item for item in organizations if item is not None),
        frozenset(item for item in people if item is not None),
    )


@dataclass(frozen=True)
class Reach:
    """How far one actor's permission reaches: what list queries filter by."""

    parks: frozenset[int] = field(default_factory=frozenset)
    region_paths: frozenset[str] = field(default_factory=frozenset)
    organizations: frozenset[int] = field(default_factory=frozenset)
    person: int | None = None
    everything: bool = False

    def covers(self, place: Scope) -> bool:
        """Whether an object that hangs there is within reach."""
        if self.everything:
            return True
        under = any(
            path.startswith(mine) for path in place.region_paths for mine in self.region_paths
        )
        return bool(
            under
            or self.parks & place.parks
            or self.organizations & place.organizations
            or (self.person is not None and self.person in place.people)
        )


def roles_of(actor: Person | None) -> frozenset[Role]:
    """The roles this actor has anywhere; a signed-in person is always an applicant too."""
    if actor is None:
        return frozenset()
    if actor is SYSTEM:
        return frozenset(Role)
    return frozenset({Role.APPLICANT, *(grant.role for grant in actor.active_grants)})


def opens(roles: frozenset[Role], needed: Permission) -> bool:
    """Whether one of these roles has the permission."""
    return needed.public or not roles.isdisjoint(needed.roles)


def may(actor: Person | None, needed: Permission) -> bool:
    """Whether the actor has one of the roles somewhere: decides navigation and 403."""
    return opens(roles_of(actor), needed)


def reach(actor: Person | None, needed: Permission) -> Reach:
    """How far this permission of the actor reaches, over all grants."""
    if actor is SYSTEM:
        return Reach(everything=True)
    if actor is None:
        return Reach()
    grants = [grant for grant in actor.active_grants if grant.role in needed.roles]
    return Reach(
        parks=frozenset(g.park_id for g in grants if g.park_id is not None and _at_park(g)),
        region_paths=frozenset(g.region_path for g in grants if g.region_path),
        organizations=frozenset(g.organization_id for g in grants if g.organization_id is not None),
        person=actor.id if Role.APPLICANT in needed.roles or _in_person(grants) else None,
        everything=any(ANCHORS[g.role] is Anchor.INSTALLATION for g in grants),
    )


def _at_park(grant: GrantLike) -> bool:
    return ANCHORS[grant.role] is Anchor.PARK


def _in_person(grants: Iterable[GrantLike]) -> bool:
    return any(ANCHORS[grant.role] is Anchor.PERSON for grant in grants)


@runtime_checkable
class Scoped(Protocol):
    """An object that says where it hangs."""

    def access_scope(self) -> Scope:
        """Everything through which somebody may reach it."""


class HangsUnder:
    """A row that is a part of another: reached like that row, and found by the audit in its place."""

    # The name of the relationship to the row above, which has a park and an organization.
    __parent__: ClassVar[str]

    @property
    def organization_id(self) -> int:
        """Under which organization the audit finds it."""
        found: int = getattr(self, self.__parent__).organization_id
        return found

    @property
    def park_id(self) -> int:
        """Under which park the audit finds it."""
        found: int = getattr(self, self.__parent__).park_id
        return found

    def access_scope(self) -> Scope:
        """Whoever reaches the row above reaches this one."""
        found: Scope = getattr(self, self.__parent__).access_scope()
        return found


def allows(actor: Person | None, needed: Permission, subject: Scoped) -> bool:
    """The verdict on one object."""
    return needed.public or reach(actor, needed).covers(subject.access_scope())


def check(actor: Person | None, needed: Permission, subject: Scoped) -> None:
    """Refuse with the same answer as for an absent object."""
    if not allows(actor, needed, subject):
        raise Absent


def _scope_options(model: Any) -> tuple[ExecutableOption, ...]:
    found: tuple[ExecutableOption, ...] = getattr(model, "scope_options", tuple)()
    return found


T = TypeVar("T", bound=Scoped)


@cache
def _by_code(model: Any, lock: bool) -> Select[Any]:  # noqa: FBT001 a key of the cache
    """The query for one row, built once a model: building it took longer than asking."""
    query = select(model).where(model.code == bindparam("wanted")).options(*_scope_options(model))
    if lock:
        query = query.with_for_update(of=model).execution_options(populate_existing=True)
    return query


def load(
    model: type[T], code: str, needed: Permission, *, by: Person | None, lock: bool = False
) -> T:
    """Find the row of that code and check the wanted access, in one call.

    `lock` takes the row for update (a unit of work that will change it). Raises `Absent` both for a
    row that is not there and for one out of reach. What a model's `access_scope()` reads beyond its
    own row comes along in the same query where the model names it in `scope_options()`.
    """
    found: T | None = (
        db.session.execute(_by_code(model, lock), {"wanted": code}).unique().scalar_one_or_none()
    )
    if found is None:
        raise Absent
    check(by, needed, found)
    return found
