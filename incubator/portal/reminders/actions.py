"""What is done every night: everybody is told once of each end at its distances."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from incubator.accounts.models import User
from incubator.kernel import clock, duedates, jobs, notices
from incubator.kernel.db import db
from incubator.kernel.duedates import DueDate
from incubator.kernel.text import in_both
from incubator.portal.reminders.models import Reminder
from incubator.portal.reminders.rules import HORIZON, MOST_AT_ONCE, is_reminded, step_for

ONCE = notices.message("Due by %(day)s: %(title)s, %(subject)s")
TODAY = notices.message("Ends today: %(title)s, %(subject)s")
SOON = notices.message("Ends in %(days)s days: %(title)s, %(subject)s")
MANY = notices.message("%(count)s ends come nearer. Please look at the due dates.")
KEPT = timedelta(days=30)


@jobs.daily
def remind() -> None:
    """Remind every active person; old notes of reminders are forgotten."""
    today = clock.today()
    db.session.execute(delete(Reminder).where(Reminder.due_on < today - KEPT))
    people = select(User).where(User.is_active_account).options(selectinload(User.grants))
    for user in db.session.scalars(people.order_by(User.id)).unique().all():
        if is_reminded(user):
            remind_person(user)


def remind_person(user: User) -> int:
    """Remind one person of what has come nearer; returns of how many ends."""
    today = clock.today()
    found = duedates.collect(user, today, today + timedelta(days=HORIZON))
    known = select(Reminder.key, Reminder.due_on, Reminder.days).where(
        Reminder.user_id == user.id, Reminder.due_on >= today
    )
    sent = {tuple(row) for row in db.session.execute(known)}
    due: list[DueDate] = []
    for end in found:
        step = step_for(end, today)
        mark = (end.key, end.on, step)
        if end.is_renewing or step is None or mark in sent:
            continue
        sent.add(mark)
        db.session.add(Reminder(user_id=user.id, key=end.key, due_on=end.on, days=step))
        due.append(end)
    _tell(user, due)
    return len(due)


def _tell(user: User, due: list[DueDate]) -> None:
    """One message an end; many at once become one that leads to the page."""
    if len(due) > MOST_AT_ONCE:
        notices.send([user.id], MANY, url="/due-dates", count=len(due))
        return
    for end in due:
        left = (end.on - clock.today()).days
        text = ONCE if end.told_from is not None else SOON if left else TODAY
        notices.send(
            [user.id],
            text,
            url=f"/due-dates?kind={end.kind.slug}",
            days=left,
            day=end.on,
            title=in_both(end.title),
            subject=end.subject,
        )
