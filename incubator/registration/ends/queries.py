"""Which ends of registration lie in a window: all of them in one query, as the due-date page needs it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    Select,
    String,
    cast,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy import case as sql_case

from incubator.kernel.access import Permission, Person, reach
from incubator.kernel.db import db
from incubator.organizations.models import Organization, Residency
from incubator.organizations.workflow import ResidencyStatus
from incubator.registration.cases.models import Case
from incubator.registration.cases.rules import CASE_READ, ENDED_WELL
from incubator.registration.dossiers.models import Dossier
from incubator.registration.dossiers.queries import END_COLUMNS
from incubator.registration.dossiers.workflow import DOSSIER_LIST, DossierStatus
from incubator.registration.registers.models import Post, PostKind
from incubator.registration.registers.rules import COUNCIL
from incubator.territory.queries import park_keys, visible

DOSSIER, VALIDITY, COUNCIL_TERM, PARTY_TERM = "dossier", "validity", "council", "party"
LIMIT = 400


@dataclass(frozen=True)
class EndRow:
    """One end: what it is, of whom, when, where it stands, and since when it holds."""

    what: str
    code: str
    organization_id: int
    organization_code: str
    name: str
    on: date
    word: str
    is_provisional: bool
    since: date | None


def ends_between(person: Person, first: date, last: date) -> list[EndRow]:
    """The ends of registration in a window that this person may see, earliest first."""
    parts = [_dossiers(person, first, last), _validities(person, first, last)]
    parts += [_terms(person, first, last)]
    found: CompoundSelect[Any] = union_all(*parts)
    rows = db.session.execute(found.order_by("day").limit(LIMIT))
    return [EndRow(*row) for row in rows]


def _placed(query: Select[Any], person: Person, needed: Permission) -> Select[Any]:
    query = query.join(Organization, Case.organization_id == Organization.id)
    return visible(query, Case, person, needed)


def _dossiers(person: Person, first: date, last: date) -> Select[Any]:
    day = sql_case(*((Dossier.status == status, column) for status, column in END_COLUMNS.items()))
    doubt = sql_case(
        (Dossier.status == DossierStatus.OPEN, Dossier.is_hand_over_provisional),
        (Dossier.status == DossierStatus.HANDED_OVER, Dossier.is_arrange_provisional),
        else_=False,
    )
    query: Any = select(
        literal(DOSSIER, String).label("what"),
        Dossier.code.label("code"),
        Case.organization_id.label("organization_id"),
        Organization.code.label("organization_code"),
        Organization.name.label("name"),
        day.label("day"),
        cast(Dossier.status, String).label("word"),
        doubt.label("is_provisional"),
        Dossier.ended_on.label("since"),
    ).select_from(Dossier)
    query = query.join(Case, Dossier.case_id == Case.id)
    return _placed(query, person, DOSSIER_LIST).where(day.between(first, last))


def _validities(person: Person, first: date, last: date) -> Select[Any]:
    query: Any = select(
        literal(VALIDITY, String).label("what"),
        Case.code.label("code"),
        Case.organization_id.label("organization_id"),
        Organization.code.label("organization_code"),
        Organization.name.label("name"),
        Case.valid_until.label("day"),
        cast(Case.procedure, String).label("word"),
        literal(value=False).label("is_provisional"),
        Case.decided_on.label("since"),
    ).select_from(Case)
    query = query.where(Case.status.in_(ENDED_WELL), Case.valid_until.between(first, last))
    query = query.where(Organization.deregistered_on.is_(None))
    return _placed(query, person, CASE_READ)


def _terms(person: Person, first: date, last: date) -> Select[Any]:
    """Each organization's terms that end on one day, once; of who lives in a park in reach."""
    kind = sql_case((Post.kind == PostKind.PARTY_SECRETARY, PARTY_TERM), else_=COUNCIL_TERM)
    parks = park_keys(person, CASE_READ)
    mine = sorted(reach(person, CASE_READ).organizations)
    lives = select(Residency.organization_id).where(
        Residency.status == ResidencyStatus.RUNNING,
        Residency.park_id.in_(parks if parks is not None else ()),
    )
    return (
        select(
            kind.label("what"),
            Organization.code.label("code"),
            Organization.id.label("organization_id"),
            Organization.code.label("organization_code"),
            Organization.name.label("name"),
            Post.ends_on.label("day"),
            literal("", String).label("word"),
            literal(value=False).label("is_provisional"),
            cast(null(), Date).label("since"),
        )
        .select_from(Post)
        .join(Organization, Post.organization_id == Organization.id)
        .where(Post.kind.in_((*COUNCIL, PostKind.LEGAL_REPRESENTATIVE, PostKind.PARTY_SECRETARY)))
        .where(Post.ends_on.between(first, last))
        .where(or_(Organization.id.in_(mine), Organization.id.in_(lives)))
        .where(Organization.deregistered_on.is_(None))
        .distinct()
    )
