"""What does a new park still lack: the few things without which nobody can work in it."""

from sqlalchemy import exists, select

from incubator.accounts.models import Grant
from incubator.experts.pool.models import Expert
from incubator.intake.calls.models import Call
from incubator.kernel.access import Role
from incubator.kernel.db import db
from incubator.space.places.models import MeetingRoom, Zone


def lacks_of(park_id: int) -> set[str]:
    """Which of zones, rooms, operator, experts and calls the park has none of yet: one query."""
    there = {
        "zones": exists().where(Zone.park_id == park_id),
        "rooms": exists().where(MeetingRoom.park_id == park_id),
        "operator": exists().where(
            Grant.park_id == park_id, Grant.role == Role.OPERATOR, Grant.ended_at.is_(None)
        ),
        "experts": exists().where(Expert.park_id == park_id),
        "calls": exists().where(Call.park_id == park_id),
    }
    row = db.session.execute(select(*(found.label(name) for name, found in there.items()))).one()
    return {name for name, found in zip(there, row, strict=True) if not found}
