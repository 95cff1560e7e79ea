"""What is stored of names: the register that a new name is compared with, with its search keys."""

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from incubator.kernel import clock
from incubator.kernel.db import Base, slug
from incubator.kernel.text import lazy
from incubator.organizations.models import LegalForm


class NameStatus(StrEnum):
    """Whether the body of that name still is there."""

    LIVE = "live"
    CANCELLED = "cancelled"
    REVOKED = "revoked"


NAME_STATUS_LABELS = {
    NameStatus.LIVE: lazy("on the register"),
    NameStatus.CANCELLED: lazy("taken off the register"),
    NameStatus.REVOKED: lazy("registration revoked"),
}


class NameEntry(Base):
    """One known name. A row of an organization on file follows its file; the others were imported.

    The `by_…` columns are numbers made of what they are named for (see `register.keys_of`), so that
    whatever is like a name is found by equality in an index, never by reading the table.
    """

    __tablename__ = "name_register"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int | None] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), unique=True
    )
    name: Mapped[str] = mapped_column(String(200))
    division_code: Mapped[str] = mapped_column(String(12), default="")
    legal_form: Mapped[LegalForm | None] = mapped_column(slug(LegalForm))
    status: Mapped[NameStatus] = mapped_column(slug(NameStatus), default=NameStatus.LIVE)
    source: Mapped[str] = mapped_column(String(100), default="")
    imported_on: Mapped[date] = mapped_column(default=clock.today)
    division: Mapped[str] = mapped_column(String(60), default="")
    trade: Mapped[str] = mapped_column(String(100), default="")
    field: Mapped[str] = mapped_column(String(100), default="")
    field_slug: Mapped[str] = mapped_column(String(40), default="")
    by_name: Mapped[int] = mapped_column(BigInteger, index=True)
    by_sound: Mapped[int] = mapped_column(BigInteger, index=True)
    by_head: Mapped[int] = mapped_column(BigInteger, index=True)
    by_tail: Mapped[int] = mapped_column(BigInteger, index=True)
    by_trade: Mapped[int] = mapped_column(BigInteger, index=True)
    by_trade_here: Mapped[int] = mapped_column(BigInteger, index=True)
    by_field_here: Mapped[int] = mapped_column(BigInteger, index=True)
