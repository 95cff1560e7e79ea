"""Who may read and change places."""

import re
from datetime import date

from incubator.kernel.access import Role, permission
from incubator.kernel.calendar import DayKind
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.identifiers import half_width
from incubator.kernel.notices import message
from incubator.kernel.text import lazy

SATURDAY = 5

PARK_EDIT = permission("territory.park_edit", Role.MANAGER)
PARK_READ = permission(
    "territory.park_read", Role.CLERK, Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR
)
TOWNSHIP_EDIT = permission("territory.township_edit", Role.OPERATOR, Role.MANAGER)
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
TOWNSHIP = re.compile(r"(?P<code>[0-9]{9}(?:000)?)\s*(?P<name>[^0-9\s][^0-9]{0,58})")
TURNED = re.compile(r"(?P<name>[^0-9\s][^0-9]{0,58}?)\s*(?P<code>[0-9]{9}(?:000)?)")
# What a history names besides: an act of `actions`, found by the kernel under this word.
HISTORY_WORDS = (message("Townships added"),)


def townships_in(text: str, county: str) -> list[tuple[str, str]]:
    """Code and name of each line; raises with the line that is no township of this county."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        words = half_width(line).replace(",", " ").strip()
        if not words:
            continue
        read = TOWNSHIP.fullmatch(words) or TURNED.fullmatch(words)
        if read is None:
            raise Refusal(
                lazy(
                    "Line %(number)s: a code of 9 or 12 digits and a name, please.", number=number
                ),
                field="lines",
            )
        code = read["code"][:9]
        if not code.startswith(county):
            raise Refusal(
                lazy(
                    "Line %(number)s: the code of a township here begins with %(county)s.",
                    number=number,
                    county=county,
                ),
                field="lines",
            )
        found[code] = read["name"].strip()
    if not found:
        raise Refusal(lazy("Please fill this in."), field="lines")
    return list(found.items())


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
