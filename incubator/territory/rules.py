"""Who may read and change places."""

from incubator.kernel.access import Role, permission

PARK_EDIT = permission("territory.park_edit", Role.MANAGER)
PARK_READ = permission(
    "territory.park_read", Role.CLERK, Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR
)
HOUSE_RULE_EDIT = permission("territory.house_rule_edit", Role.OPERATOR, Role.MANAGER)
CALENDAR_EDIT = permission("territory.calendar_edit", Role.ADMINISTRATOR, Role.MANAGER)
