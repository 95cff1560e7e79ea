"""Who follows a case: what other nouns of this room lay out when it opens, and know before its decision.

They stand above the cases and import them; so they register here instead of being called by name.
"""

from collections.abc import Callable
from dataclasses import dataclass

from incubator.registration.cases.models import Case


@dataclass(frozen=True)
class Expected:
    """What the authority's decision will say as far as it is known here, and for how many years it holds."""

    result: str
    years: int


Opened = Callable[[Case], None]
Expects = Callable[[Case], Expected | None]
_opened: list[Opened] = []
_expects: list[Expects] = []


def after_opening(hook: Opened) -> Opened:
    """Register what is laid out when a case is opened."""
    _opened.append(hook)
    return hook


def before_decision(hook: Expects) -> Expects:
    """Register what is known of a decision before it is recorded."""
    _expects.append(hook)
    return hook


def tell_opened(case: Case) -> None:
    """A case was opened."""
    for hook in _opened:
        hook(case)


def expected_decision(case: Case) -> Expected | None:
    """What is known of the decision on this case, if anything."""
    return next((found for hook in _expects if (found := hook(case)) is not None), None)
