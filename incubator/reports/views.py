"""The pages of this room."""

from incubator.kernel.web import Room

room = Room("reports", __name__)
