"""How often is the database asked? The statements that run inside a block, without transaction marks."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from incubator.kernel.db import db

MARKS = ("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")


@contextmanager
def counted(engine: Engine | None = None) -> Iterator[list[str]]:
    """The SQL statements that run inside; the engine of the app at hand, or the given one."""
    seen: list[str] = []
    asked = engine or db.engine

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(MARKS):
            seen.append(statement)

    event.listen(asked, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(asked, "before_cursor_execute", note)


def count_queries(browser: FlaskClient, address: str) -> int:
    """How many statements one page takes."""
    with counted() as seen:
        answer = browser.get(address)
    assert answer.status_code == 200, address
    return len(seen)
