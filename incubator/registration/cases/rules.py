"""Who may open and read cases, whose turn a step is, and by when it must end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from incubator.kernel import workdays
from incubator.kernel.access import OWNERS, STAFF, Role, permission
from incubator.kernel.errors import Refusal
from incubator.kernel.periods import End, Pause, Period, end_of
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Turn
from incubator.registration.cases.models import Case, CaseStep
from incubator.registration.cases.workflow import CaseStatus, StepStatus
from incubator.registration.checklists.rules import Checklist, Limit, Route, Step, Who

CASE_LIST = permission("registration.case_list", *STAFF, Role.SUPERVISOR, *OWNERS)
CASE_READ = permission("registration.case_read", *STAFF, Role.SUPERVISOR, *OWNERS)
CASE_OPEN = permission("registration.case_open", Role.OPERATOR, Role.MANAGER)

STUCK_AFTER = timedelta(days=30)
RUNNING = (CaseStatus.OPEN, CaseStatus.SUBMITTED, CaseStatus.REFUSED)
ENDED_WELL = (CaseStatus.REGISTERED, CaseStatus.DECIDED)
# After a good decision there are filings left to do.
WORKED_ON = (CaseStatus.OPEN, CaseStatus.SUBMITTED, *ENDED_WELL)
SETTLED = (StepStatus.DONE, StepStatus.SKIPPED)
IDLE = (StepStatus.LOCKED, *SETTLED)
# Of several open steps the one that the park holds up is named first.
TURN_ORDER = (Turn.PARK, Turn.YOU, Turn.AUTHORITY)


TURN_BY_STATUS = {
    StepStatus.HANDED_IN: Turn.PARK,
    StepStatus.SENT: Turn.AUTHORITY,
    StepStatus.RETURNED: Turn.YOU,
    **dict.fromkeys(IDLE, Turn.NOBODY),
}


def turn_of(status: StepStatus, rule: Step) -> Turn:
    """Whose turn a step is: an open one is that of whoever acts, or must first hand something over."""
    if status is not StepStatus.OPEN:
        return TURN_BY_STATUS[status]
    if rule.who is Who.MENTOR:
        return Turn.PARK
    return Turn.AUTHORITY if rule.who.is_office and not rule.hand_over else Turn.YOU


@dataclass(frozen=True)
class Standing:
    """The step that a case waits for, and for whom."""

    turn: Turn
    step: CaseStep | None
    done: int
    total: int


def standing_of(case: Case, checklist: Checklist, steps: Iterable[CaseStep]) -> Standing:
    """Where a case stands: compulsory steps come before optional ones, the park before the others."""
    on_way = [step for step in steps if step.status is not StepStatus.SKIPPED]
    done = sum(step.status is StepStatus.DONE for step in on_way)
    if case.status is CaseStatus.REFUSED:
        return Standing(Turn.PARK, None, done, len(on_way))
    if case.status is CaseStatus.ABANDONED:
        return Standing(Turn.NOBODY, None, done, len(on_way))
    found = [(step, checklist.step(step.slug)) for step in on_way if step.status not in IDLE]
    found.sort(key=lambda pair: _urgency(*pair))
    if not found:
        return Standing(Turn.NOBODY, None, done, len(on_way))
    step, rule = found[0]
    return Standing(turn_of(step.status, rule), step, done, len(on_way))


def _urgency(step: CaseStep, rule: Step) -> tuple[bool, int, int]:
    return rule.optional, TURN_ORDER.index(turn_of(step.status, rule)), step.position


def is_ready(rule: Step, statuses: Mapping[str, StepStatus]) -> bool:
    """Whether everything before a step is done, left out or not on the way."""
    return all(statuses[slug] in SETTLED for slug in rule.after)


def day_opened(rule: Step, steps: Mapping[str, CaseStep], otherwise: date) -> date:
    """The day from which a step could be worked on: when the last step before it was done."""
    days = [day for slug in rule.after if (day := steps[slug].done_on) is not None]
    return max(days) if days else otherwise


def due_day(limit: Limit | None, opened_on: date, pauses: tuple[Pause, ...] = ()) -> End | None:
    """Where a step's period ends, its stops left out; the day it opened is not counted."""
    if limit is None:
        return None
    if limit.is_day_of_year:
        return End(_next_day_of_year(limit.month, limit.day, opened_on), provisional=False)
    return end_of(Period(opened_on, limit.days, limit.unit, pauses), workdays.current())


def _next_day_of_year(month: int, day: int, first: date) -> date:
    """The first such day that is not before the given one: 31 March, 31 May."""
    found = date(first.year, month, day)
    return found if found >= first else date(first.year + 1, month, day)


def years_after(day: date, years: int) -> date:
    """The last day of so many years that begin on a day: to the day before its return."""
    try:
        back = day.replace(year=day.year + years)
    except ValueError:  # 29 February has no return in a common year
        back = date(day.year + years, 3, 1)
    return back - timedelta(days=1)


def is_on_route(rule: Step, route: Route) -> bool:
    """Whether the step belongs to this route."""
    return route in rule.routes


def check_worked_on(case: Case) -> None:
    """Refuse work on a case that is refused or abandoned."""
    if case.status not in WORKED_ON:
        raise Refusal(lazy("This case is not being worked on. Please ask the park to reopen it."))
