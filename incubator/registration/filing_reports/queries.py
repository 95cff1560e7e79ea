"""What can be asked about short reports: who has handed in, who has not, and the sums of a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from incubator.kernel.access import Permission, Person, reach
from incubator.kernel.db import db
from incubator.kernel.paging import SIZE, Page
from incubator.organizations.models import Organization
from incubator.registration.filing_reports.models import FilingReport
from incubator.registration.filing_reports.workflow import ReportStatus
from incubator.registration.filings.models import Filing
from incubator.registration.filings.queries import visible_filings
from incubator.registration.filings.rules import Window
from incubator.registration.filings.workflow import LIVE
from incubator.territory.models import Park

MISSING = "missing"
PAIRS: Any = select(Filing, FilingReport)
TABS = (MISSING, "submitted", "returned", "draft", "accepted")


@dataclass(frozen=True)
class Line:
    """A group that owes a report about a year, with the report if there is one."""

    filing: Filing
    report: FilingReport | None


@dataclass(frozen=True)
class Sums:
    """What the accepted reports of a year add up to, each for itself."""

    reports: int
    activities: int
    attendances: int
    members: int
    income_fen: int
    expense_fen: int


def _owing(
    columns: Select[Any], person: Person, needed: Permission, year: int, window: Window
) -> Select[Any]:
    """Groups that owe a report about the year, or gave one although they are gone since."""
    query = visible_filings(columns.select_from(Filing), person, needed).outerjoin(
        FilingReport, and_(FilingReport.filing_id == Filing.id, FilingReport.year == year)
    )
    owes = and_(Filing.status.in_(LIVE), Filing.filed_on <= date(year, *window.filed_before))
    return query.where(or_(owes, FilingReport.id.is_not(None)))


def _of_tab(tab: str) -> ColumnElement[bool]:
    if tab == MISSING:
        return FilingReport.id.is_(None)
    return FilingReport.status == ReportStatus(tab)


def page_of_lines(
    person: Person,
    needed: Permission,
    wanted: tuple[int, str],
    window: Window,
    *,
    after: int | None,
) -> Page[Line]:
    """One page of a tab of a year, by the order of the register."""
    year, tab = wanted
    query = _owing(PAIRS, person, needed, year, window).where(_of_tab(tab))
    query = query.options(contains_eager(Filing.organization))
    if after is not None:
        query = query.where(Filing.id > after)
    rows = db.session.execute(query.order_by(Filing.id).limit(SIZE + 1)).unique().all()
    lines = [Line(*row) for row in rows[:SIZE]]
    next_key = lines[-1].filing.id if len(rows) > SIZE else None
    return Page(lines, next_key, None if after is None else 0)


def count_tabs(person: Person, needed: Permission, year: int, window: Window) -> dict[str, int]:
    """How many groups stand under each tab, in one query."""
    columns: Any = select(FilingReport.status, func.count())
    query = _owing(columns, person, needed, year, window)
    rows = db.session.execute(query.group_by(FilingReport.status))
    found = {status.value if status is not None else MISSING: count for status, count in rows}
    return {tab: found.get(tab, 0) for tab in TABS}


def sums_of(person: Person, needed: Permission, year: int) -> Sums:
    """The sums of the accepted reports of a year, in one query."""
    columns = [
        func.coalesce(func.sum(column), 0)
        for column in (
            FilingReport.activities,
            FilingReport.attendances,
            FilingReport.members,
            FilingReport.income_fen,
            FilingReport.expense_fen,
        )
    ]
    summed: Any = select(func.count(FilingReport.id), *columns).select_from(Filing)
    query = visible_filings(summed, person, needed)
    query = query.join(FilingReport, FilingReport.filing_id == Filing.id)
    query = query.where(FilingReport.year == year, FilingReport.status == ReportStatus.ACCEPTED)
    return Sums(*(int(value) for value in db.session.execute(query).one()))


def reports_of(filing: Filing) -> Sequence[FilingReport]:
    """The reports of a group, the newest year first."""
    query = select(FilingReport).where(FilingReport.filing_id == filing.id)
    return db.session.scalars(query.order_by(FilingReport.year.desc())).unique().all()


def find_report(filing: Filing, year: int) -> FilingReport | None:
    """The report of a group about a year."""
    query = select(FilingReport).where(
        FilingReport.filing_id == filing.id, FilingReport.year == year
    )
    return db.session.scalars(query).unique().one_or_none()


def years_known(person: Person, needed: Permission) -> list[int]:
    """The years about which there are reports."""
    query = visible_filings(select(FilingReport.year).select_from(Filing), person, needed)
    query = query.join(FilingReport, FilingReport.filing_id == Filing.id).distinct()
    return sorted(db.session.scalars(query), reverse=True)


def select_submitted(person: Person, needed: Permission) -> Select[int]:
    """How many reports wait for the park."""
    query = visible_filings(select(func.count(FilingReport.id)).select_from(Filing), person, needed)
    query = query.join(FilingReport, FilingReport.filing_id == Filing.id)
    return query.where(FilingReport.status == ReportStatus.SUBMITTED)


def parks_of_own(person: Person, needed: Permission) -> list[Park]:
    """The parks with which the person's own groups are on file."""
    mine = sorted(reach(person, needed).organizations)
    here = select(Filing.park_id).where(Filing.organization_id.in_(mine), Filing.status.in_(LIVE))
    query = select(Park).where(Park.id.in_(here)).order_by(Park.id)
    return list(db.session.scalars(query).unique()) if mine else []


def own_lines(
    person: Person, needed: Permission, park: Park, year: int, window: Window
) -> list[Line]:
    """The person's own groups of a park that owe a report about the year and have not handed it in."""
    query = _owing(PAIRS, person, needed, year, window)
    open_ones = or_(
        FilingReport.id.is_(None),
        FilingReport.status.in_((ReportStatus.DRAFT, ReportStatus.RETURNED)),
    )
    query = query.where(open_ones, Filing.park_id == park.id)
    query = query.options(contains_eager(Filing.organization))
    rows = db.session.execute(query.order_by(Organization.name, Filing.id).limit(20)).unique()
    return [Line(*row) for row in rows]
