"""The pages of this room, gathered part by part: cases, steps, papers; and what the ladder asks."""

from incubator.registration import criteria
from incubator.registration.cases import views as cases
from incubator.registration.own_templates import views as own_templates
from incubator.registration.papers import views as papers
from incubator.registration.printing import views as printing
from incubator.registration.room import room
from incubator.registration.steps import views as steps

__all__ = ["cases", "criteria", "own_templates", "papers", "printing", "room", "steps"]
