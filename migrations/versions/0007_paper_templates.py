"""Papers of a registration: what is typed for them, a park's own templates, and packs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "paper_sheets",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["registration_cases.id"], name=op.f("fk_paper_sheets_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_paper_sheets")),
    )
    op.create_table(
        "paper_templates",
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("places", JSON, nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["users.id"], name=op.f("fk_paper_templates_added_by_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_paper_templates_file_id")),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_paper_templates_park_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_templates")),
        sa.UniqueConstraint("code", name=op.f("uq_paper_templates_code")),
        sa.UniqueConstraint("file_id", name=op.f("uq_paper_templates_file_id")),
        sa.UniqueConstraint(
            "park_id", "text", "number", name=op.f("uq_paper_templates_park_id_text_number")
        ),
    )
    op.create_table(
        "paper_packs",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_paper_packs_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["registration_cases.id"], name=op.f("fk_paper_packs_case_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_paper_packs_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_packs")),
        sa.UniqueConstraint("code", name=op.f("uq_paper_packs_code")),
        sa.UniqueConstraint("file_id", name=op.f("uq_paper_packs_file_id")),
    )
    op.create_index("ix_paper_packs_case", "paper_packs", ["case_id", "id"], unique=False)


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index("ix_paper_packs_case", table_name="paper_packs")
    op.drop_table("paper_packs")
    op.drop_table("paper_templates")
    op.drop_table("paper_sheets")
