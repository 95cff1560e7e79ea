"""How does a one-time link live: issued, shown once, opened, used once or out of date."""

import secrets
from datetime import timedelta

from sqlalchemy import select

from incubator.accounts.models import LinkPurpose, OneTimeLink, User
from incubator.accounts.queries import hash_token
from incubator.kernel import clock
from incubator.kernel.access import Person, Role
from incubator.kernel.db import db
from incubator.kernel.errors import Absent
from incubator.kernel.text import lazy

LASTS = {
    LinkPurpose.RECOVERY: timedelta(minutes=30),
    LinkPurpose.SET_UP: timedelta(days=7),
    LinkPurpose.INVITATION: timedelta(days=7),
    LinkPurpose.SIGN_UP: timedelta(hours=24),
}


def issue_link(
    purpose: LinkPurpose,
    user: User | None = None,
    *,
    by: Person | None,
    role: Role | None = None,
    organization_id: int | None = None,
    sign_in_name: str = "",
) -> str:
    """Make a one-time link and return its token, which is stored only as a hash.

    An older open link of the same purpose for the same person stops working.
    """
    if user is not None:
        _close_older(purpose, user)
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    db.session.add(
        OneTimeLink(
            token_hash=hash_token(token),
            purpose=purpose,
            user_id=user.id if user else None,
            role=role.value if role else "",
            organization_id=organization_id,
            sign_in_name=sign_in_name,
            issued_by_id=by.id if by else None,
            issued_at=moment,
            ends_at=moment + LASTS[purpose],
        )
    )
    db.session.flush()
    return token


def _close_older(purpose: LinkPurpose, user: User) -> None:
    query = select(OneTimeLink).where(
        OneTimeLink.user_id == user.id,
        OneTimeLink.purpose == purpose,
        OneTimeLink.used_at.is_(None),
    )
    for row in db.session.scalars(query):
        row.used_at = clock.now()


def get_link(token: str, *, lock: bool = False) -> OneTimeLink:
    """The open link of a token; unknown, used and outdated links get the same answer."""
    query = select(OneTimeLink).where(OneTimeLink.token_hash == hash_token(token))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalars(query).one_or_none()
    if row is None or row.used_at is not None or row.ends_at <= clock.now():
        raise Absent(lazy("This link does not work any more. Please ask for a new one."))
    return row


def use_link(token: str) -> OneTimeLink:
    """Take the link: of two people who open it at once, one gets through."""
    row = get_link(token, lock=True)
    row.used_at = clock.now()
    db.session.flush()
    return row
