"""What can be done with a step's clock: stop it, let it go on, fix its end, count it by the calendar."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import delete

from incubator.kernel import clock, deadlines, notices
from incubator.kernel.access import Person
from incubator.kernel.calendar import WorkCalendar
from incubator.kernel.db import Base, db
from incubator.kernel.deadlines import Move
from incubator.kernel.errors import Refusal
from incubator.kernel.periods import pauses_of
from incubator.kernel.text import lazy
from incubator.registration.cases.actions import tell_organization
from incubator.registration.cases.models import CaseStep
from incubator.registration.cases.queries import checklist_of
from incubator.registration.cases.rules import due_day
from incubator.registration.checklists.rules import Step
from incubator.registration.clocks.models import FixedDue, StepPause
from incubator.registration.clocks.queries import fixed_of, list_pauses, moved_by
from incubator.registration.clocks.rules import (
    GOES_ON_WITH,
    check_go_on,
    check_has_end,
    check_stop,
    has_clock,
    open_pause,
    stops_by_itself,
)

STOPPED = notices.message(
    "The office asks for corrections at “%(step)s”; its time stands still until they come: %(reason)s"
)


def stop(step: CaseStep, *, on: date, reason: str, by: Person) -> StepPause:
    """The office asks for corrections (补正): its time stands still from that day."""
    rule = _rule(step)
    check_stop(step, rule, list_pauses(step), on)
    if not reason.strip():
        raise Refusal(lazy("Please say what is asked for."), field="reason")
    row = _stop(step, on, reason.strip(), by)
    tell_organization(step.case, STOPPED, step=rule.title["zh"], reason=reason.strip()[:100])
    return row


def _stop(step: CaseStep, on: date, reason: str, by: Person) -> StepPause:  # noqa: ARG001 the audit takes the actor from the unit of work
    row = StepPause(step=step, step_id=step.id, from_on=on, reason=reason[:2000])
    db.session.add(row)
    db.session.flush()
    count(step)
    return row


def go_on(step: CaseStep, *, on: date, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """The corrections lie there: the time goes on the day after."""
    pause = check_go_on(open_pause(list_pauses(step)), on)
    pause.to_on = on
    db.session.flush()
    count(step)


def follow_move(step: CaseStep, name: str, *, reason: str, by: Person) -> None:
    """Stop with a return for correction, go on with the next hand-in or the end of the step."""
    rule = _rule(step)
    pause = open_pause(list_pauses(step)) if rule.limit is not None else None
    today = clock.today()
    if name == "return" and pause is None and has_clock(step, rule) and stops_by_itself(rule):
        _stop(step, today, reason, by)
    elif name in GOES_ON_WITH and pause is not None:
        pause.to_on = max(today, pause.from_on)
        db.session.flush()
        count(step)


def fix(step: CaseStep, *, on: date, reason: str, by: Person) -> None:
    """Set the end by hand, such as a day that the office wrote; no change of the calendar moves it."""
    check_has_end(step, _rule(step))
    if step.opened_on is not None and on < step.opened_on:
        raise Refusal(lazy("This lies before the step was opened."), field="day")
    if not reason.strip():
        raise Refusal(lazy("Please say why."), field="reason")
    _forget_fixed(step)
    db.session.add(
        FixedDue(step=step, step_id=step.id, due_on=on, reason=reason.strip(), fixed_by_id=by.id)
    )
    step.due_on, step.is_due_provisional = on, False
    db.session.flush()


def release(step: CaseStep, *, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Let the end follow its period again."""
    check_has_end(step, _rule(step))
    _forget_fixed(step)
    count(step)


def _forget_fixed(step: CaseStep) -> None:
    db.session.execute(delete(FixedDue).where(FixedDue.step_id == step.id))


def count(step: CaseStep) -> None:
    """The end of a step by its limit, its stops and the calendar, as they are now; a fixed one stays."""
    if step.opened_on is None or fixed_of(step) is not None:
        return
    stops = pauses_of((row.from_on, row.to_on) for row in list_pauses(step))
    end = due_day(_rule(step).limit_on(step.case.route), step.opened_on, stops)
    step.due_on = end.on if end is not None else None
    step.is_due_provisional = end is not None and end.provisional
    db.session.flush()


def _rule(step: CaseStep) -> Step:
    return checklist_of(step.case).step(step.slug)


class StepEnds:
    """The ends of registration steps follow the calendar."""

    def plan(self, before: WorkCalendar, after: WorkCalendar) -> Iterable[Move]:  # noqa: ARG002 they are kept exactly
        """The steps that move."""
        return moved_by(after)

    def write(self, moves: Sequence[Move]) -> None:
        """Store the new ends."""
        table = Base.metadata.tables[CaseStep.__tablename__]
        deadlines.store(table, moves, "due_on", provisional="is_due_provisional")


deadlines.register(StepEnds())
