"""The pages of this room, gathered from its nouns."""

from incubator.reports.dossier import views as dossier_views
from incubator.reports.figures import views as figure_views
from incubator.reports.room import room

__all__ = ["dossier_views", "figure_views", "room"]
