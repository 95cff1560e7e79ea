"""The pages of this room."""

from incubator.kernel.web import Room

room = Room("organizations", __name__)
