"""Where do the pages of this room register: the one `room` that its parts' views share."""

from incubator.kernel.web import Room

room = Room("registration", "incubator.registration")
