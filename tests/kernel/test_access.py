"""Does the verdict follow from grants, anchors and scopes, and from nothing else?"""

from dataclasses import dataclass
from typing import Any

import pytest

from incubator.kernel import access
from incubator.kernel.access import ANCHORS, SYSTEM, Anchor, Permission, Role, Wearing, scope

COUNTY = "/990000/999900/999999/"


@dataclass(frozen=True)
class Grant:
    role: Role
    park_id: int | None = None
    region_path: str | None = None
    organization_id: int | None = None


@dataclass(frozen=True)
class Somebody:
    active_grants: tuple[Grant, ...] = ()
    id: int | None = 1
    display_name: str = "某人"


@dataclass(frozen=True)
class Thing:
    where: access.Scope

    def access_scope(self):
        return self.where


EVERYWHERE = Thing(scope(parks=[1], regions=[COUNTY], organizations=[1], people=[1]))
ELSEWHERE = Thing(scope(parks=[2], regions=["/110000/"], organizations=[2], people=[2]))
AT_PLACE: dict[Anchor, dict[str, Any]] = {
    Anchor.PARK: {"park_id": 1},
    Anchor.REGION: {"region_path": "/990000/999900/"},
    Anchor.ORGANIZATION: {"organization_id": 1},
    Anchor.PERSON: {},
    Anchor.INSTALLATION: {},
}


def holder(role):
    return Somebody((Grant(role, **AT_PLACE[ANCHORS[role]]),))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("needed_role", list(Role))
def test_each_role_reaches_its_own_place_and_no_other(role, needed_role):
    needed = Permission("test", frozenset({needed_role}))
    person = holder(role)
    has_it = role is needed_role or needed_role is Role.APPLICANT
    assert access.may(person, needed) is has_it
    assert access.allows(person, needed, EVERYWHERE) is has_it
    reaches_all = role is needed_role is Role.ADMINISTRATOR
    assert access.allows(person, needed, ELSEWHERE) is reaches_all


def test_visitors_reach_public_things_only():
    assert access.allows(None, access.PUBLIC, ELSEWHERE)
    assert not access.allows(None, access.SIGNED_IN, EVERYWHERE)
    assert not access.may(None, access.SIGNED_IN)
    assert access.roles_of(None) == frozenset()


def test_everybody_signed_in_is_an_applicant():
    assert access.roles_of(Somebody()) == {Role.APPLICANT}


def test_system_reaches_everything():
    nobody = Permission("test", frozenset())
    assert access.allows(SYSTEM, nobody, ELSEWHERE)


def test_verdict_is_the_union_of_grants():
    person = Somebody((Grant(Role.OPERATOR, park_id=1), Grant(Role.OPERATOR, park_id=2)))
    needed = Permission("test", frozenset({Role.OPERATOR}))
    assert access.reach(person, needed).parks == {1, 2}
    assert access.allows(person, needed, ELSEWHERE)


def test_a_role_at_one_place_lends_nothing_to_another():
    """An operator of park 1 who is clerk of park 2 operates nothing there."""
    person = Somebody((Grant(Role.OPERATOR, park_id=1), Grant(Role.CLERK, park_id=2)))
    needed = Permission("test", frozenset({Role.OPERATOR}))
    assert not access.allows(person, needed, ELSEWHERE)


@pytest.mark.parametrize(
    ("mine", "theirs", "within"),
    [
        ("/990000/", COUNTY, True),
        (COUNTY, COUNTY, True),
        (COUNTY, "/990000/", False),
        ("/990000/999900/", "/990000/999901/", False),
        ("/99/", "/990000/", False),
    ],
)
def test_regions_reach_their_subtree(mine, theirs, within):
    person = Somebody((Grant(Role.SUPERVISOR, region_path=mine),))
    needed = Permission("test", frozenset({Role.SUPERVISOR}))
    assert access.allows(person, needed, Thing(scope(regions=[theirs]))) is within


def test_a_leader_does_not_reach_the_park_of_the_organization():
    person = Somebody((Grant(Role.LEADER, organization_id=1),))
    needed = Permission("test", frozenset({Role.LEADER, Role.OPERATOR}))
    assert not access.allows(person, needed, Thing(scope(parks=[1])))
    assert access.allows(person, needed, Thing(scope(parks=[9], organizations=[1])))


def test_empty_scope_is_reached_by_nobody_but_installation_roles():
    nowhere = Thing(scope())
    for role in Role:
        needed = Permission("test", frozenset({role}))
        assert access.allows(holder(role), needed, nowhere) is (role is Role.ADMINISTRATOR)


def test_permission_names_are_unique():
    with pytest.raises(ValueError, match="twice"):
        access.permission("public")


def test_hat_narrows_what_is_shown():
    person = Somebody((Grant(Role.OPERATOR, park_id=1), Grant(Role.EXPERT)))
    worn = Wearing(person, [person.active_grants[1]])
    assert access.roles_of(worn) == {Role.APPLICANT, Role.EXPERT}
    assert (worn.id, worn.display_name) == (person.id, person.display_name)
