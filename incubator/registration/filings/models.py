"""What is stored of a filed community group: its number, type, township, and where it stands."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.kernel import clock
from incubator.kernel.access import Scope
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.organizations.models import LegalForm, Organization
from incubator.registration.cases.models import Case
from incubator.registration.filings.workflow import LIVE, FilingStatus
from incubator.territory.models import Park, Region

VALID = text("status IN ('filed', 'changed')")


class Filing(Addressable, Versioned, Base):
    """One line of the register; an organization has one that is valid, and keeps its number for ever."""

    __tablename__ = "filings"
    __audited__ = True
    __table_args__ = (
        UniqueConstraint("park_id", "number"),
        Index("ix_filings_township", "park_id", "township_id", "status"),
        Index(
            "uq_filings_valid",
            "organization_id",
            unique=True,
            sqlite_where=VALID,
            postgresql_where=VALID,
        ),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"))
    # Empty where the region tree does not know the township: the list says so.
    township_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_sets.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("registration_cases.id"))
    conversion_id: Mapped[int | None] = mapped_column(ForeignKey("registration_cases.id"))
    number: Mapped[str] = mapped_column(String(60))
    type: Mapped[str] = mapped_column(String(40), default="")
    subtype: Mapped[str] = mapped_column(String(40), default="")
    community: Mapped[str] = mapped_column(String(60), default="")
    leader_post: Mapped[str] = mapped_column(String(40), default="")
    filed_on: Mapped[date]
    status: Mapped[FilingStatus] = mapped_column(slug(FilingStatus), default=FilingStatus.FILED)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)

    organization: Mapped[Organization] = relationship(lazy="joined")
    park: Mapped[Park] = relationship(lazy="joined")
    township: Mapped[Region | None] = relationship(lazy="joined")
    conversion: Mapped[Case | None] = relationship(foreign_keys=[conversion_id])

    @property
    def legal_form(self) -> LegalForm:
        """What a filed group is in law: the papers of a filing are those of this form."""
        return LegalForm.COMMUNITY_GROUP

    @property
    def is_valid(self) -> bool:
        """Whether it counts today."""
        return self.status in LIVE

    def access_scope(self) -> Scope:
        """Reached by the organization's people, the park and its region's bureau."""
        return self.park.scope_with(self.organization_id)
