"""What is stored of a meeting: its notice, its sign-in sheet, its resolutions with their votes."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.interfaces import ORMOption

from incubator.kernel.access import Scope
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.kernel.text import lazy
from incubator.organizations.models import Organization
from incubator.registration.registers.models import PERSONAL, Hanging


class MeetingKind(StrEnum):
    """Which body meets."""

    FOUNDING = "founding"
    MEMBERS = "members"
    COUNCIL = "council"


MEETING_LABELS = {
    MeetingKind.FOUNDING: lazy("Founding meeting"),
    MeetingKind.MEMBERS: lazy("Members' meeting"),
    MeetingKind.COUNCIL: lazy("Council meeting"),
}


class Meeting(Addressable, Versioned, Hanging, Base):
    """One meeting: when it was called, when and where it is held, who leads and who writes."""

    __tablename__ = "register_meetings"
    __audited__ = True
    __table_args__ = (CheckConstraint("held_on >= called_on", name="held_after_call"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    kind: Mapped[MeetingKind] = mapped_column(slug(MeetingKind))
    called_on: Mapped[date | None]
    held_on: Mapped[date]
    starts_at: Mapped[str] = mapped_column(String(5), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    chair: Mapped[str] = mapped_column(String(60), default="", info=PERSONAL)
    secretary: Mapped[str] = mapped_column(String(60), default="", info=PERSONAL)
    # The items of the agenda in order.
    items: Mapped[list[str]] = mapped_column(default=list)

    organization: Mapped[Organization] = relationship()


class Presence(StrEnum):
    """How somebody took part."""

    ABSENT = "absent"
    IN_PERSON = "in_person"
    BY_PROXY = "by_proxy"


PRESENCE_LABELS = {
    Presence.ABSENT: lazy("Not there"),
    Presence.IN_PERSON: lazy("In person"),
    Presence.BY_PROXY: lazy("By proxy"),
}


class Attendance(Addressable, Base):
    """One line of the sign-in sheet; the name stands for itself, whatever the register says later."""

    __tablename__ = "register_attendances"
    __audited__ = True
    __table_args__ = (Index("ix_register_attendances_sheet", "meeting_id", "presence"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("register_meetings.id"))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("register_members.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str] = mapped_column(String(100), info=PERSONAL)
    presence: Mapped[Presence] = mapped_column(slug(Presence), default=Presence.ABSENT)
    proxy: Mapped[str] = mapped_column(String(60), default="", info=PERSONAL)
    # Supervisors and guests sit in without a vote and do not count.
    has_vote: Mapped[bool] = mapped_column(default=True)

    meeting: Mapped[Meeting] = relationship()

    def access_scope(self) -> Scope:
        """Hangs under its meeting."""
        return self.meeting.access_scope()


class Matter(StrEnum):
    """What a resolution is about: four matters need more votes on a foundation's council (JJH 21)."""

    ORDINARY = "ordinary"
    CHARTER = "charter"
    ELECTION = "election"
    FUNDS = "funds"
    MERGER = "merger"


MATTER_LABELS = {
    Matter.ORDINARY: lazy("Ordinary matter"),
    Matter.CHARTER: lazy("Adopting or changing the charter"),
    Matter.ELECTION: lazy("Electing or removing leaders"),
    Matter.FUNDS: lazy("Major fundraising or investment"),
    Matter.MERGER: lazy("Division or merger"),
}


class Resolution(Addressable, Versioned, Base):
    """One resolution with its votes."""

    __tablename__ = "register_resolutions"
    __audited__ = True
    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        CheckConstraint(
            "votes_for >= 0 AND votes_against >= 0 AND votes_abstain >= 0",
            name="votes_not_negative",
        ),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("register_meetings.id"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(500))
    matter: Mapped[Matter] = mapped_column(slug(Matter), default=Matter.ORDINARY)
    votes_for: Mapped[int] = mapped_column(default=0)
    votes_against: Mapped[int] = mapped_column(default=0)
    votes_abstain: Mapped[int] = mapped_column(default=0)

    meeting: Mapped[Meeting] = relationship()

    @property
    def organization_id(self) -> int:
        """Under which organization the audit finds it."""
        return self.meeting.organization_id

    @classmethod
    def scope_options(cls) -> tuple[ORMOption, ...]:
        """What `access_scope()` reads comes along in the same query."""
        organization = joinedload(cls.meeting).joinedload(Meeting.organization)
        return (
            organization.joinedload(Organization.residencies),
            organization.joinedload(Organization.park_links),
        )

    def access_scope(self) -> Scope:
        """Hangs under its meeting."""
        return self.meeting.access_scope()
