"""On what do all pages of intake register: the one blueprint of the room."""

from incubator.kernel.web import Room

room = Room("intake", "incubator.intake")
