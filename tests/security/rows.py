"""What does the database hold: all rows of all tables as plain values, to compare before and after."""

from typing import Any

from incubator.kernel.db import Base, db

# Sessions are touched by asking, and throttles count asking.
NOT_CONTENT = frozenset({"sign_in_sessions", "throttles", "kept_forms", "once_keys"})
Rows = dict[str, list[dict[str, Any]]]


def rows_of() -> Rows:
    """Every row of every table that holds content."""
    found: Rows = {}
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in NOT_CONTENT:
                continue
            query = table.select().order_by(*table.primary_key.columns)
            found[table.name] = [dict(row) for row in connection.execute(query).mappings()]
    return found


def table_of(rows: Rows) -> dict[str, list[str]]:
    """The rows as text, so that a difference can be read."""
    return {name: [repr(row) for row in given] for name, given in rows.items()}
