"""What was thin: a bulk filing undone as a whole, the lives of townships."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql")
STANDING = sa.text("status IN ('proposed', 'approved')")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "filing_undos",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("cancelled", sa.Integer(), nullable=True),
        sa.Column("kept", JSON, nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["filing_batches.id"], name=op.f("fk_filing_undos_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_filing_undos_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["users.id"], name=op.f("fk_filing_undos_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_undos")),
        sa.UniqueConstraint("code", name=op.f("uq_filing_undos_code")),
    )
    op.create_index(
        "uq_filing_undos_standing",
        "filing_undos",
        ["batch_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_table(
        "region_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("name_before", sa.String(length=60), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["into_id"], ["regions.id"], name=op.f("fk_region_changes_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["regions.id"], name=op.f("fk_region_changes_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_changes")),
    )
    op.create_index("ix_region_changes_region", "region_changes", ["region_id", "id"], unique=False)
    op.create_index(op.f("ix_region_changes_into_id"), "region_changes", ["into_id"], unique=False)


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index(op.f("ix_region_changes_into_id"), table_name="region_changes")
    op.drop_index("ix_region_changes_region", table_name="region_changes")
    op.drop_table("region_changes")
    op.drop_index("uq_filing_undos_standing", table_name="filing_undos")
    op.drop_table("filing_undos")
