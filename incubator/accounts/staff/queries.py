"""What can be asked about staff and accounts."""

from collections.abc import Callable, Collection

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from incubator.accounts.models import Grant, User
from incubator.accounts.rules import INSTALLATION_ROLES, PARK_ROLES, may_link, normal_name
from incubator.kernel.access import Person, Reach, Role, roles_of
from incubator.kernel.db import db

OrganizationsOfParks = Callable[[list[int]], Collection[int]]
_organizations_of_parks: list[OrganizationsOfParks] = []
FOUND_AT_MOST = 20


def tell_organizations_of_parks(source: OrganizationsOfParks) -> OrganizationsOfParks:
    """The organizations room tells which organizations a park looks after."""
    _organizations_of_parks.append(source)
    return source


def organizations_of_parks(park_ids: list[int]) -> set[int]:
    """The organizations whose people are helped by these parks."""
    return {key for source in _organizations_of_parks for key in source(park_ids)}


def select_staff(span: Reach) -> Select[Grant]:
    """The active roles that this person may manage: of the own parks, or all but organizations'."""
    roles = PARK_ROLES | INSTALLATION_ROLES if span.everything else PARK_ROLES
    query = select(Grant).where(Grant.ended_at.is_(None), Grant.role.in_(roles))
    query = query.options(joinedload(Grant.user))
    if not span.everything:
        query = query.where(Grant.park_id.in_(sorted(span.parks)))
    return query


def get_staff_role(span: Reach, code: str) -> Grant | None:
    """One active role within that reach."""
    found: Grant | None = db.session.scalars(
        select_staff(span).where(Grant.code == code)
    ).one_or_none()
    return found


def select_users(q: str) -> Select[User]:
    """Accounts by name, number or address."""
    query = select(User)
    if q:
        name = normal_name(q)
        query = query.where(
            or_(User.sign_in_name.startswith(name, autoescape=True), User.display_name == q.strip())
        )
    return query


def find_people_to_help(by: Person, q: str) -> list[User]:
    """Whom `by` may hand a sign-in link: by whole number or address, or by whole name."""
    if not q.strip():
        return []
    query = (
        select(User)
        .where(or_(User.sign_in_name == normal_name(q), User.display_name == q.strip()))
        .order_by(User.id)
        .limit(FOUND_AT_MOST)
        .options(selectinload(User.grants))
    )
    found = list(db.session.scalars(query))
    organizations = own_organizations(by)
    typed_name = normal_name(q)
    return [
        user
        for user in found
        if may_link(by, user, organizations)
        and (user.active_grants or user.sign_in_name == typed_name or _is_administrator(by))
    ]


def own_organizations(by: Person) -> set[int]:
    """The organizations of the parks where this person works."""
    parks = {grant.park_id for grant in by.active_grants if grant.park_id is not None}
    return organizations_of_parks(sorted(parks))


def _is_administrator(by: Person) -> bool:
    return Role.ADMINISTRATOR in roles_of(by)
