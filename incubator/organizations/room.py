"""The blueprint of this room: its views, and those of its parts, register their routes here."""

from incubator.kernel.web import Room

room = Room("organizations", "incubator.organizations.views")
