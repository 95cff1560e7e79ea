"""Who may read and change places."""

from datetime import date

from incubator.kernel.access import Role, permission
from incubator.kernel.calendar import DayKind
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.text import lazy

SATURDAY = 5

PARK_EDIT = permission("territory.park_edit", Role.MANAGER)
PARK_READ = permission(
    "territory.park_read", Role.CLERK, Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR
)
HOUSE_RULE_EDIT = permission("territory.house_rule_edit", Role.OPERATOR, Role.MANAGER)
REGION_LIST = permission(
    "territory.region_list",
    Role.CLERK,
    Role.OPERATOR,
    Role.MANAGER,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
)
CALENDAR_READ = permission(
    "territory.calendar_read",
    Role.CLERK,
    Role.OPERATOR,
    Role.MANAGER,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
)
CALENDAR_EDIT = permission("territory.calendar_edit", Role.ADMINISTRATOR, Role.MANAGER)
FIRST_YEAR, LAST_YEAR = 2007, 2100


def check_year(year: int) -> None:
    """The holidays of a year outside this span are of no use to anybody."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Absent


def check_differs(day: date, kind: DayKind) -> None:
    """Only days that differ from their weekday are kept: a holiday on a weekend does no harm."""
    if kind is DayKind.WORKDAY and day.weekday() < SATURDAY:
        raise Refusal(
            lazy("This is a working day already; only make-up days at weekends are kept."),
            field="kind",
        )
