"""What is stored for papers alone: what was typed for them and stands in no register."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.kernel.access import Scope
from incubator.kernel.db import Base, Versioned
from incubator.registration.cases.models import Case


class PaperSheet(Versioned, Base):
    """The facts of one case that only its papers need: purpose, scope, premises, seal, bank, the year."""

    __tablename__ = "paper_sheets"
    __audited__ = True

    case_id: Mapped[int] = mapped_column(ForeignKey("registration_cases.id"), primary_key=True)
    facts: Mapped[dict[str, Any]] = mapped_column(info={"personal": True})

    case: Mapped[Case] = relationship()

    @property
    def organization_id(self) -> int:
        """Under which organization the audit finds it."""
        return self.case.organization_id

    @property
    def park_id(self) -> int:
        """Under which park the audit finds it."""
        return self.case.park_id

    def access_scope(self) -> Scope:
        """Hangs under its case."""
        return self.case.access_scope()
