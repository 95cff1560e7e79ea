"""The pages of this room, part by part: at the door, one's own account, staff, and the audit."""

from incubator.accounts import kept, tasks
from incubator.accounts.entry import link_views, mails, new_views
from incubator.accounts.entry import views as entry_views
from incubator.accounts.own import consent_views
from incubator.accounts.own import views as own_views
from incubator.accounts.room import room
from incubator.accounts.staff import user_views
from incubator.accounts.staff import views as staff_views
from incubator.accounts.trail import views as trail_views

__all__ = [
    "consent_views",
    "entry_views",
    "link_views",
    "mails",
    "new_views",
    "own_views",
    "room",
    "staff_views",
    "tasks",
    "trail_views",
    "user_views",
]

room.record_once(lambda state: kept.install(state.app))
