"""The pages of this room: each noun's views register themselves on the one blueprint."""

from incubator.intake.room import room

__all__ = ["room"]
