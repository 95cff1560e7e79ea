"""The pages of this room, gathered part by part; and what the ladder asks."""

from incubator.registration import criteria
from incubator.registration.assemblies import views as assemblies
from incubator.registration.books import views as books
from incubator.registration.cases import views as cases
from incubator.registration.own_templates import views as own_templates
from incubator.registration.papers import views as papers
from incubator.registration.prechecks import views as prechecks
from incubator.registration.printing import views as printing
from incubator.registration.room import room
from incubator.registration.steps import views as steps

__all__ = [
    "assemblies",
    "books",
    "cases",
    "criteria",
    "own_templates",
    "papers",
    "prechecks",
    "printing",
    "room",
    "steps",
]
