"""What can be asked about public notices and the objections to them."""

from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from incubator.intake.applications.models import Application
from incubator.intake.calls.models import Call
from incubator.intake.decisions.models import (
    NoticeEntry,
    Objection,
    PublicNotice,
)
from incubator.intake.decisions.queries import UNANSWERED
from incubator.intake.decisions.workflow import ObjectionStatus
from incubator.kernel.access import Permission, Person
from incubator.kernel.db import db
from incubator.kernel.errors import Absent
from incubator.territory.models import Park
from incubator.territory.queries import park_ids_for


def notice_in_park(code: str, park: Park) -> PublicNotice:
    """The notice of that code in that park; raises `Absent`."""
    query = select(PublicNotice).where(PublicNotice.code == code, PublicNotice.park_id == park.id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def list_notices(park: Park, *, limit: int = 30) -> list[PublicNotice]:
    """The park's notices, the newest first."""
    query = select(PublicNotice).where(PublicNotice.park_id == park.id)
    return list(db.session.scalars(query.order_by(PublicNotice.id.desc()).limit(limit)))


def notices_of_call(call: Call) -> list[PublicNotice]:
    """The notices of a call, the first one first."""
    query = select(PublicNotice).where(PublicNotice.call_id == call.id)
    return list(db.session.scalars(query.order_by(PublicNotice.id)))


def entries_shown(notice: PublicNotice) -> list[NoticeEntry]:
    """The lines of a notice that still stand."""
    query = select(NoticeEntry).where(
        NoticeEntry.notice_id == notice.id, NoticeEntry.removed_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(NoticeEntry.id)))


def entry_of(application: Application) -> NoticeEntry | None:
    """The line under which an application stands on notice now."""
    query = (
        select(NoticeEntry)
        .where(NoticeEntry.application_id == application.id, NoticeEntry.removed_at.is_(None))
        .order_by(NoticeEntry.id.desc())
        .limit(1)
        .options(joinedload(NoticeEntry.notice))
    )
    return db.session.scalars(query).first()


def is_contested(entry: NoticeEntry) -> bool:
    """Whether an unanswered objection concerns this line or the whole notice."""
    query = select(Objection.id).where(
        Objection.notice_id == entry.notice_id,
        or_(Objection.entry_id.is_(None), Objection.entry_id == entry.id),
        Objection.status.in_(sorted(UNANSWERED)),
    )
    return db.session.scalar(query.limit(1)) is not None


def objection_in_park(code: str, park: Park) -> Objection:
    """The objection of that address; raises `Absent`."""
    query = select(Objection).where(Objection.code == code, Objection.park_id == park.id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def find_objection(park: Park, number: str, contact_end: str) -> Objection | None:
    """The objection of that receipt number, if the end of the contact fits."""
    query = select(Objection).where(Objection.park_id == park.id, Objection.number == number)
    found = db.session.scalars(query).one_or_none()
    if found is None or len(contact_end) < 4 or not found.contact.endswith(contact_end):
        return None
    return found


def select_objections(person: Person, needed: Permission, *, answered: bool) -> Select[Any]:
    """The objections of one's parks, open or answered; to be paged."""
    states = set(ObjectionStatus) - UNANSWERED if answered else UNANSWERED
    return select(Objection).where(
        Objection.park_id.in_(park_ids_for(person, needed)),
        Objection.status.in_(sorted(states)),
    )
