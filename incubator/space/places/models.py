"""What is stored of the place: zones, desks with their contracts, and meeting rooms."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.kernel import clock
from incubator.kernel.access import Scope
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.organizations.models import Organization, Residency
from incubator.space.places.workflow import DeskContractStatus
from incubator.territory.models import Park

ONE_HOLDER = "uq_desk_contracts_one_holder"


def shown_minute(minute: int) -> str:
    """A minute of the day as the clock shows it: 540 is 09:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


class Zone(Addressable, Versioned, Base):
    """One functional area of a park (功能分区)."""

    __tablename__ = "zones"
    __audited__ = True
    __table_args__ = (UniqueConstraint("park_id", "slug"),)

    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"), index=True)
    slug: Mapped[str] = mapped_column(String(40))
    name: Mapped[dict[str, str]]
    purpose: Mapped[dict[str, str]]
    position: Mapped[int] = mapped_column(default=1)

    park: Mapped[Park] = relationship(lazy="joined")

    def access_scope(self) -> Scope:
        """A zone hangs under its park."""
        return self.park.access_scope()


class Desk(Addressable, Versioned, Base):
    """One numbered desk (工位)."""

    __tablename__ = "desks"
    __audited__ = True
    __table_args__ = (UniqueConstraint("zone_id", "label"),)

    zone_id: Mapped[int] = mapped_column(ForeignKey("zones.id"), index=True)
    label: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(200), default="")
    is_open: Mapped[bool] = mapped_column(default=True)

    zone: Mapped[Zone] = relationship(lazy="joined")

    def access_scope(self) -> Scope:
        """A desk hangs under its park."""
        return self.zone.access_scope()


class MeetingRoom(Addressable, Versioned, Base):
    """A room that can be booked, with its seats, equipment and hours (minutes of the day)."""

    __tablename__ = "meeting_rooms"
    __audited__ = True
    __table_args__ = (
        UniqueConstraint("park_id", "name"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
        CheckConstraint(
            "opens_minute >= 0 AND closes_minute <= 1440 AND opens_minute < closes_minute",
            name="hours_in_order",
        ),
        CheckConstraint("opens_minute % 30 = 0 AND closes_minute % 30 = 0", name="hours_on_slots"),
    )

    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"), index=True)
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("zones.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    capacity: Mapped[int]
    equipment: Mapped[list[str]]
    opens_minute: Mapped[int] = mapped_column(default=480)
    closes_minute: Mapped[int] = mapped_column(default=1260)
    note: Mapped[str] = mapped_column(String(400), default="")
    is_open: Mapped[bool] = mapped_column(default=True)

    park: Mapped[Park] = relationship(lazy="joined")
    zone: Mapped[Zone | None] = relationship()

    @property
    def opens(self) -> str:
        """When it opens, 08:00."""
        return shown_minute(self.opens_minute)

    @property
    def closes(self) -> str:
        """When it closes, 21:00."""
        return shown_minute(self.closes_minute)

    def access_scope(self) -> Scope:
        """A room hangs under its park; residents reach it by booking."""
        return self.park.access_scope()


class DeskContract(Addressable, Versioned, Base):
    """Who holds a desk from when until when; one holder at a time, kept by the database."""

    __tablename__ = "desk_contracts"
    __audited__ = True
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("(status = 'ended') = (ended_on IS NOT NULL)", name="ended_has_a_day"),
        Index(
            ONE_HOLDER,
            "desk_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    desk_id: Mapped[int] = mapped_column(ForeignKey("desks.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    residency_id: Mapped[int] = mapped_column(ForeignKey("residencies.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(index=True)
    ended_on: Mapped[date | None]
    status: Mapped[DeskContractStatus] = mapped_column(
        slug(DeskContractStatus), default=DeskContractStatus.HELD
    )
    status_since: Mapped[datetime] = mapped_column(default=clock.now)

    desk: Mapped[Desk] = relationship(lazy="joined")
    organization: Mapped[Organization] = relationship()
    residency: Mapped[Residency] = relationship()

    @property
    def is_overdue(self) -> bool:
        """Whether the desk should have been given back by now."""
        return self.ended_on is None and self.ends_on < clock.today()

    def access_scope(self) -> Scope:
        """Reached by the holder and by the park."""
        return self.desk.zone.park.scope_with(self.organization_id)
