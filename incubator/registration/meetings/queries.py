"""What can be asked of meetings: the list, one sign-in sheet by page, how many came, the resolutions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, case, func, select

from incubator.kernel.db import db
from incubator.kernel.paging import Page
from incubator.organizations.models import Organization
from incubator.registration.meetings.models import (
    Attendance,
    Matter,
    Meeting,
    MeetingKind,
    Presence,
    Resolution,
)
from incubator.registration.meetings.rules import Turnout

SHEET_SIZE = 100


def list_meetings(organization: Organization) -> list[Meeting]:
    """The meetings of an organization, the newest first."""
    query = (
        select(Meeting)
        .where(Meeting.organization_id == organization.id)
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
    )
    return list(db.session.scalars(query))


def latest_meeting(
    organization: Organization, *kinds: MeetingKind, until: date | None = None
) -> Meeting | None:
    """The newest meeting of the first of these kinds that was held, not later than `until` if given."""
    held = [row for row in list_meetings(organization) if until is None or row.held_on <= until]
    return next((row for kind in kinds for row in held if row.kind is kind), None)


@dataclass(frozen=True)
class Held:
    """A meeting beside its heads."""

    meeting: Meeting
    turnout: Turnout


def list_held(organization: Organization, limit: int = 100) -> list[Held]:
    """The newest meetings with who may vote and who came, in one query."""

    def heads(*more: ColumnElement[bool]) -> ScalarSelect[int]:
        return (
            select(func.count())
            .where(Attendance.meeting_id == Meeting.id, Attendance.has_vote, *more)
            .scalar_subquery()
        )

    query = (
        select(
            Meeting,
            heads(),
            heads(Attendance.presence == Presence.IN_PERSON),
            heads(Attendance.presence == Presence.BY_PROXY),
        )
        .where(Meeting.organization_id == organization.id)
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
        .limit(limit)
    )
    return [Held(row[0], Turnout(row[1], row[2], row[3])) for row in db.session.execute(query)]


def turnout_of(meeting: Meeting) -> Turnout:
    """Who may vote and who came."""
    came = Attendance.presence
    query = select(
        func.count(),
        func.count().filter(came == Presence.IN_PERSON),
        func.count().filter(came == Presence.BY_PROXY),
    ).where(Attendance.meeting_id == meeting.id, Attendance.has_vote)
    entitled, in_person, by_proxy = db.session.execute(query).one()
    return Turnout(entitled, in_person, by_proxy)


def page_of_sheet(meeting: Meeting, *, after: int | None) -> Page[Attendance]:
    """One page of the sign-in sheet in its order."""
    query = select(Attendance).where(Attendance.meeting_id == meeting.id)
    if after is not None:
        query = query.where(Attendance.id > after)
    rows = list(db.session.scalars(query.order_by(Attendance.id).limit(SHEET_SIZE + 1)))
    next_key = rows[SHEET_SIZE - 1].id if len(rows) > SHEET_SIZE else None
    return Page(rows[:SHEET_SIZE], next_key, None if after is None else 0)


def list_sheet(meeting: Meeting) -> list[Attendance]:
    """The whole sign-in sheet; for papers."""
    query = select(Attendance).where(Attendance.meeting_id == meeting.id).order_by(Attendance.id)
    return list(db.session.scalars(query))


def list_resolutions(meetings: list[Meeting]) -> dict[int, list[Resolution]]:
    """The resolutions of each meeting in order, in one query."""
    if not meetings:
        return {}
    query = (
        select(Resolution)
        .where(Resolution.meeting_id.in_([row.id for row in meetings]))
        .order_by(Resolution.meeting_id, Resolution.position)
    )
    found: dict[int, list[Resolution]] = {row.id: [] for row in meetings}
    for row in db.session.scalars(query):
        found[row.meeting_id].append(row)
    return found


def figure_columns(
    organization_id: int, kinds: tuple[MeetingKind, ...], *, until: date | None = None
) -> dict[str, ScalarSelect[Any]]:
    """What the opening meeting tells a checklist, as parts of somebody's query; NULL without a sheet.

    The kinds are those of `opening_kinds`: a meeting of an earlier one goes before all later ones.
    In favour is the lowest of the votes on charter and leaders: the weakest of them must hold.
    """
    held = [Meeting.organization_id == organization_id, Meeting.kind.in_(kinds)]
    if until is not None:
        held.append(Meeting.held_on <= until)
    opening = (
        select(Meeting.id)
        .where(*held)
        .order_by((Meeting.kind != kinds[0]), Meeting.held_on.desc(), Meeting.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    voters = (Attendance.meeting_id == opening, Attendance.has_vote)
    entitled = select(func.nullif(func.count(), 0)).where(*voters)
    came = func.count().filter(Attendance.presence != Presence.ABSENT)
    attended = select(case((func.count() > 0, came))).where(*voters)
    in_favour = select(func.min(Resolution.votes_for)).where(
        Resolution.meeting_id == opening,
        Resolution.matter.in_((Matter.CHARTER, Matter.ELECTION)),
    )
    return {
        "entitled": entitled.scalar_subquery(),
        "attended": attended.scalar_subquery(),
        "in_favour": in_favour.scalar_subquery(),
    }
