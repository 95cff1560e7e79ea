"""The readable table role × endpoint × verdict: `python -m tests.house.access_table` writes it anew."""

import csv
import tempfile
from pathlib import Path

from flask import Flask

from incubator.kernel.access import Role
from incubator.routing import list_routes

TABLE = Path(__file__).parent / "access.csv"
HEAD = [
    "endpoint",
    "move",
    "methods",
    "url",
    "permission",
    "anonymous",
    *(role.value for role in Role),
]


def rows_of(app: Flask) -> list[list[str]]:
    """The table as the running application declares it."""
    rows = []
    for route in list_routes(app):
        roles = set(route["roles"])
        verdicts = ["yes" if name in roles else "no" for name in HEAD[5:]]
        rows.append(
            [
                route["endpoint"],
                route["move"] or "",
                " ".join(route["methods"]),
                route["url"],
                route["permission"],
                *verdicts,
            ]
        )
    return rows


def read() -> list[list[str]]:
    """The committed table without its head."""
    with TABLE.open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))[1:]


def write(app: Flask) -> None:
    """Write the table: look at the difference before you commit it."""
    with TABLE.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(rows_of(app))


if __name__ == "__main__":
    from incubator.app import create_app
    from tests.databases import settings_for

    with tempfile.TemporaryDirectory() as folder:
        write(create_app(settings_for(Path(folder))))
