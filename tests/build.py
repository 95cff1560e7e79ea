"""How tests make rows: through the rooms' own actions, with as little as is needed, never directly."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count

from incubator.accounts import actions as accounts
from incubator.accounts.models import User
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import work
from incubator.territory import actions as territory
from incubator.territory.models import Park, Region, RegionLevel

HASH = accounts.hash_password("correct horse battery staple")


@dataclass
class Builder:
    """Builds a park with people in it; every method commits."""

    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def region(self) -> Region:
        """The county of the tests, 青禾县."""
        with work(by=SYSTEM):
            province = territory.add_region(
                code="990000", name="示例省", level=RegionLevel.PROVINCE, parent=None
            )
            return territory.add_region(
                code="999999", name="青禾县", level=RegionLevel.COUNTY, parent=province
            )

    def park(self, slug: str = "qinghe") -> Park:
        """A park in the county."""
        region = self.region()
        facts = territory.ParkFacts(
            name=f"青禾县社会组织孵化园{'' if slug == 'qinghe' else slug}",
            slug=slug,
            operator="青禾社会工作服务中心",
            phone="0999-5550100",
            opened_on=date(2025, 7, 1),
        )
        with work(by=SYSTEM):
            return territory.found_park(facts, region=region, by=SYSTEM)

    def user(self, name: str = "") -> User:
        """A person with an account and no grant: an applicant."""
        number = next(self.numbers)
        facts = accounts.NewUser(
            sign_in_name=f"1390000{number:04d}",
            display_name=name or f"测试{number}",
            password_hash=HASH,
        )
        with work(by=SYSTEM):
            return accounts.create_user(facts)

    def person(
        self, role: Role, *, park: Park | None = None, organization_id: int | None = None
    ) -> User:
        """A person with one role at its place."""
        user = self.user(f"{role.value}{next(self.numbers)}")
        region_roles = {Role.SUPERVISOR, Role.AUDITOR}
        place = accounts.Place(
            park_id=park.id
            if park and role not in region_roles and organization_id is None
            else None,
            region_id=park.region_id if park and role in region_roles else None,
            organization_id=organization_id,
        )
        with work(by=SYSTEM):
            accounts.grant(user, role, place, by=SYSTEM)
        return user
