"""What can be asked of all cases together: who holds them up, and how many came through."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import extract, func, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager

from incubator.kernel import rulesets
from incubator.kernel.access import Permission, Person
from incubator.kernel.db import db
from incubator.kernel.rulesets import RuleSet
from incubator.kernel.workflow import Turn
from incubator.organizations.models import LegalForm
from incubator.registration.bulk_undos.queries import select_waiting
from incubator.registration.cases.models import Case, CaseStanding
from incubator.registration.cases.queries import select_stuck, visible_cases
from incubator.registration.cases.rules import ENDED_WELL, RUNNING
from incubator.registration.cases.workflow import STEP_CONFIRM, CaseStatus
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.filing_reports.queries import select_submitted
from incubator.registration.filing_reports.workflow import REPORT_JUDGE

COLUMN_LENGTH = 12
MONTHS = 12
HELD_BY = (Turn.YOU, Turn.PARK, Turn.AUTHORITY)


@dataclass(frozen=True)
class Column:
    """The running cases that wait for one side: how many, and those stuck longest."""

    turn: Turn
    count: int
    cases: list[Case]


def board(person: Person, needed: Permission) -> list[Column]:
    """All running cases in reach by whom they wait for: four queries, whatever their number."""
    columns: Any = select(CaseStanding.turn, func.count())
    tallied = visible_cases(columns.select_from(Case), person, needed)
    tallied = tallied.where(Case.status.in_(RUNNING)).group_by(CaseStanding.turn)
    counts = {row[0]: row[1] for row in db.session.execute(tallied)}
    return [Column(turn, counts.get(turn, 0), _longest(person, needed, turn)) for turn in HELD_BY]


@dataclass(frozen=True)
class Work:
    """What the park's office has to look after, counted; and a bulk filing to be undone, by its code."""

    stuck: int
    reports: int
    undo: str | None


def work_of(person: Person) -> Work:
    """Cases that stand still, short reports handed in, an undoing to decide: one query."""
    stuck = select_stuck(person, STEP_CONFIRM).scalar_subquery()
    reports = select_submitted(person, REPORT_JUDGE).scalar_subquery()
    undo = select_waiting(person).scalar_subquery()
    return Work(*db.session.execute(select(stuck, reports, undo)).one())


def _longest(person: Person, needed: Permission, turn: Turn) -> list[Case]:
    query = visible_cases(select(Case), person, needed)
    query = (
        query.where(Case.status.in_(RUNNING), CaseStanding.turn == turn)
        .options(contains_eager(Case.standing))
        .order_by(CaseStanding.since, CaseStanding.case_id)
        .limit(COLUMN_LENGTH)
    )
    return list(db.session.scalars(query).unique())


@dataclass(frozen=True)
class FormRow:
    """The cases of one procedure and form by how they stand."""

    procedure: Procedure
    legal_form: LegalForm
    preparing: int
    submitted: int
    refused: int
    done: int
    abandoned: int


@dataclass(frozen=True)
class StepRow:
    """How many running cases stand at one step, and since when the first of them."""

    procedure: Procedure
    title: dict[str, str]
    turn: Turn
    count: int
    since: datetime


@dataclass(frozen=True)
class MonthRow:
    """What was opened and what came through in one month."""

    first: date
    opened: int
    done: int


@dataclass(frozen=True)
class Counts:
    """The three tables of the bureau: per form, per step, per month."""

    forms: list[FormRow]
    steps: list[StepRow]
    months: list[MonthRow]


def counts(person: Person, needed: Permission, *, today: date) -> Counts:
    """All cases in reach counted per form, step and month: five queries, whatever their number."""
    return Counts(
        _by_form(person, needed), _by_step(person, needed), _by_month(person, needed, today)
    )


def _by_form(person: Person, needed: Permission) -> list[FormRow]:
    columns: Any = select(Case.procedure, Case.legal_form, Case.status, func.count())
    query = visible_cases(columns.select_from(Case), person, needed)
    query = query.group_by(Case.procedure, Case.legal_form, Case.status)
    found: dict[tuple[Procedure, LegalForm], dict[CaseStatus, int]] = defaultdict(dict)
    for procedure, legal_form, status, count in db.session.execute(query):
        found[procedure, legal_form][status] = count
    order = list(Procedure)
    return [
        FormRow(
            procedure,
            legal_form,
            preparing=by.get(CaseStatus.OPEN, 0),
            submitted=by.get(CaseStatus.SUBMITTED, 0),
            refused=by.get(CaseStatus.REFUSED, 0),
            done=sum(by.get(status, 0) for status in ENDED_WELL),
            abandoned=by.get(CaseStatus.ABANDONED, 0),
        )
        for (procedure, legal_form), by in sorted(
            found.items(), key=lambda row: (order.index(row[0][0]), row[0][1].value)
        )
    ]


def _by_step(person: Person, needed: Permission) -> list[StepRow]:
    columns: Any = select(
        Case.procedure,
        Case.rule_set_id,
        CaseStanding.step_slug,
        CaseStanding.turn,
        func.count(),
        func.min(CaseStanding.since),
    )
    query = visible_cases(columns.select_from(Case), person, needed)
    query = query.where(Case.status.in_(RUNNING), CaseStanding.step_slug != "").group_by(
        Case.procedure, Case.rule_set_id, CaseStanding.step_slug, CaseStanding.turn
    )
    rows = list(db.session.execute(query))
    titles = _titles({row.rule_set_id for row in rows})
    merged: dict[Any, StepRow] = {}
    for procedure, rule_set_id, slug, turn, count, since in rows:
        title = titles[rule_set_id, slug]
        # Two editions of one checklist have the same step: it is one line.
        key = (procedure, title["zh"], turn)
        known = merged.get(key)
        merged[key] = StepRow(
            procedure,
            title,
            turn,
            count + (known.count if known else 0),
            min(since, known.since) if known else since,
        )
    return sorted(merged.values(), key=lambda row: (-row.count, row.since))


def _titles(ids: set[int]) -> dict[tuple[int, str], dict[str, str]]:
    sets = db.session.scalars(select(RuleSet).where(RuleSet.id.in_(sorted(ids))))
    return {(row.id, step.slug): step.title for row in sets for step in rulesets.parse(row).steps}


def _by_month(person: Person, needed: Permission, today: date) -> list[MonthRow]:
    months = _months_back(today)
    opened = _monthly(Case.opened_on, (), person, needed, months[0])
    done = _monthly(Case.decided_on, ENDED_WELL, person, needed, months[0])
    return [
        MonthRow(day, opened.get((day.year, day.month), 0), done.get((day.year, day.month), 0))
        for day in months
    ]


def _monthly(
    column: InstrumentedAttribute[Any],
    states: Sequence[CaseStatus],
    person: Person,
    needed: Permission,
    since: date,
) -> dict[tuple[int, int], int]:
    """How many cases per month of that column, in these states (none: in all)."""
    year, month = extract("year", column), extract("month", column)
    columns: Any = select(year, month, func.count())
    query = visible_cases(columns.select_from(Case), person, needed)
    query = query.where(column >= since).group_by(year, month)
    if states:
        query = query.where(Case.status.in_(states))
    return {(int(y), int(m)): count for y, m, count in db.session.execute(query)}


def _months_back(today: date) -> list[date]:
    """The first days of the last twelve months, the earliest first."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]
