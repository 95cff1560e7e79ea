"""Which notices, calls for corrections, answers and reviews end elsewhere by another calendar?

An end moves only when it still stands where the former calendar put it: what a person set stays. What
is over (a notice that has run out, an answer that came) and what is printed (a letter) is history.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from incubator.experts.sheets.models import ScoreSheet
from incubator.experts.sheets.workflow import TO_DO
from incubator.intake.applications.models import Application, AskBack
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.calls.models import Call
from incubator.intake.calls.queries import limit_days
from incubator.intake.decisions.models import Objection, PublicNotice
from incubator.intake.decisions.workflow import ObjectionStatus
from incubator.intake.reviews.models import Review
from incubator.kernel import clock
from incubator.kernel.calendar import WorkCalendar, WorkingDay
from incubator.kernel.db import db
from incubator.kernel.deadlines import Move, Subject
from incubator.kernel.text import in_both, lazy

NOTICE = lazy("End of the public notice")
CORRECTIONS = lazy("Corrections to the application")
ANSWER = lazy("Answer to an objection")
REVIEW = lazy("Review of an application")
PROPOSED_OR_OPEN = (ObjectionStatus.OPEN, ObjectionStatus.PROPOSED)


@dataclass(frozen=True)
class Calendars:
    """What was, and what will be."""

    before: WorkCalendar
    after: WorkCalendar

    def moved(self, start: date, days: int, end: date | None) -> WorkingDay | None:
        """Where an end goes; None when it stays, or was not where the former calendar put it."""
        old = self.before.add_working_days(start, days)
        new = self.after.add_working_days(start, days)
        return new if end == old.date and new != old else None


def moved_by(before: WorkCalendar, after: WorkCalendar) -> Iterator[Move]:
    """All ends of the entry that move."""
    calendars = Calendars(before, after)
    for find in (_notices, _corrections, _answers, _reviews):
        yield from find(calendars)


def _notices(calendars: Calendars) -> Iterator[Move]:
    query = select(PublicNotice).where(PublicNotice.to_on >= clock.today())
    for row in db.session.scalars(
        query.options(joinedload(PublicNotice.call, Call.limits))
    ).unique():
        end = calendars.moved(row.from_on, limit_days(row.call, "public_notice"), row.to_on)
        if end is not None:
            yield Move(
                Subject("public_notices", row.id, row.park_id, None),
                in_both(NOTICE),
                row.call.title,
                f"/parks/{row.park.slug}/notices/{row.code}",
                row.to_on,
                end.date,
                row.is_provisional,
                end.provisional,
            )


def _corrections(calendars: Calendars) -> Iterator[Move]:
    query = (
        select(AskBack)
        .join(AskBack.application)
        .where(Application.status == ApplicationStatus.ASKED_BACK, AskBack.answered_at.is_(None))
        .options(contains_eager(AskBack.application))
    )
    for row in db.session.scalars(query).unique():
        application = row.application
        days = limit_days(application.call, "answer_to_ask_back")
        end = calendars.moved(_day(row.sent_at), days, row.answer_by_on)
        if end is not None and end.date != row.answer_by_on:
            yield Move(
                Subject(
                    "application_ask_backs",
                    row.id,
                    application.park_id,
                    application.organization_id,
                ),
                in_both(CORRECTIONS),
                application.organization.name,
                f"/applications/{application.code}",
                row.answer_by_on,
                end.date,
                is_provisional=end.provisional,
            )


def _answers(calendars: Calendars) -> Iterator[Move]:
    query = select(Objection).where(Objection.status.in_(PROPOSED_OR_OPEN))
    for row in db.session.scalars(query).unique():
        days = limit_days(row.notice.call, "objection_reply")
        end = calendars.moved(_day(row.received_at), days, row.answer_by_on)
        if end is not None and end.date != row.answer_by_on:
            yield Move(
                Subject("objections", row.id, row.park_id, None),
                in_both(ANSWER),
                row.number,
                f"/objections/{row.code}",
                row.answer_by_on,
                end.date,
                is_provisional=end.provisional,
            )


def _reviews(calendars: Calendars) -> Iterator[Move]:
    query = (
        select(Review)
        .join(Review.sheet)
        .where(ScoreSheet.status.in_(TO_DO), ScoreSheet.due_on.is_not(None))
        .options(contains_eager(Review.sheet))
    )
    for row in db.session.scalars(query).unique():
        sheet = row.sheet
        days = limit_days(row.application.call, "expert_review")
        end = calendars.moved(_day(sheet.created_at), days, sheet.due_on)
        if end is not None and sheet.due_on is not None and end.date != sheet.due_on:
            yield Move(
                Subject("score_sheets", sheet.id, sheet.park_id, None),
                in_both(REVIEW),
                sheet.subject_label,
                f"/reviews/{sheet.code}",
                sheet.due_on,
                end.date,
                is_provisional=end.provisional,
            )


def _day(moment: datetime) -> date:
    return clock.local(moment).date()
