"""What crosses rooms can be asked here: the figures of parks over a period."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from incubator.experts.mentoring.models import MentoringSession
from incubator.experts.mentoring.queries import COUNTED
from incubator.intake.calls.models import Call
from incubator.intake.calls.workflow import CallStatus
from incubator.kernel import clock
from incubator.kernel.db import db
from incubator.organizations.models import Residency
from incubator.organizations.workflow import ResidencyStatus
from incubator.space.bookings.models import Booking
from incubator.space.bookings.queries import OCCUPYING


@dataclass(frozen=True)
class ParkFigures:
    """The park at a glance."""

    residents: int
    open_calls: int
    bookings_today: int
    sessions_this_month: int


def park_figures(park_ids: Sequence[int]) -> ParkFigures:
    """Residents (户), open calls, bookings of today (场) and sessions of this month (场): one query."""
    today, moment = clock.today(), clock.now()
    parks = sorted(park_ids)
    counted = (
        _count(Residency.park_id.in_(parks), Residency.status == ResidencyStatus.RUNNING),
        _count(
            Call.park_id.in_(parks),
            Call.status == CallStatus.OPEN,
            Call.opens_at <= moment,
            Call.closes_at > moment,
        ),
        _count(
            Booking.park_id.in_(parks),
            Booking.status.in_(OCCUPYING),
            Booking.starts_at >= clock.moment(today),
            Booking.starts_at < clock.end_of(today),
        ),
        _count(
            MentoringSession.park_id.in_(parks),
            COUNTED,
            MentoringSession.held_on >= today.replace(day=1),
        ),
    )
    return ParkFigures(*db.session.execute(select(*counted)).one())


def _count(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).where(*conditions).scalar_subquery()
