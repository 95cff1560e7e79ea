"""Who follows a case: what other nouns of this room do when it opens, ends or goes on, and know of its end.

They stand above the cases and import them; so they register here instead of being called by name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from incubator.kernel.access import Person
from incubator.registration.cases.models import Case


@dataclass(frozen=True)
class Expected:
    """What the authority's decision will say as far as it is known here, and for how many years it holds."""

    result: str
    years: int


Opened = Callable[[Case], None]
Expects = Callable[[Case], Expected | None]
Ended = Callable[[Case, date, Person], object]
GoesOn = Callable[[Case, Person], object]
_opened: list[Opened] = []
_ended: list[Ended] = []
_goes_on: list[GoesOn] = []
_expects: list[Expects] = []


def after_opening(hook: Opened) -> Opened:
    """Register what is laid out when a case is opened."""
    _opened.append(hook)
    return hook


def before_decision(hook: Expects) -> Expects:
    """Register what is known of a decision before it is recorded."""
    _expects.append(hook)
    return hook


def after_end(hook: Ended) -> Ended:
    """Register what follows the end of a case, in the same unit of work."""
    _ended.append(hook)
    return hook


def after_going_on(hook: GoesOn) -> GoesOn:
    """Register what follows when an ended case is taken up again."""
    _goes_on.append(hook)
    return hook


def tell_opened(case: Case) -> None:
    """A case was opened."""
    for hook in _opened:
        hook(case)


def expected_decision(case: Case) -> Expected | None:
    """What is known of the decision on this case, if anything."""
    return next((found for hook in _expects if (found := hook(case)) is not None), None)


def tell_end(case: Case, day: date, *, by: Person) -> None:
    """The case has ended on that day: by a certificate, a decision, a refusal, or given up."""
    for hook in _ended:
        hook(case, day, by)


def tell_going_on(case: Case, *, by: Person) -> None:
    """The case goes on after all."""
    for hook in _goes_on:
        hook(case, by)
