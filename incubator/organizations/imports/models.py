"""What is stored of an import: the run with its file, every row with its verdict, the columns learnt."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.accounts.models import User
from incubator.kernel import clock
from incubator.kernel.access import Scope
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.organizations.imports.workflow import ImportStatus, Outcome
from incubator.organizations.models import Organization
from incubator.territory.models import Park

PERSONAL = {"personal": True}


class ImportRun(Addressable, Versioned, Base):
    """One roster that was sent in: how it was understood, and what became of it."""

    __tablename__ = "import_runs"
    __audited__ = True

    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"), index=True)
    filename: Mapped[str] = mapped_column(String(160))
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), unique=True)
    status: Mapped[ImportStatus] = mapped_column(slug(ImportStatus), default=ImportStatus.EXAMINED)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    counts: Mapped[dict[str, Any]]
    heads: Mapped[list[Any]]
    result: Mapped[dict[str, Any]]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    park: Mapped[Park] = relationship(lazy="joined")
    file: Mapped[StoredFile] = relationship(lazy="joined")
    sent_by: Mapped[User | None] = relationship(lazy="joined")

    def access_scope(self) -> Scope:
        """An import hangs under its park."""
        return self.park.access_scope()


class ImportRow(Addressable, Base):
    """One row of a roster; `version_after` tells whether its organization was changed since."""

    __tablename__ = "import_rows"
    __table_args__ = (
        Index("ix_import_rows_verdict", "run_id", "verdict", "id"),
        Index("ix_import_rows_outcome", "run_id", "outcome", "id"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"))
    sheet: Mapped[str | None] = mapped_column(String(100))
    line: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(20))
    reasons: Mapped[list[Any]]
    warnings: Mapped[list[Any]]
    cells: Mapped[list[Any]] = mapped_column(info=PERSONAL)
    sent: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)
    values: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)
    outcome: Mapped[Outcome] = mapped_column(slug(Outcome), default=Outcome.WAITING)
    same_sheet: Mapped[str | None] = mapped_column(String(100))
    same_line: Mapped[int | None]
    stored_id: Mapped[int | None] = mapped_column(
        ForeignKey("organizations.id", ondelete="SET NULL"), index=True
    )
    organization_id: Mapped[int | None] = mapped_column(
        ForeignKey("organizations.id", ondelete="SET NULL"), index=True
    )
    created: Mapped[bool] = mapped_column(default=False)
    version_after: Mapped[int | None]
    merged_at: Mapped[datetime | None]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict, info=PERSONAL)
    fact_ids: Mapped[list[Any]] = mapped_column(default=list)

    run: Mapped[ImportRun] = relationship(lazy="joined")
    organization: Mapped[Organization | None] = relationship(foreign_keys=[organization_id])

    def access_scope(self) -> Scope:
        """A row hangs under its import's park."""
        return self.run.access_scope()


class ColumnMapping(Base):
    """What a park has taught about a header cell: its field, or "" to leave it out."""

    __tablename__ = "column_mappings"
    __table_args__ = (UniqueConstraint("park_id", "header"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"))
    header: Mapped[str] = mapped_column(String(200))
    field: Mapped[str] = mapped_column(String(40))

    park: Mapped[Park] = relationship()

    def access_scope(self) -> Scope:
        """A column's meaning hangs under its park."""
        return self.park.access_scope()
