"""The pages of this room, part by part: at the door, one's own data, staff, and the audit."""

from incubator.accounts import kept
from incubator.accounts.entry import link_views, mails, new_views
from incubator.accounts.entry import views as entry_views
from incubator.accounts.room import room

__all__ = ["entry_views", "link_views", "mails", "new_views", "room"]

room.record_once(lambda state: kept.install(state.app))
