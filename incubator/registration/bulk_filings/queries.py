"""What can be asked about bulk filings: those that were read of late, so that one is found again."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import defer

from incubator.kernel.db import db
from incubator.registration.bulk_filings.models import FilingBatch
from incubator.territory.models import Park

RECENT = 20


def recent_batches(parks: Iterable[Park]) -> Sequence[FilingBatch]:
    """The newest bulk filings of these parks, without their rows."""
    ids = [park.id for park in parks]
    query = select(FilingBatch).options(defer(FilingBatch.rows))
    query = query.where(FilingBatch.park_id.in_(ids)).order_by(FilingBatch.id.desc())
    return db.session.scalars(query.limit(RECENT)).unique().all()
