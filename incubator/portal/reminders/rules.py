"""Is it time to remind somebody of an end?"""

from datetime import date

from incubator.kernel.access import Person, Role, roles_of

STEPS = (0, 1, 7, 15, 30, 60)
REMINDED = frozenset({Role.OPERATOR, Role.MANAGER, Role.LEADER, Role.MEMBER, Role.EXPERT})
MOST_AT_ONCE = 8


def step_of(on: date, today: date) -> int | None:
    """Which reminder is due: the nearest that the days left have reached; None before and after."""
    left = (on - today).days
    return next((step for step in STEPS if 0 <= left <= step), None)


def is_reminded(person: Person) -> bool:
    """Whether this person has something to do about ends; who only looks on is left in peace."""
    return bool(roles_of(person) & REMINDED)
