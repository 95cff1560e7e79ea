"""What can be asked of meetings: the list, one sign-in sheet by page, how many came, the resolutions."""

from sqlalchemy import case, func, select

from incubator.kernel.db import db
from incubator.kernel.paging import Page
from incubator.organizations.models import Organization
from incubator.registration.meetings.models import (
    Attendance,
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


def latest_meeting(organization: Organization, kind: MeetingKind) -> Meeting | None:
    """The newest meeting of that kind."""
    return next((row for row in list_meetings(organization) if row.kind is kind), None)


def turnouts(meetings: list[Meeting]) -> dict[int, Turnout]:
    """Who may vote and who came, of each meeting, in one query."""
    here = Attendance.has_vote
    query = (
        select(
            Attendance.meeting_id,
            func.sum(case((here, 1), else_=0)),
            func.sum(case((here & (Attendance.presence == Presence.IN_PERSON), 1), else_=0)),
            func.sum(case((here & (Attendance.presence == Presence.BY_PROXY), 1), else_=0)),
        )
        .where(Attendance.meeting_id.in_([row.id for row in meetings]))
        .group_by(Attendance.meeting_id)
    )
    found = {row[0]: Turnout(*(int(one) for one in row[1:])) for row in db.session.execute(query)}
    return {row.id: found.get(row.id, Turnout(0, 0, 0)) for row in meetings}


def turnout_of(meeting: Meeting) -> Turnout:
    """Who may vote and who came."""
    return turnouts([meeting])[meeting.id]


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
    query = (
        select(Resolution)
        .where(Resolution.meeting_id.in_([row.id for row in meetings]))
        .order_by(Resolution.meeting_id, Resolution.position)
    )
    found: dict[int, list[Resolution]] = {row.id: [] for row in meetings}
    for row in db.session.scalars(query):
        found[row.meeting_id].append(row)
    return found
