"""What can be asked about score sheets: what waits for an expert, and the figures of a ranking."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import defaultload

from incubator.accounts.models import User
from incubator.experts.pool.models import Expert
from incubator.experts.sheets.models import ScoreSheet
from incubator.experts.sheets.rules import Rubric, mean_hundredths
from incubator.experts.sheets.workflow import IN_HAND, TO_DO, SheetStatus
from incubator.kernel.db import db

NAMES_ONLY = (defaultload(ScoreSheet.expert).defaultload(Expert.user).lazyload(User.grants),)


def has_to_do(expert: Expert) -> bool:
    """Whether the expert must still declare or score anything."""
    query = select(ScoreSheet.id).where(
        ScoreSheet.expert_id == expert.id, ScoreSheet.status.in_(sorted(TO_DO))
    )
    return db.session.scalar(query.limit(1)) is not None


def count_to_do(expert_ids: Iterable[int]) -> dict[int, int]:
    """How many sheets each of these experts must still declare or score, in every room."""
    query = (
        select(ScoreSheet.expert_id, func.count())
        .where(ScoreSheet.expert_id.in_(sorted(expert_ids)), ScoreSheet.status.in_(sorted(TO_DO)))
        .group_by(ScoreSheet.expert_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def rubric_of(sheet: ScoreSheet) -> Rubric:
    """The rubric that the sheet was opened with."""
    return Rubric.from_body(sheet.rubric.body)


@dataclass(frozen=True)
class ScoreSummary:
    """The figures of one subject's sheets; only submitted ones count. Hundredths of a point."""

    asked: int
    submitted: int
    mean_hundredths: int | None
    lowest: int | None
    highest: int | None


def summarize(sheets: Sequence[ScoreSheet]) -> ScoreSummary:
    """The figures of sheets that are at hand; recused, declined and cancelled ones are left out."""
    totals = [
        sheet.total
        for sheet in sheets
        if sheet.status is SheetStatus.SUBMITTED and sheet.total is not None
    ]
    return ScoreSummary(
        asked=sum(sheet.status in IN_HAND for sheet in sheets),
        submitted=len(totals),
        mean_hundredths=mean_hundredths(totals),
        lowest=min(totals, default=None),
        highest=max(totals, default=None),
    )
