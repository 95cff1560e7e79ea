"""What is stored of a park's own templates: every version, and every return to the shipped one."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.interfaces import ORMOption

from incubator.accounts.models import User
from incubator.kernel import clock
from incubator.kernel.access import Scope, scope
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import Addressable, Base
from incubator.territory.models import Park


class OwnTemplate(Addressable, Base):
    """One version of a text's template in a park; the newest counts, without a file it is the shipped one."""

    __tablename__ = "paper_templates"
    __audited__ = True
    __table_args__ = (UniqueConstraint("park_id", "text", "number"),)

    park_id: Mapped[int] = mapped_column(ForeignKey("parks.id"))
    text: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"), unique=True)
    places: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(String(200), default="")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[datetime] = mapped_column(default=clock.now)

    park: Mapped[Park] = relationship()
    file: Mapped[StoredFile | None] = relationship(lazy="joined")
    added_by: Mapped[User | None] = relationship(lazy="joined")

    @classmethod
    def scope_options(cls) -> tuple[ORMOption, ...]:
        """What `access_scope()` reads comes along in the same query."""
        return (joinedload(cls.park),)

    def access_scope(self) -> Scope:
        """A template is the park's own business."""
        return scope(parks=[self.park_id])
