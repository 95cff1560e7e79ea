"""What the tests of this room share: counting queries, and a residency's notices."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from incubator.accounts.models import User
from incubator.kernel import notices
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import db, work


@contextmanager
def counted() -> Iterator[list[str]]:
    """The SQL statements that run inside, without transaction marks."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def tell(user: User, *, url: str = "/due-dates", name: str = "王小禾", times: int = 1) -> None:
    """Put messages into somebody's inbox."""
    with work(by=SYSTEM):
        for _ in range(times):
            notices.send([user.id], "%(name)s accepted your invitation.", url=url, name=name)
