"""Who may read what crosses rooms."""

from incubator.kernel.access import OWNERS, STAFF, Role, permission

ORGANIZATION_FILE = permission("reports.organization_file", *STAFF, Role.SUPERVISOR, *OWNERS)
FIGURES_READ = permission("reports.figures", *STAFF, Role.SUPERVISOR)
