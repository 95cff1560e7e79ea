"""What is stored of a group's year: activities, person-times, members, money, safety."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.kernel import clock
from incubator.kernel.access import HangsUnder
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.registration.filing_reports.workflow import ReportStatus
from incubator.registration.filings.models import Filing


class FilingReport(Addressable, Versioned, HangsUnder, Base):
    """The short report of a filed group about one year.

    `members` counts persons, `attendances` person-times (人次): the two are never added.
    """

    __tablename__ = "filing_reports"
    __audited__ = True
    __parent__ = "filing"
    __table_args__ = (UniqueConstraint("filing_id", "year"),)

    filing_id: Mapped[int] = mapped_column(ForeignKey("filings.id"))
    year: Mapped[int]
    activities: Mapped[int | None]
    attendances: Mapped[int | None]
    members: Mapped[int | None]
    income_fen: Mapped[int | None] = mapped_column(BigInteger)
    expense_fen: Mapped[int | None] = mapped_column(BigInteger)
    text: Mapped[str] = mapped_column(String(1000), default="")
    is_safe: Mapped[bool | None]
    safety_note: Mapped[str] = mapped_column(String(500), default="")
    return_reason: Mapped[str] = mapped_column(String(2000), default="")
    status: Mapped[ReportStatus] = mapped_column(slug(ReportStatus), default=ReportStatus.DRAFT)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    filing: Mapped[Filing] = relationship(lazy="joined")
