"""Where do the pages of this room register: the one `room` that the sub-rooms' views share."""

from incubator.kernel.web import Room

room = Room("experts", "incubator.experts")
