"""The pages of this room."""

from incubator.organizations.imports import views as import_views
from incubator.organizations.room import room

PARTS = (import_views,)
__all__ = ["PARTS", "room"]
