"""How is an installation filled: rows that hold together, written fast, kept for the next run if wanted."""

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, select, text

from incubator import schema
from incubator.app import create_app
from incubator.experts.sheets.models import ScoreSheet
from incubator.experts.sheets.workflow import SheetStatus
from incubator.intake.applications.models import Application
from incubator.intake.calls.models import Call
from incubator.intake.reviews.models import Review
from incubator.kernel import clock
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import db, work
from incubator.kernel.files import Store
from tests.bench.applications import Writer
from tests.bench.bookings import Home, write_bookings, write_organizations
from tests.bench.bulk import Bulk
from tests.bench.world import CLIENTS, LIVE_CALLS, NOW, Stage, World, build_stage, sign_in
from tests.databases import fill, settings_for
from tests.intake.build import PDF

# The loader may lose everything to a power cut; the server afterwards opens the file as always.
QUICK = ("synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY", "wal_autocheckpoint=100000")
EXAMPLES = 200


def load(folder: Path, rows: int, *, url: str | None = None) -> World:
    """Fill a fresh installation with so many applications; a folder that is filled is only migrated."""
    if (folder / "bench.json").exists():
        kept = create_app(settings_for(folder, url))
        with kept.app_context():
            schema.upgrade(kept)
            db.engine.dispose()
        return World.load(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    began = time.monotonic()
    app = create_app(settings_for(folder, url))
    with clock.frozen(NOW), app.app_context():
        fill(app)
        _hurry(db.engine)
        world = _fill(folder, rows)
        db.session.remove()
        _settle(db.engine)
        db.engine.dispose()
    world.seconds = time.monotonic() - began
    world.save(folder)
    return world


def _hurry(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def pragmas(connection: Any, _record: Any) -> None:
        for pragma in QUICK:
            connection.execute(f"PRAGMA {pragma}")

    engine.dispose()


def _settle(engine: Engine) -> None:
    """Everything stands in the one file, as after a quiet night."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _fill(folder: Path, rows: int) -> World:
    stage = build_stage()
    bulk = Bulk()
    file_key = Store(folder / "files").put(PDF)
    with _unit(bulk):
        homes = write_organizations(bulk, stage.park)
        write_bookings(bulk, stage.rooms, homes)
    writer = Writer(stage, homes, file_key, each=rows // len(stage.calls))
    for index, call in enumerate(stage.calls):
        with _unit(bulk):
            writer.write_call(bulk, call, index, is_past=index < len(stage.calls) - LIVE_CALLS)
    _analyze()
    return _world(stage, homes, rows, bulk.counts)


@contextmanager
def _unit(bulk: Bulk) -> Iterator[None]:
    """One unit of work for many rows."""
    with work(by=SYSTEM) as session:
        bulk.connection = session.connection()
        yield
        bulk.finish()


def _analyze() -> None:
    """PostgreSQL does this by itself after a while; SQLite never does."""
    if db.engine.dialect.name == "postgresql":
        with work() as session:
            session.execute(text("ANALYZE"))


def _world(stage: Stage, homes: Sequence[Home], rows: int, counts: dict[str, int]) -> World:
    call = stage.calls[-1]
    shown = _examples(call)
    sheets = _open_sheets(call)
    leaders = [home for home in homes if home.leader_id is not None][:CLIENTS]
    return World(
        rows=rows,
        call_id=call.id,
        call=call.code,
        operators=sign_in([user.id for user in stage.operators]),
        experts=sign_in([sheet.expert.user_id for sheet in sheets]),
        leaders=sign_in([home.leader_id or 0 for home in leaders]),
        sheets=[sheet.code for sheet in sheets],
        homes=[home.code for home in leaders],
        applications=[row.code for row in shown],
        organizations=[row.organization.code for row in shown],
        words=["".join(filter(str.isdigit, row.organization.name)) for row in shown],
        rooms=[room.code for room in stage.rooms],
        counts=counts,
    )


def _examples(call: Call) -> list[Application]:
    """Applications from all over the call."""
    keys = list(db.session.scalars(select(Application.id).where(Application.call_id == call.id)))
    some = keys[:: max(1, len(keys) // EXAMPLES)]
    query = select(Application).where(Application.id.in_(some)).order_by(Application.id)
    return list(db.session.scalars(query).unique())


def _open_sheets(call: Call) -> list[ScoreSheet]:
    """One sheet that can be scored for each of the eight clients, each of another expert."""
    query = (
        select(ScoreSheet)
        .join(Review, Review.sheet_id == ScoreSheet.id)
        .join(Application, Review.application_id == Application.id)
        .where(Application.call_id == call.id, ScoreSheet.status == SheetStatus.OPEN)
        .order_by(ScoreSheet.id)
        .limit(CLIENTS * 4)
    )
    found: dict[int, ScoreSheet] = {}
    for sheet in db.session.scalars(query).unique():
        found.setdefault(sheet.expert_id, sheet)
    return list(found.values())[:CLIENTS]
