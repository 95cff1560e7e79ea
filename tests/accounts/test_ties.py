"""Do accounts know the organizations of a park: for help with signing in, for hats and for the audit?"""

import pytest

from incubator.accounts import actions as accounts
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import work
from incubator.organizations import actions
from incubator.organizations.models import LegalForm
from incubator.organizations.rules import ProspectFacts
from incubator.territory import actions as territory
from incubator.territory.models import RegionLevel
from incubator.territory.queries import get_park


@pytest.fixture
def leader(build):
    """The leader of an organization that applied to the park 青禾."""
    park, user = build.park(), build.user("江禾")
    facts = ProspectFacts(
        name="青禾助老社",
        legal_form=LegalForm.TEAM,
        credit_code=None,
        town="城关镇",
        region_id=park.region_id,
    )
    with work(by=user):
        actions.find_or_create_prospect(facts, park=park, by=user)
    return user


def test_operator_helps_people_of_organizations_of_the_own_park_only(build, leader, client_for):
    other = client_for(build.person(Role.OPERATOR, park=build.park("second")))
    assert "江禾" not in other.get(f"/sign-in-links?q={leader.sign_in_name}").text


def test_operator_of_the_park_helps_the_leader(build, leader, client_for):
    operator = client_for(build.person(Role.OPERATOR, park=get_park("qinghe")))
    assert "江禾" in operator.get(f"/sign-in-links?q={leader.sign_in_name}").text
    assert "江禾" in operator.get("/sign-in-links?q=江禾").text


def test_hat_and_invitation_name_the_organization(build, leader, client, client_for):
    assert "青禾助老社" in client_for(leader).get("/account").text
    organization_id = leader.active_grants[0].organization_id
    with work(by=leader):
        token = accounts.invite(organization_id=organization_id, role=Role.MEMBER, by=leader)
    assert "青禾助老社" in client.get(f"/links/{token}").text


def test_auditor_sees_organizations_of_the_own_region(build, leader, client_for):
    auditor = client_for(build.person(Role.AUDITOR, park=get_park("qinghe")))
    assert "organizations.created" in auditor.get("/audit?subject=organizations").text
    far = build.user()
    with work(by=SYSTEM):
        region = territory.add_region(
            code="110000", name="远省", level=RegionLevel.PROVINCE, parent=None
        )
        accounts.grant(far, Role.AUDITOR, accounts.Place(region_id=region.id), by=SYSTEM)
    stranger = client_for(far)
    assert "organizations.created" not in stranger.get("/audit?subject=organizations").text
