"""What the due-date page learns of the entry: calls, notices, objections and agreements that end."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Row, Select, cast, literal, null, or_, select, union_all

from incubator.intake.agreements.models import Agreement
from incubator.intake.agreements.workflow import AGREEMENT_READ, AgreementStatus
from incubator.intake.applications.models import Application
from incubator.intake.calls.models import Call
from incubator.intake.calls.rules import CALL_READ
from incubator.intake.calls.workflow import CallStatus
from incubator.intake.deadlines import actions
from incubator.intake.decisions.models import Objection, PublicNotice
from incubator.intake.decisions.workflow import OBJECTION_READ, ObjectionStatus
from incubator.kernel import clock
from incubator.kernel.access import Person, reach
from incubator.kernel.db import db
from incubator.kernel.duedates import DueDate, Kind, source
from incubator.kernel.text import gettext, lazy
from incubator.organizations.models import Organization
from incubator.territory.models import Park
from incubator.territory.queries import park_keys

__all__ = ["actions"]
CALL = Kind("call", lazy("Calls, notices and objections"))
AGREEMENT = Kind("agreement", lazy("Agreement"))


# One shape for what ends on a day and for what ends at a minute, so that one question finds both.
NO_DAY, NO_MOMENT = cast(null(), Date), cast(null(), Call.closes_at.type)


@source
def calls_notices_and_objections(person: Person, first: date, last: date) -> list[DueDate]:
    """When calls close and notices end, and by when objections are to be answered: one query."""
    calls, read = park_keys(person, CALL_READ), park_keys(person, OBJECTION_READ)
    parts = [] if calls is None else [_calls(calls, first, last)]
    if read is not None:
        parts += [_notices(read, first, last), _objections(read, first, last)]
    if not parts:
        return []
    rows = db.session.execute(union_all(*parts).order_by("day").limit(300))
    shown = {"call": _call, "notice": _notice, "objection": _objection}
    return [shown[row.what](row) for row in rows]


def _calls(parks: Select[int], first: date, last: date) -> Select[Any]:
    query: Any = select(
        literal("call").label("what"),
        literal("").label("slug"),
        Call.code.label("code"),
        Call.title.label("title"),
        NO_DAY.label("day"),
        Call.closes_at.label("at"),
        literal(value=False).label("is_provisional"),
    )
    found: Select[Any] = query.where(
        Call.park_id.in_(parks),
        Call.status == CallStatus.OPEN,
        Call.closes_at.between(max(clock.moment(first), clock.now()), clock.end_of(last)),
    )
    return found


def _notices(parks: Select[int], first: date, last: date) -> Select[Any]:
    query: Any = select(
        literal("notice").label("what"),
        Park.slug.label("slug"),
        PublicNotice.code.label("code"),
        Call.title.label("title"),
        PublicNotice.to_on.label("day"),
        NO_MOMENT.label("at"),
        PublicNotice.is_provisional.label("is_provisional"),
    )
    found: Select[Any] = (
        query.join(Call, PublicNotice.call_id == Call.id)
        .join(Park, PublicNotice.park_id == Park.id)
        .where(PublicNotice.park_id.in_(parks))
        .where(PublicNotice.to_on.between(max(first, clock.today()), last))
    )
    return found


def _objections(parks: Select[int], first: date, last: date) -> Select[Any]:
    query: Any = select(
        literal("objection").label("what"),
        literal("").label("slug"),
        Objection.code.label("code"),
        Objection.number.label("title"),
        Objection.answer_by_on.label("day"),
        NO_MOMENT.label("at"),
        literal(value=False).label("is_provisional"),
    )
    found: Select[Any] = (
        query.where(Objection.park_id.in_(parks))
        .where(Objection.status.in_((ObjectionStatus.OPEN, ObjectionStatus.PROPOSED)))
        .where(Objection.answer_by_on.between(first, last))
    )
    return found


def _call(row: Row[Any]) -> DueDate:
    return DueDate(
        gettext("The call closes"),
        row.title,
        clock.local(row.at).date(),
        "intake.call_detail",
        {"code": row.code},
        kind=CALL,
    )


def _notice(row: Row[Any]) -> DueDate:
    return DueDate(
        gettext("End of the public notice"),
        row.title,
        row.day,
        "intake.notice_detail",
        {"slug": row.slug, "code": row.code},
        provisional=row.is_provisional,
        kind=CALL,
    )


def _objection(row: Row[Any]) -> DueDate:
    return DueDate(
        gettext("Answer to an objection"),
        row.title,
        row.day,
        "intake.objection_edit",
        {"code": row.code},
        kind=CALL,
    )


@source
def agreement_ends(person: Person, first: date, last: date) -> list[DueDate]:
    """When agreements in force end; one that follows it already stops the reminders."""
    parks = park_keys(person, AGREEMENT_READ)
    mine = sorted(reach(person, AGREEMENT_READ).organizations)
    if parks is None and not mine:
        return []
    later, later_of = Agreement.__table__.alias("later"), Application.__table__.alias("later_of")
    follows = (
        select(later.c.id)
        .join(later_of, later.c.application_id == later_of.c.id)
        .where(later_of.c.organization_id == Application.organization_id)
        .where(later.c.ends_on > Agreement.ends_on)
        .where(later.c.status != AgreementStatus.VOID)
    )
    query = (
        select(
            Agreement.code,
            Agreement.ends_on,
            Organization.name,
            follows.exists().label("is_followed"),
        )
        .join(Application, Agreement.application_id == Application.id)
        .join(Organization, Application.organization_id == Organization.id)
        .where(Agreement.status == AgreementStatus.IN_FORCE)
        .where(Agreement.ends_on.between(first, last))
        .where(
            or_(
                Application.park_id.in_(parks if parks is not None else ()),
                Application.organization_id.in_(mine),
            )
        )
        .order_by(Agreement.ends_on, Agreement.id)
        .limit(200)
    )
    return [
        DueDate(
            gettext("End of the agreement"),
            row.name,
            row.ends_on,
            "intake.agreement_detail",
            {"code": row.code},
            kind=AGREEMENT,
            is_renewing=row.is_followed,
        )
        for row in db.session.execute(query)
    ]
