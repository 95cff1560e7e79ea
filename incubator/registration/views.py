"""The pages of this room, gathered part by part: the cases and the steps; and what the ladder asks."""

from incubator.registration import criteria
from incubator.registration.cases import views as cases
from incubator.registration.clocks import views as clocks
from incubator.registration.room import room
from incubator.registration.steps import views as steps

__all__ = ["cases", "clocks", "criteria", "room", "steps"]
