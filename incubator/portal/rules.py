"""Who may open what only this room has."""

from incubator.kernel.access import OWNERS, permission

OWN_ORGANIZATION = permission("portal.own_organization", *OWNERS)
