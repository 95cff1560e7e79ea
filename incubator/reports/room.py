"""The room on which the pages of this package register."""

from incubator.kernel.web import Room

room = Room("reports", __name__)
