"""What can be asked of a park's own templates: which one counts, and all versions."""

from sqlalchemy import func, select

from incubator.kernel import blobs
from incubator.kernel.db import db
from incubator.registration.own_templates.models import OwnTemplate
from incubator.registration.papers.placeholders import Places
from incubator.registration.papers.queries import shipped_places
from incubator.registration.papers.rules import Catalogue
from incubator.territory.models import Park


def current_templates(park: Park) -> dict[str, OwnTemplate]:
    """The park's own templates that count now, by text, in one query."""
    newest = (
        select(OwnTemplate.text, func.max(OwnTemplate.number).label("number"))
        .where(OwnTemplate.park_id == park.id)
        .group_by(OwnTemplate.text)
        .subquery()
    )
    query = (
        select(OwnTemplate)
        .join(
            newest,
            (OwnTemplate.text == newest.c.text) & (OwnTemplate.number == newest.c.number),
        )
        .where(OwnTemplate.park_id == park.id, OwnTemplate.file_id.is_not(None))
    )
    return {row.text: row for row in db.session.scalars(query)}


def list_versions(park: Park, text: str) -> list[OwnTemplate]:
    """Every version of one template, the newest first."""
    query = (
        select(OwnTemplate)
        .where(OwnTemplate.park_id == park.id, OwnTemplate.text == text)
        .order_by(OwnTemplate.number.desc())
    )
    return list(db.session.scalars(query))


def places_of(text: str, own: OwnTemplate | None, known: Catalogue) -> Places:
    """What the template that counts asks for."""
    if own is None:
        return shipped_places(text, known)
    columns = {word: set(found) for word, found in own.places["columns"].items()}
    return Places(set(own.places["facts"]), columns)


def bytes_of(text: str, own: OwnTemplate | None) -> bytes:
    """The Word template that counts."""
    from incubator.registration.papers.drafting import (  # noqa: PLC0415 slow import
        shipped_template,
    )

    if own is None or own.file is None:
        return shipped_template(text)
    return blobs.read(own.file)
