"""Clocks that stop, ends that a person fixed, what a change of the calendar moved, reminders, feeds.

Revision ID: 0004
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "calendar_changes",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_changes")),
        sa.UniqueConstraint("code", name=op.f("uq_calendar_changes_code")),
    )
    op.create_table(
        "deadline_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=True),
        sa.Column("title", JSON, nullable=False),
        sa.Column("whose", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=200), nullable=False),
        sa.Column("before_on", sa.Date(), nullable=False),
        sa.Column("after_on", sa.Date(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["calendar_changes.id"], name=op.f("fk_deadline_moves_change_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_moves")),
    )
    op.create_index("ix_deadline_moves_change", "deadline_moves", ["change_id", "park_id", "id"])
    _make_clocks()
    _make_reminders()


def _make_clocks() -> None:
    op.create_table(
        "registration_pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.CheckConstraint(
            "to_on IS NULL OR to_on >= from_on",
            name=op.f("ck_registration_pauses_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["registration_steps.id"], name=op.f("fk_registration_pauses_step_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_pauses")),
    )
    op.create_index(op.f("ix_registration_pauses_step_id"), "registration_pauses", ["step_id"])
    op.create_table(
        "registration_fixed_dues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("fixed_by_id", sa.Integer(), nullable=True),
        sa.Column("fixed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fixed_by_id"], ["users.id"], name=op.f("fk_registration_fixed_dues_fixed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["registration_steps.id"], name=op.f("fk_registration_fixed_dues_step_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_fixed_dues")),
        sa.UniqueConstraint("step_id", name=op.f("uq_registration_fixed_dues_step_id")),
    )


def _make_reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reminders_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "user_id", "key", "due_on", "days", name=op.f("uq_reminders_user_id_key_due_on_days")
        ),
    )
    op.create_index(op.f("ix_reminders_due_on"), "reminders", ["due_on"])
    op.create_table(
        "calendar_feeds",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_calendar_feeds_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("code", name=op.f("uq_calendar_feeds_code")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feeds_token_hash")),
        sa.UniqueConstraint("user_id", name=op.f("uq_calendar_feeds_user_id")),
    )


def downgrade() -> None:
    """Take it back."""
    for table in (
        "calendar_feeds",
        "reminders",
        "registration_fixed_dues",
        "registration_pauses",
        "deadline_moves",
        "calendar_changes",
    ):
        op.drop_table(table)
