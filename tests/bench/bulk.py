"""How are many rows written at once: through the models' tables, with what these say of types."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from incubator.kernel.db import CROCKFORD, Base

BATCH = 5000


@dataclass
class Bulk:
    """Rows wait here, model by model, and are written in batches; keys are given out beforehand."""

    connection: Connection = field(init=False)
    rng: Random = field(default_factory=lambda: Random(20261121))
    waiting: dict[type[Base], list[dict[str, Any]]] = field(default_factory=dict)
    last: dict[type[Base], int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def code(self) -> str:
        """An address; unlike the product's own it need not be secret, only quick to make."""
        return "".join(self.rng.choices(CROCKFORD, k=12))

    def key(self, model: Any) -> int:
        """The next key of a table."""
        if model not in self.last:
            self.last[model] = self.connection.scalar(select(func.max(model.id))) or 0
        self.last[model] += 1
        return self.last[model]

    def add(self, model: Any, **values: Any) -> None:
        """One row; all rows of a model name the same columns."""
        self.waiting.setdefault(model, []).append(values)

    def write(self, *, least: int = BATCH) -> None:
        """Write the tables in the order in which their first rows came, once enough rows wait."""
        if max((len(rows) for rows in self.waiting.values()), default=0) < least:
            return
        for model, rows in self.waiting.items():
            self._insert(model, rows)
            rows.clear()

    def _insert(self, model: Any, rows: Sequence[dict[str, Any]]) -> None:
        for start in range(0, len(rows), BATCH):
            self.connection.execute(insert(model.__table__), rows[start : start + BATCH])
        name = model.__tablename__
        self.counts[name] = self.counts.get(name, 0) + len(rows)

    def finish(self) -> None:
        """Write what is left, and tell PostgreSQL which keys are taken."""
        self.write(least=0)
        if self.connection.dialect.name != "postgresql":
            return
        for model in self.last:
            name = model.__tablename__
            self.connection.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}")
            )
