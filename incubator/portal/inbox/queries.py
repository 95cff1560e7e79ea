"""What can be asked about a person's messages."""

from sqlalchemy import select

from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Absent
from incubator.kernel.notices import Notice
from incubator.kernel.paging import Page, newest_first


def page_of_notices(person: Person, *, only_unread: bool, after: int | None) -> Page[Notice]:
    """One page of the person's messages, newest first."""
    query = select(Notice).where(Notice.user_id == person.id)
    if only_unread:
        query = query.where(Notice.read_at.is_(None))
    return newest_first(query, Notice.id, after=after)


def get_notice(person: Person, code: str) -> Notice:
    """The person's own message of that code; raises `Absent`, also for somebody else's."""
    query = select(Notice).where(Notice.code == code, Notice.user_id == person.id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found
