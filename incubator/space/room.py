"""Which blueprint do the pages of both nouns register on."""

from incubator.kernel.web import Room

room = Room("space", __name__)
