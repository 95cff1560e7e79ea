"""What is measured: the product as it stands, behind a counter of its SQL statements and CPU time.

The answers carry `X-Bench-Sql` and `X-Bench-Cpu-Us`; the addresses of the two floors exist only here.
"""

import threading
import time
from collections.abc import Iterable
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from incubator.app import create_app
from incubator.kernel.settings import Settings
from tests.bench.floors import list_floor, page_floor

# What frames a transaction is not a question to the database.
FRAMING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")
_seen = threading.local()


@event.listens_for(Engine, "before_cursor_execute")
def _count(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
    if not statement.startswith(FRAMING):
        _seen.count = getattr(_seen, "count", 0) + 1


class Measured:
    """One request after the other in its thread: how many statements, how much CPU."""

    def __init__(self, product: Flask, floors: dict[str, Flask]) -> None:
        self.product = product
        self.floors = floors

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer, with the figures in two headers: what happens on closing counts as well."""
        app = self.floors.get(environ.get("PATH_INFO", ""), self.product)
        _seen.count = 0
        answer: list[Any] = []
        began = time.thread_time_ns()
        chunks = app.wsgi_app(environ, lambda *given: answer.append(given))
        try:
            body = b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        spent = (time.thread_time_ns() - began) // 1000
        status, headers = answer[-1][:2]
        figures = [("X-Bench-Sql", str(_seen.count)), ("X-Bench-Cpu-Us", str(spent))]
        start_response(status, [*headers, *figures])
        return [body]


def application() -> Measured:
    """The server's entry: settings come from the environment, as always."""
    settings = Settings.from_environment()
    floors = {"/bench/page": page_floor(), "/bench/list": list_floor(settings)}
    return Measured(create_app(settings), floors)
