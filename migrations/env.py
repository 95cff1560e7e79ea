"""How migrations run: on the application's own engine, in batch mode on SQLite."""

from alembic import context
from flask import current_app

from incubator.kernel.db import Base, db

context_config = context.config


def run() -> None:
    """Run inside one transaction; the caller has pushed the application context."""
    engine = db.engine
    given = context_config.attributes.get("connection")
    connectable = given if given is not None else engine.connect()
    try:
        context.configure(
            connection=connectable,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
        if given is None:
            connectable.commit()
    finally:
        if given is None:
            connectable.close()


assert current_app is not None
run()
