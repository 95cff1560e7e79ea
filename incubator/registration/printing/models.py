"""What is stored of packs: who asked for one, and the file once it is made."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.interfaces import ORMOption

from incubator.accounts.models import User
from incubator.kernel import clock
from incubator.kernel.access import HangsUnder
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import Addressable, Base
from incubator.registration.cases.models import Case


class PaperPack(Addressable, HangsUnder, Base):
    """All papers of a case in one ZIP, made by a job; neither file nor problem: still being made."""

    __tablename__ = "paper_packs"
    __audited__ = True
    __parent__ = "case"
    __table_args__ = (Index("ix_paper_packs_case", "case_id", "id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("registration_cases.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"), unique=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(String(300), default="")

    case: Mapped[Case] = relationship()
    file: Mapped[StoredFile | None] = relationship(lazy="joined")
    asked_by: Mapped[User | None] = relationship(lazy="joined")

    @classmethod
    def scope_options(cls) -> tuple[ORMOption, ...]:
        """What `access_scope()` reads comes along in the same query."""
        return (joinedload(cls.case),)
