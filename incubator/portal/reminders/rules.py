"""Is it time to remind somebody of an end?"""

from datetime import date

from incubator.kernel.access import Person, Role, roles_of
from incubator.kernel.duedates import DueDate

STEPS = (0, 1, 7, 15, 30, 60)
REMINDED = frozenset({Role.OPERATOR, Role.MANAGER, Role.LEADER, Role.MEMBER, Role.EXPERT})
# How far ahead ends are looked at: what is told once may be told long before its end.
HORIZON = 120
MOST_AT_ONCE = 8


def step_of(on: date, today: date) -> int | None:
    """Which reminder is due: the nearest that the days left have reached; None before and after."""
    left = (on - today).days
    return next((step for step in STEPS if 0 <= left <= step), None)


def step_for(end: DueDate, today: date) -> int | None:
    """Which reminder of an end is due; what is told once has one, from its day until its end."""
    if end.told_from is None:
        return step_of(end.on, today)
    return (end.on - end.told_from).days if end.told_from <= today <= end.on else None


def is_reminded(person: Person) -> bool:
    """Whether this person has something to do about ends; who only looks on is left in peace."""
    return bool(roles_of(person) & REMINDED)
