"""When may a step's clock be stopped, go on, or be overruled by a day that was fixed?"""

from collections.abc import Sequence
from datetime import date

from incubator.kernel import clock
from incubator.kernel.errors import Refusal, WrongState
from incubator.kernel.text import lazy
from incubator.registration.cases.models import CaseStep
from incubator.registration.cases.rules import IDLE, check_worked_on
from incubator.registration.cases.workflow import StepStatus
from incubator.registration.checklists.rules import Step, Who
from incubator.registration.clocks.models import StepPause

GOES_ON_WITH = frozenset({"hand_in", "send", "confirm", "leave_out"})


def has_clock(step: CaseStep, rule: Step) -> bool:
    """Whether a period is counted at this step now; a day of the year comes without one."""
    limit = rule.limit_on(step.case.route)
    return has_end(step, rule) and limit is not None and not limit.is_day_of_year


def has_end(step: CaseStep, rule: Step) -> bool:
    """Whether this step must end by some day."""
    runs = rule.limit_on(step.case.route) is not None
    return runs and step.opened_on is not None and step.status not in IDLE


def stops_by_itself(rule: Step) -> bool:
    """Whether sending back for correction stops it: only where somebody else's time is counted."""
    return rule.limit is not None and rule.who is not Who.ORGANIZATION


def open_pause(pauses: Sequence[StepPause]) -> StepPause | None:
    """The stop that still lasts."""
    return next((row for row in pauses if row.to_on is None), None)


def check_has_clock(step: CaseStep, rule: Step) -> None:
    """Refuse where no period runs."""
    check_worked_on(step.case)
    if not has_clock(step, rule):
        raise WrongState(lazy("No period runs at this step now."))


def check_has_end(step: CaseStep, rule: Step) -> None:
    """Refuse where no day is set by which the step must end."""
    check_worked_on(step.case)
    if not has_end(step, rule):
        raise WrongState(lazy("No period runs at this step now."))


def check_stop(step: CaseStep, rule: Step, pauses: Sequence[StepPause], day: date) -> None:
    """Refuse a second stop, and a day that the period does not know."""
    check_has_clock(step, rule)
    if open_pause(pauses) is not None or step.status is StepStatus.RETURNED:
        raise WrongState(lazy("The clock of this step stands still already."))
    last = max((row.to_on for row in pauses if row.to_on), default=step.opened_on)
    _check_day(day, last)


def check_go_on(pause: StepPause | None, day: date) -> StepPause:
    """Refuse where nothing stands still, and a day before the stop."""
    if pause is None:
        raise WrongState(lazy("The clock of this step is running."))
    _check_day(day, pause.from_on)
    return pause


def _check_day(day: date, earliest: date | None) -> None:
    if day > clock.today():
        raise Refusal(lazy("This day has not come yet."), field="day")
    if earliest is not None and day < earliest:
        raise Refusal(
            lazy("Please choose a day from %(day)s on.", day=earliest.isoformat()), field="day"
        )
