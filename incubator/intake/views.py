"""The pages of this room: each noun's views register themselves on the one blueprint."""

from incubator.intake.agreements import views as agreements
from incubator.intake.applications import section_views as sections
from incubator.intake.applications import views as applications
from incubator.intake.calls import public_views as public_calls
from incubator.intake.calls import views as calls
from incubator.intake.checks import views as checks
from incubator.intake.deadlines import views as deadlines
from incubator.intake.decisions import notice_views as notices
from incubator.intake.decisions import views as decisions
from incubator.intake.reviews import panel_views as panels
from incubator.intake.reviews import views as reviews
from incubator.intake.room import room
from incubator.intake.todo import views as todo

__all__ = [
    "agreements",
    "applications",
    "calls",
    "checks",
    "deadlines",
    "decisions",
    "notices",
    "panels",
    "public_calls",
    "reviews",
    "room",
    "sections",
    "todo",
]
