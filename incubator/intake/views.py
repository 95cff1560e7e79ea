"""The pages of this room: each noun's views register themselves on the one blueprint."""

from incubator.intake.applications import section_views as sections
from incubator.intake.applications import views as applications
from incubator.intake.calls import public_views as public_calls
from incubator.intake.calls import views as calls
from incubator.intake.checks import views as checks
from incubator.intake.room import room

__all__ = ["applications", "calls", "checks", "public_calls", "room", "sections"]
