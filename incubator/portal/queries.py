"""What the frame asks: whether there is only one park, whether demo accounts stand open."""

from sqlalchemy import select

from incubator.accounts.models import User
from incubator.kernel.db import db
from incubator.territory.models import Park


def only_park() -> Park | None:
    """The park of an installation that has exactly one."""
    found = db.session.scalars(select(Park).order_by(Park.id).limit(2)).all()
    return found[0] if len(found) == 1 else None


def has_demo_accounts() -> bool:
    """Whether somebody could sign in with a printed password."""
    query = select(User.id).where(User.is_demo, User.is_active_account).limit(1)
    return db.session.scalar(query) is not None


def is_empty() -> bool:
    """Whether nobody has an account yet: the installation is not set up."""
    return db.session.scalar(select(User.id).limit(1)) is None
