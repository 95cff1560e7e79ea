"""What can be asked of the audit."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select

from incubator.kernel import clock
from incubator.kernel.access import Reach
from incubator.kernel.audit import AuditEvent
from incubator.kernel.db import Base
from incubator.territory.queries import parks_within

OrganizationsOfRegions = Callable[[list[str]], Collection[int]]
_organizations_of_regions: list[OrganizationsOfRegions] = []


def tell_organizations_of_regions(source: OrganizationsOfRegions) -> OrganizationsOfRegions:
    """The organizations room tells which organizations belong to a region's subtree."""
    _organizations_of_regions.append(source)
    return source


@dataclass(frozen=True)
class Wanted:
    """What the auditor looks for; empty means all."""

    person: str = ""
    action: str = ""
    subject: str = ""
    day: date | None = None


def select_events(span: Reach, wanted: Wanted) -> Select[AuditEvent]:
    """The events within reach that fit."""
    query = select(AuditEvent)
    if not span.everything:
        query = query.where(_within(span))
    if wanted.person:
        query = query.where(AuditEvent.actor_name.startswith(wanted.person, autoescape=True))
    if wanted.action:
        query = query.where(AuditEvent.action.startswith(wanted.action, autoescape=True))
    if wanted.subject:
        query = query.where(AuditEvent.subject_type == wanted.subject)
    if wanted.day is not None:
        first, last = clock.moment(wanted.day), clock.end_of(wanted.day)
        query = query.where(AuditEvent.at >= first, AuditEvent.at < last)
    return query


def _within(span: Reach) -> ColumnElement[bool]:
    """Events of the region's parks and organizations, and those that belong to no place."""
    parks = [park.id for park in parks_within(span)]
    paths = sorted(span.region_paths)
    organizations = {key for source in _organizations_of_regions for key in source(paths)}
    return or_(
        AuditEvent.park_id.in_(parks),
        and_(AuditEvent.park_id.is_(None), AuditEvent.organization_id.in_(sorted(organizations))),
        and_(AuditEvent.park_id.is_(None), AuditEvent.organization_id.is_(None)),
    )


def subject_kinds() -> list[str]:
    """The kinds of things whose changes are noted."""
    return sorted(
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if getattr(mapper.class_, "__audited__", False)
    )
