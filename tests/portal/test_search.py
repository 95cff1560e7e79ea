"""Does the search find what one may open, and nothing else?"""

import pytest

from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import work
from incubator.organizations import actions as organizations
from incubator.organizations.models import LegalForm
from incubator.organizations.rules import ProfileFacts
from incubator.territory import actions as territory
from incubator.territory.models import RegionLevel
from tests.experts.build import ExpertsBuilder
from tests.intake.build import make_call
from tests.organizations.build import organization, owner
from tests.statements import counted


@pytest.fixture
def foreign(build, park):
    """An organization of another county's park."""
    with work(by=SYSTEM):
        region = territory.add_region(
            code="999900", name="邻市", level=RegionLevel.PREFECTURE, parent=None
        )
        other = territory.found_park(
            territory.ParkFacts(name="邻市园区", slug="other"), region=region, by=SYSTEM
        )
        facts = ProfileFacts(name="阳光邻市互助会", legal_form=LegalForm.TEAM)
        return organizations.new_organization(
            facts, park=other, region_id=region.id, reason="entered", by=SYSTEM
        )


@pytest.mark.postgres
@pytest.mark.parametrize("role", [Role.CLERK, Role.OPERATOR, Role.SUPERVISOR])
def test_foreign_organizations_are_not_found(build, park, foreign, client_for, role):
    mine = organization(park)
    page = client_for(build.person(role, park=park)).get("/search?q=阳光")
    assert mine.name in page.text
    assert f"/organizations/{mine.code}/home" in page.text
    assert foreign.name not in page.text


def test_an_organizations_people_find_their_own_only(build, park, client_for):
    mine, other = organization(park), organization(park, "青禾县阳光志愿者协会")
    page = client_for(owner(build, mine)).get("/search?q=阳光")
    assert mine.name in page.text
    assert other.name not in page.text


def test_applicants_and_experts_find_no_organizations(build, park, client_for):
    found = organization(park)
    for user in (build.user(), build.person(Role.EXPERT, park=park)):
        assert found.name not in client_for(user).get("/search?q=阳光").text


def test_credit_codes_are_found_by_their_beginning(build, park, client_for):
    found = organization(park, number=7)
    browser = client_for(build.person(Role.OPERATOR, park=park))
    assert found.name in browser.get(f"/search?q={found.credit_code[:12]}").text


def test_signs_of_patterns_are_letters(build, park, client_for):
    found = organization(park)
    browser = client_for(build.person(Role.OPERATOR, park=park))
    assert found.name not in browser.get("/search?q=%25").text
    assert found.name not in browser.get("/search?q=_").text


def test_calls_are_found_by_the_public_and_drafts_by_the_park_only(build, park, client_for):
    make_call(park, title="公开的招募")
    make_call(park, published=False, title="草拟的招募")
    applicant = client_for(build.user()).get("/search?q=的招募").text
    assert "公开的招募" in applicant
    assert "草拟的招募" not in applicant
    operator = client_for(build.person(Role.OPERATOR, park=park)).get("/search?q=的招募").text
    assert "草拟的招募" in operator


def test_experts_are_found_by_staff_and_pages_by_everybody(build, park, client_for):
    ExpertsBuilder(build, park).expert(name="林若溪")
    operator = client_for(build.person(Role.OPERATOR, park=park))
    assert "林若溪" in operator.get("/search?q=若溪").text
    assert "林若溪" not in client_for(build.user()).get("/search?q=若溪").text
    assert "/due-dates" in operator.get("/search?q=到期").text


def test_a_search_takes_at_most_five_queries(build, park, client_for):
    browser = client_for(build.person(Role.OPERATOR, park=park))
    with counted() as without:
        browser.get("/search")
    for number in range(12):
        organization(park, f"阳光服务队{number}")
    with counted() as found:
        browser.get("/search?q=阳光")
    assert len(found) - len(without) <= 5


def test_very_long_words_are_cut(build, park, client_for):
    page = client_for(build.user()).get("/search?q=" + "阳" * 10_000)
    assert page.status_code == 200
    assert f'value="{"阳" * 60}"' in page.text
