"""What can be done with a calendar address: make one (the old one stops), take it back."""

from incubator.accounts.models import User
from incubator.accounts.queries import hash_token, new_token
from incubator.kernel import clock
from incubator.kernel.db import db
from incubator.portal.feeds.models import CalendarFeed
from incubator.portal.feeds.queries import feed_of


def make_feed(user: User, *, by: User) -> str:  # noqa: ARG001 the audit takes the actor from the unit of work
    """A new address for this person; its secret is returned once and stored as a hash."""
    token, row = new_token(), feed_of(user.id)
    if row is None:
        row = CalendarFeed(user_id=user.id, token_hash=hash_token(token))
        db.session.add(row)
    row.token_hash, row.made_at = hash_token(token), clock.now()
    db.session.flush()
    return token


def revoke_feed(user: User, *, by: User) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Take the address back: from now on it is unknown."""
    row = feed_of(user.id)
    if row is not None:
        db.session.delete(row)
        db.session.flush()
