"""What is stored for papers alone: what was typed for them and stands in no register."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.kernel.access import HangsUnder
from incubator.kernel.db import Base, Versioned
from incubator.registration.cases.models import Case


class PaperSheet(Versioned, HangsUnder, Base):
    """The facts of one case that only its papers need: purpose, scope, premises, seal, bank, the year."""

    __tablename__ = "paper_sheets"
    __audited__ = True
    __parent__ = "case"

    case_id: Mapped[int] = mapped_column(ForeignKey("registration_cases.id"), primary_key=True)
    facts: Mapped[dict[str, Any]] = mapped_column(info={"personal": True})

    case: Mapped[Case] = relationship()
