"""Who may see the cases of a park or a region side by side?"""

from incubator.kernel.access import STAFF, Role, permission

CASE_BOARD = permission("registration.case_board", *STAFF, Role.SUPERVISOR)
