"""What is tidied up every night: old keys, waits, sessions and links; and the audit is anchored."""

from datetime import timedelta

from sqlalchemy import delete

from incubator.accounts.models import SignInSession
from incubator.kernel import audit, clock, jobs, once, throttle
from incubator.kernel.db import db

SESSIONS_KEPT = timedelta(days=180)


@jobs.daily
def tidy() -> None:
    """Forget used form keys, waits that are over, and sessions older than half a year."""
    once.sweep()
    throttle.sweep()
    oldest = clock.now() - SESSIONS_KEPT
    db.session.execute(delete(SignInSession).where(SignInSession.created_at < oldest))


@jobs.daily
def anchor() -> None:
    """Write the head of the audit chain outside the database: a replaced database shows."""
    audit.write_anchor(db.session())
