"""The register of filed community groups: filings, bulk filings, short yearly reports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql")
VALID = sa.text("status IN ('filed', 'changed')")


def upgrade() -> None:
    """Bring the schema forward."""
    _filings()
    op.create_table(
        "filing_batches",
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=160), nullable=False),
        sa.Column("rows", JSON, nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.Column("read_by_id", sa.Integer(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        *_addressed("filing_batches"),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_filing_batches_park_id")),
        sa.ForeignKeyConstraint(
            ["read_by_id"], ["users.id"], name=op.f("fk_filing_batches_read_by_id")
        ),
    )
    op.create_index(op.f("ix_filing_batches_park_id"), "filing_batches", ["park_id"])
    op.create_table(
        "filing_reports",
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("activities", sa.Integer(), nullable=True),
        sa.Column("attendances", sa.Integer(), nullable=True),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("income_fen", sa.BigInteger(), nullable=True),
        sa.Column("expense_fen", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("is_safe", sa.Boolean(), nullable=True),
        sa.Column("safety_note", sa.String(length=500), nullable=False),
        sa.Column("return_reason", sa.String(length=2000), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        *_addressed("filing_reports"),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["filings.id"], name=op.f("fk_filing_reports_filing_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["users.id"], name=op.f("fk_filing_reports_submitted_by_id")
        ),
        sa.UniqueConstraint("filing_id", "year", name=op.f("uq_filing_reports_filing_id_year")),
    )


def _filings() -> None:
    op.create_table(
        "filings",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("township_id", sa.Integer(), nullable=True),
        sa.Column("rule_set_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("conversion_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("subtype", sa.String(length=40), nullable=False),
        sa.Column("community", sa.String(length=60), nullable=False),
        sa.Column("leader_post", sa.String(length=40), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        *_addressed("filings"),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_filings_{column}"))
            for column, target in (
                ("organization_id", "organizations.id"),
                ("park_id", "parks.id"),
                ("township_id", "regions.id"),
                ("rule_set_id", "rule_sets.id"),
                ("case_id", "registration_cases.id"),
                ("conversion_id", "registration_cases.id"),
            )
        ),
        sa.UniqueConstraint("park_id", "number", name=op.f("uq_filings_park_id_number")),
    )
    op.create_index(op.f("ix_filings_organization_id"), "filings", ["organization_id"])
    op.create_index("ix_filings_township", "filings", ["park_id", "township_id", "status"])
    op.create_index(
        "uq_filings_valid",
        "filings",
        ["organization_id"],
        unique=True,
        sqlite_where=VALID,
        postgresql_where=VALID,
    )


def _addressed(table: str) -> list[sa.Column | sa.Constraint]:
    """What every row with an address and a version has."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("code", name=op.f(f"uq_{table}_code")),
    ]


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("filing_reports")
    op.drop_index(op.f("ix_filing_batches_park_id"), table_name="filing_batches")
    op.drop_table("filing_batches")
    op.drop_index("uq_filings_valid", table_name="filings")
    op.drop_index("ix_filings_township", table_name="filings")
    op.drop_index(op.f("ix_filings_organization_id"), table_name="filings")
    op.drop_table("filings")
