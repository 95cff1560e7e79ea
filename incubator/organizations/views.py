"""The pages of this room."""

from incubator.organizations.room import room

__all__ = ["room"]
