"""Who may look at the review of a call; the states are those of the application and of the score sheet."""

from incubator.kernel.access import Role, permission

REVIEW_SCORE = permission("intake.review_score", Role.EXPERT)
REVIEW_PANEL = permission("intake.review_panel", Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR)
