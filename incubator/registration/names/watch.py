"""How does the register hear of a new or changed organization: it looks at what each unit of work wrote."""

from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from incubator.kernel.db import before_commit
from incubator.organizations.models import Organization
from incubator.registration.names.actions import follow

WATCHED = ("name", "legal_form", "region_id")
PENDING = "names_to_follow"


@event.listens_for(Session, "after_flush")
def _notice(session: Session, _context: Any) -> None:  # noqa: ANN401 SQLAlchemy's own
    rows = [row for row in (*session.new, *session.dirty) if isinstance(row, Organization)]
    for row in rows:
        state = inspect(row)
        if any(state.attrs[name].history.has_changes() for name in WATCHED):
            session.info.setdefault(PENDING, {})[row.id] = row


@before_commit
def _follow(session: Session) -> None:
    """Once the business is done the register takes over what the files say."""
    changed: dict[int, Organization] = session.info.pop(PENDING, {})
    gone = set(session.deleted)
    follow(row for row in changed.values() if row not in gone and inspect(row).persistent)
