"""What is done later: jobs as rows of the business transaction, run by huey in the worker.

A job is stored with the act that causes it, so it exists exactly when the act does. After the commit
its key goes to huey; a sweep every minute picks up what was lost between the two.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import huey.storage
from flask import Flask, current_app
from huey import SqliteHuey, crontab
from sqlalchemy import Index, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from incubator.kernel import clock
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import Base, after_commit, db, sqlite_module, work

huey.storage.sqlite3 = sqlite_module
logger = logging.getLogger("incubator.jobs")
MOST_TRIES = 5
LOST_AFTER = timedelta(minutes=2)


class Job(Base):
    """One thing to do: its handler's name, its facts, and how it went."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_open", "done_at", "run_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    run_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")


Handler = Callable[..., None]
_handlers: dict[str, Handler] = {}
_daily: list[Callable[[], None]] = []


def handler(name: str) -> Callable[[Handler], Handler]:
    """Register what runs for jobs of that name; it must bear being run twice."""

    def register(function: Handler) -> Handler:
        _handlers[name] = function
        return function

    return register


def daily(function: Callable[[], None]) -> Callable[[], None]:
    """Register what the worker runs once a night, inside a unit of work."""
    _daily.append(function)
    return function


def enqueue(name: str, **payload: Any) -> Job:
    """Store a job with this unit of work; it starts right after the commit."""
    if name not in _handlers:
        raise LookupError(f"no handler is registered for job {name}")
    job = Job(name=name, payload=payload)
    db.session.add(job)
    db.session.flush()
    key = job.id
    after_commit(lambda: _hand_over(key))
    return job


def _hand_over(key: int) -> None:
    if current_app.config["TESTING"]:
        run(key)
        return
    queue: Any = current_app.extensions["jobs_task"]
    queue(key)


def run(key: int) -> None:
    """Run one job; a failure is noted and tried again later, five times at most."""
    job = db.session.get(Job, key)
    if job is None or job.done_at is not None or job.tries >= MOST_TRIES:
        return
    name, payload = job.name, dict(job.payload)
    problem = ""
    try:
        _handlers[name](**payload)
    except Exception as failure:
        logger.exception("job %s (%s) failed", key, name)
        problem = f"{type(failure).__name__}: {failure}"
    _close(key, problem)


def _close(key: int, problem: str) -> None:
    with work(by=SYSTEM) as session:
        job = session.get(Job, key)
        if job is None:
            return
        job.tries += 1
        job.error = problem[:2000]
        if problem:
            job.run_at = clock.now() + timedelta(minutes=2**job.tries)
        else:
            job.done_at = clock.now()


def open_keys() -> list[int]:
    """Jobs that should have run by now and were not handed over or failed."""
    query = (
        select(Job.id)
        .where(Job.done_at.is_(None), Job.tries < MOST_TRIES)
        .where(Job.run_at < clock.now() - LOST_AFTER)
        .order_by(Job.id)
        .limit(200)
    )
    return list(db.session.scalars(query))


def run_daily() -> None:
    """Run the nightly tasks, each in a unit of work of its own."""
    for task in _daily:
        with work(by=SYSTEM):
            task()


def install(app: Flask) -> SqliteHuey:
    """Make the queue in the data folder and bind its tasks to the app."""
    data = app.config["DATA"]
    data.mkdir(parents=True, exist_ok=True)
    queue = SqliteHuey("incubator", filename=str(data / "queue.db"), results=False)

    def run_job(key: int) -> None:
        with app.app_context():
            run(key)

    def sweep() -> None:
        with app.app_context():
            for key in open_keys():
                run(key)

    def nightly() -> None:
        with app.app_context():
            run_daily()

    queue.periodic_task(crontab(minute="*"))(sweep)
    queue.periodic_task(crontab(hour="18", minute="30"))(nightly)
    app.extensions["jobs_task"] = queue.task()(run_job)
    app.extensions["jobs_queue"] = queue
    return queue
