"""How tests make organizations: through the room's own actions."""

from datetime import date

from incubator.accounts.models import User
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import work
from incubator.kernel.identifiers import inner_check_character, uscc_check_character
from incubator.organizations import actions
from incubator.organizations.models import Cohort, LegalForm, Mode, Organization, Residency
from incubator.organizations.rules import CohortFacts, ProfileFacts, ResidencyTerms
from incubator.territory.models import Park
from tests.build import Builder


def credit_code(number: int, kind: str = "51") -> str:
    """A code that no real organization has (region 999999), with both checks right."""
    body = f"TEST{number:04d}"
    first = f"{kind}999999{body[:8].replace('S', 'X')}"
    first += inner_check_character(first[8:16])
    return first + uscc_check_character(first)


def organization(
    park: Park,
    name: str = "青禾县阳光社会工作服务中心",
    *,
    number: int | None = None,
    address: str = "青禾县青石镇解放街1号",
    by: object = SYSTEM,
) -> Organization:
    """A recorded organization; registered when it has a number."""
    facts = ProfileFacts(
        name=name,
        legal_form=LegalForm.SOCIAL_GROUP if number else LegalForm.TEAM,
        credit_code=credit_code(number) if number else None,
        representative="陈禾",
        phone="13900001234",
        address=address,
        founded_on=date(2025, 3, 1) if number else None,
    )
    with work(by=by):  # type: ignore[arg-type]
        return actions.new_organization(
            facts, park=park, region_id=park.region_id, reason="entered", by=SYSTEM
        )


def cohort(park: Park) -> Cohort:
    """The first cohort."""
    with work(by=SYSTEM):
        facts = CohortFacts("第一批", date(2025, 7, 1), date(2027, 6, 30))
        return actions.found_cohort(park, facts, by=SYSTEM)


def residency(found: Organization, park: Park, *, ends_on: date = date(2027, 6, 30)) -> Residency:
    """A running stay since July 2026."""
    terms = ResidencyTerms(park.id, None, Mode.PHYSICAL, date(2026, 7, 1), ends_on)
    with work(by=SYSTEM):
        return actions.admit(found, terms, by=SYSTEM)


def owner(build: Builder, found: Organization, role: Role = Role.LEADER) -> User:
    """A leader or member of the organization."""
    return build.person(role, organization_id=found.id)
