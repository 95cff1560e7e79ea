"""What can be done with a meeting: call it with its sheet, tick who came, write down what was decided."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select

from incubator.kernel import audit
from incubator.kernel.access import Person
from incubator.kernel.db import db, new_code
from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy
from incubator.organizations.models import Organization
from incubator.registration.meetings.models import (
    Attendance,
    Meeting,
    MeetingKind,
    Presence,
    Resolution,
)
from incubator.registration.meetings.queries import turnout_of
from incubator.registration.meetings.rules import (
    MOST_RESOLUTIONS,
    MeetingFacts,
    ResolutionFacts,
    check_days,
    check_items,
    check_presence,
    check_votes,
)
from incubator.registration.registers.models import PostKind
from incubator.registration.registers.queries import list_members, list_posts
from incubator.registration.registers.rules import check_name, councillors

AT_ONCE = 500


def call_meeting(organization: Organization, facts: MeetingFacts, *, by: Person) -> Meeting:
    """Call a meeting; its sign-in sheet is laid out from the register of those who may vote."""
    meeting = Meeting(organization=organization)
    edit_meeting(meeting, facts, by=by)
    lay_out_sheet(meeting, by=by)
    return meeting


def edit_meeting(meeting: Meeting, facts: MeetingFacts, *, by: Person) -> None:  # noqa: ARG001 every verb has by=
    """Correct what is known of a meeting."""
    check_days(facts.called_on, facts.held_on)
    items = tuple(one.strip() for one in facts.items if one.strip())
    check_items(items)
    meeting.kind = facts.kind
    meeting.called_on, meeting.held_on = facts.called_on, facts.held_on
    meeting.starts_at, meeting.place = facts.starts_at, facts.place
    meeting.chair, meeting.secretary, meeting.items = facts.chair, facts.secretary, list(items)
    db.session.add(meeting)
    db.session.flush()


def lay_out_sheet(meeting: Meeting, *, by: Person) -> int:  # noqa: ARG001 every verb has by=
    """Add those of the register who do not stand on the sheet yet; nobody is taken off.

    Returns how many were added. The lines are noted in the history as one fact, not one by one.
    """
    query = select(Attendance.member_id, Attendance.name).where(Attendance.meeting_id == meeting.id)
    stand = list(db.session.execute(query))
    members = {row.member_id for row in stand if row.member_id is not None}
    names = {row.name for row in stand}
    rows = [row for row in _wanted(meeting) if _is_new(row, members, names)]
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(Attendance), rows[start : start + AT_ONCE])
    if rows:
        audit.record(meeting, "register_meetings.sheet", changes={"added": [None, len(rows)]})
    return len(rows)


def _is_new(row: Mapping[str, Any], members: set[int], names: set[str]) -> bool:
    if row["member_id"] is not None:
        return row["member_id"] not in members
    return row["name"] not in names


def _wanted(meeting: Meeting) -> list[dict[str, Any]]:
    if meeting.kind is MeetingKind.COUNCIL:
        posts = list_posts(meeting.organization)
        seats = _line_each(meeting, councillors(posts), has_vote=True)
        supervisors = [row.name for row in posts if row.kind is PostKind.SUPERVISOR]
        return seats + _line_each(meeting, supervisors, has_vote=False)
    return [_line(meeting, row.name, row.id) for row in list_members(meeting.organization)]


def _line_each(meeting: Meeting, names: list[str], *, has_vote: bool) -> list[dict[str, Any]]:
    unique = dict.fromkeys(names)
    return [_line(meeting, name, None, has_vote=has_vote) for name in unique]


def _line(
    meeting: Meeting, name: str, member_id: int | None, *, has_vote: bool = True
) -> dict[str, Any]:
    return {
        "code": new_code(),
        "meeting_id": meeting.id,
        "member_id": member_id,
        "name": name,
        "presence": Presence.ABSENT,
        "proxy": "",
        "has_vote": has_vote,
    }


def add_attendance(
    meeting: Meeting,
    name: str,
    *,
    has_vote: bool = True,
    by: Person,  # noqa: ARG001 every verb has by=
) -> Attendance:
    """Put somebody on the sheet who does not stand in the register, such as a guest."""
    check_name(name)
    row = Attendance(meeting=meeting, name=name, has_vote=has_vote, presence=Presence.IN_PERSON)
    db.session.add(row)
    db.session.flush()
    return row


def sign_in(row: Attendance, presence: Presence, *, proxy: str = "", by: Person) -> None:  # noqa: ARG001 every verb has by=
    """Tick one line of the sheet."""
    check_presence(presence, proxy)
    row.presence = presence
    row.proxy = proxy.strip() if presence is Presence.BY_PROXY else ""
    db.session.flush()


def sign_in_many(
    meeting: Meeting, presences: Mapping[str, tuple[Presence, str]], *, by: Person
) -> None:
    """Tick a page of the sheet at once: line code to presence and proxy; unknown codes are passed over."""
    query = select(Attendance).where(
        Attendance.meeting_id == meeting.id, Attendance.code.in_(sorted(presences))
    )
    for row in db.session.scalars(query):
        presence, proxy = presences[row.code]
        sign_in(row, presence, proxy=proxy, by=by)


def remove_attendance(row: Attendance, *, by: Person) -> None:  # noqa: ARG001 every verb has by=
    """Take a line off the sheet."""
    db.session.delete(row)
    db.session.flush()


def resolve(meeting: Meeting, facts: ResolutionFacts, *, by: Person) -> Resolution:
    """Write down a resolution with its votes."""
    query = select(func.max(Resolution.position), func.count()).where(
        Resolution.meeting_id == meeting.id
    )
    last, count = db.session.execute(query).one()
    if count >= MOST_RESOLUTIONS:
        raise Refusal(lazy("This meeting has enough resolutions."), field="text")
    check_votes(facts, turnout_of(meeting))
    resolution = Resolution(meeting=meeting, position=(last or 0) + 1, text=facts.text)
    db.session.add(resolution)
    edit_resolution(resolution, facts, by=by)
    return resolution


def edit_resolution(resolution: Resolution, facts: ResolutionFacts, *, by: Person) -> None:  # noqa: ARG001 every verb has by=
    """Correct a resolution or its votes."""
    check_votes(facts, turnout_of(resolution.meeting))
    resolution.text, resolution.matter = facts.text, facts.matter
    resolution.votes_for, resolution.votes_against = facts.votes_for, facts.votes_against
    resolution.votes_abstain = facts.votes_abstain
    db.session.flush()


def remove_resolution(resolution: Resolution, *, by: Person) -> None:  # noqa: ARG001 every verb has by=
    """Take a resolution out."""
    db.session.delete(resolution)
    db.session.flush()


def cancel_meeting(meeting: Meeting, *, by: Person) -> None:  # noqa: ARG001 every verb has by=
    """Take a meeting out that was not held, with its sheet and its resolutions."""
    for table in (Attendance, Resolution):
        db.session.execute(delete(table).where(table.meeting_id == meeting.id))
    db.session.delete(meeting)
    db.session.flush()
