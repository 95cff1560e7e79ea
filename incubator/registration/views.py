"""The pages of this room, gathered part by part: cases, editions, steps; and what the ladder asks."""

from incubator.registration import criteria
from incubator.registration.cases import views as cases
from incubator.registration.editions import views as editions
from incubator.registration.room import room
from incubator.registration.steps import views as steps

__all__ = ["cases", "criteria", "editions", "room", "steps"]
