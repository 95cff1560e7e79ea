"""Who am I: the signed-in person's own row."""

from incubator.accounts.models import User
from incubator.accounts.queries import find_by_id
from incubator.kernel import web
from incubator.kernel.errors import Absent


def me() -> User:
    """The signed-in person's own row."""
    user = find_by_id(web.signed_in().id or 0)
    if user is None:
        raise Absent
    return user
