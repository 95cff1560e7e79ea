"""What the tests of this room share: messages in an inbox."""

from incubator.accounts.models import User
from incubator.kernel import notices
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import work


def tell(user: User, *, url: str = "/due-dates", name: str = "王小禾", times: int = 1) -> None:
    """Put messages into somebody's inbox."""
    with work(by=SYSTEM):
        for _ in range(times):
            notices.send([user.id], "%(name)s accepted your invitation.", url=url, name=name)
