"""Dossiers of registrations with their archive items; renewals; files that are closed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql")


def upgrade() -> None:
    """Bring the schema forward."""
    _dossiers()
    _items()
    _renewals()
    op.add_column("organizations", sa.Column("deregistered_on", sa.Date(), nullable=True))


def _dossiers() -> None:
    op.create_table(
        "dossiers",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("rule_set_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("retention", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("hand_over_by_on", sa.Date(), nullable=True),
        sa.Column("is_hand_over_provisional", sa.Boolean(), nullable=False),
        sa.Column("handed_over_on", sa.Date(), nullable=True),
        sa.Column("handed_over_by_id", sa.Integer(), nullable=True),
        sa.Column("hand_over_note", sa.String(length=1000), nullable=False),
        sa.Column("arrange_by_on", sa.Date(), nullable=True),
        sa.Column("is_arrange_provisional", sa.Boolean(), nullable=False),
        sa.Column("arranged_on", sa.Date(), nullable=True),
        sa.Column("arranged_by_id", sa.Integer(), nullable=True),
        sa.Column("volume", sa.String(length=20), nullable=False),
        sa.Column("box", sa.String(length=20), nullable=False),
        sa.Column("shelf", sa.String(length=60), nullable=False),
        sa.Column("transfer_on", sa.Date(), nullable=True),
        sa.Column("transferred_on", sa.Date(), nullable=True),
        sa.Column("receipt", sa.String(length=120), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("fault_count", sa.Integer(), nullable=False),
        sa.Column("missing_count", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arranged_by_id"], ["users.id"], name=op.f("fk_dossiers_arranged_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["registration_cases.id"], name=op.f("fk_dossiers_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["handed_over_by_id"], ["users.id"], name=op.f("fk_dossiers_handed_over_by_id")
        ),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_dossiers_park_id")),
        sa.ForeignKeyConstraint(
            ["rule_set_id"], ["rule_sets.id"], name=op.f("fk_dossiers_rule_set_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("case_id", name=op.f("uq_dossiers_case_id")),
        sa.UniqueConstraint("code", name=op.f("uq_dossiers_code")),
        sa.UniqueConstraint(
            "park_id",
            "category",
            "year",
            "number",
            name=op.f("uq_dossiers_park_id_category_year_number"),
        ),
    )
    op.create_index("ix_dossiers_park", "dossiers", ["park_id", "status", "id"], unique=False)
    for column in ("hand_over_by_on", "arrange_by_on", "transfer_on"):
        op.create_index(op.f(f"ix_dossiers_{column}"), "dossiers", [column], unique=False)


def _items() -> None:
    op.create_table(
        "archive_items",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("step_title", JSON, nullable=False),
        sa.Column("material", sa.String(length=60), nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("source_code", sa.String(length=12), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("maker", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.Column("confirmer", sa.String(length=80), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("taken_in_at", sa.DateTime(), nullable=False),
        sa.Column("checks", JSON, nullable=False),
        sa.Column("original_on", sa.Date(), nullable=True),
        sa.Column("original_box", sa.String(length=20), nullable=False),
        sa.Column("original_shelf", sa.String(length=60), nullable=False),
        sa.Column("original_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_archive_items_dossier_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_archive_items_file_id")),
        sa.ForeignKeyConstraint(
            ["original_by_id"], ["users.id"], name=op.f("fk_archive_items_original_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_items")),
        sa.UniqueConstraint("code", name=op.f("uq_archive_items_code")),
        sa.UniqueConstraint("file_id", name=op.f("uq_archive_items_file_id")),
    )
    op.create_index(
        "ix_archive_items_dossier", "archive_items", ["dossier_id", "position"], unique=False
    )


def _renewals() -> None:
    op.create_table(
        "renewals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_renewals_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewals")),
    )
    op.create_index("ix_renewals_key", "renewals", ["key", "due_on"], unique=False)
    op.create_index(op.f("ix_renewals_user_id"), "renewals", ["user_id"], unique=False)


def downgrade() -> None:
    """Take the schema back."""
    op.drop_column("organizations", "deregistered_on")
    op.drop_table("renewals")
    op.drop_table("archive_items")
    op.drop_table("dossiers")
