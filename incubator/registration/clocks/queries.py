"""What can be asked about clocks: the course of one step's period, and which ends a calendar moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from incubator.kernel import clock, rulesets, workdays
from incubator.kernel.calendar import WorkCalendar
from incubator.kernel.db import db
from incubator.kernel.deadlines import Move, Subject
from incubator.kernel.periods import (
    WORKING,
    End,
    Pause,
    Period,
    Stretch,
    counted_until,
    end_of,
    pauses_of,
    stretches,
)
from incubator.kernel.rulesets import RuleSet
from incubator.organizations.models import Organization
from incubator.registration.cases.models import Case, CaseStep
from incubator.registration.cases.rules import IDLE, WORKED_ON
from incubator.registration.checklists.rules import Limit, Step
from incubator.registration.clocks.models import FixedDue, StepPause
from incubator.registration.clocks.rules import has_clock


def list_pauses(step: CaseStep) -> list[StepPause]:
    """The stops of a step's clock, oldest first."""
    query = select(StepPause).where(StepPause.step_id == step.id)
    return list(db.session.scalars(query.order_by(StepPause.from_on, StepPause.id)))


def fixed_of(step: CaseStep) -> FixedDue | None:
    """The end that a person fixed, as long as the step stands on it."""
    query = select(FixedDue).where(FixedDue.step_id == step.id)
    found = db.session.scalars(query).one_or_none()
    return found if found is not None and found.due_on == step.due_on else None


def period_of(step: CaseStep, limit: Limit, pauses: list[StepPause]) -> Period:
    """A step's period with its stops."""
    assert step.opened_on is not None
    rows = pauses_of((row.from_on, row.to_on) for row in pauses)
    return Period(step.opened_on, limit.days, limit.unit, rows)


@dataclass(frozen=True)
class Account:
    """How the end of a step was found: start, course, days counted, and what overrules it."""

    period: Period
    course: list[Stretch]
    reasons: dict[date, str]
    counted: int
    end: End
    fixed: FixedDue | None
    source: dict[str, str]

    @property
    def left(self) -> int:
        """The days that remain."""
        return self.period.days - self.counted


def account_of(step: CaseStep, rule: Step) -> Account | None:
    """The account of a step's clock, or None where no period runs."""
    if rule.limit is None or not has_clock(step, rule):
        return None
    pauses, calendar = list_pauses(step), workdays.current()
    period = period_of(step, rule.limit, pauses)
    today = clock.today()
    return Account(
        period,
        list(stretches(period, calendar, today)),
        {row.from_on: row.reason for row in pauses},
        counted_until(period, calendar, today),
        end_of(period, calendar),
        fixed_of(step),
        db.session.get_one(RuleSet, step.case.rule_set_id).source,
    )


class Ends:
    """The ends of one calendar, each period reckoned once: most steps of a park share theirs."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self.known: dict[Period, End] = {}

    def of(self, period: Period) -> End:
        """Where it ends."""
        found = self.known.get(period)
        if found is None:
            found = self.known[period] = end_of(period, self.calendar)
        return found


def moved_by(after: WorkCalendar) -> Iterator[Move]:
    """The steps under way whose working days end elsewhere by that calendar; fixed ones stay."""
    limits, ends = _limits(), Ends(after)
    stops = _stops()
    for row in db.session.execute(_under_way()):
        limit = limits.get((row.rule_set_id, row.slug))
        if limit is None:
            continue
        period = Period(row.opened_on, limit.days, WORKING, stops.get(row.id, ()))
        end = ends.of(period)
        if end.on is None or (end.on, end.provisional) == (row.due_on, row.is_due_provisional):
            continue
        yield Move(
            Subject("registration_steps", row.id, row.park_id, row.organization_id),
            limit.title,
            row.name,
            f"/registration-steps/{row.code}",
            row.due_on,
            end.on,
            row.is_due_provisional,
            end.provisional,
        )


def _under_way() -> Any:  # noqa: ANN401 a select over columns of three tables
    fixed = select(FixedDue.step_id).where(
        FixedDue.step_id == CaseStep.id, FixedDue.due_on == CaseStep.due_on
    )
    return (
        select(
            CaseStep.id,
            CaseStep.code,
            CaseStep.slug,
            CaseStep.opened_on,
            CaseStep.due_on,
            CaseStep.is_due_provisional,
            Case.rule_set_id,
            Case.park_id,
            Case.organization_id,
            Organization.name,
        )
        .join(Case, CaseStep.case_id == Case.id)
        .join(Organization, Case.organization_id == Organization.id)
        .where(CaseStep.due_on.is_not(None), CaseStep.opened_on.is_not(None))
        .where(CaseStep.status.not_in(IDLE), Case.status.in_(WORKED_ON), ~fixed.exists())
    )


def _stops() -> dict[int, tuple[Pause, ...]]:
    rows: dict[int, list[tuple[date, date | None]]] = {}
    query = (
        select(StepPause.step_id, StepPause.from_on, StepPause.to_on)
        .join(CaseStep, StepPause.step_id == CaseStep.id)
        .where(CaseStep.status.not_in(IDLE))
    )
    for row in db.session.execute(query):
        rows.setdefault(row.step_id, []).append((row.from_on, row.to_on))
    return {step_id: pauses_of(found) for step_id, found in rows.items()}


@dataclass(frozen=True)
class Counted:
    """How many working days a step of a checklist has, and its name."""

    days: int
    title: dict[str, str]


def _limits() -> dict[tuple[int, str], Counted]:
    """Every working-day limit of the checklists that running cases use."""
    used = select(Case.rule_set_id).where(Case.status.in_(WORKED_ON))
    found: dict[tuple[int, str], Counted] = {}
    for rules in db.session.scalars(select(RuleSet).where(RuleSet.id.in_(used))):
        for rule in rulesets.parse(rules).steps:
            if rule.limit is not None and rule.limit.unit == WORKING:
                found[rules.id, rule.slug] = Counted(rule.limit.days, rule.title)
    return found
