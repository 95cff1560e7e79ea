"""Where do the pages of this room register: one blueprint for all its parts."""

from incubator.kernel.web import Room

room = Room("territory", __name__)
