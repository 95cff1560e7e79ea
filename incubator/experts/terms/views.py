"""What the due-date page learns of the pool: the last day of each term, and where it is renewed."""

from datetime import date

from sqlalchemy import or_, select

from incubator.accounts.models import User
from incubator.experts.pool.models import Expert
from incubator.experts.pool.rules import EXPERT_EDIT, EXPERT_LIST
from incubator.experts.pool.workflow import ExpertStatus
from incubator.kernel.access import Person, may
from incubator.kernel.db import db
from incubator.kernel.duedates import Action, DueDate, Kind, source
from incubator.kernel.text import gettext, lazy
from incubator.territory.queries import park_keys

TERM = Kind("expert", lazy("Expert's term"))
RENEW = lazy("Renew the term")


@source
def term_ends(person: Person, first: date, last: date) -> list[DueDate]:
    """The ends of terms in the person's parks, and of one's own."""
    parks = park_keys(person, EXPERT_LIST)
    if parks is None and person.id is None:
        return []
    query = (
        select(Expert.code, Expert.term_to, Expert.user_id, User.display_name)
        .join(User, Expert.user_id == User.id)
        .where(Expert.status == ExpertStatus.ACTIVE, Expert.term_to.between(first, last))
        .where(
            or_(Expert.park_id.in_(parks if parks is not None else ()), Expert.user_id == person.id)
        )
        .order_by(Expert.term_to, Expert.id)
        .limit(200)
    )
    editable = parks is not None and may(person, EXPERT_EDIT)
    return [
        DueDate(
            gettext("End of the expert's term"),
            row.display_name,
            row.term_to,
            "experts.expert_detail",
            {"code": row.code},
            kind=TERM,
            action=Action(RENEW, "experts.expert_edit", {"code": row.code}) if editable else None,
            names_person=True,
        )
        for row in db.session.execute(query)
    ]
