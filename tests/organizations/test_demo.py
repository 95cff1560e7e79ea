"""The demo park's organizations stand as their domain figures say, whatever the day."""

import random
from datetime import UTC, datetime

from incubator.kernel import clock
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.identifiers import is_uscc
from incubator.organizations import queries
from incubator.organizations.demo import make_organizations
from incubator.organizations.models import LegalForm, Mode
from incubator.organizations.workflow import Stage
from incubator.territory.models import Park


def make(build) -> tuple[Park, list]:
    park = build.park()
    build.person(Role.OPERATOR, park=park)
    build.person(Role.MANAGER, park=park)
    return park, make_organizations(park, park.region, random.Random(7), SYSTEM)


def test_five_residents_and_two_teams(build):
    park, made = make(build)
    stays = queries.list_residents([park.id])
    assert len(stays) == 7
    assert sum(stay.mode is Mode.VIRTUAL for stay in stays) == 2
    assert sum(row.legal_form is LegalForm.TEAM for row in made) == 2
    assert {stay.cohort.name for stay in stays} == {"第一批"}
    assert queries.current_cohort(park).name == "第一批"
    assert [row.stage for row in made[:5]] == [
        Stage.STARTUP,
        Stage.DEVELOPING,
        Stage.HUB,
        Stage.STARTUP,
        Stage.SEEDLING,
    ]
    assert all(is_uscc(row.credit_code) for row in made if row.is_registered)
    assert all(row.is_demo and row.mission for row in made)


def test_stages_were_decided_by_two_people_over_the_year(build):
    _park, made = make(build)
    entries = queries.list_stage_entries(made[2])
    assert [row.stage for row in entries] == [Stage.STARTUP, Stage.DEVELOPING, Stage.HUB]
    assert entries[0].entered_at < entries[1].entered_at < entries[2].entered_at
    assert entries[1].change_id is not None
    assert all(row.entered_at < clock.now() for row in entries)


def test_it_does_not_look_stale_in_another_year(build):
    clock.set_frozen(datetime(2028, 2, 3, 3, 0, tzinfo=UTC))
    park, made = make(build)
    assert made[2].stage is Stage.HUB
    assert all(stay.ends_on > clock.today() for stay in queries.list_residents([park.id]))
