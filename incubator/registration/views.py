"""The pages of this room, part by part: cases, steps, names; and what the ladder asks."""

from incubator.registration import criteria
from incubator.registration.cases import views as cases
from incubator.registration.names import views as names
from incubator.registration.names import watch
from incubator.registration.room import room
from incubator.registration.steps import views as steps

__all__ = ["cases", "criteria", "names", "room", "steps", "watch"]
