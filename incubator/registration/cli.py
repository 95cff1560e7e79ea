"""What can be done with registrations from the command line, gathered part by part."""

from incubator.registration.checklists.cli import checklists_group
from incubator.registration.names.cli import names_group

commands = [checklists_group, names_group]
