"""The pages of this room, part by part: the pool, the accompaniment, the session log, and what waits."""

from incubator.experts.directory import views as directory
from incubator.experts.duty import views as duty
from incubator.experts.logbook import views as logbook
from incubator.experts.mentoring import views as mentoring
from incubator.experts.room import room
from incubator.experts.terms import views as terms

__all__ = ["directory", "duty", "logbook", "mentoring", "room", "terms"]
