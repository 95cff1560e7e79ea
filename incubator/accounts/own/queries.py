"""What can be asked about one's own account."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from incubator.accounts.models import Consent, Grant, SignInSession, User
from incubator.accounts.queries import ABSOLUTE, IDLE
from incubator.kernel import clock
from incubator.kernel.audit import AuditEvent
from incubator.kernel.db import db
from incubator.kernel.errors import Absent
from incubator.kernel.notices import Notice

MOST = 5000


def list_open_sessions(user_id: int) -> list[SignInSession]:
    """The browsers that are signed in now, the latest first."""
    moment = clock.now()
    query = (
        select(SignInSession)
        .where(SignInSession.user_id == user_id, SignInSession.ended_at.is_(None))
        .where(SignInSession.seen_at > moment - IDLE, SignInSession.created_at > moment - ABSOLUTE)
        .order_by(SignInSession.seen_at.desc())
    )
    return list(db.session.scalars(query))


def get_own_session(user_id: int, code: str) -> SignInSession:
    """One of one's own sessions; raises `Absent` for another's."""
    query = select(SignInSession).where(
        SignInSession.code == code, SignInSession.user_id == user_id
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def list_consents(user_id: int) -> list[Consent]:
    """Every consent given, the latest first, withdrawn ones too."""
    query = select(Consent).where(Consent.user_id == user_id).order_by(Consent.id.desc())
    return list(db.session.scalars(query))


def has_consent(user_id: int, kind: str) -> bool:
    """Whether a consent of that kind is in force: rooms ask before they take sensitive data."""
    query = select(Consent.id).where(
        Consent.user_id == user_id, Consent.kind == kind, Consent.withdrawn_at.is_(None)
    )
    return db.session.scalars(query.limit(1)).one_or_none() is not None


def everything_about(user: User) -> dict[str, Any]:
    """What is stored about a person, as they may take it away (PIPL, art. 45)."""
    return {
        "account": _facts(user, "password_hash"),
        "roles": [_facts(row) for row in _rows(Grant, user.id)],
        "consents": [_facts(row) for row in _rows(Consent, user.id)],
        "sessions": [_facts(row, "token_hash") for row in _rows(SignInSession, user.id)],
        "messages": [
            {"at": row.created_at.isoformat(), "text": row.text, "url": row.url}
            for row in _rows(Notice, user.id)
        ],
        "what_you_did": [_facts(row, "hash", "previous_hash") for row in _audit_of(user.id)],
    }


def _rows(model: Any, user_id: int) -> list[Any]:  # noqa: ANN401 any model with a user_id
    query = select(model).where(model.user_id == user_id).limit(MOST)
    return list(db.session.scalars(query).unique())


def _audit_of(user_id: int) -> list[AuditEvent]:
    query = (
        select(AuditEvent)
        .where(AuditEvent.actor_id == user_id)
        .order_by(AuditEvent.seq.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def _facts(row: Any, *secrets: str) -> dict[str, Any]:  # noqa: ANN401 any row
    values = {column.name: getattr(row, column.name) for column in row.__table__.columns}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
        if name not in secrets
    }
