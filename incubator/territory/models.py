"""What is stored of places: regions with their path, and parks."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.kernel.access import Scope, scope
from incubator.kernel.db import Addressable, Base, Versioned, slug


class RegionLevel(StrEnum):
    """The levels of administration, from the nation down."""

    COUNTRY = "country"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"


class Region(Base):
    """One administrative division; `path` holds the codes from the province down: /990000/999900/."""

    __tablename__ = "regions"

    id: Mapped[int] = mapped_column(primary_key=True)
    division_code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(60), index=True)
    name_en: Mapped[str] = mapped_column(String(80), default="")
    level: Mapped[RegionLevel] = mapped_column(slug(RegionLevel))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    path: Mapped[str] = mapped_column(String(120), unique=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    @property
    def codes_upwards(self) -> list[str]:
        """The division codes from here up to the province: where rules are looked for, in order."""
        return [part for part in self.path.split("/") if part][::-1]


class Park(Addressable, Versioned, Base):
    """An incubator park: the tenant. Public pages stand under its slug."""

    __tablename__ = "parks"
    __audited__ = True

    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    owner: Mapped[str] = mapped_column(String(80), default="")
    operator: Mapped[str] = mapped_column(String(80), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    opened_on: Mapped[date | None]
    introduction: Mapped[str] = mapped_column(String(4000), default="")

    region: Mapped[Region] = relationship(lazy="joined")

    def access_scope(self) -> Scope:
        """A park is reached by its own staff and by its region's bureau."""
        return scope(parks=[self.id], regions=[self.region.path])

    def scope_with(self, organization_id: int | None) -> Scope:
        """What an organization has in this park: reached by its people too."""
        return scope(organizations=[organization_id], parks=[self.id], regions=[self.region.path])


class NumberSeries(Base):
    """The last number given out per park, kind and year: 2026-017."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("park_id", "kind", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"))
    kind: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)


class HouseRule(Addressable, Versioned, Base):
    """One of the park's house rules (园区制度), shown where it matters."""

    __tablename__ = "house_rules"
    __audited__ = True
    __table_args__ = (Index("ix_house_rules_park", "park_id", "number"),)

    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"))
    number: Mapped[int]
    title: Mapped[dict[str, str]]
    text: Mapped[dict[str, Any]]

    park: Mapped[Park] = relationship()

    def access_scope(self) -> Scope:
        """A house rule hangs under its park."""
        return self.park.access_scope()
