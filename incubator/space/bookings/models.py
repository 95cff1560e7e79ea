"""What is stored of bookings: the booking, and the half-hour slots it occupies.

A slot row is unique per room and moment: that constraint, not a reading beforehand, is what keeps two
bookings apart. It holds on SQLite, on PostgreSQL and on distributed engines.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.accounts.models import User
from incubator.kernel import clock
from incubator.kernel.access import Scope
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.organizations.models import Organization
from incubator.space.bookings.workflow import BookingStatus
from incubator.space.places.models import MeetingRoom

ONE_BOOKING = "uq_booking_slots_one_booking"


class Booking(Addressable, Versioned, Base):
    """One room for one time; without an organization it is the park's own use."""

    __tablename__ = "bookings"
    __audited__ = True
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("people > 0", name="people_positive"),
        Index("ix_bookings_room", "room_id", "starts_at"),
        Index("ix_bookings_park", "park_id", "starts_at", "id"),
        Index("ix_bookings_park_status", "park_id", "status", "ends_at"),
        Index("ix_bookings_organization", "organization_id", "starts_at", "id"),
    )

    room_id: Mapped[int] = mapped_column(ForeignKey("meeting_rooms.id"))
    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    booked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    rule_set_id: Mapped[int | None] = mapped_column(ForeignKey("rule_sets.id"))
    title: Mapped[str] = mapped_column(String(60))
    people: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    equipment_note: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[BookingStatus] = mapped_column(slug(BookingStatus), default=BookingStatus.BOOKED)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)

    room: Mapped[MeetingRoom] = relationship(lazy="joined")
    organization: Mapped[Organization | None] = relationship()
    booked_by: Mapped[User | None] = relationship()

    @property
    def day(self) -> date:
        """The day in the park."""
        return clock.local(self.starts_at).date()

    @property
    def start(self) -> str:
        """When it begins, 09:00."""
        return clock.local(self.starts_at).strftime("%H:%M")

    @property
    def end(self) -> str:
        """When it ends, 10:30."""
        return clock.local(self.ends_at).strftime("%H:%M")

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    def access_scope(self) -> Scope:
        """Reached by the organization's people, the park, and the bureau."""
        return self.room.park.scope_with(self.organization_id)


class BookingSlot(Base):
    """One half hour of one room; deleted when the booking no longer needs it."""

    __tablename__ = "booking_slots"
    __table_args__ = (UniqueConstraint("room_id", "slot_start", name=ONE_BOOKING),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("meeting_rooms.id"))
    slot_start: Mapped[datetime]
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
