"""The pages of this room, part by part: at the door, one's own data, staff, and the audit."""

from incubator.accounts.entry import views as entry
from incubator.accounts.room import room

__all__ = ["entry", "room"]
