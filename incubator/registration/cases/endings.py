"""Who wants to know that a case has ended, or goes on after all: other parts of the room listen here."""

from collections.abc import Callable
from datetime import date

from incubator.kernel.access import Person
from incubator.registration.cases.models import Case

Ended = Callable[[Case, date, Person], None]
GoesOn = Callable[[Case, Person], None]
_ended: list[Ended] = []
_goes_on: list[GoesOn] = []


def on_end(listener: Ended) -> Ended:
    """Register what follows the end of a case, in the same unit of work."""
    if listener not in _ended:
        _ended.append(listener)
    return listener


def on_going_on(listener: GoesOn) -> GoesOn:
    """Register what follows when an ended case is taken up again."""
    if listener not in _goes_on:
        _goes_on.append(listener)
    return listener


def tell_end(case: Case, day: date, *, by: Person) -> None:
    """The case has ended on that day: by a certificate, a decision, a refusal, or given up."""
    for listener in _ended:
        listener(case, day, by)


def tell_going_on(case: Case, *, by: Person) -> None:
    """The case goes on after all."""
    for listener in _goes_on:
        listener(case, by)
