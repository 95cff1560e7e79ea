"""What can be asked about score sheets: by key, what waits for an expert, and the figures of a ranking."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import defaultload

from incubator.accounts.models import User
from incubator.experts.pool.models import Expert
from incubator.experts.sheets.models import ScoreSheet
from incubator.experts.sheets.rules import Rubric
from incubator.experts.sheets.workflow import TO_DO, SheetStatus
from incubator.kernel.db import db

NAMES_ONLY = (defaultload(ScoreSheet.expert).defaultload(Expert.user).lazyload(User.grants),)


def sheets_by_ids(ids: Iterable[int]) -> list[ScoreSheet]:
    """The sheets of these keys, in their order of making: one query."""
    query = (
        select(ScoreSheet)
        .where(ScoreSheet.id.in_(sorted(set(ids))))
        .order_by(ScoreSheet.id)
        .options(*NAMES_ONLY)
    )
    return list(db.session.scalars(query).unique())


def has_to_do(expert: Expert) -> bool:
    """Whether the expert must still declare or score anything."""
    query = select(ScoreSheet.id).where(
        ScoreSheet.expert_id == expert.id, ScoreSheet.status.in_(sorted(TO_DO))
    )
    return db.session.scalar(query.limit(1)) is not None


def next_sheet(after: ScoreSheet, *, among: Iterable[int]) -> ScoreSheet | None:
    """The expert's next sheet to score among these keys, round to the first: for save-and-next."""
    query = (
        select(ScoreSheet)
        .where(ScoreSheet.id.in_(sorted(set(among))), ScoreSheet.id != after.id)
        .where(ScoreSheet.expert_id == after.expert_id)
        .where(ScoreSheet.status.in_(sorted(TO_DO)))
        .order_by(ScoreSheet.id < after.id, ScoreSheet.id)
        .limit(1)
    )
    return db.session.scalars(query).unique().first()


def rubric_of(sheet: ScoreSheet) -> Rubric:
    """The rubric that the sheet was opened with."""
    return Rubric.from_body(sheet.rubric.body)


@dataclass(frozen=True)
class ScoreSummary:
    """The figures of one subject's sheets; only submitted ones count. Hundredths of a point."""

    asked: int
    submitted: int
    mean_hundredths: int | None
    median_hundredths: int | None
    lowest: int | None
    highest: int | None

    @property
    def is_complete(self) -> bool:
        """Whether every sheet that still counts is submitted."""
        return self.asked > 0 and self.submitted == self.asked

    @property
    def mean_text(self) -> str:
        """The mean with two decimals, or a dash."""
        return _decimals(self.mean_hundredths)

    @property
    def median_text(self) -> str:
        """The median with two decimals, or a dash."""
        return _decimals(self.median_hundredths)


def summarize(sheets: Sequence[ScoreSheet]) -> ScoreSummary:
    """The figures of sheets that are at hand; recused, declined and cancelled ones are left out."""
    counting = {SheetStatus.UNDECLARED, SheetStatus.OPEN, SheetStatus.SUBMITTED}
    asked = sum(sheet.status in counting for sheet in sheets)
    totals = sorted(
        sheet.total
        for sheet in sheets
        if sheet.status is SheetStatus.SUBMITTED and sheet.total is not None
    )
    if not totals:
        return ScoreSummary(asked, 0, None, None, None, None)
    return ScoreSummary(
        asked=asked,
        submitted=len(totals),
        mean_hundredths=(sum(totals) * 200 + len(totals)) // (2 * len(totals)),
        median_hundredths=int(median(totals) * 100),
        lowest=totals[0],
        highest=totals[-1],
    )


def summaries(groups: dict[int, Sequence[int]]) -> dict[int, ScoreSummary]:
    """The figures of many subjects at once (`{subject: sheet keys}`): one query for all."""
    sheets = {row.id: row for row in sheets_by_ids(key for keys in groups.values() for key in keys)}
    return {
        subject: summarize([sheets[key] for key in keys if key in sheets])
        for subject, keys in groups.items()
    }


def _decimals(hundredths: int | None) -> str:
    return "–" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"
