"""The pages of this room, gathered from its nouns."""

from incubator.portal import frame
from incubator.portal.due_dates import views as due_date_views
from incubator.portal.feeds import views as feed_views
from incubator.portal.health import views as health_views
from incubator.portal.inbox import views as inbox_views
from incubator.portal.public import views as public_views
from incubator.portal.reminders import actions as reminders
from incubator.portal.renewals import views as renewal_views
from incubator.portal.room import room
from incubator.portal.rule_sets import change_views as rule_change_views
from incubator.portal.rule_sets import draft_views as rule_draft_views
from incubator.portal.rule_sets import entry_views as rule_entry_views
from incubator.portal.rule_sets import views as rule_set_views
from incubator.portal.search import views as search_views
from incubator.portal.set_up import views as set_up_views
from incubator.portal.work import views as work_views

room.record_once(frame.install)

__all__ = [
    "due_date_views",
    "feed_views",
    "health_views",
    "inbox_views",
    "public_views",
    "reminders",
    "renewal_views",
    "room",
    "rule_change_views",
    "rule_draft_views",
    "rule_entry_views",
    "rule_set_views",
    "search_views",
    "set_up_views",
    "work_views",
]
