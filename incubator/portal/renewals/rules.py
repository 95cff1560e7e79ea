"""Who may begin a renewal by hand, and of which ends?"""

from incubator.kernel.access import Role, permission
from incubator.kernel.duedates import DueDate
from incubator.kernel.text import lazy

RENEWAL_START = permission("portal.renewal_start", Role.OPERATOR, Role.MANAGER)
# What ends and is renewed outside of the procedures of registration; the rest is a date, not a term.
BY_HAND = frozenset({"agreement", "desk", "residency", "term"})
BUTTONS = {
    "inspection": lazy("Start this year's report"),
    "validity": lazy("Start the renewal"),
    "term": lazy("Start the election"),
}
BUTTON = lazy("Start the renewal")


def is_by_hand(end: DueDate) -> bool:
    """Whether the renewal of an end is noted by hand."""
    return end.renewable is None and end.kind.slug in BY_HAND
