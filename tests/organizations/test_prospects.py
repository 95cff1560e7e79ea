"""Who gets the file of an organization that knocks: its own people, never a stranger."""

from datetime import date

import pytest

from incubator.accounts.queries import list_organization_people
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import work
from incubator.kernel.errors import Conflict, Refusal
from incubator.organizations import actions, queries
from incubator.organizations.models import LegalForm, Mode
from incubator.organizations.rules import ProspectFacts, ResidencyTerms
from incubator.organizations.workflow import Stage
from tests.organizations.build import credit_code, organization, owner, residency


def facts_of(park, name="青禾县阳光服务队", code=None, town="青石镇"):
    form = LegalForm.SOCIAL_GROUP if code else LegalForm.TEAM
    return ProspectFacts(name, form, code, town, park.region_id)


def knock(park, by, **facts):
    with work(by=by):
        return actions.find_or_create_prospect(facts_of(park, **facts), park=park, by=by)


def test_a_newcomer_leads_the_new_file(build):
    park, user = build.park(), build.user()
    found = knock(park, user)
    assert [grant.user_id for grant in list_organization_people(found.id)] == [user.id]
    assert [(link.park_id, link.reason) for link in found.park_links] == [(park.id, "application")]
    assert found.stage is None


def test_reapplying_next_year_is_the_same_file(build):
    park, user = build.park(), build.user()
    first = knock(park, user)
    again = knock(park, user, name="青禾县 阳光服务队")
    assert again.id == first.id
    assert len(again.park_links) == 1


def test_a_team_that_registered_since_keeps_its_file(build):
    park, user = build.park(), build.user()
    team = knock(park, user)
    found = knock(park, user, code=credit_code(7))
    assert found.id == team.id
    assert (found.legal_form, found.credit_code) == (LegalForm.SOCIAL_GROUP, credit_code(7))


def test_somebody_elses_file_is_not_handed_over(build):
    park, user, stranger = build.park(), build.user(), build.user()
    knock(park, user, code=credit_code(7))
    with pytest.raises(Refusal) as refused:
        knock(park, stranger, name="别的名字", code=credit_code(7))
    assert refused.value.field == "credit_code"
    assert list_organization_people(queries.find_by_credit_code(credit_code(7)).id)[0].user_id == (
        user.id
    )


def test_a_file_that_the_park_keeps_is_not_taken_by_its_code(build):
    park, stranger = build.park(), build.user()
    kept = organization(park, number=7)
    with pytest.raises(Refusal) as refused:
        knock(park, stranger, code=credit_code(7))
    assert refused.value.field == "credit_code"
    assert list_organization_people(kept.id) == []


def test_a_wrong_check_character_is_refused(build):
    park, user = build.park(), build.user()
    wrong = credit_code(7)[:-1] + ("0" if credit_code(7)[-1] != "0" else "1")
    with pytest.raises(Refusal) as refused:
        knock(park, user, code=wrong)
    assert refused.value.field == "credit_code"


def test_admission_makes_a_residency_and_the_first_stage(build):
    park = build.park()
    team, registered = organization(park), organization(park, "青禾县敬老协会", number=3)
    residency(team, park)
    residency(registered, park)
    assert (team.stage, registered.stage) == (Stage.SEEDLING, Stage.STARTUP)
    assert [row.stage for row in queries.list_stage_entries(team)] == [Stage.SEEDLING]
    assert [row.organization_id for row in queries.list_residents([park.id])] == [
        team.id,
        registered.id,
    ]


def test_one_organization_lives_once_in_a_park(build):
    park = build.park()
    team = organization(park)
    residency(team, park)
    with pytest.raises(Conflict):
        residency(team, park)


def test_a_residency_ends_after_it_starts(build):
    park = build.park()
    team = organization(park)
    terms = ResidencyTerms(park.id, None, Mode.VIRTUAL, date(2026, 7, 1), date(2026, 7, 1))
    with pytest.raises(Refusal) as refused, work(by=SYSTEM):
        actions.admit(team, terms, by=SYSTEM)
    assert refused.value.field == "ends_on"


def test_a_leader_may_be_one_of_two(build):
    park, user = build.park(), build.user()
    found = knock(park, user)
    colleague = owner(build, found, Role.MEMBER)
    assert knock(park, colleague).id == found.id
