"""How is a long list read: by key, never by offset, so page 400 costs what page 1 costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from incubator.kernel.db import db

Row = TypeVar("Row")
SIZE = 25
COUNT_LIMIT = 1000


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows; `next_key` and `previous_key` are ids to put into the address, or None."""

    rows: Sequence[Row]
    next_key: int | None
    previous_key: int | None


def newest_first(query: Select[Any], key: Any, *, after: int | None, size: int = SIZE) -> Page[Any]:
    """Rows by descending key, starting below `after`; one row more is read to know of a next page."""
    if after is not None:
        query = query.where(key < after)
    rows = list(db.session.scalars(query.order_by(key.desc()).limit(size + 1)).unique())
    more = len(rows) > size
    rows = rows[:size]
    last = getattr(rows[-1], key.key) if rows and more else None
    return Page(rows, last, None if after is None else 0)


def count_up_to(query: Select[Any], limit: int = COUNT_LIMIT) -> int:
    """How many rows, counted no further than `limit` + 1 (shown as "1,000+")."""

    inner = query.limit(limit + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(inner)) or 0


def shown_count(count: int, limit: int = COUNT_LIMIT) -> str:
    """The count as people see it."""
    return f"{limit:,}+" if count > limit else f"{count:,}"
