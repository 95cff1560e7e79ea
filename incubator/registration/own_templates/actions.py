"""What can be done with templates: put an own one in place, and go back to the shipped one."""

from incubator.kernel import blobs
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Refusal
from incubator.kernel.files import Inspected
from incubator.kernel.text import lazy
from incubator.registration.own_templates.models import OwnTemplate
from incubator.registration.own_templates.queries import current_templates, list_versions
from incubator.registration.papers.placeholders import Places
from incubator.territory.models import Park


def put_in_place(
    park: Park, text: str, inspected: Inspected, places: Places, *, note: str = "", by: Person
) -> OwnTemplate:
    """Let a checked Word file count from now on; `rules.check_template` has read its places."""
    stored = blobs.keep(inspected, by=by)
    return _add(park, text, by, file_id=stored.id, places=places.as_json(), note=note)


def back_to_shipped(park: Park, text: str, *, by: Person) -> OwnTemplate:
    """Let the shipped text count again; the own versions stay in the history."""
    if text not in current_templates(park):
        raise Refusal(lazy("The shipped template is already in use."))
    return _add(park, text, by, file_id=None, places={}, note="")


def _add(
    park: Park, text: str, by: Person, *, file_id: int | None, places: object, note: str
) -> OwnTemplate:
    versions = list_versions(park, text)
    row = OwnTemplate(
        park_id=park.id,
        text=text,
        number=versions[0].number + 1 if versions else 1,
        file_id=file_id,
        places=places,
        note=note,
        added_by_id=by.id,
    )
    db.session.add(row)
    db.session.flush()
    return row
