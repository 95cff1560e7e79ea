"""What is stored of a grade assessment: self-scores by group, evidence, the panel's places, the proposal."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.accounts.models import User
from incubator.experts.sheets.models import ScoreSheet
from incubator.experts.sheets.workflow import IN_HAND
from incubator.kernel import clock
from incubator.kernel.access import HangsUnder, Scope
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import Addressable, Base, Versioned
from incubator.kernel.db import slug as slug_of
from incubator.kernel.rulesets import RuleSet
from incubator.registration.cases.models import Case
from incubator.registration.grades.workflow import GradeStatus

OPEN_TO_EXPERTS = frozenset(set(GradeStatus) - {GradeStatus.SELF_SCORING, GradeStatus.SUBMITTED})


class GradeAssessment(Addressable, Versioned, HangsUnder, Base):
    """The scoring of one case of the grade procedure, on the indicator set that it pinned."""

    __tablename__ = "grade_assessments"
    __audited__ = True
    __parent__ = "case"

    case_id: Mapped[int] = mapped_column(ForeignKey("registration_cases.id"), unique=True)
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_sets.id"), index=True)
    # What the organization states where no data tell: condition → whether it is in order.
    statements: Mapped[dict[str, Any]] = mapped_column(default=dict)
    status: Mapped[GradeStatus] = mapped_column(
        slug_of(GradeStatus), default=GradeStatus.SELF_SCORING
    )
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    return_reason: Mapped[str] = mapped_column(String(1000), default="")
    result_hundredths: Mapped[int | None]
    proposed_grade: Mapped[str] = mapped_column(String(20), default="")
    proposal_note: Mapped[str] = mapped_column(String(1000), default="")
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_on: Mapped[date | None]

    case: Mapped[Case] = relationship(lazy="joined")
    indicators: Mapped[RuleSet] = relationship()
    proposed_by: Mapped[User | None] = relationship(foreign_keys=[proposed_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])


class GradeGroup(Addressable, Versioned, HangsUnder, Base):
    """The organization's own points in one group of indicators, with statements as evidence."""

    __tablename__ = "grade_groups"
    __audited__ = True
    __parent__ = "assessment"
    __table_args__ = (UniqueConstraint("assessment_id", "slug"),)

    assessment_id: Mapped[int] = mapped_column(ForeignKey("grade_assessments.id"), index=True)
    slug: Mapped[str] = mapped_column(String(60))
    points: Mapped[dict[str, Any]] = mapped_column(default=dict)
    notes: Mapped[dict[str, str]] = mapped_column(default=dict)

    assessment: Mapped[GradeAssessment] = relationship(lazy="joined")


class GradeFile(Addressable, HangsUnder, Base):
    """A file as evidence for one item."""

    __tablename__ = "grade_files"
    __audited__ = True
    __parent__ = "assessment"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("grade_assessments.id"), index=True)
    item: Mapped[str] = mapped_column(String(60))
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), unique=True)

    assessment: Mapped[GradeAssessment] = relationship(lazy="joined")
    file: Mapped[StoredFile] = relationship(lazy="joined")


class GradeSeat(Addressable, Base):
    """One expert's place on the panel of one assessment: it ties a score sheet to it."""

    __tablename__ = "grade_seats"
    __audited__ = True

    assessment_id: Mapped[int] = mapped_column(ForeignKey("grade_assessments.id"), index=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"), unique=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("grade_seats.id"), unique=True)
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    assigned_at: Mapped[datetime] = mapped_column(default=clock.now)

    assessment: Mapped[GradeAssessment] = relationship(lazy="joined")
    sheet: Mapped[ScoreSheet] = relationship(lazy="joined")

    @property
    def has_conflict(self) -> bool:
        """Whether a declared conflict stands between the expert and the organization."""
        return self.sheet.expert.has_conflict_with(self.assessment.case.organization_id)

    @property
    def is_with_expert(self) -> bool:
        """Whether its expert may reach it now: in hand, being scored or later, and no conflict."""
        if self.sheet.status not in IN_HAND or self.assessment.status not in OPEN_TO_EXPERTS:
            return False
        return not self.has_conflict

    def access_scope(self) -> Scope:
        """Reached by the park and its bureau, and by the expert while it is in the expert's hand."""
        return self.sheet.reached(by_expert=self.is_with_expert)
