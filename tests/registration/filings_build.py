"""How tests make filed groups: townships below the county, rosters, and filings by the room's actions."""

from datetime import date
from pathlib import Path

from incubator.kernel.access import SYSTEM
from incubator.kernel.db import work
from incubator.organizations import actions as organizations
from incubator.organizations.models import LegalForm, Organization
from incubator.organizations.roster.reading import read_roster
from incubator.organizations.rules import ProfileFacts
from incubator.registration.bulk_filings import actions as bulk
from incubator.registration.bulk_filings.judging import candidates_of_roster
from incubator.registration.bulk_filings.models import FilingBatch
from incubator.registration.filings import actions
from incubator.registration.filings.models import Filing
from incubator.registration.filings.queries import rules_at
from incubator.territory import actions as territory
from incubator.territory.models import Park, Region

SAMPLES = Path(__file__).parents[1] / "data"
FILED_ON = date(2026, 11, 16)
HEAD = "社会组织名称,类别,法定代表人,联系电话,住所"


def townships(park: Park) -> list[Region]:
    """The shipped divisions of the demo county: ten townships below it."""
    with work(by=SYSTEM):
        rows = territory.load_regions()
    return [row for row in rows if row.level.value == "township"]


def group(
    park: Park, name: str = "青禾县青石镇和睦社区舞蹈队", town: str = "青石镇"
) -> Organization:
    """A community group in the park's files."""
    facts = ProfileFacts(name=name, legal_form=LegalForm.COMMUNITY_GROUP, town=town)
    with work(by=SYSTEM):
        return organizations.new_organization(
            facts, park=park, region_id=park.region_id, reason="import", by=SYSTEM
        )


def filed(
    park: Park,
    organization: Organization,
    *,
    kind: str = "culture",
    on: date = FILED_ON,
    place: Region | None = None,
) -> Filing:
    """The group on the register, in the first township unless another is named."""
    facts = actions.FilingFacts(
        type=kind, township=place or townships(park)[0], community="和睦社区"
    )
    with work(by=SYSTEM):
        rows = actions.file_groups(
            [actions.Request(organization, facts)],
            park=park,
            filed_on=on,
            edition=rules_at(park),
            by=SYSTEM,
        )
    return rows[0]


def batch_of(park: Park, content: bytes, name: str = "名册.csv") -> FilingBatch:
    """A roster that was judged and waits to be filed."""
    rows, others = candidates_of_roster(read_roster(content, name), park)
    with work(by=SYSTEM):
        return bulk.read_batch(park, name, rows, others=others, by=SYSTEM)


def roster(*lines: str) -> bytes:
    """A roster of these lines under the usual headings."""
    return "\n".join([HEAD, *lines]).encode()
