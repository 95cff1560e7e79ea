"""The pages of this room."""

from incubator.kernel.web import Room

room = Room("registration", __name__)
