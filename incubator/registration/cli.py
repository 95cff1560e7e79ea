"""What can be done with registrations from the command line, gathered part by part."""

from incubator.registration.checklists.cli import checklists_group
from incubator.registration.dossiers.cli import dossiers_group
from incubator.registration.names.cli import names_group

commands = [checklists_group, dossiers_group, names_group]
