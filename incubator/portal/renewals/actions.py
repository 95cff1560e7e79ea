"""What can be done with renewals that have no case: note that one has begun, and take it back."""

from incubator.kernel import clock
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.duedates import DueDate
from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy
from incubator.portal.renewals.models import Renewal
from incubator.portal.renewals.queries import find_mark


def start(end: DueDate, *, note: str = "", by: Person) -> Renewal:
    """The renewal has begun: nobody is reminded of this end any more."""
    if find_mark(end.key, end.on) is not None:
        raise Refusal(lazy("The renewal has begun already."))
    row = Renewal(
        key=end.key,
        due_on=end.on,
        title=str(end.title)[:200],
        subject=end.subject[:200],
        note=note.strip(),
        user_id=by.id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def withdraw(end: DueDate, *, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Nothing comes of it: everybody is reminded again."""
    row = find_mark(end.key, end.on)
    if row is None:
        raise Refusal(lazy("No renewal has begun here."))
    row.withdrawn_at = clock.now()
    db.session.flush()
