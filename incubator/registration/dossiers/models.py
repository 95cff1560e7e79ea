"""What is stored of dossiers: one for each handled matter, and its archive items with their metadata."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.interfaces import ORMOption

from incubator.accounts.models import User
from incubator.kernel import clock
from incubator.kernel.access import HangsUnder, Scope
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.kernel.rulesets import RuleSet
from incubator.registration.cases.models import Case
from incubator.registration.dossiers.workflow import DossierStatus


class Dossier(Addressable, Versioned, Base):
    """One handled matter (一事一件): class, year and number, retention, secrecy, and where it lies."""

    __tablename__ = "dossiers"
    __audited__ = True
    __table_args__ = (
        UniqueConstraint("park_id", "category", "year", "number"),
        Index("ix_dossiers_park", "park_id", "status", "id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("registration_cases.id"), unique=True)
    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"))
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_sets.id"))
    category: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    retention: Mapped[str] = mapped_column(String(40))
    level: Mapped[str] = mapped_column(String(40))
    status: Mapped[DossierStatus] = mapped_column(slug(DossierStatus), default=DossierStatus.OPEN)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    ended_on: Mapped[date | None]
    hand_over_by_on: Mapped[date | None] = mapped_column(index=True)
    is_hand_over_provisional: Mapped[bool] = mapped_column(default=False)
    handed_over_on: Mapped[date | None]
    handed_over_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    hand_over_note: Mapped[str] = mapped_column(String(1000), default="")
    arrange_by_on: Mapped[date | None] = mapped_column(index=True)
    is_arrange_provisional: Mapped[bool] = mapped_column(default=False)
    arranged_on: Mapped[date | None]
    arranged_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    volume: Mapped[str] = mapped_column(String(20), default="")
    box: Mapped[str] = mapped_column(String(20), default="")
    shelf: Mapped[str] = mapped_column(String(60), default="")
    transfer_on: Mapped[date | None] = mapped_column(index=True)
    transferred_on: Mapped[date | None]
    receipt: Mapped[str] = mapped_column(String(120), default="")
    # Told by the last check, so that lists need not look at the items.
    checked_at: Mapped[datetime | None]
    item_count: Mapped[int] = mapped_column(default=0)
    fault_count: Mapped[int] = mapped_column(default=0)
    missing_count: Mapped[int] = mapped_column(default=0)

    case: Mapped[Case] = relationship(lazy="joined")
    rule_set: Mapped[RuleSet] = relationship()
    handed_over_by: Mapped[User | None] = relationship(foreign_keys=[handed_over_by_id])
    arranged_by: Mapped[User | None] = relationship(foreign_keys=[arranged_by_id])
    items: Mapped[list["ArchiveItem"]] = relationship(
        back_populates="dossier", order_by="ArchiveItem.position"
    )

    @property
    def organization_id(self) -> int:
        """Under which organization the audit finds it."""
        return self.case.organization_id

    def access_scope(self) -> Scope:
        """Hangs under its case."""
        return self.case.access_scope()


class ItemKind(StrEnum):
    """Whether an item is a file, a paper that somebody confirmed, or something that nobody has."""

    FILE = "file"
    PAPER = "paper"
    MISSING = "missing"


class ArchiveItem(Addressable, HangsUnder, Base):
    """One paper of a dossier, as it was taken in; only checks and the paper original are added later.

    The bytes are a copy that belongs to the archive: what happens at the step later changes nothing here.
    """

    __tablename__ = "archive_items"
    __audited__ = True
    __parent__ = "dossier"
    __table_args__ = (Index("ix_archive_items_dossier", "dossier_id", "position"),)

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"))
    position: Mapped[int]
    kind: Mapped[ItemKind] = mapped_column(slug(ItemKind))
    step: Mapped[str] = mapped_column(String(60))
    step_title: Mapped[dict[str, str]]
    material: Mapped[str] = mapped_column(String(60))
    title: Mapped[dict[str, str]]
    source_code: Mapped[str] = mapped_column(String(12), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"), unique=True)
    name: Mapped[str] = mapped_column(String(160), default="")
    format: Mapped[str] = mapped_column(String(10), default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    edition: Mapped[int] = mapped_column(default=1)
    maker: Mapped[str] = mapped_column(String(80), default="", info={"personal": True})
    made_at: Mapped[datetime | None]
    confirmer: Mapped[str] = mapped_column(String(80), default="", info={"personal": True})
    confirmed_on: Mapped[date | None]
    taken_in_at: Mapped[datetime] = mapped_column(default=clock.now)
    checks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    original_on: Mapped[date | None]
    original_box: Mapped[str] = mapped_column(String(20), default="")
    original_shelf: Mapped[str] = mapped_column(String(60), default="")
    original_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    dossier: Mapped[Dossier] = relationship(back_populates="items")
    file: Mapped[StoredFile | None] = relationship(lazy="joined")
    original_by: Mapped[User | None] = relationship()

    @property
    def is_wanting(self) -> bool:
        """Whether its original must still be handed in."""
        return self.kind is not ItemKind.FILE and self.original_on is None

    @classmethod
    def scope_options(cls) -> tuple[ORMOption, ...]:
        """What `access_scope()` reads comes along in the same query."""
        return (joinedload(cls.dossier),)
